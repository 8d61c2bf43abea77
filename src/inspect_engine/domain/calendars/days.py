"""Days: Chinese ones, written one way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

CHINA = timezone(timedelta(hours=8), "UTC+8")
"""Business days are Chinese days, whatever the laptop's time zone."""
DAY = timedelta(days=1)
MOST_SPANS = 4
"""Spans of days that a derivation names one by one."""
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_COUNTED = re.compile(r"\+(\d{1,3})", re.ASCII)


@lru_cache(maxsize=4096)
def parse_date(text: str) -> date:
    """``2022-02-17`` only. Raises ValueError, in Chinese, for another form or for a day that does not exist."""
    if not _ISO_DAY.fullmatch(text):
        raise ValueError(f"日期“{text}”应写成 2022-02-17 的样子")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"没有 {text} 这一天") from None


def counted_day(text: str, today: date) -> date | None:
    """The day that ``+7`` names, the seventh after today, at most ``+999``; None for any other text."""
    found = _COUNTED.fullmatch(text)
    return today + timedelta(days=int(found[1])) if found else None


def china_day(moment: datetime) -> date:
    """The Chinese calendar day of an aware moment."""
    return moment.astimezone(CHINA).date()


def listed(days: Iterable[date]) -> str:
    """Ascending days as spans; many spans as a count."""
    spans: list[list[date]] = []
    for day in days:
        if spans and day - spans[-1][-1] == DAY:
            spans[-1].append(day)
        else:
            spans.append([day])
    if len(spans) > MOST_SPANS:
        return f"共 {sum(map(len, spans))} 日"
    return "、".join(str(span[0]) if len(span) == 1 else f"{span[0]} 至 {span[-1]}" for span in spans)
