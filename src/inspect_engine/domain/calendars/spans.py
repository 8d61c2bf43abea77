"""Stretches of days as people name them: a day, ``上月``, ``2022年4月``, ``本周``, ``2022``, ``3天前``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from inspect_engine.domain.calendars.days import HALF_WIDTH, counted_day, day_said, months_later

DAY = timedelta(days=1)
_YEAR = re.compile(r"(\d{4})年?")
_MONTH = re.compile(r"(\d{4})[年./-]?(0?[1-9]|1[0-2])月?")
_MONTH_ALONE = re.compile(r"(0?[1-9]|1[0-2])月份?")
_AGO = re.compile(r"(\d{1,4})(?:天|日)(前|后)")
_BETWEEN = re.compile(r"[~～至]|\.\.")


@dataclass(frozen=True)
class Span:
    """From a first day to a last, both in it."""

    first: date
    last: date


def span_said(text: str, today: date) -> Span:
    """The days that a text names on a day, also two of them with 至, ``~`` or ``..`` between. Raises ValueError, in
    Chinese, for what names none."""
    typed = text.translate(HALF_WIDTH).strip()
    ends = _BETWEEN.split(typed)
    if len(ends) == 2 and all(ends):
        found = Span(_one(ends[0], today).first, _one(ends[1], today).last)
        if found.first > found.last:
            raise ValueError(f"“{text}”前一天在后一天之后")
        return found
    return _one(typed, today)


def _one(text: str, today: date) -> Span:
    try:
        if named := _NAMED.get(text):
            return named(today)
        if found := _MONTH.fullmatch(text):
            return month(date(int(found[1]), int(found[2]), 1))
        if found := _MONTH_ALONE.fullmatch(text):
            return month(date(today.year, int(found[1]), 1))
        if found := _YEAR.fullmatch(text):
            return _year(date(int(found[1]), 1, 1))
        if found := _AGO.fullmatch(text):
            return _day(today + DAY * int(found[1]) * (-1 if found[2] == "前" else 1))
    except (ValueError, OverflowError):
        raise ValueError(f"没有“{text}”这样的日期") from None
    return _day(counted_day(text, today) or day_said(text, today))


def month(day: date) -> Span:
    """The month that a day is in."""
    first = day.replace(day=1)
    return Span(first, months_later(first, 1) - DAY)


def _day(day: date) -> Span:
    return Span(day, day)


def _week(day: date) -> Span:
    first = day - DAY * day.weekday()
    return Span(first, first + 6 * DAY)


def _year(day: date) -> Span:
    return Span(day.replace(month=1, day=1), day.replace(month=12, day=31))


_NAMED: dict[str, Callable[[date], Span]] = {
    "本周": _week,
    "这周": _week,
    "上周": lambda today: _week(today - 7 * DAY),
    "下周": lambda today: _week(today + 7 * DAY),
    "本月": month,
    "这个月": month,
    "上月": lambda today: month(today.replace(day=1) - DAY),
    "上个月": lambda today: month(today.replace(day=1) - DAY),
    "下月": lambda today: month(months_later(today.replace(day=1), 1)),
    "下个月": lambda today: month(months_later(today.replace(day=1), 1)),
    "今年": _year,
    "本年": _year,
    "去年": lambda today: _year(date(today.year - 1, 1, 1)),
}
