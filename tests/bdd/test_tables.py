"""Tables and deadlines for other programs."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from icalendar import Calendar
from pytest_bdd import parsers, scenarios, then

scenarios("tables.feature")


@then(parsers.parse("表格“{name}”有 {count:d} 行，“{column}”是“{text}”"))
def _(name: str, count: int, column: str, text: str) -> None:
    rows = [json.loads(line) for line in Path(name).read_text("utf-8").splitlines()]
    assert (len(rows), rows[0][column]) == (count, text)


@then(parsers.parse("日历“{name}”里 {number} 在 {day}，有 {count:d} 次提醒"))
def _(name: str, number: str, day: str, count: int) -> None:
    event: Any
    (event,) = Calendar.from_ical(Path(name).read_bytes()).walk("VEVENT")
    assert number in event["summary"]
    assert event["dtstart"].dt == date.fromisoformat(day)
    assert len(event.walk("VALARM")) == count
