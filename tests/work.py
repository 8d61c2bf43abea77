"""How much work a piece of code does, counted in calls: the same on an idle machine and beside eight busy loops."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


class TooMuchWork(BaseException):
    """More calls than allowed; no ``except Exception`` on the way may take it for a fault of the input."""


@dataclass
class Work:
    """Calls so far, of Python's functions and of C's."""

    calls: int = 0


@contextmanager
def at_most(calls: int) -> Iterator[Work]:
    """Stop what runs here as soon as it has made so many calls, however long each took. Raises TooMuchWork."""
    work, before = Work(), sys.getprofile()

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        if event in ("call", "c_call"):
            work.calls += 1
            if work.calls > calls:
                sys.setprofile(before)
                raise TooMuchWork(f"more than {calls} calls")

    sys.setprofile(count)
    try:
        yield work
    finally:
        sys.setprofile(before)
