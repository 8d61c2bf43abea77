"""Verbs on the calendar of working days: adopt a year's arrangement, and count again what waited for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import PUBLISHED, Arrangement, Calendar, Deadline, china_day, count
from inspect_engine.domain.cases import REDATED, Case, fold
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.words.text import fault_in
from inspect_engine.errors import InputError, Problem, Refused
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import queries
from inspect_engine.storage.queries import CaseFilter

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

ADOPTED = "calendar.adopted"
TITLE = "采用放假安排"
PAGE = 500
"""Open cases read at a time."""
LISTED = 12
"""Differing days that a refusal names."""


@dataclass(frozen=True)
class Redated:
    """One case counted again: its number, what it was due on, and what it is now."""

    number: str
    was: date
    due_on: date
    provisional: bool


@dataclass(frozen=True)
class Adoption:
    """What adopting an arrangement changed. ``left`` are provisional cases whose record does not say how to count."""

    year: int
    notice: str
    redated: tuple[Redated, ...]
    left: tuple[str, ...]


class Calendars(Desk):
    """Working days as this ledger knows them."""

    _calendar_at: tuple[int, Calendar] = (-1, PUBLISHED)

    def calendar(self) -> Calendar:
        """What is known of working days: built in, and adopted in this ledger so far."""
        with self._reading() as connection:
            position = queries.changed(connection)
            if self._calendar_at[0] != position:
                calendar = PUBLISHED
                for entry in queries.events_of(connection, ADOPTED, until=position):
                    calendar = calendar.adopting(Arrangement.read(entry.event.data))
                self._calendar_at = position, calendar
        return self._calendar_at[1]

    def adoptions(self) -> list[dict[str, Any]]:
        """Every arrangement adopted, in order, the replaced ones too, as plain data."""
        with self._reading() as connection:
            entries = queries.events_of(connection, ADOPTED)
        latest = {entry.event.data["year"]: entry.event.id for entry in entries}
        return [
            {
                **entry.event.data,
                "reason": entry.event.data.get("reason"),
                "on": entry.event.on.isoformat(),
                "by": entry.event.actor.user,
                "in_force": latest[entry.event.data["year"]] == entry.event.id,
            }
            for entry in entries
        ]

    def import_calendar(self, path: Path, *, replace: bool = False, reason: str = "") -> Adoption | None:
        """Adopt a year's arrangement and count again every open case that depends on it; None when it is adopted
        already.

        Another arrangement than the known one is adopted only with ``replace`` and a ``reason``. Raises Refused, or
        InputError with every problem of the file.
        """
        from inspect_engine.reading.calendars import read_calendar

        me = self.whoami()
        require(me, "calendar", "")
        if replace and (fault := fault_in(reason)):
            raise InputError([Problem("理由", fault, "用 --reason 写明为什么更正")])
        new = read_calendar(path)
        if self._calendar_with(new, self.now(), replace) is None:
            return None
        with self._writing(me) as log:
            require(self.whoami(), "calendar", "")
            if calendar := self._calendar_with(new, log.now, replace):
                return self._adopt_calendar(log, calendar, new, reason if replace else "")
        return None

    def _calendar_with(self, new: Arrangement, now: datetime, replace: bool) -> Calendar | None:
        """The calendar with the new arrangement; None when it holds it already. Raises Refused."""
        known = self.calendar()
        if known.of(new.year) == new:
            return None
        if new.year > china_day(now).year + 1:
            raise Refused(TITLE, [f"{new.year} 年的放假安排要到 {new.year - 1} 年底才公布，请核对年份"])
        if not replace and (fault := _contradiction(known, new)):
            raise Refused(TITLE, [f"{fault}。确有更正通知的，加 --replace --reason 理由"])
        return known.adopting(new)

    def _adopt_calendar(self, log: Writer, calendar: Calendar, new: Arrangement, reason: str) -> Adoption:
        """All cases are read before anything is written."""
        old = self.calendar().of(new.year)
        cases = list(self._open_due_from(min(new.since, old.since) if old else new.since))
        log.append(ADOPTED, {**new.plain(), **({"reason": reason} if reason else {})})
        why = f"{'改用' if old else '采用'} {new.year} 年放假安排（{new.notice}）"
        found = [redated for case in cases if (redated := _redate(log, case, calendar, why))]
        left = tuple(case.number for case in cases if case.due_provisional and not case.due_rule)
        return Adoption(new.year, new.notice, tuple(found), left)

    def _open_due_from(self, since: date) -> Iterator[Case]:
        """Open cases due on a day or later: what is due before does not depend on it."""
        after = since.isoformat(), 0
        while True:
            with self._reading() as connection:
                lines = queries.case_lines(connection, CaseFilter(open=True), order="due", after=after, limit=PAGE)
                dated = [line for line in lines if line.due_on]
                cases = [fold(e.event for e in queries.case_entries(connection, line.id)) for line in dated]
            yield from cases
            if len(dated) < PAGE:
                return
            after = str(dated[-1].due_on), dated[-1].opened


def _contradiction(known: Calendar, new: Arrangement) -> str:
    """How an arrangement contradicts what is known of its year; empty when it does not."""
    if days := known.differing(new):
        named = "、".join(f"{day} 已知{'上班' if known.works(day) else '放假'}" for day in days[:LISTED])
        return f"与已知的 {new.year} 年放假安排不一致：{named}{' 等' if len(days) > LISTED else ''}，共 {len(days)} 天"
    old = known.of(new.year)
    return f"{new.year} 年已采用“{old.notice}”" if old else ""


def _redate(log: Writer, case: Case, calendar: Calendar, why: str) -> Redated | None:
    """Record a due date that comes out otherwise by the new calendar; None where it stays."""
    from inspect_engine.domain.workflow.deadlines import deadline_data

    if case.due_rule is None or case.due_on is None:
        return None
    found = count(case.due_rule, calendar, case.pauses)
    if not _changes(case, found):
        return None
    on = max(china_day(log.now), case.last_on).isoformat()
    data = {"on": on, "deadline": deadline_data(case.due_rule, found), "why": why}
    log.append(REDATED, data, case=case.id, base=case.last_event)
    return Redated(case.number, case.due_on, found.due_on, found.provisional)


def _changes(case: Case, found: Deadline) -> bool:
    if (found.due_on, found.provisional) != (case.due_on, case.due_provisional):
        return True
    return case.due_provisional and found.derivation != case.due_why
