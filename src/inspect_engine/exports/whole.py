"""Files and folders that appear whole or not at all: made beside their place, and moved there at the end."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from inspect_engine.errors import InputError, StorageError, bad_place, system_reason
from inspect_engine.exports import leftovers
from inspect_engine.storage.modes import move, sync, sync_folder


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Raises InputError or StorageError, in the reader's words, for what could not be written."""
    try:
        yield
    except OSError as error:
        reason = unwritable(path, error)
        raise (InputError.one(str(reason)) if bad_place(error) else reason) from error


@contextmanager
def file(path: Path, *, force: bool) -> Iterator[IO[bytes]]:
    """A file to write, which stands at ``path`` when the block has ended well; else what was there stays.

    Without ``force`` it takes nothing's place, not even that of a file which has come there meanwhile: InputError.
    What a killed run has left of it goes. Raises InputError where nothing can be written there, StorageError when the
    disk fails.
    """
    leftovers.sweep(path)
    building = leftovers.beside(path, leftovers.NEW)
    try:
        with _told(path):
            building.open("xb").close()
            with leftovers.held(building):
                with building.open("r+b") as out:
                    yield out
                    out.flush()
                    sync(out.fileno())
                (move if force else _claim)(building, path)
            sync_folder(path.parent)
    finally:
        with suppress(OSError):
            building.unlink(missing_ok=True)


@contextmanager
def folder(path: Path, *, force: bool) -> Iterator[Path]:
    """A folder to fill, which stands at ``path`` when the block has ended well, in place of an earlier one; without
    ``force`` only of an empty one.

    Else what was there stays. Raises as :func:`file`.
    """
    leftovers.sweep(path)
    building = leftovers.beside(path, leftovers.NEW)
    try:
        with _told(path):
            building.mkdir()
            with leftovers.held(building):
                yield building
                sync_folder(building)
                (_exchange if force and os.path.lexists(path) else _claim_folder)(building, path)
            sync_folder(path.parent)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _claim(building: Path, path: Path) -> None:
    """Give a file its place where there is nothing: of two that do so at a time one is refused."""
    try:
        os.link(building, path)
    except FileExistsError:
        raise _came_between(path) from None
    except OSError:  # a disk without links
        try:
            path.open("xb").close()
        except FileExistsError:
            raise _came_between(path) from None
        move(building, path)


def _claim_folder(building: Path, path: Path) -> None:
    """The same for a folder, where there may be an empty one."""
    with suppress(OSError):
        path.rmdir()
    try:
        building.rename(path)
    except OSError as error:
        if error.errno not in (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR):
            raise
        raise _came_between(path) from None


def _exchange(building: Path, path: Path) -> None:
    """Put a folder in the place of an earlier one, which is put back where that fails."""
    earlier = leftovers.beside(path, leftovers.OLD)
    with leftovers.held(path):
        move(path, earlier)
        try:
            move(building, path)
        finally:
            if os.path.lexists(path):
                shutil.rmtree(earlier, ignore_errors=True)
            else:
                move(earlier, path)


def _came_between(path: Path) -> InputError:
    told = f"导出期间 {path} 已由别人写出，没有改动它"
    return InputError.one(told, fix="换一个名字；要替换它，请再导出一次")


def refuse_folder(path: Path, *, force: bool, ours: Callable[[Path], bool]) -> None:
    """Before the work is done. Raises InputError where no such folder can be made, or one is there that may not go:
    with ``force`` only one in which there is nothing but what an export has put there (``ours``) is replaced."""
    if path.name == "":
        raise InputError.one(f"“{path}”不是文件夹名", fix="例：表格")
    leftovers.sweep(path)
    try:
        there, homeless = _is_there(path), not path.parent.is_dir()
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


def _is_there(path: Path) -> bool:
    """Whether there is anything, be it a link to nowhere. Raises OSError for what cannot be a path."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


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
