"""Annulling escalations that only a wrong clock has raised: by two supervisors, on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import ANNULLED, ANNULMENT, ESCALATED, MOVED, WITHDRAWN, CaseLine, fold
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.people.second import same
from inspect_engine.domain.proposals import RETRACTED
from inspect_engine.domain.timekeeping import covered
from inspect_engine.domain.words.text import fault_in
from inspect_engine.domain.workflow.guards import known_by
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import once
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Enrolled, Entry

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

TITLE = "作废督办"


@dataclass(frozen=True)
class Annulment:
    """Escalations of a case (titles), of which it is proposed that they be annulled, or that are.

    ``withdrawn`` are the numbers of what they had opened; ``left`` of what has been worked on since, which stays.
    """

    number: str
    escalations: tuple[str, ...]
    confirmed: bool
    withdrawn: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


class Annulling:
    """``ledger.annulling``: the first supervisor proposes, by the same words a second one confirms."""

    def __init__(self, desk: Desk, *, definitions: Definitions) -> None:
        self._desk = desk
        self._definitions = definitions

    @once(lambda self, events: self._told(events))
    def annul(self, reference: str, reason: str) -> Annulment:
        """Annul all escalations of a case that were raised in a span of the clock that was called wrong.

        They count no more and may be raised again when they are due; what they opened is withdrawn. Raises Refused
        where there is none, or for whoever has proposed it himself; InputError for a blank reason.
        """
        me = self._desk.whoami()
        if fault := fault_in(reason):
            raise InputError.one(f"理由{fault}", where="--reason", fix="写明为什么不该督办")
        with self._desk.reading() as connection:
            key = queries.case_id(connection, reference, self._desk.scope())
        with self._desk.writing(me) as log:
            case = fold(log.events(key))
            require(self._desk.whoami(), "clock", case.region)
            wrong, proposed = self._wrong(key), proposal_of(log.events(key))
            ids = [entry.event.id for entry in wrong]
            if proposed is None or set(proposed.data["events"]) != set(ids):
                data = {"title": f"提出{TITLE}", "events": ids, "why": reason.strip(), "persons": sorted(me.names)}
                log.append(ANNULMENT, {**_on(log), **data}, case=key, base=case.last_event)
                return Annulment(case.number, _titles(wrong), confirmed=False)
            self._another(proposed)
            withdrawn, left = self._withdraw(log, ids)
            data = {
                "title": TITLE,
                "why": str(proposed.data["why"]),
                "proposed": proposed.id,
                "persons": sorted(me.names),
            }
            log.append(ANNULLED, {**_on(log), **data, **_undone(wrong), "withdrawn": withdrawn, "left": left}, case=key)
            return Annulment(case.number, _titles(wrong), True, tuple(withdrawn), tuple(left))

    def _wrong(self, key: str) -> list[Entry]:
        """The escalations that a wrong clock has raised and that stand. Raises Refused where there is none."""
        with self._desk.reading() as connection:
            spans, entries = queries.wrong_spans(connection), queries.case_entries(connection, key)
        gone = {each for entry in entries if entry.event.kind == ANNULLED for each in entry.event.data["events"]}
        raised = [each for each in entries if each.event.kind == ESCALATED and each.event.id not in gone]
        wrong = [each for each in raised if covered(spans, each.pos, datetime.fromisoformat(each.recorded_at))]
        if not wrong:
            raise Refused(TITLE, ["没有在有误的时钟下入账的督办；是哪一段时钟有误，先用 clock excuse 说明"])
        return wrong

    def _another(self, proposed: Event) -> None:
        """Raises Refused unless this person is another than who has proposed it."""
        me = self._desk.whoami()
        with self._desk.reading() as connection:
            roster = Enrolled(connection)
            for name in proposed.data["persons"]:
                if me.known_as & known_by(name, roster):
                    raise Refused(TITLE, [f"“{name}”已于 {proposed.on} 提出，须由另一位主管确认"])
                if why := same(me, name, roster):
                    raise Refused(TITLE, [why])

    def _withdraw(self, log: Writer, escalations: Sequence[str]) -> tuple[list[str], list[str]]:
        """Close what these escalations have opened, if nobody has worked on it; numbers of what was, and was not."""
        withdrawn, left = list[str](), list[str]()
        with self._desk.reading() as connection:
            opened = [queries.opened_by(connection, each) for each in escalations]
        for line in filter(None, opened):
            (withdrawn if self._close(log, line) else left).append(line.number)
        return withdrawn, left

    def _close(self, log: Writer, line: CaseLine) -> bool:
        events = log.events(line.id)
        case = fold(events)
        states = self._definitions.lifecycle(case).workflow.states
        end = next((name for name, state in states.items() if state.closing == "withdrawn"), None)
        if end is None or any(event.kind == MOVED for event in events):
            return False
        data = {"title": f"随{TITLE}撤下", "to": end, "to_title": states[end].title, "why": "由有误的时钟提请"}
        log.append(WITHDRAWN, {**_on(log), **data}, case=line.id, base=case.last_event)
        return True

    def _told(self, events: Sequence[Event]) -> Annulment:
        """What was proposed, or annulled, by events that are stored."""
        event = events[-1]
        with self._desk.reading() as connection:
            case, entries = queries.case(connection, str(event.case)), queries.case_entries(connection, str(event.case))
        titles = _titles([each for each in entries if each.event.id in event.data["events"]])
        more = (tuple(event.data.get(name, ())) for name in ("withdrawn", "left"))
        return Annulment(case.number, titles, event.kind == ANNULLED, *more)


def proposal_of(events: Sequence[Event]) -> Event | None:
    """The last proposal to annul that has been neither confirmed nor taken back."""
    gone = {event.data["proposed"] for event in events if event.kind == RETRACTED}
    said = [event for event in events if event.kind in (ANNULMENT, ANNULLED) and event.id not in gone]
    return said[-1] if said and said[-1].kind == ANNULMENT else None


def _undone(wrong: Sequence[Entry]) -> dict[str, Any]:
    """What is taken back of a case with these escalations: rungs as they were raised, and notices."""
    data = [entry.event.data for entry in wrong]
    raised = [[each["due_on"], each["rung"], each.get("state", "")] for each in data]
    documents = [each["document"] for each in data if each["document"]]
    return {"events": [entry.event.id for entry in wrong], "raised": raised, "documents": documents}


def _titles(wrong: Sequence[Entry]) -> tuple[str, ...]:
    return tuple(str(entry.event.data["title"]) for entry in wrong)


def _on(log: Writer) -> dict[str, str]:
    return {"on": china_day(log.now).isoformat()}
