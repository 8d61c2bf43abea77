"""Dates and deadlines, each with its derivation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

import chinese_calendar

CHINA = timezone(timedelta(hours=8), "UTC+8")
"""Business days are Chinese days, whatever the laptop's time zone."""

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parse_date(text: str) -> date:
    """``2022-02-17`` only. Raises ValueError, in Chinese, for another form or for a day that does not exist."""
    if not _ISO_DAY.fullmatch(text):
        raise ValueError(f"日期“{text}”应写成 2022-02-17 的样子")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"没有 {text} 这一天") from None


MAX_DAYS = 3650
"""The longest period a notice may give."""


@dataclass(frozen=True)
class Deadline:
    """A due date and how it came about. ``provisional``: the holiday calendar of that year is not published yet."""

    due_on: date
    derivation: str
    provisional: bool = False


def civil_deadline(start: date, days: int) -> Deadline:
    """Due date ``days`` civil days after ``start``.

    The first day is not counted; a last day on a weekend or holiday moves to the next working day
    (民法典 第201–203条). Raises ValueError for fewer than 1 or more than ``MAX_DAYS`` days.
    """
    if not 1 <= days <= MAX_DAYS:
        raise ValueError(f"期限应在 1 至 {MAX_DAYS} 日之间")
    last = due = start + timedelta(days=days)
    try:
        while not chinese_calendar.is_workday(due):
            due += timedelta(days=1)
    except NotImplementedError:
        return Deadline(last, f"{start} 次日起 {days} 日，至 {last}；{due.year} 年放假安排未公布，暂定", True)
    text = f"{start} 次日起 {days} 日，至 {last}"
    return Deadline(due, text if due == last else f"{text}；末日遇休息日，顺延至 {due}")


def china_day(moment: datetime) -> date:
    """The Chinese calendar day of an aware moment."""
    return moment.astimezone(CHINA).date()
