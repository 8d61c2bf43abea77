"""What this person has proposed and nobody has answered yet, of whatever kind; and taking one of it back."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspect_engine.domain import cases, corrections
from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.definitions import adoption
from inspect_engine.domain.events import Event
from inspect_engine.domain.paper import act, undoing
from inspect_engine.domain.people import standing
from inspect_engine.domain.proposals import RETRACTED, TITLE, against, retraction
from inspect_engine.domain.sanctions import register
from inspect_engine.domain.words.text import fault_in, suggest
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger import annulling, calendars
from inspect_engine.ledger.calendars import Calendars
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import first, once
from inspect_engine.ledger.paper.room import waiting_of
from inspect_engine.ledger.people.vouching import pending as enrolments
from inspect_engine.ledger.sanctions import Sanctions
from inspect_engine.ledger.sanctions.room import TITLES
from inspect_engine.storage import queries

KINDS = (
    *(cases.PROPOSED, corrections.PROPOSED, cases.ANNULMENT, standing.PROPOSED, register.PROPOSED),
    *(act.PROPOSED, undoing.PROPOSED, adoption.PROPOSED, calendars.PROPOSED),
)
"""Every kind of record by which one proposes what another is to confirm."""
SHORTEST = 6
"""Letters of the number of a record by which it may be named."""


@dataclass(frozen=True)
class Waiting:
    """What one has proposed: its record, the case it is of (number, else empty) and its subject, what, and when."""

    record: str
    number: str
    what: str
    subject: str
    on: date

    @property
    def short(self) -> str:
        """By what people name it."""
        return self.record[-SHORTEST:]

    @property
    def words(self) -> str:
        """``RQ-2022-0001 “撤销”``"""
        return f"{self.number} {self.what}".strip()

    def plain(self) -> dict[str, Any]:
        """As ``proposal list --json`` prints it."""
        return {**vars(self), "short": self.short, "on": self.on.isoformat()}


class Proposals:
    """``ledger.proposals``."""

    def __init__(self, desk: Desk, *, calendars: Calendars, sanctions: Sanctions) -> None:
        self._desk = desk
        self._calendars = calendars
        self._sanctions = sanctions

    def mine(self) -> list[Waiting]:
        """All that this person has proposed and that waits for a second one, in order."""
        me = self._desk.whoami()
        with self._desk.looking(), self._desk.reading() as connection:
            mine = queries.proposed_by(connection, me.name, KINDS)
            waits = self._waiting_of(connection, mine)
            return [_waiting(connection, event) for event in mine if event.id in waits]

    @once(first)
    def retract(self, reference: str, why: str) -> Event:
        """Take back what one has proposed, by its record or short number, or by its case where that is the only one.

        Raises InputError for what he has not proposed, or a blank reason; Refused for what was answered meanwhile.
        """
        me = self._desk.whoami()
        if fault := fault_in(why):
            raise InputError.one(f"理由{fault}", where="--why", fix="写明为什么收回，例：--why 查明不是同一处")
        record = self._named(reference)
        with self._desk.writing(me) as log:
            with self._desk.reading() as connection:
                proposal, _ = queries.recorded(connection, record)
                if found := list(against(me.name, proposal, self._waits(connection, proposal))):
                    raise Refused(TITLE, found)
                base = queries.case(connection, proposal.case).last_event if proposal.case else None
            data = retraction(proposal, words(proposal), why, me.names, china_day(log.now))
            return log.append(RETRACTED, data, case=proposal.case, base=base)

    def _named(self, reference: str) -> str:
        """The record that is meant: what waits before what does not, that the reason be told. Raises InputError."""
        word, waiting = reference.strip().lower(), self.mine()
        fits = [each for each in waiting if word in (each.record, each.number.lower()) or _ends(each.record, word)]
        if len(fits) == 1:
            return fits[0].record
        if fits:
            raise InputError.one(
                f"“{reference}”有几项是你提出的：{'、'.join(f'{each.short}（{each.words}）' for each in fits)}",
                fix="请写前面的编号",
            )
        with self._desk.reading() as connection:
            event = queries.event_of(connection, word)
        if event and event.kind in KINDS and event.actor.user == self._desk.whoami().name:
            return event.id
        known = [each.number or each.short for each in waiting]
        fix = suggest(reference, known) or "见 proposal list"
        raise InputError.one(f"“{reference}”没有你提出而待确认的", fix=fix)

    def _waits(self, connection: sqlite3.Connection, event: Event) -> bool:
        """Whether nobody has answered a proposal, nor was it taken back, nor has it come to nothing."""
        return event.id not in queries.retracted(connection) and event.id in self._waiting_of(connection, [event])

    def _waiting_of(self, connection: sqlite3.Connection, events: Sequence[Event]) -> set[str]:
        """The proposals that wait where these were made. Of the many actions that were confirmed long ago no case is
        read again."""
        open_cases = set(queries.proposed_cases(connection))
        asked = (each for each in events if each.kind != cases.PROPOSED or each.case in open_cases)
        found: dict[object, set[str]] = {}
        for event in asked:
            of = event.case or (event.kind, event.data.get("what"), event.data.get("which"))
            if of not in found:
                found[of] = _of_case(connection, event.case) if event.case else self._of_none(connection, event)
        return set().union(*found.values())

    def _of_none(self, connection: sqlite3.Connection, event: Event) -> set[str]:
        """The proposals that wait of the kind of one that is of no case."""
        data = event.data
        if event.kind == corrections.PROPOSED:
            return {each.id for each in queries.corrections_of(connection, data["what"], "which", data["which"])[-1:]}
        if event.kind == standing.PROPOSED:
            return {each.id for each in enrolments(connection).values()}
        if event.kind == register.PROPOSED:
            return {one.pending.event for one in self._sanctions.all() if one.pending}
        if event.kind == act.PROPOSED:
            events = [entry.event for entry in queries.events_of(connection, act.TAKEN, act.PROPOSED)]
            return {each.id for each in waiting_of(events, ())}
        if event.kind == undoing.PROPOSED:
            said = [entry.event for entry in queries.events_of(connection, undoing.PROPOSED, undoing.BACK)]
            return {each.id for each in {each.data["act"]: each for each in said}.values()}
        if event.kind == calendars.PROPOSED:
            return {each.id for each in self._calendars.pending().values()}
        return {each.event for each in self._desk.law().pending.values()}


def _of_case(connection: sqlite3.Connection, key: str) -> set[str]:
    """What is proposed of a case: an action, a correction, that escalations be annulled."""
    events = [entry.event for entry in queries.case_entries(connection, key)]
    case, annulment = cases.fold(events), annulling.proposal_of(events)
    action = {case.proposal.event} if case.proposal else set()
    return action | {each.id for each in (case.correction, annulment) if each}


def words(event: Event) -> str:
    """What a proposal is of, in Chinese."""
    data = event.data
    match event.kind:
        case cases.PROPOSED:
            return f"“{data['title']}”"
        case corrections.PROPOSED:
            return "撤回回复" if data.get("undone") else f"更正{corrections.WHAT[data['what']]}"
        case cases.ANNULMENT:
            return annulling.TITLE
        case standing.PROPOSED:
            return f"登记主管“{data['name']}”"
        case register.PROPOSED:
            return f"{TITLES[data['does']]} {data['number']}"
        case act.PROPOSED:
            return f"导入“{event.files[0]['name']}”"
        case undoing.PROPOSED:
            return undoing.TITLE
        case calendars.PROPOSED:
            return f"采用 {data['year']} 年放假安排"
        case _:
            return f"采用 {adoption.few(adoption.told(event))}"


def _waiting(connection: sqlite3.Connection, event: Event) -> Waiting:
    case = queries.case(connection, event.case) if event.case else None
    about = (case.number, words(event), case.subject_name) if case else ("", words(event), "")
    return Waiting(event.id, *about, event.typed_on)


def _ends(record: str, word: str) -> bool:
    return len(word) >= SHORTEST and record.endswith(word)
