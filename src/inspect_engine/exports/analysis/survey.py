"""What a report of a period is written from: the board of its last day, and that of what was found in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from inspect_engine.domain.calendars import months_later
from inspect_engine.domain.figures import Board, Counted, Period, period, summarise
from inspect_engine.ledger import Ledger, Selection

MONTHS = 24
"""Months that are told one by one; more of them are told by the year."""


@dataclass(frozen=True)
class Survey(Period):
    """A period with its cases: ``cases`` are the hazards that were found in it, ``running`` those that were open at its
    end, whenever found."""

    cases: Sequence[Counted] = ()
    running: Sequence[Counted] = ()

    @property
    def parts(self) -> Mapping[tuple[date, date], Board]:
        """What was found in each month (year) of the period, by its first and last day in it."""
        return {
            span: summarise((each for each in self.cases if span[0] <= each.line.found_on <= span[1]), self.last)
            for span in _spans(self.first, self.last)
        }


def survey(
    ledger: Ledger, first: date, last: date, selection: Selection, known_at: datetime | None, until: int
) -> Survey:
    """Read each case once, as of the last day, as known at a moment and up to a position."""
    found = ledger.figures.histories(last, known_at, until)
    cases: list[Counted] = []
    running: list[Counted] = []

    def passing(every: Iterable[Counted]) -> Iterator[Counted]:
        for each in every:
            asked = each.chosen and each.line.is_hazard
            if asked and first <= each.line.found_on:
                cases.append(each)
            if asked and each.line.is_open:
                running.append(each)
            yield each

    whole = period(passing(ledger.figures.counted(found, selection, last)), first, last)
    return Survey(**vars(whole), cases=cases, running=running)


def _spans(first: date, last: date) -> Iterator[tuple[date, date]]:
    months = (last.year - first.year) * 12 + last.month - first.month
    step = 1 if months < MONTHS else 12
    start = first
    while start <= last:
        month = start.replace(day=1) if step == 1 else start.replace(month=1, day=1)
        end = min(last, months_later(month, step) - timedelta(days=1))
        yield start, end
        start = end + timedelta(days=1)
