"""Take a backup: a copy of one moment, with the evidence that its events name, proved before it has its name."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_STORED, ZipFile

from inspect_engine.errors import Problem, StorageError, system_reason
from inspect_engine.storage import files, modes, queries, sqlite
from inspect_engine.storage.keeping import container
from inspect_engine.storage.keeping.container import Manifest
from inspect_engine.storage.keeping.moving import Progress, counted, require_room
from inspect_engine.storage.keeping.snapshots import snapshot
from inspect_engine.storage.keeping.upgrading import migrated

Prove = Callable[[Path], Iterable[Problem]]
"""Everything wrong with a ledger of this program's format."""


@dataclass(frozen=True)
class Taken:
    """A backup that is there, and what it says of itself."""

    path: Path
    size: int
    manifest: Manifest


def take(ledger: Path, target: Path, now: datetime, prove: Prove, progress: Progress) -> Taken:
    """Copy a ledger of any format into the new file ``target``.

    What ``prove`` finds wrong with it is kept as it is, and told in the manifest. Raises StorageError when the backup
    could not be made, or did not read back as what was written; then there is none.
    """
    sqlite.opened(ledger)[0].close()
    try:
        with modes.building(target.parent, modes.access_to(ledger)) as (stream, path):
            with ZipFile(stream, "w", ZIP_STORED, allowZip64=True) as archive, _scratch(target.parent) as copy:
                snapshot(ledger, copy, progress)
                manifest = _fill(archive, ledger, copy, now, prove, progress)
            stream.flush()
            _read_back(path, progress)
        size = path.stat().st_size
        _name(path, target)
    except sqlite3.Error as error:
        raise sqlite.explain(error) from error
    except OSError as error:
        raise StorageError(f"没有备份成，{target} 写不下去：{system_reason(error)}") from error
    return Taken(target, size, manifest)


def _name(path: Path, target: Path) -> None:
    try:
        sqlite.place_new(path, target)
    finally:
        path.unlink(missing_ok=True)
    modes.sync_folder(target.parent)


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """Where the copy of the ledger is kept meanwhile: beside the backup, where there has to be room anyway."""
    with TemporaryDirectory(dir=folder, prefix=".new-", ignore_cleanup_errors=True) as own:
        yield Path(own) / container.LEDGER


def _fill(archive: ZipFile, ledger: Path, copy: Path, now: datetime, prove: Prove, progress: Progress) -> Manifest:
    named, manifest = _named(copy), _described(copy, now)
    total = copy.stat().st_size + sum(named.values())
    require_room(copy.parent, total)
    moved = counted("写入备份", total, progress)
    with copy.open("rb") as stream:
        digest, fault = container.add(archive, container.LEDGER, stream, moved)
        if fault:
            raise fault
    found = {key: added for key in named if (added := _added(archive, ledger, key, moved))}
    progress("核验备份", 0, 1)
    told = tuple(map(str, _proved(copy, ledger, prove)))
    manifest = replace(
        manifest,
        database=digest,
        evidence=len(found),
        missing=[key for key in named if key not in found],
        altered={key: added for key, added in found.items() if added != key},
        problems=told,
    )
    container.add_manifest(archive, manifest)
    return manifest


def _added(archive: ZipFile, ledger: Path, key: str, moved: container.Moved) -> str | None:
    """The hash of what went in of a file, as far as it could be read; None where it could not be opened."""
    try:
        stream = files.place(ledger, {"sha256": key}).open("rb")
    except OSError:
        return None
    with stream:
        return container.add(archive, container.EVIDENCE + key, stream, moved)[0]


def _named(copy: Path) -> dict[str, int]:
    """Hash and size of every file that an event names."""
    with closing(sqlite3.connect(copy)) as connection:
        connection.text_factory = bytes
        named: dict[str, int] = {}
        for (body,) in connection.execute("SELECT body FROM eventrow WHERE body LIKE '%\"files\":[{%' ORDER BY pos"):
            with suppress(ValueError, KeyError, TypeError, AttributeError):
                for file in json.loads(body)["files"]:
                    if container.is_hash(file["sha256"]):
                        named[file["sha256"]] = int(file["size"])
        return named


def _described(copy: Path, now: datetime) -> Manifest:
    connection, schema = sqlite.opened(copy)
    with closing(connection):
        try:
            head = queries.head(connection)
        except (sqlite3.Error, KeyError, StorageError):
            fix = "请把台账文件原样另存一份，再从以前的备份恢复"
            raise StorageError(f"台账的流转记录读不出来，没有备份成。{fix}") from None
    where = (head.ledger, head.rehearsal, head.count, head.chain)
    return Manifest(version("inspect-engine"), str(schema), now.isoformat(timespec="seconds"), *where)


def _proved(copy: Path, ledger: Path, prove: Prove) -> Iterator[Problem]:
    """What is wrong with the copy; one of an older format is first brought to this one's, elsewhere."""
    with migrated(copy) as current:
        theirs, own = files.folder_of(ledger), files.folder_of(current)
        if theirs.is_dir():
            try:
                own.symlink_to(theirs.resolve(), target_is_directory=True)
            except OSError:  # an account of Windows that may make no links
                shutil.copytree(theirs, own)
        yield from prove(current)


def _read_back(path: Path, progress: Progress) -> None:
    with container.opened(path) as (archive, manifest):
        moved = counted("读回核对", path.stat().st_size, progress)
        container.read(path, archive, manifest, moved, lambda _: nullcontext())
