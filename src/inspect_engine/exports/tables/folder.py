"""The folder of an export: whether it may be made, or one that was exported before may go."""

from __future__ import annotations

import json
import os
from pathlib import Path

from inspect_engine.errors import InputError, system_reason

INDEX = "index.json"
FORMAT = "inspect-engine-tables 1"


def refuse(path: Path, *, force: bool) -> None:
    """Before the work is done. Raises InputError where no such folder can be made, or one is there that may not go:
    with ``force`` only what an export of this kind has made is replaced."""
    if path.name == "":
        raise InputError.one(f"“{path}”不是文件夹名", fix="例：-o 表格")
    try:
        there, homeless = os.path.lexists(path), not path.parent.is_dir()
        ours = there and (_bare(path) or _made_here(path))
        if homeless:
            raise InputError.one(f"没有文件夹 {path.parent}", fix="请先建立，或换一个位置")
        if there and not ours:
            raise InputError.one(f"{path} 里有别的东西，没有改动它", fix="换一个还没有的文件夹名")
        if there and not force and not _bare(path):
            raise InputError.one(f"{path} 已经存在，没有改动它", fix="换一个名字，或加 --force 替换上次导出的")
        if not os.access(path.parent, os.W_OK):
            raise InputError.one(f"不能写到 {path.parent}：没有权限", fix="换一个位置")
    except OSError as error:
        raise InputError.one(f"不能写到 {path}：{system_reason(error)}") from error


def _bare(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and not any(path.iterdir())


def _made_here(path: Path) -> bool:
    """Whether there is nothing in a folder but what such an export puts there."""
    try:
        index = json.loads((path / INDEX).read_text("utf-8"))
        files = {INDEX, *(each["file"] for each in index["tables"])}
        return index["format"] == FORMAT and not path.is_symlink() and {each.name for each in path.iterdir()} <= files
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False
