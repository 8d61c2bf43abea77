"""The calendar of working days: adopt a year's arrangement, with a second supervisor where there is one, and count
again what waited for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import PUBLISHED, Arrangement, Calendar, Deadline, china_day, count, parse_date
from inspect_engine.domain.cases import REDATED, Case, apply, fold
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.people.second import named, same, seconds
from inspect_engine.domain.words.text import fault_in
from inspect_engine.errors import InputError, Problem, Refused
from inspect_engine.ledger import paging
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import once
from inspect_engine.storage import queries
from inspect_engine.storage.queries import CaseFilter

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

ADOPTED, PROPOSED = "calendar.adopted", "calendar.proposed"
TITLE = "采用放假安排"
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


@dataclass(frozen=True)
class Proposed:
    """An arrangement that another supervisor has to confirm, and who can."""

    year: int
    notice: str
    waits_for: str


@dataclass(frozen=True)
class Adopted:
    """An arrangement that was adopted: why (None but for a correction), on which day, by whom, and whether it stands
    or was replaced by a later one of its year."""

    arrangement: Arrangement
    reason: str | None
    on: date
    by: str
    in_force: bool

    def plain(self) -> dict[str, Any]:
        """As ``calendar list --json`` prints it."""
        told = {"reason": self.reason, "on": self.on.isoformat(), "by": self.by, "in_force": self.in_force}
        return {**self.arrangement.plain(), **told}


class Calendars:
    """``ledger.calendars``: working days as this ledger knows them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: tuple[int, Calendar] = (-1, PUBLISHED)

    def current(self) -> Calendar:
        """What is known of working days: built in, and adopted in this ledger so far."""
        with self._desk.reading() as connection:
            position = queries.changed(connection)
            if self._known[0] != position:
                calendar = PUBLISHED
                for entry in queries.events_of(connection, ADOPTED, until=position):
                    calendar = calendar.adopting(Arrangement.read(entry.event.data))
                self._known = position, calendar
        return self._known[1]

    def adoptions(self) -> list[Adopted]:
        """Every arrangement adopted, in order, the replaced ones too."""
        with self._desk.reading() as connection:
            events = [entry.event for entry in queries.events_of(connection, ADOPTED)]
        latest = {event.data["year"]: event.id for event in events}
        return [
            Adopted(
                Arrangement.read(event.data),
                event.data.get("reason"),
                event.on,
                event.actor.user,
                latest[event.data["year"]] == event.id,
            )
            for event in events
        ]

    @once(lambda self, events: self._asked(events))
    def adopt(self, path: Path, *, replace: bool = False, reason: str = "") -> Adoption | Proposed | None:
        """Adopt the arrangement of a year, and count again every open case that depends on it; None when it is adopted
        already. The file (YAML) says what the year's notice of the State Council's office says.

        Where another supervisor can confirm it, it is only proposed, and nothing is counted again yet. Another
        arrangement than the known one is adopted only with ``replace`` and a ``reason``. Raises Refused, or InputError
        with every problem of the file.
        """
        from inspect_engine.reading.calendars import read_calendar

        me = self._desk.whoami()
        require(me, "calendar", "")
        if replace and (fault := fault_in(reason)):
            raise InputError([Problem("理由", fault, "用 --reason 写明为什么更正")])
        new = read_calendar(path)
        if self._with(new, self._desk.now(), replace) is None:
            return None
        data = {**new.plain(), **({"reason": reason} if replace else {})}
        with self._desk.writing(me) as log:
            require(self._desk.whoami(), "calendar", "")
            if (calendar := self._with(new, log.now, replace)) is None:
                return None
            others = seconds(me, self._desk.roster(), "calendar")
            if not others:
                return self._adopt(log, calendar, new, data)
            self._not_twice(data)
            log.append(PROPOSED, data)
        return Proposed(new.year, new.notice, named(others))

    @once(lambda self, events: self._adopted(events))
    def confirm(self, year: int) -> Adoption:
        """Adopt, as another supervisor, the arrangement of a year that one has proposed, as it is.

        Raises Refused, InputError where nothing waits.
        """
        me = self._desk.whoami()
        require(me, "calendar", "")
        with self._desk.writing(me) as log:
            require(self._desk.whoami(), "calendar", "")
            first = self.pending().get(year)
            if first is None:
                raise InputError.one(f"{year} 年没有待确认的放假安排", fix="见 inspect-engine calendar list")
            if why := same(me, first.actor.user, self._desk.roster()):
                raise Refused(TITLE, [why])
            new = Arrangement.read(first.data)
            calendar = self._with(new, log.now, bool(first.data.get("reason")))
            if calendar is None:
                raise Refused(TITLE, [f"{year} 年的这一安排已经采用"])
            return self._adopt(log, calendar, new, {**first.data, "proposed": first.id})

    def pending(self) -> dict[int, Event]:
        """What was proposed for a year after its last adoption, and waits for a second supervisor."""
        with self._desk.reading() as connection:
            events = [entry.event for entry in queries.events_of(connection, ADOPTED, PROPOSED)]
            gone = queries.retracted(connection)
        last = {event.data["year"]: event for event in events}
        return {year: event for year, event in last.items() if event.kind == PROPOSED and event.id not in gone}

    def _not_twice(self, data: dict[str, Any]) -> None:
        waiting = self.pending().get(data["year"])
        if waiting and waiting.data == data:
            what = f"{data['year']} 年的这一安排已由“{waiting.actor.user}”提议"
            raise Refused(TITLE, [f"{what}，须由另一位主管用 calendar confirm {data['year']} 确认"])

    def _asked(self, events: Sequence[Event]) -> Adoption | Proposed:
        """What a request that is stored has come to."""
        new = Arrangement.read(events[0].data)
        if events[0].kind == PROPOSED:
            me, people = self._desk.whoami(), self._desk.roster()
            return Proposed(new.year, new.notice, named(seconds(me, people, "calendar")))
        return self._adopted(events)

    def _adopted(self, events: Sequence[Event]) -> Adoption:
        """What an adoption that is stored has changed."""
        new = Arrangement.read(events[0].data)
        redated = tuple(_redated(self._desk, event) for event in events if event.kind == REDATED)
        return Adoption(new.year, new.notice, redated, ())

    def _with(self, new: Arrangement, now: datetime, replace: bool) -> Calendar | None:
        """The calendar with the new arrangement; None when it holds it already. Raises Refused."""
        known = self.current()
        return None if known.of(new.year) == new else adopting(known, new, china_day(now), replace)

    def _adopt(self, log: Writer, calendar: Calendar, new: Arrangement, data: Mapping[str, Any]) -> Adoption:
        """All cases are read before anything is written."""
        old = self.current().of(new.year)
        since = min(new.since, old.since) if old else new.since  # what is due before does not depend on it
        cases = list(paging.cases(self._desk, CaseFilter(open=True), order="due", after=(since.isoformat(), 0)))
        log.append(ADOPTED, data)
        found = [redated for case in cases if (redated := _redate(log, case, calendar, why_redated(old, new)))]
        left = tuple(case.number for case in cases if case.due_provisional and not case.due_rule)
        return Adoption(new.year, new.notice, tuple(found), left)


def adopting(known: Calendar, new: Arrangement, today: date, replace: bool) -> Calendar:
    """What is known with another arrangement of a year. Raises Refused for one that contradicts, unless it replaces."""
    if new.year > today.year + 1:
        raise Refused(TITLE, [f"{new.year} 年的放假安排要到 {new.year - 1} 年底才公布，请核对年份"])
    if not replace and (fault := _contradiction(known, new)):
        raise Refused(TITLE, [f"{fault}。确有更正通知的，加 --replace --reason 理由"])
    return known.adopting(new)


def why_redated(old: Arrangement | None, new: Arrangement) -> str:
    """Why due dates are counted again, as their events say it."""
    return f"{'改用' if old else '采用'} {new.year} 年放假安排（{new.notice}）"


def redated(case: Case, calendar: Calendar, today: date, why: str) -> dict[str, Any] | None:
    """Data of the event by which the due date of a case is counted again; None where it stays."""
    from inspect_engine.domain.workflow.deadlines import deadline_data, runs_on

    if case.due_rule is None or case.due_on is None:
        return None
    found = count(case.due_rule, calendar, case.pauses)
    bound = runs_on(case, case.pause_most, case.entered_on, calendar) if case.pause_most else None
    if not _changes(case, found) and (bound is None or parse_date(bound["due_on"]) == case.runs_on):
        return None
    on = max(today, case.last_on).isoformat()
    data = {"on": on, "deadline": deadline_data(case.due_rule, found), "why": why}
    return data | ({"runs_on": bound} if bound else {})


def _redated(desk: Desk, event: Event) -> Redated:
    with desk.reading() as connection:
        events = [entry.event for entry in queries.case_entries(connection, str(event.case))]
    before = fold(events[: [each.id for each in events].index(event.id)])
    after = apply(before, event)
    assert before.due_on is not None
    assert after.due_on is not None
    return Redated(before.number, before.due_on, after.due_on, after.due_provisional)


def _contradiction(known: Calendar, new: Arrangement) -> str:
    """How an arrangement contradicts what is known of its year; empty when it does not."""
    if days := known.differing(new):
        named = "、".join(f"{day} 已知{'上班' if known.works(day) else '放假'}" for day in days[:LISTED])
        return f"与已知的 {new.year} 年放假安排不一致：{named}{' 等' if len(days) > LISTED else ''}，共 {len(days)} 天"
    old = known.of(new.year)
    return f"{new.year} 年已采用“{old.notice}”" if old else ""


def _redate(log: Writer, case: Case, calendar: Calendar, why: str) -> Redated | None:
    """Record a due date that comes out otherwise by the new calendar; None where it stays."""
    data = redated(case, calendar, china_day(log.now), why)
    if data is None:
        return None
    log.append(REDATED, data, case=case.id, base=case.last_event)
    assert case.due_on is not None
    due_on, provisional = parse_date(data["deadline"]["due_on"]), data["deadline"]["provisional"]
    return Redated(case.number, case.due_on, due_on, provisional)


def _changes(case: Case, found: Deadline) -> bool:
    if (found.due_on, found.provisional) != (case.due_on, case.due_provisional):
        return True
    return case.due_provisional and found.derivation != case.due_why
