"""What the form of an action begins with: what the case says already, so that nobody types it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from inspect_engine.domain.cases import Case
from inspect_engine.domain.definitions import FieldSpec, Transition
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.words import forms

FACTS = ("severity", "severity_why", "requirement")
"""Facts of a case from which the field that will set them begins."""
PAIR = 2
Customary = Callable[[FieldSpec], str]
"""The period that is customary for a field; empty for none."""


def suggested(step: Transition, case: Case, person: Person, customary: Customary) -> dict[str, str]:
    """Values by field, each to be looked over before it is sent: the grade that was computed and its reason, what is
    required, the period customary here, whoever inspected it last, this person first."""
    found = {spec.id: _value(spec, step, case, person, customary) for spec in step.needs}
    return {name: value for name, value in found.items() if value}


def _value(spec: FieldSpec, step: Transition, case: Case, person: Person, customary: Customary) -> str:
    fact = next((fact for fact in FACTS if step.sets.get(fact) == spec.id), "")
    if fact:
        value = str(getattr(case, fact))
        return value if not spec.choices or value in spec.choices else ""
    if spec.type == "period":
        return customary(spec)
    if spec.type == "inspectors":
        return forms.JOINED[spec.type].join(_pair(spec, step, case, person))
    return case.values.get(spec.id, "") if spec.type == "person" else ""


def _pair(spec: FieldSpec, step: Transition, case: Case, person: Person) -> Iterable[str]:
    """As many as it takes: this person, and those who inspected it last and may take part."""
    before = [*forms.people(case.values.get(spec.id, "")), *sorted(case.persons.get("open", ()))]
    barred = case.rectified_by.union(*(case.persons.get(trigger, frozenset()) for trigger in step.unlike))
    found = dict.fromkeys([person.name, *(name for name in before if name not in barred)])
    return list(found)[: max(PAIR, int(spec.min or 1))]


def reasons(step: Transition) -> dict[str, str]:
    """Fields that say why, by the field that they speak of: they go with the value that was suggested for that."""
    pairs = {step.sets.get("severity"): step.sets.get("severity_why")}
    return {name: why for name, why in pairs.items() if name and why}


def commonest(values: Iterable[str]) -> str:
    """The value that was given most often, the newest of those that were as often; they come newest first."""
    known = list(values)
    return max(dict.fromkeys(known), key=known.count, default="")
