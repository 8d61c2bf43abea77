"""Which entries of a form are asked for, as far as others of it are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from inspect_engine.domain.definitions import Derived, FieldSpec
from inspect_engine.domain.judgement.computing import compute
from inspect_engine.domain.judgement.logic import bounds_between, holds
from inspect_engine.domain.words import forms, wording
from inspect_engine.domain.words.wording import ON


def not_needed(
    fields: Sequence[FieldSpec], values: Mapping[str, str], derived: Sequence[Derived] = (), on: date | None = None
) -> dict[str, str]:
    """Entries that are not asked for, each with the reason, in Chinese. ``values`` are canonical.

    A condition that is not decided yet leaves its entry asked for; an entry that is not asked for speaks for nothing in
    the conditions of those after it. Conditions of an item's entries may ask for what is ``derived``, ``on`` the day.
    """
    asked = {spec.id: spec.asked_if for spec in fields if spec.asked_if}
    if not asked:
        return {}
    known = wording.by_id((ON, *fields, *(each.spec for each in derived)))
    return {
        name: f"不符合“{wording.condition(asked[name], known)}”"
        for name, said in _asked(fields, values, derived, on).items()
        if said is False
    }


def _asked(
    fields: Sequence[FieldSpec], values: Mapping[str, str], derived: Sequence[Derived], on: date | None
) -> dict[str, bool | None]:
    """Whether each entry that has a condition is asked for; None while that is not decided."""
    found: dict[str, bool | None] = {}
    specs, known, idle = (*fields, *(each.spec for each in derived)), dict(values), set[str]()
    left = {each.id: each for each in derived}
    for name in left:
        known.pop(name, None)
    if on:
        known[ON.id] = on.isoformat()
    for spec in fields:
        if not (tree := spec.asked_if):
            continue
        asked = {name for leaf in tree.leaves for name in (leaf.fact, leaf.than) if name}
        if on and (now := _resting(asked, left)):
            for name, one in compute(now, specs, known, on, idle).items():
                left.pop(name)
                if one.value is not None:
                    known[name] = one.value
                if one.idle:
                    idle.add(name)
        found[spec.id] = said = holds(tree, known, bounds_between([tree], specs, known, idle))
        if said is False:
            idle.add(spec.id)
    return found


def _resting(asked: set[str], left: Mapping[str, Derived]) -> list[Derived]:
    """The computed values that are asked for and not known yet, and those below them, in their order. All that they
    rest on stands above, so that each is computed once."""
    wanted: set[str] = set()
    more = asked & left.keys()
    while more:
        wanted |= more
        more = {name for each in more for name in left[each].rests_on if name in left} - wanted
    return [each for name, each in left.items() if name in wanted]


def form_faults(
    fields: Sequence[FieldSpec], entry: forms.Entry, derived: Sequence[Derived] = (), on: date | None = None
) -> Iterator[tuple[str, str]]:
    """What is wrong with the entries of a form: which, and what, an entry that is not asked for among it."""
    yield from entry.faults
    specs = wording.by_id(fields)
    for name, why in not_needed(fields, entry.values, derived, on).items():
        if name in entry.values:
            yield name, f"{specs[name].title}：这里不必填，{why}；请删去"


def lacking(
    fields: Sequence[FieldSpec], entry: forms.Entry, derived: Sequence[Derived] = (), on: date | None = None
) -> tuple[FieldSpec, ...]:
    """Required entries that are not given, and certainly asked for."""
    asked = _asked(fields, entry.values, derived, on) if entry.missing else {}
    return tuple(spec for spec in entry.missing if asked.get(spec.id, True))
