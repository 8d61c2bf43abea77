"""Periods in hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from inspect_engine.domain.calendars.days import CHINA

MAX_HOURS = 24 * 30
"""The longest period in hours; longer ones are given in days."""


@dataclass(frozen=True)
class DueMoment:
    """An aware moment, in Chinese time, and how it came about."""

    due_at: datetime
    derivation: str


def hours_deadline(start: datetime, hours: int) -> DueMoment:
    """When a period in hours ends: counted from its very moment on, without a break (民法典 第201条第2款).

    Raises ValueError for fewer than 1 or more than ``MAX_HOURS`` hours, and for a moment without an offset.
    """
    if not 1 <= hours <= MAX_HOURS:
        raise ValueError(f"小时数应在 1 至 {MAX_HOURS} 之间")
    if start.tzinfo is None:
        raise ValueError(f"时刻“{start}”没有写明时区")
    try:
        due = start.astimezone(CHINA) + timedelta(hours=hours)
    except OverflowError:
        raise ValueError(f"{start.year} 年太远，无从推算") from None
    return DueMoment(due, f"{_told(start)} 起连续 {hours} 小时，至 {_told(due)}；按小时计的不除休息日，也不顺延")


def _told(moment: datetime) -> str:
    """A moment in Chinese time, with seconds only where there are some."""
    local = moment.astimezone(CHINA).replace(tzinfo=None, microsecond=0)
    return local.isoformat(" ", "seconds" if local.second else "minutes")
