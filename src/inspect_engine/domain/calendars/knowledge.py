"""What is known of working days: the years that are built in, and those that a ledger has adopted since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any, NamedTuple

from inspect_engine.domain.calendars.days import DAY, parse_date

SATURDAY = 5
FIRST_YEAR = 2006
"""The built-in table begins in 2004, but has 2005-12-31, a Saturday worked (国办发明电〔2005〕35号), as a day off."""
AHEAD = 10
"""So many years after the last known one are reckoned by the week, provisionally; no year after them."""
NEW_YEAR_BEGINS = 29
"""From this day of December on, the notice for the next year may give days off or take them (元旦调休)."""


class BuiltIn(NamedTuple):
    """A table of holidays: weekdays and weekends off, weekends worked, the years it covers."""

    rest: frozenset[date]
    worked: frozenset[date]
    years: range


@cache
def built_in() -> BuiltIn:
    """The published calendars that the package ``chinesecalendar`` brings."""
    from chinese_calendar.constants import holidays, workdays

    return BuiltIn(frozenset(holidays), frozenset(workdays), range(FIRST_YEAR, max(holidays).year + 1))


@dataclass(frozen=True)
class Arrangement:
    """One year's days off and weekends worked in exchange, as a notice (文号) orders them.

    The first days of a holiday may lie in the December before, the last in the January after.
    """

    year: int
    notice: str
    rest: frozenset[date]
    worked: frozenset[date]

    def orders(self, day: date) -> bool | None:
        """Whether the notice has people work that day; None for a day that it leaves as the week has it."""
        return True if day in self.worked else False if day in self.rest else None

    @property
    def since(self) -> date:
        """The first day it may change."""
        return min(date(self.year - 1, 12, NEW_YEAR_BEGINS), *self.rest, *self.worked)

    def plain(self) -> dict[str, Any]:
        """As events hold it."""
        listed = {name: [day.isoformat() for day in sorted(getattr(self, name))] for name in ("rest", "worked")}
        return {"year": self.year, "notice": self.notice, **listed}

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Arrangement:
        """From what :meth:`plain` gave."""
        rest, worked = (frozenset(map(parse_date, data[name])) for name in ("rest", "worked"))
        return cls(data["year"], data["notice"], rest, worked)


@dataclass(frozen=True)
class Calendar:
    """Which days are working days: ``adopted`` arrangements, latest year first, over the built-in table."""

    adopted: tuple[Arrangement, ...] = ()

    def adopting(self, new: Arrangement) -> Calendar:
        """With one year's arrangement, in place of an earlier one for that year."""
        kept = (each for each in self.adopted if each.year != new.year)
        return Calendar(tuple(sorted((*kept, new), key=lambda each: -each.year)))

    def of(self, year: int) -> Arrangement | None:
        """What was adopted for a year."""
        return next((each for each in self.adopted if each.year == year), None)

    def knows(self, year: int) -> bool:
        return year in built_in().years or self.of(year) is not None

    @cached_property
    def last_year(self) -> int:
        return max(built_in().years[-1], *(each.year for each in self.adopted), FIRST_YEAR)

    def reaches(self, day: date, days: int = 0) -> bool:
        """Whether anything can be said of a day, and of as many after it; or only that it is too far ahead."""
        last = self.last_year + AHEAD
        return day.year <= last and (not days or days <= (date(last, 12, 31) - day).days)

    def reach(self, day: date) -> None:
        """Raises ValueError, naming the year, for a day too far ahead to say anything of."""
        if not self.reaches(day):
            known = f"已知的放假安排到 {self.last_year} 年为止，至多往后推算 {AHEAD} 年"
            raise ValueError(f"{day.year} 年太远，那一年的工作日无从推算（{known}）")

    def missing(self, day: date) -> int | None:
        """The year whose notice this day waits for; None for a day that is settled. Raises ValueError as works()."""
        self._known_at_all(day)
        if not self.knows(day.year):
            return day.year
        year_end = (day.month, day.day) >= (12, NEW_YEAR_BEGINS)
        return day.year + 1 if year_end and not self.knows(day.year + 1) else None

    def works(self, day: date) -> bool:
        """Whether a day is a working day; where that is not published, by the week.

        Raises ValueError for a year of which nothing is known: before ``FIRST_YEAR``, or too far ahead.
        """
        self._known_at_all(day)
        ordered = (each.orders(day) for each in self.adopted if abs(each.year - day.year) <= 1)
        found = next((order for order in ordered if order is not None), None)
        return self._otherwise(day) if found is None else found

    def _otherwise(self, day: date) -> bool:
        """A day that no adopted notice names. One for its year leaves to the table only what the next one may take."""
        by_week, table = day.weekday() < SATURDAY, built_in()
        replaced = self.of(day.year) is not None and (day.month, day.day) < (12, NEW_YEAR_BEGINS)
        if replaced or day.year not in table.years:
            return by_week
        return day in table.worked or (by_week and day not in table.rest)

    def _known_at_all(self, day: date) -> None:
        self.reach(day)
        if day.year < FIRST_YEAR:
            raise ValueError(f"{day.year} 年的放假安排没有收录，最早的是 {FIRST_YEAR} 年")

    def differing(self, new: Arrangement) -> tuple[date, ...]:
        """Days on which an arrangement contradicts what is known of its year; empty for a year not known yet."""
        if not self.knows(new.year):
            return ()
        day, days = date(new.year, 1, 1), set(new.rest | new.worked)
        while (day.month, day.day) < (12, NEW_YEAR_BEGINS):
            days.add(day)
            day += DAY
        return tuple(day for day in sorted(days) if self.works(day) != _alone(new, day))


def _alone(new: Arrangement, day: date) -> bool:
    """Whether a day is a working day by one notice and the week."""
    ordered = new.orders(day)
    return day.weekday() < SATURDAY if ordered is None else ordered


PUBLISHED = Calendar()
"""What is built in, and nothing adopted."""
