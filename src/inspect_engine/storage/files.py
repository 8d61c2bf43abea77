"""Evidence files, kept under their own hash beside the ledger."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from inspect_engine.errors import InputError, StorageError, system_reason
from inspect_engine.storage.sqlite import make_folder, sync_folder

MAX_BYTES = 50 * 1024 * 1024


def folder_of(ledger: Path) -> Path:
    """Where a ledger keeps its evidence."""
    return ledger.with_name(ledger.name + ".files")


def describe(source: Path) -> dict[str, Any]:
    """Hash, name and size of a file to be stored. Raises InputError for one that cannot be evidence."""
    try:
        size = source.stat().st_size
        if not source.is_file():
            raise InputError.one(f"佐证材料 {source} 不是文件")
        if not 0 < size <= MAX_BYTES:
            raise InputError.one(f"佐证材料 {source} 的大小是 {size} 字节，应在 1 字节至 50 MB 之间")
        with source.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError.one(f"读不到佐证材料 {source}：{system_reason(error)}", fix="请核对路径") from error
    return {"sha256": digest, "name": source.name, "size": size}


def store(ledger: Path, source: Path) -> dict[str, Any]:
    """Keep a copy, durable before this returns: temporary file, fsync, rename, fsync of every folder on the way.

    What is described is what was copied, even when the file changes meanwhile. Raises InputError or StorageError.
    """
    file = describe(source)
    if fault(ledger, file) is None:
        return file
    try:
        home = folder_of(ledger)
        make_folder(home)
        with source.open("rb") as incoming, NamedTemporaryFile(dir=home, prefix=".new-", delete=False) as outgoing:
            building, hashed, size = Path(outgoing.name), hashlib.sha256(), 0
            while chunk := incoming.read(1 << 20):
                hashed.update(chunk)
                size += outgoing.write(chunk)
            outgoing.flush()
            os.fsync(outgoing.fileno())
        file |= {"sha256": hashed.hexdigest(), "size": size}
        target = place(ledger, file)
        make_folder(target.parent)
        building.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        with suppress(OSError, NameError):
            building.unlink()
        raise StorageError(f"佐证材料 {source.name} 没有存下：{system_reason(error)}") from error
    return file


def place(ledger: Path, file: Mapping[str, Any]) -> Path:
    """Path of a stored file."""
    return folder_of(ledger) / str(file["sha256"])[:2] / str(file["sha256"])


def fault(ledger: Path, file: Mapping[str, Any]) -> str | None:
    """What is wrong with a stored file, in Chinese; None when it is intact."""
    path = place(ledger, file)
    if not path.is_file():
        return f"佐证材料“{file['name']}”不见了"
    with path.open("rb") as stream:
        intact = hashlib.file_digest(stream, "sha256").hexdigest() == file["sha256"]
    return None if intact else f"佐证材料“{file['name']}”被改动过"
