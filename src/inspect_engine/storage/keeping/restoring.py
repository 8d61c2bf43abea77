"""Make a new ledger from a backup: at a new place only, held to the manifest, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from inspect_engine.errors import Problem
from inspect_engine.storage import files, modes, sqlite
from inspect_engine.storage.keeping import container
from inspect_engine.storage.keeping.container import Manifest
from inspect_engine.storage.keeping.copying import Prove
from inspect_engine.storage.keeping.moving import Progress, counted, require_room
from inspect_engine.storage.keeping.upgrading import migrate, revision


@dataclass(frozen=True)
class Unpacked:
    """A ledger that is not in place yet: where it lies, what its backup says, and what is wrong with it."""

    path: Path
    manifest: Manifest
    problems: tuple[Problem, ...]


@contextmanager
def unpacked(backup: Path, path: Path, access: modes.Access, prove: Prove, progress: Progress) -> Iterator[Unpacked]:
    """What a backup holds, as a ledger beside ``path``, to be written on; it is put in place when this ends well.

    Raises StorageError for a backup that is not as it was written, and where there is something at ``path``. Evidence
    that lies there already, of a ledger that was lost, stays.
    """
    with container.opened(backup) as (archive, manifest):
        total = sum(entry.file_size for entry in archive.infolist())

        def fill(building: Path) -> None:
            require_room(building.parent, total)
            container.read(backup, archive, manifest, counted("恢复", total, progress), partial(_target, building))
            if (before := str(revision(building))) in sqlite.OLDER:
                migrate(building, before)

        with sqlite.creating(path, access, fill) as building, _evidence(building, path):
            progress("核验", 0, 1)
            yield Unpacked(building, manifest, tuple(prove(building)))


@contextmanager
def _target(building: Path, key: str) -> Iterator[IO[bytes]]:
    """Where a member goes: the ledger itself, or its evidence."""
    access = modes.access_to(building)
    if key == container.LEDGER:
        with building.open("r+b") as stream:
            yield stream
            stream.flush()
            modes.sync(stream.fileno())
        return
    modes.make_folder(files.folder_of(building), access)
    with modes.building(files.folder_of(building), access) as (stream, path):
        yield stream
    files.settle(building, {"sha256": key}, path, access)


@contextmanager
def _evidence(building: Path, path: Path) -> Iterator[None]:
    """Put the evidence in place at the end, before its ledger; what is there already is the same, by its name."""
    own, home = files.folder_of(building), files.folder_of(path)
    yield
    if own.is_dir() and not home.exists():
        own.rename(home)
        modes.sync_folder(home.parent)
        return
    for file in sorted(own.rglob("*")):
        if file.is_file() and files.fault(path, {"sha256": file.name, "name": ""}):
            files.settle(path, {"sha256": file.name}, file, modes.access_to(building))
