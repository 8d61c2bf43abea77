"""What a killed run left beside its target: a file nobody holds any more goes when the same target is written again."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SETTLED = 2.0
"""Seconds after which whoever makes a file or folder holds it; what is younger stays."""


@contextmanager
def held(building: Path) -> Iterator[None]:
    """While it is being made. The system lets go when the process ends, however it ends."""
    if sys.platform == "win32":  # what is open there cannot be removed
        yield
        return
    import fcntl

    opened = os.open(building, os.O_RDONLY)
    try:
        with suppress(OSError):  # a disk without locks, on which nothing is ever swept
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(opened)


def sweep(path: Path) -> None:
    """Remove what runs that were killed have left of ``path``, and nothing that another run is making."""
    ours = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{8}}\.new")
    with suppress(OSError):
        for each in path.parent.iterdir():
            if ours.fullmatch(each.name) and not each.is_symlink() and _left(each):
                shutil.rmtree(each) if each.is_dir() else each.unlink()


def _left(building: Path) -> bool:
    if time.time() - building.stat().st_mtime < SETTLED:
        return False
    if sys.platform == "win32":
        return not building.is_dir()  # a file that is open stays by itself; of a folder nobody can tell
    import fcntl

    opened = os.open(building, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(opened)
    return True
