"""Who is told: addresses in a file of the user's own, or in a variable. Nothing of them is ever repeated."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from inspect_engine.errors import InputError, Problem, system_reason

VARIABLE = "INSPECT_ENGINE_NOTIFY"
"""Names the file of addresses, or holds addresses themselves, with spaces between them."""
MAX_BYTES = 64 * 1024
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]*)://\S+", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """Where messages go. The address never shows, not even in a traceback."""

    name: str
    address: str = field(repr=False)

    @property
    def masked(self) -> str:
        """What may be shown of the address: the kind of service."""
        return f"{self.address.partition('://')[0].lower()}://****"


@dataclass(frozen=True)
class Settings:
    """Where the addresses were found, and what they are; none: notifications are off."""

    source: str
    targets: tuple[Target, ...] = ()
    exposed: bool = False


def settings() -> Settings:
    """Who is told. Raises InputError for a file that cannot be read, with every bad line by its number."""
    given = os.environ.get(VARIABLE, "").strip()
    if "://" in given:
        return Settings(VARIABLE, tuple(_targets(VARIABLE, given.split())))
    path = Path(given).expanduser() if given else default_path()
    if not given and not path.exists():
        return Settings(str(path))
    return Settings(str(path), tuple(_targets(path.name, _read(path).splitlines())), _exposed(path))


def default_path() -> Path:
    """The file in the user's configuration folder."""
    from platformdirs import user_config_path

    return user_config_path("inspect-engine", appauthor=False) / "notify.txt"


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError.one(f"通知设置 {path} 太大，至多 {MAX_BYTES // 1024} KB")
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError.one(f"读不到通知设置 {path}：{system_reason(error)}", fix=f"请核对 {VARIABLE}") from None
    except UnicodeDecodeError:
        raise InputError.one(f"通知设置 {path} 不是 UTF-8 文本") from None


def _targets(source: str, lines: Sequence[str]) -> Iterator[Target]:
    """``名称 地址`` or ``地址`` a line; ``#`` begins a remark. What was typed is not repeated in errors."""
    found, problems = [], []
    for number, line in enumerate(lines, 1):
        *name, address = line.split() or [""]
        if not address or line.lstrip().startswith("#"):
            continue
        if _ADDRESS.fullmatch(address):
            found.append(Target(" ".join(name) or f"第 {number} 个", address))
        else:
            problems.append(Problem(f"{source}:{number}", "不是通知地址", "应写成“名称 地址”，见 notify --help"))
    if problems:
        raise InputError(problems, "通知设置有误")
    yield from found


def _exposed(path: Path) -> bool:
    """Whether other accounts of this computer can read the file."""
    return os.name == "posix" and bool(path.stat().st_mode & 0o077)
