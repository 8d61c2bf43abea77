"""Folders and files, as a person picks and names them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from inspect_engine.errors import InspectError


def entries(folder: Path, part: str) -> list[Path]:
    """Folders first, then files, whose names contain ``part``; hidden ones left out. Raises OSError."""
    found = [path for path in folder.iterdir() if part in path.name and not path.name.startswith(".")]
    return sorted(found, key=lambda path: (not path.is_dir(), path.name))


def start_folder() -> Path:
    """Where the program was started; the home folder where that is gone."""
    try:
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
