"""Take a backup: a copy of one moment, with the evidence that its events name, proved before it has its name."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from inspect_engine.errors import Problem, StorageError, system_reason
from inspect_engine.storage import files, modes, queries, sqlite, verify
from inspect_engine.storage.keeping import container
from inspect_engine.storage.keeping.container import Manifest
from inspect_engine.storage.keeping.moving import Progress, counted, require_room
from inspect_engine.storage.keeping.snapshots import snapshot
from inspect_engine.storage.keeping.upgrading import migrated


@dataclass(frozen=True)
class Taken:
    """A backup that is there, and what it says of itself."""

    path: Path
    size: int
    manifest: Manifest


def take(ledger: Path, target: Path, now: datetime, progress: Progress) -> Taken:
    """Copy a ledger of any format into the new file ``target``.

    What is wrong with the ledger is kept as it is and told in the manifest. Raises StorageError when the backup could
    not be made, or did not read back as what was written; then there is none.
    """
    sqlite.opened(ledger)[0].close()
    try:
        with modes.building(target.parent, modes.access_to(ledger)) as (stream, path):
            with ZipFile(stream, "w", ZIP_STORED, allowZip64=True) as archive, _scratch(target.parent) as copy:
                snapshot(ledger, copy, progress)
                manifest = _fill(archive, ledger, copy, now, progress)
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


def _fill(archive: ZipFile, ledger: Path, copy: Path, now: datetime, progress: Progress) -> Manifest:
    named, manifest = _named(copy), _described(copy, now)
    total = copy.stat().st_size + sum(named.values())
    require_room(copy.parent, total)
    moved = counted("写入备份", total, progress)
    with copy.open("rb") as stream:
        digest, fault = container.add(archive, container.LEDGER, stream, moved)
        if fault:
            raise fault
    kept = {key: _added(archive, ledger, key, moved) for key in named}
    progress("核验备份", 0, 1)
    told = tuple(map(str, _proved(copy, {key: each.fault for key, each in kept.items() if each.fault})))
    found = {key: each.digest for key, each in kept.items() if each.digest}
    manifest = replace(
        manifest,
        database=digest,
        evidence=len(found),
        missing=[key for key in kept if key not in found],
        altered={key: digest for key, digest in found.items() if digest != key},
        problems=told,
    )
    container.add_manifest(archive, manifest)
    return manifest


@dataclass(frozen=True)
class _Kept:
    """The hash of what went into the backup of a file, None where it could not be opened, and what is wrong with it."""

    digest: str | None
    fault: str | None


def _added(archive: ZipFile, ledger: Path, key: str, moved: container.Moved) -> _Kept:
    try:
        stream = files.place(ledger, {"sha256": key}).open("rb")
    except FileNotFoundError:
        return _Kept(None, "不见了")
    except OSError as error:
        return _Kept(None, f"读不出来：{system_reason(error)}")
    with stream:
        digest, fault = container.add(archive, container.EVIDENCE + key, stream, moved)
    why = f"读不出来：{system_reason(fault)}" if fault else None if digest == key else "被改动过"
    return _Kept(digest, why)


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


def _proved(copy: Path, faults: Mapping[str, str]) -> Iterator[Problem]:
    """What ``verify`` says of the copy; one of an older format is first brought to this one's, elsewhere."""

    def fault(_: Path, file: Mapping[str, Any]) -> str | None:
        why = faults.get(str(file["sha256"]))
        return why and f"佐证材料“{file['name']}”{why}"

    with migrated(copy) as current:
        yield from verify.problems(current, fault)


def _read_back(path: Path, progress: Progress) -> None:
    with container.opened(path) as (archive, manifest):
        moved = counted("读回核对", path.stat().st_size, progress)
        container.read(path, archive, manifest, moved, lambda _: nullcontext())
