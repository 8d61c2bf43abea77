"""Files whose extent nobody can tell before they are opened, read in a process of their own with bounded memory.

In an .xls, cells lie in sectors in any order; the reader makes room for all between the first and the last, and ends
the whole process where there is none.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context
from typing import TypeVar

ROOM = 2 * 1024**3
"""Bytes that reading may take, all told."""
T = TypeVar("T")


def apart(read: Callable[[bytes, str], T], raw: bytes, name: str) -> T:
    """What a function of a module makes of a file. Raises MemoryError where that takes too much room."""
    try:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_bound) as pool:
            return pool.submit(read, raw, name).result()
    except BrokenProcessPool as error:
        raise MemoryError(name) from error


def _bound() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # its last words are no user's business
    if sys.platform == "win32":  # sets no such bounds
        return
    import resource

    for limit, most in ((resource.RLIMIT_AS, ROOM), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(limit)[1]
        with suppress(ValueError, OSError):  # macOS takes some bounds only on paper
            resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
