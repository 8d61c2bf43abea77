"""One action on many cases: each by itself, in a transaction of its own, with a result of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from inspect_engine.domain.cases import MOVED, PROPOSED, CaseLine
from inspect_engine.domain.definitions import VOID, FieldSpec, Transition, Workflow
from inspect_engine.domain.events import Event
from inspect_engine.domain.workflow.holding import onward
from inspect_engine.domain.workflow.suggesting import reasons
from inspect_engine.errors import InputError, InspectError, Refused, StorageError
from inspect_engine.ledger.acting import Acting
from inspect_engine.ledger.cases import Cases
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.suggesting import Suggesting
from inspect_engine.storage.queries import CaseFilter

Own = Mapping[str, Mapping[str, str]]
"""Values of single cases, by id."""


@dataclass(frozen=True)
class Outcome:
    """What became of it for one case, as it was named or numbered: the event that is stored, now or ``before``, when
    the same was asked for, or why there is none."""

    number: str
    event: Event | None = None
    error: InspectError | None = None
    before: bool = False

    def plain(self) -> dict[str, Any]:
        """As ``act --json`` prints it of many."""
        told = {"number": self.number, "done": self.error is None, "before": self.before}
        return {**told, "event": self.event and self.event.plain(), "error": self.why or None}

    @property
    def why(self) -> str:
        """Why it was not done, in one line."""
        if isinstance(self.error, InputError):
            return "；".join(map(str, self.error.problems))
        return self.error.reason if isinstance(self.error, Refused) else str(self.error or "")


@dataclass(frozen=True)
class Step:
    """An action that leads on from where some cases (ids) stand, in the order of their workflows, and what it needs
    anywhere. ``ends`` says that it is the end of some of them, ``next`` how many wait for just that; ``aside`` is what
    says that there is no such case, or opens another. ``reasons`` are as :func:`reasons` tells."""

    trigger: str
    title: str
    cases: tuple[str, ...]
    needs: tuple[FieldSpec, ...]
    evidence: int
    dated_by: str | None
    ends: bool = False
    next: int = 0
    aside: bool = False
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Foreseen:
    """What an action would come to for one case, or why it would not be done."""

    id: str
    number: str
    title: str
    told: str = ""
    why: str = ""


class Many:
    """``ledger.many``."""

    def __init__(self, desk: Desk, *, cases: Cases, acting: Acting, definitions: Definitions) -> None:
        self._desk = desk
        self._cases = cases
        self._acting = acting
        self._definitions = definitions

    def lines(self, ids: Collection[str]) -> list[CaseLine]:
        """These cases, as far as this person sees them, in order of discovery."""
        return list(self._cases.iterate(CaseFilter(ids=frozenset(ids))))

    def steps(self, lines: Iterable[CaseLine]) -> list[Step]:
        """What this person's part is to do with some of these cases, by their workflows; what they wait for first."""
        roles, found = self._desk.whoami().roles, dict[str, Step]()
        for line in lines:
            flow = self._definitions.flow(line.definition, line.workflow)
            due = onward(flow, line.state)
            for trigger, step in {step.trigger: step for step in reversed(flow.from_state(line.state))}.items():
                if roles & set(step.by):
                    one = _step(flow, step, line.id, due is not None and due.trigger == trigger)
                    found[trigger] = _beside(found[trigger], one) if trigger in found else one
        return sorted(found.values(), key=lambda step: (step.aside, -step.next, -len(step.cases)))

    def known(self, step: Step) -> dict[str, dict[str, str]]:
        """What the ledger can say of the fields of a step, for each of its cases (ids)."""
        begun, found = Suggesting(self._desk), dict[str, dict[str, str]]()
        for key in step.cases:
            case = self._cases.get(key)
            taken = self._definitions.lifecycle(case).workflow.transition(step.trigger, case.state)
            found[key] = begun.values(case, taken) if taken else {}
        return found

    def foresee(
        self,
        ids: Sequence[str],
        trigger: str,
        values: Mapping[str, str],
        files: int = 0,
        *,
        on: date | None = None,
        own: Own = MappingProxyType({}),
    ) -> list[Foreseen]:
        """What :meth:`act` would come to for each of these cases; nothing is stored."""
        return [self._foreseen(key, trigger, {**own.get(key, {}), **values}, files, on) for key in ids]

    def _foreseen(self, key: str, trigger: str, values: Mapping[str, str], files: int, on: date | None) -> Foreseen:
        case = self._cases.get(key)
        try:
            data = self._acting.foresee(case, trigger, values, files, self._desk.today(), on=on)
        except InspectError as error:
            return Foreseen(case.id, case.number, case.title, why=Outcome(case.number, error=error).why)
        due = data.get("deadline", {}).get("due_on")
        told = "提出，等另一人确认" if "to" not in data else data["to_title"] + (f"，期限 {due}" if due else "")
        return Foreseen(case.id, case.number, case.title, told)

    def act(
        self,
        references: Sequence[str],
        trigger: str,
        values: Mapping[str, str] | None = None,
        evidence: Sequence[Path] = (),
        *,
        on: date | None = None,
        own: Own = MappingProxyType({}),
    ) -> list[Outcome]:
        """Take an action on each of these cases, once each, as :meth:`Cases.act` does; ``own`` are values of some of
        them (by id), beside those for all, which come first.

        What keeps one from being done keeps none of the others, but for a ledger that cannot be written. Asked for
        again, what was stored then is not stored again, and what was not is tried again.
        """
        acts = [event for event in self._desk.begun() if event.kind in (MOVED, PROPOSED)]
        done = {(event.case, event.data["trigger"]): event for event in acts}
        found: dict[str, Outcome] = {}
        for reference in references:
            given = {**own.get(reference, {}), **(values or {})}
            outcome = self._one(reference, trigger, (given, evidence), on, done)
            found.setdefault(outcome.number, outcome)
            if isinstance(outcome.error, StorageError):
                break
        return list(found.values())

    def _one(
        self,
        reference: str,
        trigger: str,
        given: tuple[Mapping[str, str] | None, Sequence[Path]],
        on: date | None,
        done: dict[tuple[str | None, str], Event],
    ) -> Outcome:
        """One of them; what is done now is among the ``done`` for whom it is named twice."""
        number = reference
        try:
            case = self._cases.get(reference)
            number, step = case.number, (case.id, self._cases.named(case, trigger))
            if before := done.get(step):
                return Outcome(number, before, before=True)
            done[step] = event = self._cases.act(case.id, trigger, *given, on=on)
            return Outcome(number, event)
        except InspectError as error:
            return Outcome(number, error=error)


def apart(step: Step, own: Own, values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The values of single cases without those reasons that speak of another value than all are given."""
    return {key: _apart(step, one, values) for key, one in own.items()}


def _apart(step: Step, own: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    gone = {why for name, why in step.reasons.items() if name in values and values[name] != own.get(name)}
    return {name: value for name, value in own.items() if name not in gone}


def _step(flow: Workflow, step: Transition, case: str, due: bool) -> Step:
    state = flow.states[step.to]
    aside = bool(step.opens) or state.closing in VOID
    given = step.trigger, step.title, (case,), step.needs, step.evidence, step.dated_by
    return Step(*given, ends=state.terminal, next=int(due), aside=aside, reasons=reasons(step))


def _beside(known: Step, one: Step) -> Step:
    """The step of one more case, with those that are known."""
    more = tuple(spec for spec in one.needs if spec.id not in {each.id for each in known.needs})
    return replace(
        known,
        cases=(*known.cases, *one.cases),
        needs=(*known.needs, *more),
        evidence=max(known.evidence, one.evidence),
        ends=known.ends or one.ends,
        next=known.next + one.next,
    )
