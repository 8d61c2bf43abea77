"""A folder of files that appears whole or not at all."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from inspect_engine.errors import InputError, bad_place, system_reason
from inspect_engine.exports.sheets.whole import unwritable
from inspect_engine.storage.modes import sync_folder


def refuse(path: Path, *, force: bool, ours: Callable[[Path], bool]) -> None:
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


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A folder to fill, which stands at ``path`` when the block has ended well, in place of an earlier one.

    Else nothing is left of it. Raises InputError or StorageError where it cannot be written.
    """
    mark = uuid.uuid4().hex[:8]
    building, earlier = (path.with_name(f".{path.name}.{mark}.{word}") for word in ("new", "old"))
    try:
        building.mkdir()
        yield building
        sync_folder(building)
        if path.exists():
            path.replace(earlier)
        building.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        reason = unwritable(path, error)
        raise (InputError.one(str(reason)) if bad_place(error) else reason) from error
    finally:
        if earlier.exists() and not path.exists():
            earlier.replace(path)
        for left in (building, earlier):
            shutil.rmtree(left, ignore_errors=True)
