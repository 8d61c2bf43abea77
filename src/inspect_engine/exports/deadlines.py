"""Deadlines as a calendar (iCalendar, RFC 5545): a day for each case that has one, with reminders while it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from icalendar import Alarm, Calendar, Event
from icalendar.enums import STATUS, TRANSP

from inspect_engine.domain.cases import CaseLine
from inspect_engine.domain.people.authority import covered
from inspect_engine.domain.words.masking import masked
from inspect_engine.domain.words.text import display
from inspect_engine.domain.words.wording import kind_title
from inspect_engine.errors import InputError
from inspect_engine.exports import whole
from inspect_engine.ledger import Ledger

KEPT = timedelta(days=365)
"""How long a case that has ended still stands in the calendar, as cancelled, so that it goes where it was imported."""
REMINDERS = (timedelta(days=-3, hours=9), timedelta(hours=9))
"""From the beginning of the last day: nine in the morning three days before, and on the day."""
DUE = "-due"
"""What marks the id of the day of a due date that stands beside another limit."""
_END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True)
class Written:
    """Where, how many limits run, and how many are there as cancelled."""

    path: Path
    running: int
    cancelled: int


@dataclass(frozen=True)
class _Terms:
    """When it is made, of what state of the ledger, and what may be seen of a text."""

    now: datetime
    ledger: str
    count: int
    rehearsal: bool
    shown: Callable[[str], str]

    def text(self, words: str) -> str:
        return display(self.shown(words), lines=True)

    def line(self, words: str) -> str:
        """The same on one line."""
        return self.text(words).replace("\n", " ")


def write(ledger: Ledger, path: Path, *, redact: bool = False, force: bool = True) -> Written:
    """Write the limits of the cases this person sees; the file appears whole or not at all, without ``force`` only
    where there is none.

    Raises InputError for a name that is not ``.ics``, StorageError when the file cannot be written.
    """
    me, head = ledger.desk.whoami(), ledger.desk.head
    if path.suffix.lower() != ".ics":
        raise InputError.one(f"日历文件名“{path.name}”应以 .ics 结尾")
    shown = masked if redact or covered(me) else str
    terms = _Terms(ledger.desk.now(), head.ledger, head.count, head.rehearsal, shown)
    counted = {True: 0, False: 0}
    with whole.file(path, force=force) as out:
        out.write(_calendar(terms).to_ical().removesuffix(_END))
        for line, event in _events(ledger.cases.iterate(), ledger.desk.today(), terms):
            out.write(event.to_ical())
            counted[line.is_open] += 1
        out.write(_END)
    return Written(path, counted[True], counted[False])


def _calendar(terms: _Terms) -> Calendar:
    name = "隐患整改期限（演练）" if terms.rehearsal else "隐患整改期限"
    return Calendar.new(uid=terms.ledger, prodid="-//inspect-engine//deadlines//ZH", method="PUBLISH", name=name)


def _events(lines: Iterable[CaseLine], today: date, terms: _Terms) -> Iterator[tuple[CaseLine, Event]]:
    for line in lines:
        ended = line.closed_on is not None and line.closed_on < today - KEPT
        if not ended and not line.taken_back:
            yield from ((line, _event(line, day, mark, terms)) for mark, day in _days(line))


def _days(line: CaseLine) -> Iterator[tuple[str, date]]:
    """The limit that passes first, and the due date where that comes apart from it, each with the mark of its id.

    What is no hazard and has ended calls off both, for there may have been two.
    """
    if first := line.late_after or line.due_on:
        yield "", first
        if line.due_on and (line.due_on != first or not (line.is_open or line.is_hazard)):
            yield DUE, line.due_on


def _event(line: CaseLine, day: date, mark: str, terms: _Terms) -> Event:
    """The last day of a case. The id stays with the case, the sequence grows with the ledger."""
    summary = _summary(line, day, terms)
    event = Event.new(
        uid=f"{line.id}{mark}@inspect-engine",
        sequence=terms.count,
        stamp=terms.now.astimezone(UTC),
        start=day,
        summary=summary,
        description=_description(line, terms),
        categories=[kind_title(line.kind)],
        status=STATUS.CONFIRMED if line.is_open else STATUS.CANCELLED,
        transparency=TRANSP.TRANSPARENT,
    )
    if line.is_open and line.late_after:
        for before in REMINDERS:
            event.add_component(_alarm(before, summary))
    return event


def _summary(line: CaseLine, day: date, terms: _Terms) -> str:
    what = "整改期限" if line.is_hazard else "期限"
    word = what if line.is_open and day == line.due_on else "办理时限"
    state = (word if line.late_after else f"{line.state_title}，原{what}") if line.is_open else f"已办结，原{what}"
    told = f"{line.number} {line.told}（{line.subject_name}）"
    return terms.line(f"{'【演练】' if terms.rehearsal else ''}{state}：{told}")


def _description(line: CaseLine, terms: _Terms) -> str:
    rows = [("编号", line.number), ("检查对象", line.subject_name), ("责任单位", "、".join(filter(None, line.units)))]
    due, first = (day.isoformat() if day else "" for day in (line.due_on, line.late_after))
    rows += [("状态", line.state_title), ("整改期限" if line.is_hazard else "期限", due)]
    rows += [("办理时限", first if first != due else "")]
    return "\n".join(f"{title}：{terms.text(text)}" for title, text in rows if text)


def _alarm(before: timedelta, summary: str) -> Alarm:
    alarm = Alarm.new(description=summary)
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", before)
    return alarm
