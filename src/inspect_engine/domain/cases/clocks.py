"""What a case is timed by, as figures ask for it."""

from __future__ import annotations

from dataclasses import dataclass

from inspect_engine.domain.cases.shape import Case


@dataclass(frozen=True)
class Clocks:
    """``in_time`` as :attr:`Case.in_time`."""

    in_time: bool | None = None


UNTIMED = Clocks()


def clocks_of(case: Case) -> Clocks:
    """Those of a case, as it is folded."""
    return Clocks(case.in_time)
