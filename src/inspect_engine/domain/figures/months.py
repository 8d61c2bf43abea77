"""Hazards month by month: better or worse than before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from inspect_engine.domain.cases import CaseLine
from inspect_engine.domain.definitions import SUCCESS

SHOWN = 6
"""Months that are told, the one of the day asked about as the last."""


@dataclass(frozen=True)
class Month:
    """``found`` and ``closed`` from the ``first`` to the ``last`` day, and what is ``open`` at its end.

    What was taken up again counts as never closed before, as the lists of the day tell it.
    """

    first: date
    last: date
    found: int = 0
    closed: int = 0
    open: int = 0

    @property
    def named(self) -> str:
        """``2022年4月``."""
        return f"{self.first.year}年{self.first.month}月"

    def plain(self) -> dict[str, Any]:
        """As ``board --json`` prints it."""
        counts = {"found": self.found, "closed": self.closed, "open": self.open}
        return {"first": self.first.isoformat(), "last": self.last.isoformat(), **counts}


def spans(as_of: date) -> list[tuple[date, date]]:
    """First and last day of each month that is told, oldest first; the last one ends on the day itself."""
    found, last = list[tuple[date, date]](), as_of
    for _ in range(SHOWN):
        found.append((first := last.replace(day=1), last))
        if first == date.min:
            break
        last = first - timedelta(days=1)
    return found[::-1]


class Months:
    """Counts as each hazard passes: days are kept, not cases."""

    def __init__(self, as_of: date) -> None:
        self._as_of = as_of
        self._found: Counter[date] = Counter()
        self._closed: Counter[date] = Counter()
        self._ended: Counter[date] = Counter()

    def see(self, line: CaseLine) -> None:
        self._found[line.found_on] += 1
        if line.closed_on and not line.is_open:
            self._ended[line.closed_on] += 1
            self._closed[line.closed_on] += line.closed_how in SUCCESS

    def told(self) -> tuple[Month, ...]:
        """The months, none before the first hazard was found."""
        begun = min(self._found, default=date.max)
        return tuple(month for month in self._months() if month.last >= begun)

    def _months(self) -> Iterator[Month]:
        for first, last in spans(self._as_of):
            left = _by(self._found, last) - _by(self._ended, last)
            yield Month(first, last, _by(self._found, last, first), _by(self._closed, last, first), left)


def _by(days: Counter[date], last: date, first: date = date.min) -> int:
    return sum(count for day, count in days.items() if first <= day <= last)
