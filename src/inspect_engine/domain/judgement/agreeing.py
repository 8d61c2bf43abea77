"""Entries of a form that contradict each other, by the constraints of its definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from inspect_engine.domain.definitions import Constraint, Item, SubjectKind
from inspect_engine.domain.judgement.deriving import idle_facts, with_derived
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.judgement.logic import Bounds, bounds_between, holds
from inspect_engine.domain.judgement.needed import not_needed
from inspect_engine.domain.words.wording import ON


def item_contradictions(item: Item, values: Mapping[str, str], law: Law) -> Iterator[str]:
    """What contradicts each other in the canonical values of an answer, as its definition says it."""
    known, idle = with_derived(item, values, law.on), idle_facts(item, values, law.on)
    yield from _broken(item.constraints, known, law.bounds(item, values), idle)


def subject_contradictions(kind: SubjectKind, values: Mapping[str, str], on: date) -> Iterator[str]:
    """As :func:`item_contradictions`, of what a subject is recorded with; ``on`` is today."""
    idle, known = set(not_needed(kind.fields, values)), {ON.id: on.isoformat(), **values}
    bounds = bounds_between([one.holds for one in kind.constraints], kind.fields, known, idle)
    yield from _broken(kind.constraints, values, bounds, idle)


def _broken(
    constraints: tuple[Constraint, ...], known: Mapping[str, str], bounds: Bounds, idle: set[str]
) -> Iterator[str]:
    """One that speaks of what nobody was asked for says nothing."""
    for one in constraints:
        spoken = {name for leaf in one.holds.leaves for name in (leaf.fact, leaf.than)}
        if idle.isdisjoint(spoken) and holds(one.holds, known, bounds) is False:
            yield one.message
