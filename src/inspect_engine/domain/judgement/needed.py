"""Which entries of a form are asked for, as far as others of it are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.judgement.logic import bounds_between, holds
from inspect_engine.domain.words import forms, wording


def not_needed(fields: Sequence[FieldSpec], values: Mapping[str, str]) -> dict[str, str]:
    """Entries that are not asked for, each with the reason, in Chinese. ``values`` are canonical.

    A condition that is not decided yet leaves its entry asked for; an entry that is not asked for speaks for nothing in
    the conditions of those after it.
    """
    known = wording.by_id(fields)
    asked = {spec.id: spec.asked_if for spec in fields if spec.asked_if}
    return {
        name: f"不符合“{wording.condition(asked[name], known)}”"
        for name, said in _asked(fields, values).items()
        if said is False
    }


def _asked(fields: Sequence[FieldSpec], values: Mapping[str, str]) -> dict[str, bool | None]:
    """Whether each entry that has a condition is asked for; None while that is not decided."""
    found: dict[str, bool | None] = {}
    for spec in fields:
        if tree := spec.asked_if:
            idle = {name for name, said in found.items() if said is False}
            found[spec.id] = holds(tree, values, bounds_between([tree], fields, values, idle))
    return found


def form_faults(fields: Sequence[FieldSpec], entry: forms.Entry) -> Iterator[tuple[str, str]]:
    """What is wrong with the entries of a form: which, and what, an entry that is not asked for among it."""
    yield from entry.faults
    specs = wording.by_id(fields)
    for name, why in not_needed(fields, entry.values).items():
        if name in entry.values:
            yield name, f"{specs[name].title}：这里不必填，{why}；请删去"


def lacking(fields: Sequence[FieldSpec], entry: forms.Entry) -> tuple[FieldSpec, ...]:
    """Required entries that are not given, and certainly asked for."""
    asked = _asked(fields, entry.values) if entry.missing else {}
    return tuple(spec for spec in entry.missing if asked.get(spec.id, True))
