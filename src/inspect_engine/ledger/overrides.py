"""Verbs on break-glass (紧急越权): out of one's role or region, by two people, never past any other rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import MOVED, PROPOSED, Case, fold
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Scope, lacks_role, outside, require, scope
from inspect_engine.domain.words.text import fault_in
from inspect_engine.errors import InputError, InspectError, Refused
from inspect_engine.ledger.cases import Cases
from inspect_engine.storage import files, queries

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

TITLE = "紧急越权"
DENIED = "access.denied"
TELL_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Override:
    """One action taken, or only proposed, out of somebody's role or region; ``confirmed_*`` are None while pending.

    One that ``lapsed`` can be confirmed no more: another action came first.
    """

    number: str
    title: str
    reason: str
    proposed_by: str
    proposed_on: date
    confirmed_by: str | None = None
    confirmed_on: date | None = None
    lapsed: bool = False

    @property
    def state(self) -> str:
        """``2022-03-01``, the day it was confirmed, or 待确认, or 已作废."""
        return str(self.confirmed_on or ("已作废" if self.lapsed else "待确认"))

    def plain(self) -> dict[str, Any]:
        return dict(self.__dict__)


class Overrides(Cases):
    """What an emergency may take, and the list of everything it took."""

    def break_glass(
        self, reference: str, trigger: str, reason: str, values: Mapping[str, str], evidence: Sequence[Path] = ()
    ) -> Event:
        """Propose an action that one's role or region does not allow. It happens when a supervisor confirms it.

        Only role and region are lifted: duties apart, conditions, gates, linked cases, fields and evidence stand.
        Raises Refused, which is recorded, or InputError.
        """
        if fault := fault_in(reason):
            raise InputError.one(f"越权的理由{fault}", fix="写明情况怎样紧急、为什么等不到有权的人")
        return self._glass(reference, trigger, reason.strip(), values, evidence)

    def confirm_override(self, reference: str, trigger: str) -> Event:
        """Confirm, as a supervisor of the region and another person, what was proposed in break-glass, as it is."""
        return self._glass(reference, trigger, None, {}, ())

    def _glass(
        self, reference: str, trigger: str, reason: str | None, values: Mapping[str, str], evidence: Sequence[Path]
    ) -> Event:
        me = self.whoami()
        try:
            require(me, "override")
            with self._reading() as connection:
                key = queries.case_id(connection, reference)
                seen = fold(entry.event for entry in queries.case_entries(connection, key))
            self._weigh(seen, trigger, reason, values, len(evidence), self.today())
        except InspectError as error:
            self._denied(reference, trigger, error)
            raise
        stored = self._kept(evidence)
        with self._writing(me) as log:
            return self._store(log, key, trigger, reason, values, stored)

    def _kept(self, evidence: Sequence[Path]) -> list[dict[str, Any]]:
        described = [files.describe(path) for path in evidence]
        if len({file["sha256"] for file in described}) < len(described):
            raise InputError.one("同一份佐证材料附了两次", fix="请去掉重复的一份")
        return [files.store(self.path, path) for path in evidence]

    def _store(
        self,
        log: Writer,
        key: str,
        trigger: str,
        reason: str | None,
        values: Mapping[str, str],
        stored: Sequence[Mapping[str, Any]],
    ) -> Event:
        """Within an open transaction, on the case as it is now."""
        case = fold(log.events(key))
        why = self._weigh(case, trigger, reason, values, len(stored), china_day(log.now))
        return self._act(log, key, trigger, values, stored, override=why)

    def _weigh(
        self, case: Case, trigger: str, reason: str | None, values: Mapping[str, str], files: int, today: date
    ) -> str:
        """The reason under which the action may be proposed, or confirmed. Raises Refused or InputError."""
        me = self.whoami()
        require(me, "override")
        found = case.proposal
        if reason is None:
            if found is None or not found.override or found.trigger != trigger:
                raise Refused(TITLE, [f"{case.number} 没有待确认的越权办理“{trigger}”"])
            reason = found.override
        elif found and found.override and found.trigger == trigger:
            who = "、".join(sorted(found.persons))
            raise Refused(TITLE, [f"“{found.title}”已由 {who} 于 {found.on} 提出，请主管用 --confirm 确认"])
        elif not self._needed(case, trigger):
            raise Refused(TITLE, ["这一步不必越权，请用 act 办理"])
        data = self._decide(case, me, today, trigger, values, files, override=reason)
        self._heed_papers(case, data, values)
        return reason

    def _needed(self, case: Case, trigger: str) -> bool:
        """Whether role or region stand in the way at all."""
        me, step = self.whoami(), self.lifecycle(case).workflow.transition(trigger, case.state)
        return step is None or bool([*lacks_role(me, step.by), *outside(me, case.region)])

    def _denied(self, reference: str, trigger: str, error: InspectError) -> None:
        """Record an attempt that was refused; at most one a person and minute."""
        me = self.whoami()
        with self._writing(me) as log:
            with self._reading() as connection:
                mine = [e for e in queries.events_of(connection, DENIED) if e.event.actor.user == me.name]
            if mine and timedelta() <= log.now - mine[-1].event.at < TELL_EVERY:
                return
            why = error.reason if isinstance(error, Refused) else str(error)
            data = {"case": reference[:60], "trigger": trigger[:60], "why": why[:400]}
            log.append(DENIED, {"on": china_day(log.now).isoformat(), **data}, counts=False)

    def overrides(self, as_of: date | None = None, known_at: datetime | None = None) -> list[Override]:
        """Every break-glass on the cases this person sees, as of a day and as known at a moment, pending ones too."""
        on, seen = as_of or self.today(), scope(self.whoami())
        with self._reading() as connection:
            until = queries.known_until(connection, known_at)
            proposed = [e.event for e in queries.events_of(connection, PROPOSED, until=until)]
            asked = [event for event in proposed if event.data.get("override") and event.on <= on]
            pairs = [(event, queries.case_entries(connection, str(event.case))) for event in asked]
        told = [(event, [e.event for e in entries if e.pos <= until]) for event, entries in pairs]
        return [found for event, events in told if (found := _told(event, events, on, seen))]


def _told(asked: Event, events: Sequence[Event], on: date, seen: Scope) -> Override | None:
    """One override of a case with these events, as of a day; None when the case is out of sight.

    Both days are those on which it was recorded: whatever day the action itself is dated by.
    """
    case = fold(events)
    if not seen.covers(case.region, case.party):
        return None
    confirming = (e for e in events if e.kind == MOVED and e.data.get("proposed") == asked.id)
    done = next((e for e in confirming if china_day(e.at) <= on), None)
    data = asked.data
    by, day = (done.actor.user, china_day(done.at)) if done else (None, None)
    waits = fold([e for e in events if china_day(e.at) <= on]).proposal
    lapsed = done is None and (waits is None or waits.event != asked.id)
    return Override(case.number, data["title"], data["override"], asked.actor.user, asked.on, by, day, lapsed)
