"""Days and periods as they stand in paper ledgers: more spellings than a form takes, each doubtful one told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from inspect_engine.domain.calendars import HALF_WIDTH, Calendar, Rule, count, parse_date
from inspect_engine.domain.definitions.workflow import Calendar as Reckoning
from inspect_engine.domain.workflow.deadlines import deadline_data

EARLIEST = date(1990, 1, 1)
"""Before it a spreadsheet's empty day (1899-12-30), or a slip."""
EPOCH = date(1899, 12, 30)
YEARLESS = timedelta(days=180)
"""A day without a year that lies further than this before the finding is one of the next year."""
_SERIAL = re.compile(r"([2-6]\d{4})(?:\.\d+)?", re.ASCII)
_SHORT = re.compile(r"(?:(\d{2})[./\-年])?(\d{1,2})[./\-月](\d{1,2})[日号]?", re.ASCII)
_CLOCK = re.compile(r"(?<=[\d日号])[\sT]+\d{1,2}[:：时点]\S*$")
_SPAN = re.compile(r"(?<=[\d日号])\s*(?:[~～至—]+|-+(?=\d{1,2}[./月]\d))\s*[\d./月日号-]+$")
_UNTIL = re.compile(
    r"^(?:限|于|至|应于|请于|须于)*\s*(.*?)\s*(?:之?前|止|内完成|完成)?(?:整改|完成|改正)*(?:到位|完毕)?$"
)
_PERIOD = re.compile(r"(\d{1,4}|[一二三四五六七八九十两半]+)(个?工作日|日|天|个?周|个?星期|个月|个?小时)")
_AT_ONCE = re.compile(r"立即|立刻|马上|当场|当日|当天|即时|立行立改|即刻")
DAYS_ALONE = 366
"""A number by itself, up to here, is one of days."""
_DIGITS = {word: n for n, word in enumerate("零一二三四五六七八九十")} | {"两": 2}
_LENGTHS = {"日": 1, "天": 1, "工作日": 1, "周": 7, "星期": 7, "月": 30}


@dataclass(frozen=True)
class Due:
    """Until when: a ``day``, or so many ``days`` of a ``calendar`` from the day that they run from; 0 is at once."""

    day: date | None = None
    days: int = 0
    calendar: Reckoning = "civil"

    def plain(self) -> dict[str, Any]:
        """As an event holds it."""
        return {"day": self.day.isoformat()} if self.day else {"days": self.days, "calendar": self.calendar}

    @classmethod
    def read(cls, plain: dict[str, Any]) -> Due:
        """From an event."""
        return cls(parse_date(plain["day"])) if "day" in plain else cls(None, plain["days"], plain["calendar"])

    def data(self, start: date, calendar: Calendar) -> dict[str, Any]:
        """The deadline as events hold it; days run from the day after ``start``. Raises ValueError as ``count``."""
        if self.day or not self.days:
            day, how = self.day or start, "的日期" if self.day else "为立即整改，即发现当日"
            return {"due_on": day.isoformat(), "derivation": f"纸面台账所记{how}", "provisional": False}
        rule = Rule(start, self.days, self.calendar)
        return deadline_data(rule, count(rule, calendar))


@lru_cache(maxsize=65536)
def day_of(text: str, near: date | None = None) -> tuple[date, str]:
    """A day, and what is doubtful about how it is written; one without a year is taken to be ``near`` another.

    Raises ValueError, in Chinese, for what is none, or lies before ``EARLIEST``.
    """
    day, doubt = _read(text.translate(HALF_WIDTH).strip(), near)
    if day < EARLIEST:
        raise ValueError(f"“{text}”是 {day}，不像检查工作的日期（空日期在 Excel 里常显示成 1899 或 1900 年）")
    return day, doubt


def _read(text: str, near: date | None) -> tuple[date, str]:
    try:
        return parse_date(text), ""
    except ValueError as error:
        told, why = text, str(error)
    if found := _SERIAL.fullmatch(text):
        return EPOCH + timedelta(days=int(found[1])), ""
    if (cut := _CLOCK.sub("", text)) != text:
        return _read(cut, near)
    if found := _SHORT.fullmatch(text):
        return _short(told, found, near)
    if (cut := _SPAN.sub("", text)) != text and cut:
        return _read(cut, near)[0], f"“{text}”是几天，按第一天算"
    raise ValueError(why if why.startswith("没有") else f"看不懂日期“{told}”")


def _short(text: str, found: re.Match[str], near: date | None) -> tuple[date, str]:
    year, month, day = found.groups()
    if year is None and near is None:
        raise ValueError(f"“{text}”没有写年份")
    try:
        if year is not None:
            made = date(2000 + int(year), int(month), int(day))
            return made, f"“{text}”按 {made} 算"
        assert near is not None
        made = date(near.year, int(month), int(day))
        if near - made > YEARLESS:
            made = date(near.year + 1, int(month), int(day))
    except ValueError:
        raise ValueError(f"没有“{text}”这一天") from None
    return made, f"“{text}”没有写年份，按 {made} 算"


@lru_cache(maxsize=65536)
def due_of(text: str, near: date) -> tuple[Due, str]:
    """A day or a period, and what is doubtful about how it is written. Raises ValueError, in Chinese, for neither."""
    half = text.translate(HALF_WIDTH).strip()
    if _AT_ONCE.search(half):
        return Due(), ""
    try:
        day, doubt = day_of(_UNTIL.sub(r"\1", half) or half, near)
    except ValueError as error:
        if found := _PERIOD.search(half):
            return _period(text, found[1], found[2].removeprefix("个"))
        if half.isdecimal() and 0 < int(half) < DAYS_ALONE:
            return Due(None, int(half)), f"“{text}”按 {half} 日算"
        raise ValueError(f"{error}；期限可以是日期（2024-11-06）、天数（3日内、5个工作日）或“立即”") from None
    return Due(day), doubt


def _period(text: str, number: str, unit: str) -> tuple[Due, str]:
    amount = _amount(number)
    if unit == "小时":
        return Due(None, max(1, -(-amount // 24))), f"“{text}”按 {max(1, -(-amount // 24))} 日算"
    half_a_month = number == "半" and unit == "月"
    days = 15 if half_a_month else amount * _LENGTHS[unit]
    return Due(None, days, "work" if unit == "工作日" else "civil"), f"“{text}”按 {days} 日算" if unit == "月" else ""


def _amount(number: str) -> int:
    if number.isdecimal():
        return int(number)
    tens, ten, ones = number.partition("十")
    if not ten:
        return _DIGITS.get(number, 1)
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
