"""What a due date is counted from, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Rule:
    """``days`` civil or working days after ``start``; ``rolls``: a last day at rest moves to the next working day."""

    start: date
    days: int
    calendar: Literal["civil", "work"] = "civil"
    rolls: bool = True


@dataclass(frozen=True)
class Pause:
    """Days that do not count: ``since`` is the first of them, on ``until`` the counting goes on (None: not yet).

    Raises ValueError when it would end before it began.
    """

    since: date
    until: date | None
    why: str

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise ValueError(f"暂停从 {self.since} 起，不能在 {self.until} 就结束")

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Deadline:
    """A due date and how it came about.

    ``provisional``: it depends on the ``unknown`` years, whose holidays are not published yet. ``paused``: the deadline
    stands still, and ``due_on`` is the earliest day it may become, as if the pause had not begun.
    """

    due_on: date
    derivation: str
    provisional: bool = False
    unknown: tuple[int, ...] = ()
    paused: Pause | None = None
