"""Verbs on cases: list, look, act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from inspect_engine.domain.authority import Person
from inspect_engine.domain.calendar import china_day
from inspect_engine.domain.case import MOVED, Case, CaseLine, fold
from inspect_engine.domain.definitions import Definition
from inspect_engine.domain.events import Event
from inspect_engine.domain.guards import Attempt
from inspect_engine.domain.lifecycle import Lifecycle, Offer
from inspect_engine.errors import Conflict, InputError, Refused
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import files, queries
from inspect_engine.storage.queries import CaseFilter, Entry, Order


@lru_cache(maxsize=64)
def _lifecycle(definition_json: str, workflow: str) -> Lifecycle:
    return Lifecycle(Definition.model_validate_json(definition_json).workflows[workflow])


class Cases(Desk):
    """Following hazards to closure."""

    def _seen_by(self, me: Person, chosen: CaseFilter) -> CaseFilter:
        """A responsible unit sees its own cases only."""
        if me.roles <= {"responsible"}:
            return replace(chosen, party=me.party)
        return chosen

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
            entries = queries.case_entries(connection, queries.case_id(connection, reference))
        case = fold(entry.event for entry in entries)
        if me.roles <= {"responsible"} and case.party != me.party:
            raise Refused("查看隐患", [f"{case.number} 的责任单位是“{case.party}”，你属于“{me.party}”"])
        return entries

    def lifecycle(self, case: Case) -> Lifecycle:
        """The machine a case runs on: of the definition it was opened under."""
        with self._reading() as connection:
            return _lifecycle(queries.definition(connection, case.definition), case.workflow)

    def offers(self, reference: str) -> tuple[Case, tuple[Offer, ...]]:
        """A case and every action that leads on from here, with the reason where this person may not take it."""
        case = self.case(reference)
        return case, self.lifecycle(case).offers(case, self.whoami(), self.today(), self.roster())

    def act(
        self,
        reference: str,
        trigger: str,
        values: Mapping[str, str] | None = None,
        evidence: Sequence[Path] = (),
        *,
        base: str | None = None,
    ) -> Event:
        """Take one action on a case; returns the stored event.

        ``base`` is the last event the person had seen; Conflict is raised when the case has moved on since.
        Raises Refused with each missing fact, InputError for what cannot be read.
        """
        me = self.whoami()
        seen = self.case(reference)
        _unchanged(seen, base)
        lifecycle = self.lifecycle(seen)
        attempt = Attempt(seen, me, self.today(), dict(values or {}), len(evidence), self.roster())
        lifecycle.advance(trigger, attempt)
        described = [files.describe(path) for path in evidence]
        if len({file["sha256"] for file in described}) < len(described):
            raise InputError.one("同一份佐证材料附了两次", fix="请去掉重复的一份")
        stored = [files.store(self.path, path) for path in evidence]
        with self._writing(me) as log:
            case = fold(log.events(seen.id))
            _unchanged(case, base)
            today, roster = china_day(log.now), self.roster()
            attempt = Attempt(case, self.whoami(), today, dict(values or {}), len(evidence), roster)
            data = lifecycle.advance(trigger, attempt)
            return log.append(MOVED, data, case=case.id, base=case.last_event, files=stored)


def _unchanged(case: Case, base: str | None) -> None:
    """Raises Conflict when the case has moved on since the event ``base``."""
    if base and case.last_event != base:
        now = f"{case.number} 刚被他人办理，现为“{case.state_title}”"
        raise Conflict(f"{now}。请重新查看后再办，本次没有保存。")
