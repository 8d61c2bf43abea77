"""Periods as people set them: in days, working days or hours, at once, or by a date."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from inspect_engine.domain.calendars.days import HALF_WIDTH, parse_date
from inspect_engine.domain.calendars.shape import Rule

Form = Literal["days", "working", "hours", "now", "by"]
"""What a period is given in."""
FORMS: tuple[Form, ...] = get_args(Form)
FORM_TITLES: dict[str, str] = {"days": "7", "working": "5个工作日", "hours": "24小时", "now": "立即"}
FORM_TITLES |= {"by": "12月5日前"}
"""An example of each, as it is typed."""
NOW, ON_THE_SPOT = "立即", "当场"
A_WEEK, WORKING_WEEK, A_DAY = 7, 5, 24

_INSIDE = r"\s*(?:以?内|之内)?"
_DAYS = re.compile(rf"(\d{{1,6}})\s*(?:个?自然日|日历日|日|天)?{_INSIDE}", re.ASCII)
_WORKING = re.compile(rf"(\d{{1,6}})\s*个?工作日{_INSIDE}", re.ASCII)
_HOURS = re.compile(rf"(\d{{1,6}})\s*个?(?:小时|钟头|[hH]){_INSIDE}", re.ASCII)
_LIMITED = re.compile(r"^(?:责令)?(?:限期|限于|限)?\s*")
_AT_ONCE = re.compile(r"(立即|立刻|马上|即刻|当场|现场)(?:整改|改正|纠正)?")
_BY = re.compile(r"(?:于|截至|截止|至|到)?\s*(.+?)\s*(?:以前|之前|前|为?止)?")
_NO_YEAR = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?", re.ASCII)


@dataclass(frozen=True)
class Period:
    """As it was set: a ``number`` of days, working days or hours; at once (in this ``word``); or ``until`` a day."""

    form: Form
    number: int = 0
    until: date | None = None
    word: str = NOW

    @property
    def text(self) -> str:
        """In its one spelling."""
        spelled: dict[str, str] = {"days": f"{self.number}", "working": f"{self.number}个工作日"}
        spelled |= {"hours": f"{self.number}小时", "now": self.word, "by": f"{self.until}"}
        return spelled[self.form]

    @property
    def told(self) -> str:
        """In the words of a notice."""
        return f"限于 {self.until} 前" if self.until else f"{self.number} 日" if self.form == "days" else self.text

    def days_from(self, start: date) -> int:
        """How many civil days it comes to, to be held against a bound; working days by the week."""
        if self.form == "working":
            return self.number + (A_WEEK - WORKING_WEEK) * (self.number // WORKING_WEEK)
        if self.form == "hours":
            return -(-self.number // A_DAY)
        return (self.until - start).days if self.until else self.number

    def rule(self, start: date, calendar: Literal["civil", "work"], *, rolls: bool) -> Rule:
        """What it is counted by from a day; days are those of the ``calendar``, the last of them ``rolls`` or not."""
        if self.form == "days":
            return Rule(start, self.number, calendar, rolls)
        if self.form == "working":
            return Rule(start, self.number, "work", rolls)
        days = max(0, self.days_from(start))
        return Rule(start, days, "civil", rolls=False, until=self.until, said=self.told)


def read_period(text: str, since: date) -> Period:
    """A period as people write it: ``7``, ``7日内``, ``5个工作日``, ``24小时``, ``立即``, ``限于12月5日前``.

    A day without a year is the first such day from ``since`` on, within half a year: one that has just passed is asked
    about. 0 is at once. Raises ValueError, in Chinese.
    """
    typed = _LIMITED.sub("", text.translate(HALF_WIDTH).strip())
    if found := _AT_ONCE.fullmatch(typed):
        return Period("now", word=ON_THE_SPOT if found[1] in ("当场", "现场") else NOW)
    for form, shape in _NUMBERED.items():
        if found := shape.fullmatch(typed):
            number = int(found[1])
            return Period(form, number) if number else Period("now")
    return Period("by", until=_day(typed, since))


_NUMBERED: dict[Form, re.Pattern[str]] = {"days": _DAYS, "working": _WORKING, "hours": _HOURS}


_FAR = 183


def _day(typed: str, since: date) -> date:
    found = _BY.fullmatch(typed)
    text = found[1] if found else typed
    if short := _NO_YEAR.fullmatch(text):
        if coming := _next(int(short[1]), int(short[2]), since):
            if (coming - since).days > _FAR:
                raise ValueError(f"{text} 今年的已过，还是说 {coming}？请写明年份")
            return coming
        raise ValueError(f"没有 {text} 这一天")
    try:
        return parse_date(text)
    except ValueError:
        raise ValueError(f"期限“{typed}”读不出来，可写：{'、'.join(FORM_TITLES.values())}") from None


def _next(month: int, day: int, since: date) -> date | None:
    """The first such day from a day on: within eight years, for the sake of 29 February."""
    for year in range(since.year, since.year + 9):
        with suppress(ValueError):
            if (found := date(year, month, day)) >= since:
                return found
    return None
