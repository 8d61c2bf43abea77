"""Evidence files, kept under their own hash beside the ledger."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from tempfile import NamedTemporaryFile
from typing import Any

from inspect_engine.domain.words.text import display, is_text, spelled
from inspect_engine.errors import InputError, StorageError, system_reason
from inspect_engine.storage.sqlite import make_folder, sync_folder

MAX_BYTES = 50 * 1024 * 1024
FIX = "请把文件放进这个文件夹，写相对路径，例：photo.jpg、照片/1.jpg"


def folder_of(ledger: Path) -> Path:
    """Where a ledger keeps its evidence."""
    return ledger.with_name(ledger.name + ".files")


def inside(folder: Path, name: str) -> Path:
    """The file that a text lying in ``folder`` means.

    Whoever wrote the text need not be allowed to read what he names: raises InputError for what lies elsewhere, be it
    by an absolute path, by ``..`` or by a link, and for what is not there.
    """
    path, told = folder / name, f"佐证材料“{display(name)}”"
    given = (PurePosixPath(name), PureWindowsPath(name))
    if any(each.is_absolute() or ".." in each.parts for each in given) or PurePath(name).anchor:
        raise InputError.one(f"{told}不在检查文件所在的文件夹里", fix=FIX)
    try:
        if not path.resolve(strict=True).is_relative_to(folder.resolve(strict=True)):
            raise InputError.one(f"{told}是链接，指到检查文件所在的文件夹以外", fix=FIX)
    except OSError as error:
        raise InputError.one(f"读不到{told}：{system_reason(error)}", fix=_misspelt(path) or "请核对路径") from error
    except (RuntimeError, ValueError):  # links in a circle, before Python 3.13; a zero byte
        raise InputError.one(f"{told}的路径不对", fix="请核对路径") from None
    return path


def _misspelt(path: Path) -> str:
    """What to do when the file is there, its name written in GBK, as archives made on Windows unpack."""
    with suppress(OSError):
        if any(spelled(each.name) == path.name for each in path.parent.iterdir() if not is_text(each.name)):
            return "文件夹里这个文件的名字是 GBK 编码的，请把文件名改成 UTF-8"
    return ""


def describe(source: Path) -> dict[str, Any]:
    """Hash, name and size of a file to be stored. Raises InputError for one that cannot be evidence.

    A name that is not UTF-8 is stored as text all the same, its bytes beside it.
    """
    told = f"佐证材料 {spelled(str(source))}"
    try:
        size = source.stat().st_size
        if not source.is_file():
            raise InputError.one(f"{told} 不是文件")
        if not 0 < size <= MAX_BYTES:
            raise InputError.one(f"{told} 的大小是 {size} 字节，应在 1 字节至 50 MB 之间")
        with source.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError.one(f"读不到{told}：{system_reason(error)}", fix="请核对路径") from error
    raw = {} if is_text(source.name) else {"name_bytes": os.fsencode(source.name).hex()}
    return {"sha256": digest, "name": spelled(source.name), "size": size, **raw}


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
        raise StorageError(f"佐证材料 {file['name']} 没有存下：{system_reason(error)}") from error
    return file


def place(ledger: Path, file: Mapping[str, Any]) -> Path:
    """Path of a stored file."""
    return folder_of(ledger) / str(file["sha256"])[:2] / str(file["sha256"])


def fault(ledger: Path, file: Mapping[str, Any]) -> str | None:
    """What is wrong with a stored file, in Chinese; None when it is intact."""
    path = place(ledger, file)
    try:
        if not path.is_file():
            return f"佐证材料“{file['name']}”不见了"
        with path.open("rb") as stream:
            intact = hashlib.file_digest(stream, "sha256").hexdigest() == file["sha256"]
    except OSError as error:
        return f"佐证材料“{file['name']}”读不出来：{system_reason(error)}"
    return None if intact else f"佐证材料“{file['name']}”被改动过"
