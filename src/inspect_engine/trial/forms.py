"""What is filled in on a stage, so that no condition is failed that other values would meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice

from inspect_engine.domain.definitions import Condition, FieldSpec, Transition
from inspect_engine.domain.rules.samples import MOST, combinations, leaves, of_field
from inspect_engine.domain.workflow.conditions import met

SAMPLED = ("boolean", "choice", "integer", "decimal")
"""Types of fields of which few values stand for all."""


def fitted(
    step: Transition,
    filled: Mapping[str, str],
    fixed: Mapping[str, str],
    wanted: Iterable[Condition],
    around: tuple[Mapping[str, str], Mapping[str, str]],
) -> dict[str, str]:
    """``filled``, changed where it is not ``fixed`` so that what is ``wanted`` and the conditions of the action are met
    if they can be. ``around``: what was filled in before, and the facts of the case."""
    before, facts = around
    found = dict(filled)
    told = [leaf for guard in step.when for leaf in guard.if_.leaves if leaf.than]
    for leaf in (*told, *wanted):
        found |= _standing(step, leaf, {**before, **found, **facts}, fixed)
    return _agreeing(step, found, fixed, around)


def _standing(step: Transition, leaf: Condition, every: Mapping[str, str], fixed: Mapping[str, str]) -> dict[str, str]:
    """The change of one field with which it stands to another as it must; nothing where it does, or cannot."""
    specs = {spec.id: spec for spec in step.needs if spec.id not in fixed}
    if met(leaf, every):
        return {}
    for name, other in ((leaf.fact or "", leaf.than or ""), (leaf.than or "", leaf.fact or "")):
        tried = _around(every.get(other), specs[name]) if name in specs else ()
        fits = next((value for value in tried if met(leaf, {**every, name: value})), None)
        if fits is not None:
            return {name: fits}
    return {}


def _agreeing(
    step: Transition,
    found: dict[str, str],
    fixed: Mapping[str, str],
    around: tuple[Mapping[str, str], Mapping[str, str]],
) -> dict[str, str]:
    """The first values with which every condition is met; as found where they are met, or none is."""
    before, facts = around
    trees = [guard.if_ for guard in step.when]
    unmet = [tree for tree in trees if not met(tree, {**before, **found, **facts})]
    asked = leaves(unmet)
    free = [s for s in step.needs if s.id in asked and s.id not in fixed and s.type in SAMPLED]
    values = {spec.id: of_field(spec, [leaf for leaf in asked[spec.id] if leaf.than is None]) for spec in free}
    tried = ({**found, **each} for each in islice(combinations(values), MOST)) if unmet else ()
    fits = (each for each in tried if all(met(tree, {**before, **each, **facts}) for tree in trees))
    return next(fits, found)


def _around(text: str | None, spec: FieldSpec) -> Iterator[str]:
    """A value, and its neighbours, as far as a field takes them."""
    if text is None:
        return
    if spec.type in ("date", "moment"):
        day = date.fromisoformat(text[:10])
        yield from ((day + timedelta(days=shift)).isoformat() + text[10:] for shift in (0, 1, -1))
        return
    for shift in (0, 1, -1):
        number = Decimal(text) + shift
        if (spec.min is None or number >= spec.min) and (spec.max is None or number <= spec.max):
            yield format(number, "f")
