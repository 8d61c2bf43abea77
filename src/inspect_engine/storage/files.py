"""Evidence files, kept under their own hash beside the ledger."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import IO, Any

from inspect_engine.domain.words import pictures
from inspect_engine.domain.words.text import display, is_text, spelled
from inspect_engine.errors import InputError, StorageError, system_reason
from inspect_engine.storage import modes

MAX_BYTES = 50 * 1024 * 1024
READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""A pipe that nobody writes to must not be waited for."""
FIX = "请把文件放进这个文件夹，写相对路径，例：photo.jpg、照片/1.jpg"


def folder_of(ledger: Path) -> Path:
    """Where a ledger keeps its evidence."""
    return ledger.with_name(ledger.name + ".files")


@dataclass(frozen=True)
class Inside:
    """A file that lies in a folder. It is opened from the folder down, by no link: however names are changed meanwhile,
    what is read lies there."""

    folder: Path
    parts: tuple[str, ...]
    path: Path
    """As it was named."""

    @property
    def name(self) -> str:
        return self.path.name

    def open(self) -> int:
        """A descriptor for reading. Raises OSError, also where a folder on the way has become a link."""
        if sys.platform == "win32" or os.open not in os.supports_dir_fd:
            return os.open(self.folder.joinpath(*self.parts), READ)
        *folders, name = self.parts or (".",)
        at = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            for each in folders:
                below = os.open(each, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=at)
                os.close(at)
                at = below
            return os.open(name, READ | os.O_NOFOLLOW, dir_fd=at)
        finally:
            os.close(at)


def inside(folder: Path, name: str) -> Inside:
    """The file that a text lying in ``folder`` means.

    Whoever wrote the text need not be allowed to read what he names: raises InputError for what lies elsewhere, be it
    by an absolute path, by ``..`` or by a link, and for what is not there.
    """
    path, told = folder / name, f"佐证材料“{display(name)}”"
    given = (PurePosixPath(name), PureWindowsPath(name))
    if any(each.is_absolute() or ".." in each.parts for each in given) or PurePath(name).anchor:
        raise InputError.one(f"{told}不在检查文件所在的文件夹里", fix=FIX)
    try:
        home, real = folder.resolve(strict=True), path.resolve(strict=True)
        if not real.is_relative_to(home):
            raise InputError.one(f"{told}是链接，指到检查文件所在的文件夹以外", fix=FIX)
    except OSError as error:
        raise InputError.one(f"读不到{told}：{system_reason(error)}", fix=_misspelt(path) or "请核对路径") from error
    except (RuntimeError, ValueError):  # links in a circle, before Python 3.13; a zero byte
        raise InputError.one(f"{told}的路径不对", fix="请核对路径") from None
    return Inside(home, real.relative_to(home).parts, path)


def _misspelt(path: Path) -> str:
    """What to do when the file is there, its name written in GBK, as archives made on Windows unpack."""
    with suppress(OSError):
        if any(spelled(each.name) == path.name for each in path.parent.iterdir() if not is_text(each.name)):
            return "文件夹里这个文件的名字是 GBK 编码的，请把文件名改成 UTF-8"
    return ""


def describe(source: Path | Inside) -> dict[str, Any]:
    """Hash, name and size of a file to be stored. Raises InputError for one that cannot be evidence.

    A name that is not UTF-8 is stored as text all the same, its bytes beside it.
    """
    with _opened(source) as stream:
        return _named(source, *_copied(stream, None))


def doubt(source: Path | Inside) -> str:
    """What is wrong with a file that is called a picture, in Chinese; empty for nothing, and for others. Raises
    InputError for one that cannot be evidence, or be read to its end."""
    name = spelled(source.name)
    if not pictures.is_called_one(name):
        return ""
    with _opened(source) as stream:
        return pictures.doubt(b"".join(iter(lambda: _chunk(stream), b"")))


def store(ledger: Path, source: Path | Inside) -> dict[str, Any]:
    """Keep a copy, durable before this returns: temporary file, fsync, rename, fsync of every folder on the way.

    What is described, and looked at, is what was copied, even when the file changes meanwhile. Raises InputError or
    StorageError.
    """
    file = describe(source)
    if fault(ledger, file) is None:
        return file
    try:
        access, home = modes.access_to(ledger), folder_of(ledger)
        modes.make_folder(home, access)
        with _opened(source) as incoming, modes.building(home, access) as (outgoing, building):
            file = _named(source, *_copied(incoming, outgoing))
        settle(ledger, file, building, access)
    except OSError as error:
        raise StorageError(f"佐证材料 {file['name']} 没有存下：{system_reason(error)}") from error
    return file


def settle(ledger: Path, file: Mapping[str, Any], building: Path, access: modes.Access) -> None:
    """Give a whole, durable copy its place. Raises OSError."""
    target = place(ledger, file)
    try:
        modes.make_folder(target.parent, access)
        modes.move(building, target)
    except OSError:
        with suppress(OSError):
            building.unlink()
        raise
    modes.sync_folder(target.parent)


def _opened(source: Path | Inside) -> IO[bytes]:
    """Open a regular file of a fit size, whatever its name leads to by now. Raises InputError for anything else."""
    told = f"佐证材料 {spelled(str(source if isinstance(source, Path) else source.path))}"
    try:
        handle = source.open() if isinstance(source, Inside) else os.open(source, READ)
    except OSError as error:
        raise InputError.one(f"读不到{told}：{system_reason(error)}", fix="请核对路径") from error
    found = os.fstat(handle)
    if stat.S_ISREG(found.st_mode) and 0 < found.st_size <= MAX_BYTES:
        return os.fdopen(handle, "rb")
    os.close(handle)
    if not stat.S_ISREG(found.st_mode):
        raise InputError.one(f"{told} 不是文件")
    raise InputError.one(f"{told} 的大小是 {found.st_size} 字节，应在 1 字节至 50 MB 之间")


def _copied(incoming: IO[bytes], outgoing: IO[bytes] | None) -> tuple[str, int]:
    """Hash and size of what was read, and copied; no more than may be, even of a file that grows.

    Raises InputError for one that cannot be read to its end.
    """
    hashed, size = hashlib.sha256(), 0
    while chunk := _chunk(incoming):
        hashed.update(chunk)
        size += len(chunk)
        if size > MAX_BYTES:
            raise InputError.one("佐证材料正在变大，已超过 50 MB", fix="等它写完再附")
        if outgoing:
            outgoing.write(chunk)
    return hashed.hexdigest(), size


def _chunk(incoming: IO[bytes]) -> bytes:
    try:
        return incoming.read(1 << 20)
    except OSError as error:
        raise InputError.one(f"佐证材料读到一半读不下去：{system_reason(error)}", fix="请核对文件") from error


def _named(source: Path | Inside, digest: str, size: int) -> dict[str, Any]:
    raw = {} if is_text(source.name) else {"name_bytes": os.fsencode(source.name).hex()}
    return {"sha256": digest, "name": spelled(source.name), "size": size, **raw}


def place(ledger: Path, file: Mapping[str, Any]) -> Path:
    """Path of a stored file."""
    return folder_of(ledger) / str(file["sha256"])[:2] / str(file["sha256"])


def fault(ledger: Path, file: Mapping[str, Any]) -> str | None:
    """What is wrong with a stored file, in Chinese; None when it is intact."""
    told = f"佐证材料“{file['name']}”"
    try:
        with place(ledger, file).open("rb") as stream:
            intact = hashlib.file_digest(stream, "sha256").hexdigest() == file["sha256"]
    except FileNotFoundError:
        return f"{told}不见了"
    except OSError as error:
        return f"{told}读不出来：{system_reason(error)}"
    return None if intact else f"{told}被改动过"
