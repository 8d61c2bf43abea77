"""Verbs on cases: list, look, act."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import ABSORBED, MOVED, OPENED, PROPOSED, Case, CaseLine, apply, fold, linked_opening
from inspect_engine.domain.definitions import Definition
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, scope
from inspect_engine.domain.workflow.guards import Attempt
from inspect_engine.domain.workflow.lifecycle import Lifecycle, Offer
from inspect_engine.domain.workflow.waiting import Wait, waiting
from inspect_engine.errors import Conflict, InputError, Refused
from inspect_engine.ledger.calendars import Calendars
from inspect_engine.storage import files, queries
from inspect_engine.storage.queries import CaseFilter, Enrolled, Entry, Order

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer


@lru_cache(maxsize=64)
def _definition(definition_json: str) -> Definition:
    return Definition.model_validate_json(definition_json)


@lru_cache(maxsize=64)
def _lifecycle(definition_json: str, workflow: str) -> Lifecycle:
    return Lifecycle(_definition(definition_json).workflows[workflow])


class Cases(Calendars):
    """Following hazards to closure."""

    def _seen_by(self, me: Person, chosen: CaseFilter) -> CaseFilter:
        """What was asked for, as far as this person sees it."""
        return replace(chosen, scope=scope(me))

    def cases(
        self,
        chosen: CaseFilter | None = None,
        *,
        order: Order = "opened",
        after: tuple[str, int] | None = None,
        offset: int = 0,
        limit: int = 128,
    ) -> list[CaseLine]:
        """One page of the cases this person may see."""
        mine = self._seen_by(self.whoami(), chosen or CaseFilter())
        with self._reading() as connection:
            return queries.case_lines(connection, mine, order=order, after=after, offset=offset, limit=limit)

    def count(self, chosen: CaseFilter | None = None) -> int:
        """How many cases this person may see."""
        mine = self._seen_by(self.whoami(), chosen or CaseFilter())
        with self._reading() as connection:
            return queries.count_cases(connection, mine)

    def case(self, reference: str) -> Case:
        """One case by id or number."""
        return fold(entry.event for entry in self.history(reference))

    def history(self, reference: str) -> list[Entry]:
        """All events of a case, in order."""
        me = self.whoami()
        with self._reading() as connection:
            return queries.case_entries(connection, queries.case_id(connection, reference, scope(me)))

    def lifecycle(self, case: Case) -> Lifecycle:
        """The machine a case runs on: of the definition it was opened under."""
        with self._reading() as connection:
            return _lifecycle(queries.definition(connection, case.definition), case.workflow)

    def pack_title(self, case: Case) -> str:
        """What the checklist was called that a case was opened under."""
        with self._reading() as connection:
            return str(json.loads(queries.definition(connection, case.definition))["pack"]["title"])

    def waiting(self, case: Case) -> Wait | None:
        """How long a case may wait in its state, and what is due now because of that; None for a closed one."""
        return waiting(self.lifecycle(case).workflow, case, self.today(), self.calendar(), self.now())

    def opener(self, case: Case) -> Case | None:
        """The case that opened this one, if any."""
        if not case.parent:
            return None
        with self._reading() as connection:
            return fold(entry.event for entry in queries.case_entries(connection, case.parent))

    def linked(self, case: Case) -> list[CaseLine]:
        """The cases this one opened, in order."""
        with self._reading() as connection:
            return list(queries.all_lines(connection, CaseFilter(parent=case.id)))

    def related(self, *keys: str) -> list[Case]:
        """Of these cases, by id, the ones this person sees: what a case repeats, resembles or was merged with."""
        seen = scope(self.whoami())
        with self._reading() as connection:
            cases = [fold(entry.event for entry in queries.case_entries(connection, key)) for key in keys if key]
        return [case for case in cases if seen.covers(case.region, case.party)]

    def opened_by(self, event: Event) -> CaseLine | None:
        """The case that an action opened, if it did."""
        with self._reading() as connection:
            return queries.opened_by(connection, event.id)

    def _related(self, case: Case) -> tuple[Case, ...]:
        """What joint conditions look at: the opener, and of each workflow the case that was opened last."""
        with self._reading() as connection:
            ids = [line.id for line in queries.all_lines(connection, CaseFilter(parent=case.id))]
            ids += [case.parent] if case.parent else []
            cases = [fold(entry.event for entry in queries.case_entries(connection, each)) for each in ids]
        return tuple({(each.parent, each.workflow): each for each in cases}.values())

    def offers(self, reference: str) -> tuple[Case, tuple[Offer, ...]]:
        """A case and every action that leads on from here, with the reason where this person may not take it."""
        case = self.case(reference)
        life, related, me = self.lifecycle(case), self._related(case), self.whoami()
        with self._reading() as connection:
            return case, life.offers(case, me, self.today(), Enrolled(connection), related)

    def act(
        self,
        reference: str,
        trigger: str,
        values: Mapping[str, str] | None = None,
        evidence: Sequence[Path] = (),
        *,
        base: str | None = None,
    ) -> Event:
        """Take one action on a case; returns the stored event. What the action opens is stored with it.

        Where it takes two people, the first one's event is ``case.proposed``, and the case moves when a second person
        takes the same action. ``base`` is the last event the person had seen; Conflict is raised when the case has
        moved on since. Raises Refused with each missing fact, InputError for what cannot be read.
        """
        me = self.whoami()
        seen = self.case(reference)
        _unchanged(seen, base)
        given = dict(values or {})
        data = self._decide(seen, me, self.today(), trigger, given, len(evidence))
        self._heed_papers(seen, data, given)
        described = [files.describe(path) for path in evidence]
        if len({file["sha256"] for file in described}) < len(described):
            raise InputError.one("同一份佐证材料附了两次", fix="请去掉重复的一份")
        stored = [files.store(self.path, path) for path in evidence]
        with self._writing(me) as log:
            return self._act(log, seen.id, trigger, given, stored, base=base)

    def _act(
        self,
        log: Writer,
        case_id: str,
        trigger: str,
        values: Mapping[str, str],
        stored: Sequence[Mapping[str, Any]] = (),
        *,
        base: str | None = None,
        override: str = "",
    ) -> Event:
        """As :meth:`act`, within an open transaction; ``stored`` are files that are in place already.

        ``override`` is the reason for doing what one's role or region does not allow (see ``overrides``).
        """
        case = fold(log.events(case_id))
        _unchanged(case, base)
        data = self._decide(case, self.whoami(), china_day(log.now), trigger, values, len(stored), override)
        attached = [*stored, *(case.proposal.files if case.proposal and "proposed" in data else ())]
        kind = MOVED if "to" in data else PROPOSED
        event = log.append(kind, data, case=case.id, base=case.last_event, files=attached)
        if workflow := data.get("opens"):
            self._open(log, apply(case, event), workflow, event)
        if into := data.get("merged_into"):
            log.append(
                ABSORBED, _absorbed(apply(case, event), event), case=into, base=fold(log.events(into)).last_event
            )
        return event

    def _heed_papers(self, case: Case, data: Mapping[str, Any], values: Mapping[str, str]) -> None:
        """Refuse what came to ``data`` where the documents about the case are against doing it without one of them."""
        if against := self._papers(case, str(data["trigger"]), values):
            raise Refused(str(data["title"]), against)

    def _papers(self, case: Case, trigger: str, values: Mapping[str, str]) -> list[str]:
        """What the documents about a case have against an action not taken with one of them (see ``paperwork``)."""
        raise NotImplementedError

    def _decide(
        self,
        case: Case,
        me: Person,
        today: date,
        trigger: str,
        values: Mapping[str, str],
        files: int,
        override: str = "",
    ) -> dict[str, Any]:
        """What an action comes to. Raises Refused or InputError as :meth:`act`."""
        life, related = self.lifecycle(case), self._related(case)
        with self._reading() as connection:
            roster = Enrolled(connection)
            attempt = Attempt(case, me, today, values, files, roster, related, self.calendar(), override=override)
            data = life.advance(trigger, replace(attempt, target=self._target(life, trigger, attempt)))
        return {**data, "acts_for": me.acts_for.name} if me.acts_for else data

    def _target(self, life: Lifecycle, trigger: str, attempt: Attempt) -> Case | None:
        """The case that an action merges this one into. Raises InputError when there is none such."""
        step = life.workflow.transition(trigger, attempt.case.state)
        if step is None or step.merges is None:
            return None
        proposal = attempt.proposal(step)
        number = attempt.values.get(step.merges) or (proposal.values.get(step.merges) if proposal else None)
        return self.case(number) if number else None

    def _open(self, log: Writer, opener: Case, workflow: str, event: Event) -> str:
        """Open the linked case of an event just stored, under the definition its opener is judged by; its number."""
        from inspect_engine.storage.log import new_id

        definition = _definition(log.definition(opener.definition))
        pack, year = definition.pack, event.on.year
        number = f"{pack.number_prefix}-{year}-{log.next_serial(pack.id, year):04d}"
        data = linked_opening(opener, definition.workflows[workflow], number, event)
        log.append(OPENED, data, case=new_id())
        return number


def _absorbed(case: Case, event: Event) -> dict[str, Any]:
    """What the case that another was merged into is told of it: who took part there has taken part here."""
    persons = {trigger: sorted(names) for trigger, names in case.persons.items()}
    return {"on": event.data["on"], "title": "并入", "from": case.id, "from_number": case.number, "persons": persons}


def _unchanged(case: Case, base: str | None) -> None:
    """Raises Conflict when the case has moved on since the event ``base``."""
    if base and case.last_event != base:
        now = f"{case.number} 刚被他人办理，现为“{case.state_title}”"
        raise Conflict(f"{now}。请重新查看后再办，本次没有保存。")
