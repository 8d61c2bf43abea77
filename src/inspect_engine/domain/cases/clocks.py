"""What a case is timed by, as figures ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from inspect_engine.domain.cases.shape import Case
from inspect_engine.domain.definitions import ON_PAPER, VOID

NEVER_DUE = VOID | {ON_PAPER, "on_the_spot"}
"""Closing kinds of what nobody was to put right by a day."""


@dataclass(frozen=True)
class Clocks:
    """``in_time`` as :attr:`Case.in_time`; ``due`` whether it was to be put right before the
    day that is asked about."""

    in_time: bool | None = None
    due: bool = False


UNTIMED = Clocks()


def clocks_of(case: Case, on: date) -> Clocks:
    """Those of a case, as it is folded, on a day."""
    return Clocks(case.in_time, was_due(case, on))


def was_due(case: Case, on: date) -> bool:
    """Whether its time had run out before a day, answered or not; not while it stands still without a bound."""
    ends = case.runs_on if case.is_open and case.paused else case.due_on
    return ends is not None and ends < on and case.closed_how not in NEVER_DUE
