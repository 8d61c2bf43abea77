"""A period against the one before it: what was found and closed in each, and what was left at its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from inspect_engine.domain.calendars import months_later
from inspect_engine.domain.definitions import SUCCESS
from inspect_engine.domain.figures.board import Board, Rate
from inspect_engine.domain.figures.counting import Counted, Sums
from inspect_engine.errors import InputError

FOUND = {
    **{"found": "期内发现", "closed": "其中已销号", "open": "其中未销号", "major": "其中重大"},
    "on_the_spot": "其中立行立改",
}
"""Of what was found in the period, as its last day saw it."""
DONE = {"closed": "期内销号", "closed_late": "其中逾期销号"}
"""Of what was closed in it, whenever found."""
LEFT = {"open": "期末未销号", "overdue": "期末逾期", "major_open": "期末重大未销号", "pending": "期末待定级"}
"""Of all there was by its last day."""
RATES = {"closure_rate": "累计整改率", "due_rate": "累计按期完成率", "major_closure_rate": "累计重大隐患整改率"}


@dataclass(frozen=True)
class Period:
    """A period, both days in it, as its last day saw it: the ``board`` counts all up to that day, ``found`` what was
    found in it; ``closed`` are the hazards that were closed in it, ``closed_late`` those of them after their due date.
    """

    first: date
    last: date
    board: Board
    found: Board
    closed: int = 0
    closed_late: int = 0

    @property
    def told(self) -> str:
        """``2026-03-01 至 2026-03-31``."""
        return f"{self.first} 至 {self.last}"

    def plain(self) -> dict[str, Any]:
        """As ``board --json`` prints it."""
        days = {"first": self.first.isoformat(), "last": self.last.isoformat()}
        found = {"found" if name == "found" else f"found_{name}": getattr(self.found, name) for name in FOUND}
        left = {name: getattr(self.board, name) for name in LEFT}
        rates = {name: getattr(self.board, name).plain() for name in RATES}
        return {**days, **found, **{name: getattr(self, name) for name in DONE}, **left, **rates}


@dataclass(frozen=True)
class Line:
    """A figure, or a rate, of the period and of the one before."""

    title: str
    now: int | Rate
    past: int | Rate

    @property
    def texts(self) -> tuple[str, str, str]:
        """Both as a table has them, and the difference: ``41.18%（14/34）``, ``+3``, ``−0.20 个百分点``."""
        return _text(self.now), _text(self.past), _change(self.now, self.past)


@dataclass(frozen=True)
class Compared:
    """A period (``now``) beside the one before it, whose last day is the day before this one's first."""

    now: Period
    past: Period

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is compared, in order."""
        return tuple(self._lines())

    def _lines(self) -> Iterator[Line]:
        now, past = self.now, self.past
        for names, one, two in ((FOUND, now.found, past.found), (DONE, now, past), (LEFT, now.board, past.board)):
            for name, title in names.items():
                yield Line(title, getattr(one, name), getattr(two, name))
        for name, title in RATES.items():
            yield Line(title, getattr(now.board, name), getattr(past.board, name))

    def plain(self) -> dict[str, Any]:
        """As ``board --json`` prints it."""
        return {"now": self.now.plain(), "past": self.past.plain()}


def period(counted: Iterable[Counted], first: date, last: date) -> Period:
    """Count in one pass cases as they stood on the last day of a period."""
    whole, found, closed, late = Sums(last), Sums(last), 0, 0
    for each in counted:
        line = each.line
        whole.see(each)
        found.see(each if first <= line.found_on else replace(each, chosen=False))
        done = line.closed_how in SUCCESS and line.closed_on is not None and first <= line.closed_on
        if done and each.chosen and line.is_hazard:
            closed, late = closed + 1, late + each.clocks.closed_late
    return Period(first, last, whole.board(), found.board(), closed, late)


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


def _text(value: int | Rate) -> str:
    if isinstance(value, int):
        return str(value)
    return f"{value.percent}%（{value.part}/{value.whole}）" if value.percent else "—"


def _change(now: int | Rate, past: int | Rate) -> str:
    if isinstance(now, int) and isinstance(past, int):
        return f"{now - past:+d}".replace("-", "−") if now != past else "0"
    if isinstance(now, int) or isinstance(past, int) or now.percent is None or past.percent is None:
        return "—"
    return f"{Decimal(now.percent) - Decimal(past.percent):+.2f} 个百分点".replace("-", "−")
