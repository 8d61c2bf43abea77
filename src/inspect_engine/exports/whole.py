"""Files and folders that appear whole or not at all: made beside their place, and moved there at the end."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from inspect_engine.errors import InputError, StorageError, bad_place, system_reason
from inspect_engine.exports import leftovers
from inspect_engine.storage.modes import sync_folder


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Raises InputError or StorageError, in the reader's words, for what could not be written."""
    try:
        yield
    except OSError as error:
        reason = unwritable(path, error)
        raise (InputError.one(str(reason)) if bad_place(error) else reason) from error


def _beside(path: Path, word: str) -> Path:
    return path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.{word}")


@contextmanager
def file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write, which stands at ``path`` when the block has ended well; else what was there stays.

    What a killed run has left of it goes. Raises InputError where nothing can be written there, StorageError when the
    disk fails.
    """
    leftovers.sweep(path)
    building = _beside(path, "new")
    try:
        with _told(path):
            building.open("xb").close()
            with leftovers.held(building):
                with building.open("r+b") as out:
                    yield out
                    out.flush()
                    os.fsync(out.fileno())
                building.replace(path)
            sync_folder(path.parent)
    finally:
        with suppress(OSError):
            building.unlink(missing_ok=True)


@contextmanager
def folder(path: Path) -> Iterator[Path]:
    """A folder to fill, which stands at ``path`` when the block has ended well, in place of an earlier one.

    Else what was there stays. Raises as :func:`file`.
    """
    leftovers.sweep(path)
    building, earlier = _beside(path, "new"), _beside(path, "old")
    try:
        with _told(path):
            building.mkdir()
            with leftovers.held(building):
                yield building
                sync_folder(building)
                if path.exists():
                    path.replace(earlier)
                building.replace(path)
            sync_folder(path.parent)
    finally:
        if earlier.exists() and not path.exists():
            earlier.replace(path)
        for left in (building, earlier):
            shutil.rmtree(left, ignore_errors=True)


def refuse_folder(path: Path, *, force: bool, ours: Callable[[Path], bool]) -> None:
    """Before the work is done. Raises InputError where no such folder can be made, or one is there that may not go:
    with ``force`` only one in which there is nothing but what an export has put there (``ours``) is replaced."""
    if path.name == "":
        raise InputError.one(f"“{path}”不是文件夹名", fix="例：表格")
    try:
        there, homeless = os.path.lexists(path), not path.parent.is_dir()
        known = there and (_bare(path) or (not path.is_symlink() and ours(path)))
        if homeless:
            raise InputError.one(f"没有文件夹 {path.parent}", fix="请先建立，或换一个位置")
        if there and not known:
            raise InputError.one(f"{path} 里有别的东西，没有改动它", fix="换一个还没有的文件夹名")
        if there and not force and not _bare(path):
            raise InputError.one(f"{path} 已经存在，没有改动它", fix="换一个名字，或加 --force 替换上次导出的")
        if not os.access(path.parent, os.W_OK):
            raise InputError.one(f"不能写到 {path.parent}：没有权限", fix="换一个位置")
    except OSError as error:
        raise InputError.one(f"不能写到 {path}：{system_reason(error)}") from error


def _bare(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and not any(path.iterdir())


def unwritable(path: Path, error: OSError) -> StorageError:
    """Why an export did not come about, in the reader's words."""
    remedies = {
        errno.ENOSPC: "，请腾出空间后重试",
        errno.ENOENT: "，请先建立文件夹",
        errno.EISDIR: "，请写明文件名",
        errno.EACCES: "，或文件正在 Excel、WPS 里打开，请关闭后重试",
    }
    why = system_reason(error) + remedies.get(error.errno or 0, "")
    return StorageError(f"没有导出到 {path}：{why}。没有写出任何文件，也没有改动原有的文件。")


@contextmanager
def on_the_way(path: Path) -> Iterator[None]:
    """What is done before anything is written at ``path``: what fails then is the folder of temporary files.

    Raises StorageError, which tells it as that.
    """
    try:
        yield
    except OSError as error:
        remedy = "请腾出空间，或用环境变量 TMPDIR 换一个文件夹，然后重试"
        why = f"临时文件夹 {tempfile.gettempdir()} 写不了（{system_reason(error)}）"
        raise StorageError(f"没有导出到 {path}：{why}，{remedy}。没有写出任何文件，也没有改动原有的文件。") from error
