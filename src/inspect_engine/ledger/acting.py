"""Taking an action on a case: what it comes to, what must be heeded, and what is stored, in an open transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import (
    ABSORBED,
    MOVED,
    OPENED,
    PROPOSED,
    Case,
    absorbed,
    apply,
    as_signed,
    fold,
    linked_opening,
)
from inspect_engine.domain.countersigning import Signing, signing_of
from inspect_engine.domain.definitions import Transition, Workflow
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.words import forms
from inspect_engine.domain.workflow.correcting import Correcting
from inspect_engine.domain.workflow.guards import Attempt
from inspect_engine.domain.workflow.lifecycle import Lifecycle, faults_in
from inspect_engine.errors import Conflict, Refused
from inspect_engine.ledger.calendars import Calendars
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import queries
from inspect_engine.storage.queries import CaseFilter, Enrolled

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

Happened = date | datetime | None
"""The day, or the moment, on which something happened; None for when it is entered."""
Rule = Callable[[Case, str, Mapping[str, str]], Iterable[str]]
"""What speaks, in Chinese, against an action (case, trigger, values) that the case's own workflow would allow."""

Papers = Callable[[sqlite3.Connection, Case], tuple[Sequence[str], Sequence[str]]]
"""Numbers of the documents with which the last action of a case was taken, and of those in force about it."""


def none(_: sqlite3.Connection, __: Case) -> tuple[Sequence[str], Sequence[str]]:
    """Where no document is asked for."""
    return (), ()


class Acting:
    """How rooms act on cases. ``rules`` are heeded where somebody acts by himself, not where a document acts."""

    def __init__(
        self, desk: Desk, *, definitions: Definitions, calendars: Calendars, rules: Sequence[Rule] = ()
    ) -> None:
        self._desk = desk
        self._definitions = definitions
        self._calendars = calendars
        self._rules = rules

    @property
    def person(self) -> Person:
        """Who acts here."""
        return self._desk.whoami()

    def named(self, case: Case, word: str) -> str:
        """The trigger of the action on a case that a word means, by its code or its title."""
        return self._definitions.lifecycle(case).named(word, case.state)

    def foresee(
        self,
        case: Case,
        trigger: str,
        values: Mapping[str, str],
        files: int,
        today: date,
        override: str = "",
        on: Happened = None,
    ) -> dict[str, Any]:
        """What an action would come to, as its event would say it. Raises Refused or InputError unless the person here
        may take it with so many files; ``override`` is the reason for doing what one's role or region does not
        allow, ``on`` when it happened.
        """
        data = self._decide(case, trigger, values, files, today, override, on)
        self.heed(case, trigger, values)
        return data

    def faults(
        self, case: Case, step: Transition, values: Mapping[str, str], on: Happened = None
    ) -> tuple[tuple[str, str], ...]:
        """What is wrong with each value filled in for a step, by field; whether it may be taken is not asked."""
        me, today = self._desk.whoami(), self._desk.today()
        with self._desk.reading() as connection:
            values, people = forms.dated(step.needs, values, today), Enrolled(connection)
            return faults_in(step, Attempt(case, me, today, values, 0, people, on=on, regions=self._desk.regions))

    def heed(self, case: Case, trigger: str, values: Mapping[str, str]) -> None:
        """Raises Refused with what the rules have against an action that the workflow allows."""
        if against := [each for rule in self._rules for each in rule(case, trigger, values)]:
            step = self._definitions.lifecycle(case).workflow.transition(trigger, case.state)
            raise Refused(step.title if step else trigger, against)

    def act(
        self,
        log: Writer,
        case_id: str,
        trigger: str,
        values: Mapping[str, str],
        stored: Sequence[Mapping[str, Any]] = (),
        *,
        base: str | None = None,
        override: str = "",
        on: Happened = None,
        sheet: Mapping[str, Any] | None = None,
    ) -> Event:
        """Take an action, and store what it opens with it; ``stored`` are files that are in place already, ``sheet`` is
        the reply sheet that it is read from.

        ``base`` is the last event that was seen: raises Conflict when the case has moved on. Else raises as
        :meth:`foresee`, but that the rules are not asked: a document that acts is what they ask for.
        """
        case = fold(log.events(case_id))
        unchanged(case, base)
        data = self._decide(case, trigger, values, len(stored), china_day(log.now), override, on)
        data |= {"sheet": dict(sheet)} if sheet else {}
        attached = [*stored, *(case.proposal.files if case.proposal and "proposed" in data else ())]
        kind = MOVED if "to" in data else PROPOSED
        event = log.append(kind, data, case=case.id, base=case.last_event, files=attached)
        if workflow := data.get("opens"):
            self.open(log, apply(case, event), workflow, event)
        if into := data.get("merged_into"):
            last = fold(log.events(into)).last_event
            log.append(ABSORBED, absorbed(apply(case, event), event), case=into, base=last)
        return event

    def open(self, log: Writer, opener: Case, workflow: str, event: Event) -> str:
        """Open the linked case of an event just stored, under the definition its opener is judged by; its number."""
        from inspect_engine.storage.log import new_id

        definition = self._definitions.stored(opener.definition)
        pack, year = definition.pack, event.on.year
        number = f"{pack.number_prefix}-{year}-{log.next_serial(pack.id, year):04d}"
        data = linked_opening(opener, definition.workflows[workflow], number, event)
        log.append(OPENED, data, case=new_id())
        return number

    def related(self, case: Case) -> tuple[Case, ...]:
        """What joint conditions look at: the opener, and of each workflow the case that was opened last; every one
        where there may be several. What the opener has opened besides is looked at where anything waits for that."""
        flow = self._definitions.lifecycle(case).workflow
        with self._desk.reading() as connection:
            opener = queries.case(connection, case.parent) if case.parent else None
            parents = [case.id, *([opener.id] if opener and waits_for_siblings(flow, opener) else [])]
            lines = [line for each in parents for line in queries.all_lines(connection, CaseFilter(parent=each))]
            cases = [queries.case(connection, line.id) for line in lines]
        several = several_of(flow)
        if opener is not None and len(parents) > 1:
            several |= several_of(self._definitions.lifecycle(opener).workflow)
        return last_of_each([*cases, *([opener] if opener else [])], several)

    @contextmanager
    def correcting(self, case: Case, today: date, papers: Papers = none) -> Iterator[Correcting]:
        """Whoever acts here before a case that he puts right; ``papers`` are the documents that stand in the way."""
        life, related, calendar = self._definitions.lifecycle(case), self.related(case), self._calendars.current()
        with self._desk.reading() as connection:
            signing, me = self.signing(connection, case), self._desk.whoami()
            beside = Enrolled(connection), calendar, related, signing, *papers(connection, case)
            yield Correcting(case, life, me, today, *beside, history=partial(_events, connection, case.id))

    @staticmethod
    def signing(connection: sqlite3.Connection, case: Case) -> Signing | None:
        """The signatures of the inspection that found a case."""
        return signing_of(queries.signing_rows(connection, case.inspection))

    def _decide(
        self,
        case: Case,
        trigger: str,
        values: Mapping[str, str],
        files: int,
        today: date,
        override: str,
        on: Happened,
    ) -> dict[str, Any]:
        """What an action comes to. Raises Refused or InputError."""
        me, calendar = self._desk.whoami(), self._calendars.current()
        life, related = self._definitions.lifecycle(case), self.related(case)
        step = life.workflow.transition(trigger, case.state)
        values = forms.dated(step.needs, values, today) if step else values
        with self._desk.reading() as connection:
            roster = Enrolled(connection)
            found = self.signing(connection, case)
            given = as_signed(case, found), me, today, values, files, roster, related, calendar
            attempt = Attempt(*given, override=override, found=found, on=on, regions=self._desk.regions)
            data = life.advance(trigger, replace(attempt, target=self._target(life, trigger, attempt)))
        return {**data, "acts_for": me.acts_for.name} if me.acts_for else data

    def _target(self, life: Lifecycle, trigger: str, attempt: Attempt) -> Case | None:
        """The case that an action merges this one into. Raises InputError when there is none such."""
        step = life.workflow.transition(trigger, attempt.case.state)
        if step is None or step.merges is None:
            return None
        proposal = attempt.proposal(step)
        number = attempt.values.get(step.merges) or (proposal.values.get(step.merges) if proposal else None)
        if not number:
            return None
        seen = self._desk.scope()
        with self._desk.reading() as connection:
            return queries.case(connection, queries.case_id(connection, number, seen))


def last_of_each(cases: Iterable[Case], several: Collection[str] = ()) -> tuple[Case, ...]:
    """Of cases in the order they were opened, the last of each opener and workflow; all where there may be several."""
    return tuple(
        {(each.parent, each.workflow, each.id if each.workflow in several else ""): each for each in cases}.values()
    )


def several_of(flow: Workflow) -> frozenset[str]:
    """Workflows of which a case may have several open at once."""
    return frozenset(step.opens for step in flow.transitions if step.several and step.opens)


def waits_for_siblings(flow: Workflow, opener: Case) -> bool:
    """Whether anything hangs on what else its opener has opened."""
    awaited = {link.workflow for step in flow.transitions for link in step.links} - flow.opened - {opener.workflow}
    return bool(awaited) or any(step.mark == "reopened" for step in flow.transitions)


def unchanged(case: Case, base: str | None) -> None:
    """Raises Conflict when the case has moved on since the event ``base``."""
    if base and case.last_event != base:
        gone = case.retracted
        if gone and gone.record == case.last_event:
            raise Conflict(f"{case.number}：{gone.told}，本次没有保存。")
        now = f"{case.number} 刚被他人办理，现为“{case.state_title}”"
        raise Conflict(f"{now}。请重新查看后再办，本次没有保存。")


def _events(connection: sqlite3.Connection, case: str) -> list[Event]:
    return [entry.event for entry in queries.case_entries(connection, case)]
