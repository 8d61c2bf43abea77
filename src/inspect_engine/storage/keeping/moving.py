"""Moving many bytes: whether there is room, and how far it has come."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from inspect_engine.errors import StorageError

Progress = Callable[[str, int, int], None]
"""Is told what is being done, and how much of how much is done."""


def counted(what: str, total: int, progress: Progress) -> Callable[[int], None]:
    """Tells ``progress`` of bytes as they are copied."""
    done = 0

    def moved(count: int) -> None:
        nonlocal done
        done += count
        progress(what, done, total)

    return moved


def require_room(folder: Path, size: int) -> None:
    """Raises StorageError where so many bytes are more than is free."""
    free = shutil.disk_usage(folder).free
    if free < size:
        need, there = (f"{count / 1e6:,.0f} MB" for count in (size, free))
        raise StorageError(f"{folder} 放不下：要 {need}，只剩 {there}。请腾出空间，或换一个位置")
