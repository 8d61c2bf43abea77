"""Files that commands are told to write."""

from __future__ import annotations

from pathlib import Path

from inspect_engine.errors import InputError, system_reason


def refuse_overwriting(path: Path, *, force: bool) -> None:
    """Raises InputError for what is no file name, cannot be looked at, or is there already and not to be replaced."""
    if path.name == "":
        raise InputError.one(f"“{path}”不是文件名", fix="例：-o closure.xlsx")
    try:
        there = path.exists()
    except OSError as error:
        raise InputError.one(f"不能写到 {path}：{system_reason(error)}") from error
    if there and not force:
        raise InputError.one(f"{path} 已经存在，没有改动它", fix="换一个文件名，或加 --force 覆盖")
