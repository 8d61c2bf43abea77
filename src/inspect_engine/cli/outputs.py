"""Files that commands are told to write: ``-o`` says where, ``--force`` replaces what is there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, display
from inspect_engine.cli.streams import in_place
from inspect_engine.errors import InputError, InspectError, StorageError, bad_place, system_reason
from inspect_engine.exports.pace import Pace

Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="文件", help="写到哪里；不写就打印")]
Target = Annotated[Path, typer.Option("--output", "-o", metavar="文件", help="写到哪里")]
Redact = Annotated[bool, typer.Option("--redact", help="遮盖身份证号、电话号码，给谁看都一样")]
Force = Annotated[bool, typer.Option("--force", help="文件已存在时覆盖")]
WRITTEN = frozenset({"--output", "--dir", "--save-mapping", "--report", "--scenario", "--with-evidence"})
"""Options that say where a command writes."""
BESIDE = ("", "-journal", "-wal", "-shm", ".lock", ".files", ".drafts", ".seeds", ".keys", ".demo", ".backups")
"""What the names of a ledger and of all that belongs to it end in."""
DATABASE = b"SQLite format 3\0"


WHOLE = frozenset({"backup", "restore", "upgrade", "rebuild", "doctor"})
"""Commands about a ledger as a whole, with all that its regions hide."""


def confine(ctx: Any) -> None:
    """Before a command begins at a browser: its paths lead from the folder of whoever sits there. Raises Refused for
    one that leads out of it, and for what is about the whole ledger."""
    from inspect_engine.ledger.confinement import placed, require_whole

    if ctx.info_name in WHOLE and ctx.command_path.split()[-2:-1] == [ctx.find_root().info_name]:
        require_whole(ctx.command.help.partition("：")[0])
    for name, value in ctx.params.items():
        if isinstance(value, Path):
            ctx.params[name] = placed(value)
        elif isinstance(value, (list, tuple)) and any(isinstance(each, Path) for each in value):
            ctx.params[name] = list(map(placed, value))


def refuse_ledger(params: Sequence[Any], values: Mapping[str, Any]) -> None:
    """Before a command begins. Raises InputError where one of its options has it write over the open ledger or what
    belongs to it, be it through a link or by another spelling, or over any database: no export is one."""
    for each in params:
        option, value = max(each.opts, key=len), values.get(each.name)
        if option in WRITTEN and isinstance(value, Path):
            own = [ending for ending in BESIDE if ending != ".backups" or each.name != "place"]
            for path in (value, *([value.with_suffix(".pdf")] if values.get("pdf") and value.name else [])):
                if _is_database(path) or _belongs(path, own):
                    what = f"{path} 是台账，或是台账自己用的文件，不能写在那里"
                    raise InputError.one(what, where=option, fix="换一个位置、换一个文件名")


def _belongs(path: Path, endings: Sequence[str]) -> bool:
    try:
        ledger = session.path
        own = {str(Path(home + ending)) for home in _spellings(ledger) for ending in endings}
        real = Path(os.path.realpath(path))
        known = {each.casefold() for each in own}
        return any(str(each).casefold() in known for each in (real, *real.parents)) or _linked(path, own)
    except (OSError, ValueError, InspectError):  # told by whoever opens it
        return False


def _spellings(ledger: Path) -> set[str]:
    """A ledger's name as given, and that of the file itself where the name is a link."""
    return {os.path.realpath(ledger), str(Path(os.path.realpath(ledger.parent), ledger.name))}


def _linked(path: Path, own: set[str]) -> bool:
    """Whether a file is one of these, or lies in one of these folders, by yet another name."""
    if not path.is_file() or (found := path.stat()).st_nlink < 2:
        return False
    for place in map(Path, own):
        for each in (place, *place.rglob("*")):
            with suppress(OSError):
                if os.path.samestat(found, each.stat()):
                    return True
    return False


def _is_database(path: Path) -> bool:
    with suppress(OSError, ValueError):
        if path.is_file():
            with path.open("rb") as file:
                return file.read(len(DATABASE)) == DATABASE
    return False


def refuse_overwriting(path: Path, *, force: bool) -> None:
    """Before the work is done. Raises InputError for what is no file name, lies in no folder, cannot be looked at, or
    is there already and not to be replaced."""
    if path.name == "":
        raise InputError.one(f"“{path}”不是文件名", fix="例：-o closure.xlsx")
    try:
        there, folder = path.exists(), path.is_dir()
        homeless = not path.parent.is_dir()
    except OSError as error:
        raise InputError.one(f"不能写到 {path}：{system_reason(error)}") from error
    if folder:
        raise InputError.one(f"{path} 是文件夹，不是文件", fix="请写明文件名")
    if homeless:
        raise InputError.one(f"没有文件夹 {path.parent}", fix="请先建立，或换一个位置")
    if there and not force:
        raise InputError.one(f"{path} 已经存在，没有改动它", fix="换一个文件名，或加 --force 覆盖")


@contextmanager
def shown_pace() -> Iterator[Pace]:
    """How far an export has come, on one line of a terminal that goes at the end; elsewhere nothing."""
    try:
        yield Pace(in_place)
    finally:
        in_place("")


def given(text: str, output: Path | None, *, force: bool) -> Answer:
    """A text for people: written where it was to go, else printed. A file is as safe to ``cat`` as what is printed."""
    text = display(text, lines=True)
    if output is None:
        return Answer({"text": text}, lambda: print(text, end=""))
    write(output, text, force=force)
    return Answer({"path": output}, str(output), ["已写出。"])


def write(path: Path, content: str | bytes, *, force: bool, fix: str = "换一个位置") -> None:
    """Write a whole file; without ``force`` only where there is none."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    refuse_overwriting(path, force=force)
    try:
        with path.open("wb" if force else "xb") as file:
            file.write(data)
    except OSError as error:
        raise unwritable(path, error, fix) from error


def unwritable(path: object, error: OSError, fix: str = "换一个位置") -> InspectError:
    """A file that could not be written: bad input where it cannot be, a matter of storage where the disk failed."""
    what = f"不能写到 {path}：{system_reason(error)}"
    return InputError.one(what, fix=fix) if bad_place(error) else StorageError(f"{what}（{fix}）")
