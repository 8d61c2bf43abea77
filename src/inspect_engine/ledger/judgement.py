"""Why a case was judged as it was: by the definition it was opened under, on the finding day, by what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from inspect_engine.domain.cases import MOVED, Case, fold
from inspect_engine.domain.definitions import Definition, FieldSpec, Workflow, nth_entry
from inspect_engine.domain.events import Event
from inspect_engine.domain.judgement.explanation import Explanation, explain
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.words import forms
from inspect_engine.errors import InputError
from inspect_engine.ledger.cases import Cases
from inspect_engine.ledger.definitions import Definitions, Pinned, installed
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import queries


@dataclass(frozen=True)
class Regrade:
    """A later action that set the grade: who, when, and what was written (the fields but the grade itself)."""

    event: Event
    title: str
    severity: str
    written: tuple[tuple[FieldSpec, str], ...]

    def plain(self) -> dict[str, Any]:
        actor = self.event.actor
        written = {spec.id: value for spec, value in self.written}
        row = {"on": self.event.on, "by": actor.user, "via": actor.via, "trigger": self.event.data["trigger"]}
        return {**row, "title": self.title, "severity": self.severity, "values": written}


@dataclass(frozen=True)
class Explained:
    """A case as it was found, and why.

    ``opened`` is the case as its opening event left it, ``now`` as it stands. ``answered`` is False when the ledger
    has no answer behind the case. ``installed`` is what is installed now of the same checklist, None when it cannot be
    loaded; ``anew`` is the same finding judged by it, None for no such item.
    """

    opened: Case
    now: Case
    definition: Definition
    why: Explanation
    answered: bool
    regrades: tuple[Regrade, ...]
    installed: Pinned | None
    anew: Explanation | None

    @property
    def differs(self) -> bool:
        """Whether another definition is installed than the one the case was judged by."""
        return self.installed is None or self.installed.hash != self.opened.definition


class Judgement:
    """``ledger.judgement``: verdicts and their reasons."""

    def __init__(self, desk: Desk, *, cases: Cases, definitions: Definitions) -> None:
        self._desk = desk
        self._cases = cases
        self._definitions = definitions

    def explain(self, reference: str) -> Explained:
        """How the verdict of a case came about. Raises InputError when there is none, Refused for another's case."""
        entries = self._cases.history(reference)
        opened, now = fold([entries[0].event]), fold(entry.event for entry in entries)
        definition = self._definitions.stored(opened.definition)
        item = definition.pack.item(opened.item)
        if item is None:
            raise InputError.one(f"{now.number} 不是由检查项立案的，没有判断可说明", fix="看经过用 case history")
        with self._desk.reading() as connection:
            key = opened.inspection, opened.subject, opened.item, opened.place
            answer = queries.answer_entries(connection, *key)
        values = {**(answer or {}), **nth_entry(opened.nth)}
        why = explain(item, values, Law(definition, opened.found_on, opened.region))
        flows = self._definitions.flows_of(entries)
        regrades = tuple(
            Regrade(e.event, e.event.data["title"], e.event.data["sets"]["severity"], _written(e.event, flow))
            for e, flow in zip(entries, flows, strict=True)
            if e.event.kind == MOVED and "severity" in e.event.data["sets"]
        )
        here = self._installed(opened.pack)
        anew = _anew(why, here.definition) if here else None
        return Explained(opened, now, definition, why, answer is not None, regrades, here, anew)

    def _installed(self, pack: str) -> Pinned | None:
        """A checklist that is gone or broken today takes nothing from a case that keeps its own."""
        try:
            return installed(self._desk.library, pack)
        except InputError:
            return None


def _written(event: Event, flow: Workflow) -> tuple[tuple[FieldSpec, str], ...]:
    """What was filled in with the action, but for the grade."""
    values: Mapping[str, str] = event.data["values"]
    step = flow.transition(event.data["trigger"], event.data["from"])
    grade = step.sets.get("severity") if step else None
    needs = step.needs if step else ()
    return tuple((spec, values[spec.id]) for spec in needs if spec.id in values and spec.id != grade)


def _anew(why: Explanation, definition: Definition) -> Explanation | None:
    """The same finding under another definition, with the values that its form still takes."""
    item = definition.pack.item(why.item.id)
    if item is None:
        return None
    fields = {spec.id for spec in item.values}
    kept = {name: value for name, value in why.values.items() if name in fields}
    values = forms.read(item.values, kept, why.law.on, over=None).values
    return explain(item, values, replace(why.law, definition=definition))
