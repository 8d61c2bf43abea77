"""A year's days off as a file: one YAML a year, copied from the notice of 国务院办公厅."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from inspect_engine.domain.calendars import Arrangement
from inspect_engine.domain.definitions import Model, Text
from inspect_engine.domain.definitions.base import Day
from inspect_engine.errors import Fault
from inspect_engine.reading.document import Document
from inspect_engine.reading.models import typed
from inspect_engine.reading.strict_yaml import read_file

STATUTORY = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
"""Every notice since 2008 arranges these (全国年节及纪念日放假办法 第二条); two that meet may share a name."""
ALL_SEVEN_SINCE = 2008
LONGEST = 12
"""Days; none so far had more than 9 but the extended 春节 of 2020, with 10. A longer one is a slip of the pen."""


class Holiday(Model):
    """One holiday, from its first to its last day off, weekends among them included."""

    name: Text
    first: Day
    last: Day

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


class CalendarFile(Model):
    """A calendar file: the year, the number (文号) of the notice, its holidays, and the weekends that are worked."""

    year: Annotated[int, Field(ge=2000, le=2999)]
    notice: Text
    holidays: tuple[Holiday, ...] = Field(min_length=1)
    worked: tuple[Day, ...] = ()


def read_calendar(path: Path) -> Arrangement:
    """The arrangement of a file. Raises InputError with every problem of it."""
    document = read_file(path)
    found = typed(document, CalendarFile)
    if found:
        _report(document, found)
    found = document.sound(found, f"放假安排 {document.name} 有误")
    rest = frozenset(day for holiday in found.holidays for day in holiday.days)
    return Arrangement(found.year, found.notice, rest, frozenset(found.worked))


def _report(document: Document, found: CalendarFile) -> None:
    spans = list(_spans(found))
    for rule in _RULES if not spans else ():
        spans += rule(found)
    document.report_all(spans)


def _spans(found: CalendarFile) -> Iterator[Fault]:
    """Days run forward, and lie in the year or right beside it."""
    for n, holiday in enumerate(found.holidays):
        place, told = ("holidays", n), f"“{holiday.name}”从 {holiday.first} 到 {holiday.last}"
        if holiday.last < holiday.first:
            yield Fault((*place, "last"), f"{told}，末日在首日之前", "请对照通知改正")
        elif (length := (holiday.last - holiday.first).days + 1) > LONGEST:
            yield Fault((*place, "last"), f"{told}，有 {length} 天，太长了", "请对照通知改正")
        elif found.year not in (holiday.first.year, holiday.last.year):
            yield Fault(
                place, f"{told}，不在 {found.year} 年", "只有元旦的头几天可以在上一年，末一个假期的末几天可以在下一年"
            )
    for n, day in enumerate(found.worked):
        if not date(found.year - 1, 12, 20) <= day <= date(found.year + 1, 1, 15):
            yield Fault(("worked", n), f"{day} 不在 {found.year} 年", "上班的周末应在当年，或紧挨着元旦")


def _named_once(found: CalendarFile) -> Iterator[Fault]:
    """Every holiday has a name of its own, and none of the statutory ones is missing."""
    names = [holiday.name for holiday in found.holidays]
    for n, name in enumerate(names):
        if name in names[:n] or any(each in name and any(each in other for other in names[:n]) for each in STATUTORY):
            yield Fault(("holidays", n, "name"), f"“{name}”写了两次", "一个节日只写一处")
    if found.year >= ALL_SEVEN_SINCE and (lacking := [each for each in STATUTORY if each not in "".join(names)]):
        yield Fault(
            ("holidays",), f"缺 {'、'.join(lacking)}", "七个法定节日都要写，两节相连的可合写，例：国庆节、中秋节"
        )


def _no_day_twice(found: CalendarFile) -> Iterator[Fault]:
    """A day belongs to one holiday; a worked one to none, and is written once."""
    seen: dict[date, str] = {}
    for n, holiday in enumerate(found.holidays):
        for day in holiday.days:
            if day in seen:
                yield Fault(("holidays", n), f"{day} 已在“{seen[day]}”里", "两节相连的请合写")
            seen[day] = holiday.name
    for n, day in enumerate(found.worked):
        if day in seen:
            yield Fault(
                ("worked", n), f"{day} 在“{seen[day]}”里放假，不能又上班" if seen[day] else f"{day} 写了两次", ""
            )
        seen.setdefault(day, "")


def _weekends(found: CalendarFile) -> Iterator[Fault]:
    for n, day in enumerate(found.worked):
        if day.weekday() < 5:
            yield Fault(
                ("worked", n), f"{day} 是星期{'一二三四五'[day.weekday()]}，本来就上班", "这里只写调休上班的周末"
            )


_RULES: tuple[Callable[[CalendarFile], Iterable[Fault]], ...] = (_named_once, _no_day_twice, _weekends)
