"""Folders and files, as a person picks and names them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit


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


def read_path(line: str) -> Path:
    """A path as terminals paste it: quoted, with escaped blanks, or as a ``file://`` address."""
    text = line.strip()
    if text.startswith("file://"):
        return Path(unquote(urlsplit(text).path))
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    return Path(text.replace("\\ ", " ")).expanduser()
