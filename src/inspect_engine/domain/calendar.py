"""Dates and deadlines, each with its derivation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

import chinese_calendar

CHINA = timezone(timedelta(hours=8), "UTC+8")
"""Business days are Chinese days, whatever the laptop's time zone."""

SATURDAY = 5
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
MOST_SPANS = 4
"""Spans of skipped days that a derivation names one by one."""


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
    _in_range(days)
    last = due = start + timedelta(days=days)
    try:
        while not chinese_calendar.is_workday(due):
            due += timedelta(days=1)
    except NotImplementedError:
        return Deadline(last, f"{start} 次日起 {days} 日，至 {last}；{due.year} 年放假安排未公布，暂定", True)
    text = f"{start} 次日起 {days} 日，至 {last}"
    return Deadline(due, text if due == last else f"{text}；末日遇休息日，顺延至 {due}")


def working_deadline(start: date, days: int) -> Deadline:
    """Due date ``days`` working days after ``start``.

    The first day is not counted; days at rest are skipped, weekends worked in exchange (调休) are counted. Where no
    holidays are published, Monday to Friday count, and the date is provisional. Raises ValueError as
    :func:`civil_deadline`.
    """
    _in_range(days)
    passed, left = list[date](), days
    while left:
        passed.append(start + timedelta(days=len(passed) + 1))
        left -= _works(passed[-1])
    unknown = [day for day in passed if not _published(day)]
    return Deadline(passed[-1], "；".join(_derived(start, days, passed, unknown)), bool(unknown))


def _derived(start: date, days: int, passed: Sequence[date], unknown: Sequence[date]) -> Iterator[str]:
    yield f"{start} 次日起 {days} 个工作日，至 {passed[-1]}"
    if rest := [day for day in passed if not _works(day)]:
        yield f"休息日不计（{_listed(rest)}）"
    if exchanged := [day for day in passed if _works(day) and day.weekday() >= SATURDAY]:
        yield f"调休上班照计（{_listed(exchanged)}）"
    if unknown:
        yield f"{unknown[0].year} 年放假安排未公布，按周一至周五推算，暂定"


def _in_range(days: int) -> None:
    if not 1 <= days <= MAX_DAYS:
        raise ValueError(f"期限应在 1 至 {MAX_DAYS} 日之间")


@lru_cache(maxsize=20_000)
def _works(day: date) -> bool:
    """Whether a day is a working day; where that is not published, by the week."""
    return bool(chinese_calendar.is_workday(day)) if _published(day) else day.weekday() < SATURDAY


@lru_cache(maxsize=20_000)
def _published(day: date) -> bool:
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


def _listed(days: Sequence[date]) -> str:
    """Days as spans; many of them as a count."""
    spans: list[list[date]] = []
    for day in days:
        if spans and day - spans[-1][-1] == timedelta(days=1):
            spans[-1].append(day)
        else:
            spans.append([day])
    if len(spans) > MOST_SPANS:
        return f"共 {len(days)} 日"
    return "、".join(str(span[0]) if len(span) == 1 else f"{span[0]} 至 {span[-1]}" for span in spans)


def china_day(moment: datetime) -> date:
    """The Chinese calendar day of an aware moment."""
    return moment.astimezone(CHINA).date()
