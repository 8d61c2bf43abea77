"""One case, and the documents, as they stood on a day and as was known at a moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.cases import Case, CaseLine, fold, line_of
from inspect_engine.domain.corrections import CORRECTED
from inspect_engine.domain.events import Event
from inspect_engine.errors import InputError
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.documents import Documents, Issued
from inspect_engine.ledger.documents.issuing import ISSUED
from inspect_engine.ledger.lapsing import Lapsing
from inspect_engine.storage import queries
from inspect_engine.storage.queries import CaseFilter, Entry

SERVED, VOIDED = "document.served", "document.voided"
UNSERVED: dict[str, Any] = {"served_on": None, "service": None, "received_by": None, "refused": False}
STANDING: dict[str, Any] = {**UNSERVED, "voided_on": None, "voided_by": None, "void_reason": None, "left": ()}


@dataclass(frozen=True)
class Then:
    """A day (today, without one), and the moment up to which records count (now, without one)."""

    as_of: date | None = None
    known_at: datetime | None = None

    def __bool__(self) -> bool:
        return self.as_of is not None or self.known_at is not None


NOW = Then()


class Standing:
    """``ledger.standing``."""

    def __init__(self, desk: Desk, *, documents: Documents, lapsing: Lapsing) -> None:
        self._desk = desk
        self._documents = documents
        self._lapsing = lapsing

    def history(self, reference: str, then: Then) -> list[Entry]:
        """The events of a case that count by then. Raises InputError where there is none, or it is out of sight."""
        seen = self._desk.scope()
        with self._desk.reading() as connection:
            key = queries.case_id(connection, reference, seen)
            found = self._entries(connection, key, then)
        if not found:
            told = f"截至 {self._day(then)}" + (
                f"、按 {then.known_at:%Y-%m-%d %H:%M} 以前入账的" if then.known_at else ""
            )
            raise InputError.one(f"{told}，还没有“{reference}”")
        return found

    def related(self, then: Then, *keys: str) -> list[Case]:
        """Of these cases, by id, those that this person sees, as they stood; none that there was not by then."""
        seen = self._desk.scope()
        with self._desk.reading() as connection:
            found = [self._entries(connection, key, then) for key in keys if key]
        cases = [fold(entry.event for entry in entries) for entries in found if entries]
        return [case for case in cases if seen.covers(case.region, *case.units)]

    def linked(self, case: Case, then: Then) -> list[CaseLine]:
        """The cases that a case had opened by then, in order, as they stood."""
        with self._desk.reading() as connection:
            lines = list(queries.all_lines(connection, CaseFilter(parent=case.id)))
            found = [(line.opened, self._entries(connection, line.id, then)) for line in lines]
        stood = [line_of(fold(entry.event for entry in entries), opened) for opened, entries in found if entries]
        return list(self._lapsing.timed(stood))

    def papers(self, then: Then, case: str | None = None) -> list[Issued]:
        """The documents that had been issued by then, served, voided and supplemented as they were."""
        on = self._day(then)
        with self._desk.reading() as connection:
            until = queries.known_until(connection, then.known_at)
            entries = queries.events_of(connection, ISSUED, SERVED, VOIDED, CORRECTED, until=until)
        events: dict[str, list[Event]] = {}
        for event in (entry.event for entry in entries if entry.event.on <= on):
            events.setdefault(_number(event), []).append(event)
        found = [_stood(one, events.get(one.number, ())) for one in self._documents.all(case)]
        return _taken_out([one for one in found if one])

    def _entries(self, connection: sqlite3.Connection, key: str, then: Then) -> list[Entry]:
        until = queries.known_until(connection, then.known_at)
        opened = queries.case_entries(connection, key)[0].pos
        return next((kept for _, kept in queries.histories(connection, opened, opened, self._day(then), until)), [])

    def _day(self, then: Then) -> date:
        return then.as_of or self._desk.today()


def _number(event: Event) -> str:
    data = event.data
    return str(data["which"]) if data.get("what") == "notice" else str(data.get("number", ""))


def _stood(one: Issued, events: Iterable[Event]) -> Issued | None:
    """A document after these of its events; None before it was issued."""
    kinds = {event.kind for event in events}
    if ISSUED not in kinds:
        return None
    found = replace(one, **STANDING)
    for event in events:
        found = replace(found, **_told(event))
    return found


def _told(event: Event) -> Mapping[str, Any]:
    data = event.data
    if event.kind == SERVED:
        return {name: data[name] for name in ("service", "received_by", "refused")} | {"served_on": event.on}
    if event.kind == VOIDED:
        return {"voided_on": event.on, "voided_by": event.actor.user, "void_reason": data["reason"]}
    if event.kind == CORRECTED:
        return {**data["served"], "served_on": parse_date(data["served"]["served_on"])}
    return {}


def _taken_out(papers: list[Issued]) -> list[Issued]:
    """Each with those of its cases that one which supplements it, and was served, took out."""
    out: dict[str, list[str]] = {}
    for one in papers:
        if one.supplements and one.served_on:
            out.setdefault(one.supplements, []).extend(one.leaving)
    return [replace(one, left=tuple(case for case in one.cases if case in out.get(one.number, ()))) for one in papers]
