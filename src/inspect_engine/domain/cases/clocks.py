"""What a case is timed by, as figures ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from inspect_engine.domain.cases.shape import Case
from inspect_engine.domain.definitions import ON_PAPER, VOID
from inspect_engine.domain.words.wording import WAITING

BANDS = {"0-7": (0, 7), "8-30": (8, 30), "31-90": (31, 90), "91-": (91, None)}
"""Ages in days, both ends included."""
RECTIFIED = "rectified"
NEVER_DUE = VOID | {ON_PAPER, "on_the_spot"}
"""Closing kinds of what nobody was to put right by a day."""


@dataclass(frozen=True)
class Clocks:
    """``in_time`` as :attr:`Case.in_time`; ``due`` whether it was to be put right before the
    day that is asked about. ``age`` and ``stay`` are the days since an open one was found, and came to its state;
    ``waits`` is what it waits for, of ``WAITING``. ``replied_late`` and ``closed_late`` say what came after the due
    date, ``took`` how many days it was from the day it was found until it was closed as rectified.
    """

    in_time: bool | None = None
    due: bool = False
    age: int | None = None
    stay: int | None = None
    waits: str = ""
    replied_late: bool = False
    closed_late: bool = False
    took: int | None = None


UNTIMED = Clocks()


def clocks_of(case: Case, on: date) -> Clocks:
    """Those of a case, as it is folded, on a day."""
    late = replied_late(case), closed_late(case)
    return Clocks(case.in_time, was_due(case, on), age(case, on), stay(case, on), case.waits, *late, took(case))


def was_due(case: Case, on: date) -> bool:
    """Whether its time had run out before a day, answered or not; not while it stands still without a bound."""
    ends = case.runs_on if case.is_open and case.paused else case.due_on
    return ends is not None and ends < on and case.closed_how not in NEVER_DUE


def replied_late(case: Case) -> bool:
    """Whether the reply that stands came after the due date, open or not."""
    answered, due = case.answered_on, case.due_on
    return answered is not None and due is not None and due < answered and case.closed_how not in NEVER_DUE


def closed_late(case: Case) -> bool:
    """Whether it was closed as rectified after the due date, whenever the reply came."""
    closed, due = case.closed_on, case.due_on
    return case.closed_how == RECTIFIED and closed is not None and due is not None and due < closed


def took(case: Case) -> int | None:
    """Days from when it was found until it was closed as rectified."""
    return (case.closed_on - case.found_on).days if case.closed_how == RECTIFIED and case.closed_on else None


def age(case: Case, on: date) -> int | None:
    """Days since an open case was found."""
    return (on - case.found_on).days if case.is_open else None


def stay(case: Case, on: date) -> int | None:
    """Days since an open case came to its state."""
    return (on - case.entered_on).days if case.is_open else None


def banded(days: Iterable[int]) -> dict[str, int]:
    """How many there are of each age."""
    known = list(days)
    return {
        name: sum(low <= day and (high is None or day <= high) for day in known) for name, (low, high) in BANDS.items()
    }


def waiting(found: Iterable[Clocks]) -> Mapping[str, Mapping[str, int]]:
    """For what is waited for, and by any: how many wait, for how long the longest, and how many for how long."""
    stays: dict[str, list[int]] = {name: [] for name in WAITING}
    for each in found:
        if each.waits and each.stay is not None:
            stays[each.waits].append(each.stay)
    return {name: {"count": len(days), "longest": max(days), **banded(days)} for name, days in stays.items() if days}
