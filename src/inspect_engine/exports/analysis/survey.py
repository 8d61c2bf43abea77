"""What a report of a period is written from: the board of its last day, and that of what was found in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from inspect_engine.domain.calendars import months_later
from inspect_engine.domain.figures import Board, Counted, summarise
from inspect_engine.errors import InputError
from inspect_engine.ledger import Ledger, Selection

MONTHS = 24
"""Months that are told one by one; more of them are told by the year."""


@dataclass(frozen=True)
class Survey:
    """A period (both days in it), as its last day saw it.

    ``board`` counts all up to that day, ``found`` what was found in the period; ``cases`` are the hazards of the
    latter, ``running`` the hazards that were open, whenever found.
    """

    first: date
    last: date
    board: Board
    found: Board
    cases: Sequence[Counted]
    running: Sequence[Counted]

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
    counted = ledger.figures.counted(found, selection, last)
    cases: list[Counted] = []
    running: list[Counted] = []

    def passing(every: Iterable[Counted]) -> Iterator[Counted]:
        for each in every:
            if each.chosen and first <= each.line.found_on:
                cases.append(each)
            if each.chosen and each.line.is_hazard and each.line.is_open:
                running.append(each)
            yield each

    board = summarise(passing(counted), last)
    hazards = [each for each in cases if each.line.is_hazard]
    return Survey(first, last, board, summarise(cases, last), hazards, running)


def before(first: date, last: date) -> tuple[date, date]:
    """The period before this one: as many months where it is whole months, else as many days.

    Raises InputError where there is no day before.
    """
    if first.year < 2:
        raise InputError.one(f"{first} 太早，没有上期可比", where="--from", fix="写晚一些的日期，例 --from 2022-01-01")
    end = first - timedelta(days=1)
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if whole and first.year * 12 - months > 24:
        return months_later(first, -months), end
    return date.fromordinal(max(1, end.toordinal() - (last - first).days)), end


def _spans(first: date, last: date) -> Iterator[tuple[date, date]]:
    months = (last.year - first.year) * 12 + last.month - first.month
    step = 1 if months < MONTHS else 12
    start = first
    while start <= last:
        month = start.replace(day=1) if step == 1 else start.replace(month=1, day=1)
        end = min(last, months_later(month, step) - timedelta(days=1))
        yield start, end
        start = end + timedelta(days=1)
