"""What is made beside its target, and what a killed run left of it: nobody holds it any more, and it goes when the same
target is written again."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SETTLED = 2.0
"""Seconds after which whoever makes a file or folder holds it; what is younger stays."""
LONGEST = 200
"""Bytes of a name beside which there is room for what is put around it; systems take 255."""
NEW, OLD = "new", "old"
"""What is being made, and what it takes the place of."""


def beside(path: Path, word: str) -> Path:
    """A name of its own for what is made for ``path``; as good as that one, however long it is."""
    return path.with_name(f".{_stem(path)}.{uuid.uuid4().hex[:8]}.{word}")


def _stem(path: Path) -> str:
    given = os.fsencode(path.name)
    return path.name if len(given) <= LONGEST else hashlib.sha256(given).hexdigest()[:16]


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
    """Remove what runs that were killed have left of ``path``, and nothing that another run is making.

    What such a run had taken away, and put nothing in its place, is put back.
    """
    ours = re.compile(rf"\.{re.escape(_stem(path))}\.[0-9a-f]{{8}}\.({NEW}|{OLD})")
    with suppress(OSError):
        for each in path.parent.iterdir():
            found = ours.fullmatch(each.name)
            if found and not each.is_symlink() and _left(each):
                _clear(each, path, taken=found[1] == OLD)


def _clear(left: Path, path: Path, *, taken: bool) -> None:
    if taken and not os.path.lexists(path):
        left.rename(path)
    elif left.is_dir():
        shutil.rmtree(left)
    else:
        left.unlink()


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
