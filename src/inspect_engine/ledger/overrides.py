"""Break-glass (紧急越权): out of one's role or region, by two people, never past any other rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import MOVED, PROPOSED, Case, fold
from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, Scope, lacks_role, outside, require
from inspect_engine.domain.proposals import RETRACTED
from inspect_engine.domain.words.text import fault_in
from inspect_engine.errors import InputError, InspectError, Refused
from inspect_engine.ledger import evidence as evidences
from inspect_engine.ledger.acting import Acting, Happened
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import first, once
from inspect_engine.storage import queries

TITLE = "紧急越权"
DENIED = "access.denied"
TELL_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Override:
    """One action taken, or only proposed, out of somebody's role or region; ``confirmed_*`` are None while pending.

    One that ``lapsed`` can be confirmed no more: another action came first, or it was ``retracted``.
    """

    number: str
    title: str
    reason: str
    proposed_by: str
    proposed_on: date
    confirmed_by: str | None = None
    confirmed_on: date | None = None
    lapsed: bool = False
    retracted: bool = False

    @property
    def state(self) -> str:
        """``2022-03-01``, the day it was confirmed, or 待确认, 已收回, 已作废."""
        gone = "已收回" if self.retracted else "已作废" if self.lapsed else "待确认"
        return str(self.confirmed_on or gone)

    def plain(self) -> dict[str, Any]:
        return dict(self.__dict__)


class Overrides:
    """``ledger.overrides``: what an emergency may take, and the list of everything it took."""

    def __init__(self, desk: Desk, *, acting: Acting, definitions: Definitions) -> None:
        self._desk = desk
        self._acting = acting
        self._definitions = definitions

    def propose(
        self,
        reference: str,
        trigger: str,
        reason: str,
        values: Mapping[str, str],
        evidence: Sequence[Path] = (),
        on: Happened = None,
    ) -> Event:
        """Propose an action that one's role or region does not allow. It happens when a supervisor confirms it, or has
        happened ``on`` a day before.

        Only role and region are lifted: duties apart, conditions, gates, linked cases, fields and evidence stand.
        Raises Refused, which is recorded, or InputError.
        """
        if fault := fault_in(reason):
            raise InputError.one(f"越权的理由{fault}", fix="写明情况怎样紧急、为什么等不到有权的人")
        return self._glass(reference, trigger, reason.strip(), values, evidence, on)

    def confirm(self, reference: str, trigger: str) -> Event:
        """Confirm, as a supervisor of the region and another person, what was proposed in break-glass, as it is."""
        return self._glass(reference, trigger, None, {}, ())

    def all(
        self, as_of: date | None = None, known_at: datetime | None = None, until: int | None = None
    ) -> list[Override]:
        """Every break-glass on the cases this person sees, as of a day and as known at a moment, pending ones too.

        With ``until`` up to that position of the ledger.
        """
        on, seen = as_of or self._desk.today(), self._desk.scope()
        with self._desk.reading() as connection:
            known = queries.known_until(connection, known_at)
            until = known if until is None else min(known, until)
            proposed = [e.event for e in queries.events_of(connection, PROPOSED, until=until)]
            asked = [event for event in proposed if event.data.get("override") and event.typed_on <= on]
            pairs = [(event, queries.case_entries(connection, str(event.case))) for event in asked]
        told = [(event, [e.event for e in entries if e.pos <= until]) for event, entries in pairs]
        return [found for event, events in told if (found := _told(event, events, on, seen))]

    @once(first)
    def _glass(
        self,
        reference: str,
        trigger: str,
        reason: str | None,
        values: Mapping[str, str],
        evidence: Sequence[Path],
        on: Happened = None,
    ) -> Event:
        me = self._desk.whoami()
        try:
            require(me, "override")
            with self._desk.reading() as connection:
                seen = queries.case(connection, queries.case_id(connection, reference))
            trigger = self._acting.named(seen, trigger)
            self._weigh(seen, trigger, reason, values, len(evidence), self._desk.today(), on)
        except InspectError as error:
            self._denied(reference, trigger, error)
            raise
        stored = evidences.keep(self._desk, evidence)
        with self._desk.writing(me) as log:
            case = fold(log.events(seen.id))
            why = self._weigh(case, trigger, reason, values, len(stored), china_day(log.now), on)
            return self._acting.act(log, case.id, trigger, values, stored, override=why, on=on)

    def _weigh(
        self,
        case: Case,
        trigger: str,
        reason: str | None,
        values: Mapping[str, str],
        files: int,
        today: date,
        on: Happened,
    ) -> str:
        """The reason under which the action may be proposed, or confirmed. Raises Refused or InputError."""
        require(self._desk.whoami(), "override")
        found = case.proposal
        if reason is None:
            if found is None or not found.override or found.trigger != trigger:
                gone = case.retracted
                told = f"：{gone.told}" if gone and gone.trigger == trigger else ""
                raise Refused(TITLE, [f"{case.number} 没有待确认的越权办理“{trigger}”{told}"])
            reason = found.override
        elif found and found.override and found.trigger == trigger:
            who = "、".join(sorted(found.persons))
            raise Refused(TITLE, [f"“{found.title}”已由 {who} 于 {found.on} 提出，请主管用 override confirm 确认"])
        else:
            needed(self._desk.whoami(), self._definitions.lifecycle(case).workflow, case, trigger)
        self._acting.foresee(case, trigger, values, files, today, override=reason, on=on)
        return reason

    def _denied(self, reference: str, trigger: str, error: InspectError) -> None:
        """Record an attempt that was refused; at most one a person and minute."""
        me = self._desk.whoami()
        with self._desk.writing(me, asked=False) as log:
            with self._desk.reading() as connection:
                mine = [e for e in queries.events_of(connection, DENIED) if e.event.actor.user == me.name]
            if mine and timedelta() <= log.now - mine[-1].event.at < TELL_EVERY:
                return
            why = error.reason if isinstance(error, Refused) else str(error)
            data = {"case": reference[:60], "trigger": trigger[:60], "why": why[:400]}
            log.append(DENIED, {"on": china_day(log.now).isoformat(), **data}, counts=False)


def needed(me: Person, flow: Workflow, case: Case, trigger: str) -> None:
    """Raises Refused where neither role nor region stand in the way of a new proposal."""
    step = flow.transition(trigger, case.state)
    if step is not None and not [*lacks_role(me, step.by), *outside(me, case.region)]:
        raise Refused(TITLE, ["这一步不必越权，请用 act 办理"])


def _told(asked: Event, events: Sequence[Event], on: date, seen: Scope) -> Override | None:
    """One override of a case with these events, as of a day; None when the case is out of sight.

    Both days are those on which it was recorded: whatever day the action itself is dated by.
    """
    case = fold(events)
    if not seen.covers(case.region, *case.units):
        return None
    confirming = (e for e in events if e.kind == MOVED and e.data.get("proposed") == asked.id)
    done = next((e for e in confirming if china_day(e.at) <= on), None)
    data = asked.data
    by, day = (done.actor.user, china_day(done.at)) if done else (None, None)
    waits = fold([e for e in events if china_day(e.at) <= on]).proposal
    lapsed = done is None and (waits is None or waits.event != asked.id)
    back = any(e.kind == RETRACTED and e.data["proposed"] == asked.id and e.on <= on for e in events)
    who = asked.actor.user, asked.typed_on
    return Override(case.number, data["title"], data["override"], *who, by, day, lapsed, back)
