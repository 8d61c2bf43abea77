"""What time it is: the system's clock, or in a rehearsal the one that a variable holds."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime, time

from inspect_engine.domain.calendars import CHINA, day_said, parse_date
from inspect_engine.errors import InputError

NOW_VARIABLE = "INSPECT_ENGINE_NOW"
Clock = Callable[[], datetime]
"""Gives a moment that knows its offset."""


def system_clock() -> datetime:
    """Now, in Chinese time, to the millisecond."""
    moment = datetime.now(CHINA)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def parse_moment(text: str) -> datetime:
    """A day as people write it (noon) or ``2022-02-17T10:00:00+08:00``; without an offset, Chinese time.

    Raises InputError for anything else.
    """
    try:
        if ":" not in text:
            return datetime.combine(parse_date(text), datetime.min.time(), CHINA).replace(hour=12)
        moment = datetime.fromisoformat(text)
        moment.astimezone(CHINA)
    except (ValueError, OverflowError):
        fix = "应写成 2022-02-17 或 2022-02-17T10:00:00+08:00"
        raise InputError.one(f"时间“{text}”看不懂", fix=fix) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def known_until(text: str, today: date) -> datetime:
    """The moment up to which records count, as people write it: of a bare day its end. Raises InputError."""
    if ":" in text:
        return parse_moment(text)
    try:
        return datetime.combine(day_said(text, today, past=True), time.max, CHINA)
    except ValueError as error:
        raise InputError.one(str(error)) from None


def now(clock: Clock | None, rehearsal: bool) -> datetime:
    """The clock a program brought; else the variable, which only a rehearsal may use; else the system's clock."""
    if clock is not None:
        return clock()
    text = os.environ.get(NOW_VARIABLE)
    if not text:
        return system_clock()
    if not rehearsal:
        raise InputError.one(
            f"这不是演练台账，不能用 {NOW_VARIABLE} 固定时间",
            fix="请去掉这个环境变量，或用 init --rehearsal 另建演练台账",
        )
    return parse_moment(text)
