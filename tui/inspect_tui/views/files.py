"""Folders and files, as a person picks and names them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from inspect_engine.errors import InspectError


@dataclass(frozen=True)
class Found:
    """A file or folder: ``changed`` is when its content last was, which for a photograph is when it was taken."""

    path: Path
    is_folder: bool
    size: int
    changed: datetime

    @property
    def told(self) -> str:
        """``02-17 09:31  2.1 MB``; of a folder the day only."""
        when = f"{self.changed:%Y-%m-%d %H:%M}"
        return when if self.is_folder else f"{when}  {size_told(self.size)}"


def size_told(size: int) -> str:
    """``2.1 MB``, ``340 KB``, ``12 字节``."""
    if size >= 1_000_000:
        return f"{size / 1e6:.1f} MB"
    return f"{size // 1000} KB" if size >= 1000 else f"{size} 字节"


def entries(folder: Path, part: str, *, by_name: bool = False) -> list[Found]:
    """Folders first, then files, whose names contain ``part``, the newest first or by name; hidden ones left out.

    Raises OSError.
    """
    named = [path for path in folder.iterdir() if part in path.name and not path.name.startswith(".")]
    found = sorted((_look(path) for path in named), key=lambda each: each.path.name)
    if not by_name:
        found.sort(key=lambda each: each.changed, reverse=True)
    return sorted(found, key=lambda each: not each.is_folder)


def _look(path: Path) -> Found:
    """What can be told of a file; of one that has just gone, nothing."""
    try:
        held = path.stat()
        return Found(path, path.is_dir(), held.st_size, datetime.fromtimestamp(held.st_mtime))
    except (OSError, ValueError, OverflowError):
        return Found(path, False, 0, datetime.fromtimestamp(0))


def start_folder(last: str = "") -> Path:
    """Where the last file was chosen; else where the program was started; the home folder where that is gone. At a
    browser: the folder that he is kept to."""
    from inspect_engine.ledger.confinement import home

    if kept := home():
        return kept
    try:
        if last and Path(last).is_dir():
            return Path(last)
        return Path.cwd()
    except OSError:
        return Path.home()


def doubted(paths: Iterable[Path]) -> str:
    """What is doubtful about files that were handed in, as a sentence; empty for nothing, and for those that are gone
    by now."""
    from inspect_engine.ledger.evidence import doubted

    with suppress(InspectError):
        return doubted([path for path in paths if path.is_file()])
    return ""


def read_path(line: str) -> Path:
    """A path as terminals paste it: quoted, with escaped blanks, or as a ``file://`` address."""
    text = line.strip()
    if text.startswith("file://"):
        return Path(unquote(urlsplit(text).path))
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    return Path(text.replace("\\ ", " ")).expanduser()
