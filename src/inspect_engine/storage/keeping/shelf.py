"""Where backups lie, how they are called, which are old, and a note of the last one."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from inspect_engine.errors import StorageError
from inspect_engine.storage import modes
from inspect_engine.storage.keeping import container
from inspect_engine.storage.keeping.copying import Taken

NOTE = "last.json"


@dataclass(frozen=True)
class Last:
    """The last backup of a ledger: where it was put, when it was taken, and how many records it holds."""

    path: Path
    taken_at: datetime
    events: int


def folder_of(ledger: Path) -> Path:
    """Where backups go when nobody says where."""
    return ledger.with_name(ledger.name + ".backups")


def make_folder(ledger: Path) -> Path:
    """The folder for backups, made where there is none. Raises OSError."""
    folder = folder_of(ledger)
    modes.make_folder(folder, modes.access_to(ledger))
    return folder


def new_name(ledger: Path, folder: Path, now: datetime) -> Path:
    """A dated name that is free: ``ledger-20261129-051500.zip``."""
    dated = f"{ledger.stem}-{now:%Y%m%d-%H%M%S}"
    names = (folder / f"{dated}{f'-{n}' if n else ''}.zip" for n in count())
    return next(path for path in names if not path.exists())


def outdated(ledger: Path, folder: Path, identity: str, keep: int) -> list[Path]:
    """Backups of this very ledger under dated names that are not among the ``keep`` newest, the newest first.

    What else lies there, under whatever name, is none of them.
    """
    name = re.compile(rf"{re.escape(ledger.stem)}-(\d{{8}}-\d{{6}})(?:-(\d+))?\.zip")
    named = [(name.fullmatch(path.name), path) for path in folder.iterdir()] if folder.is_dir() else []
    found = [((match[1], int(match[2] or 0)), path) for match, path in named if match and _is_of(path, identity)]
    return [path for _, path in sorted(found, reverse=True)][keep:]


def _is_of(path: Path, identity: str) -> bool:
    try:
        with container.opened(path) as (_, manifest):
            return manifest.ledger == identity
    except StorageError:
        return False


def note(ledger: Path, taken: Taken) -> None:
    """Remember the last backup, wherever it was put; a ledger that is read-only remembers none."""
    told = {"path": str(taken.path.absolute()), "taken_at": taken.manifest.taken_at, "events": taken.manifest.events}
    with suppress(OSError):
        folder, access = make_folder(ledger), modes.access_to(ledger)
        with modes.building(folder, access) as (stream, building):
            stream.write(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogateescape"))
        building.replace(folder / NOTE)


def last(ledger: Path) -> Last | None:
    """What was remembered; None where there was no backup, or nobody could remember it."""
    try:
        told = json.loads((folder_of(ledger) / NOTE).read_bytes())
        return Last(Path(told["path"]), datetime.fromisoformat(told["taken_at"]), int(told["events"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
