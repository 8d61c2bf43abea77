"""Which of the ways in which an item can fail it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inspect_engine.domain.definitions import Condition, FieldSpec
from inspect_engine.domain.documents.citations import Found
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.judgement.deriving import with_derived
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.wording import by_id


def failed(found: Found) -> str:
    """What of several alternatives was found, as ``已盖总监执业印章：否``.

    Empty where there is one way to fail, where every way was found, and where a way hangs on a limit: all that was
    measured says more then.
    """
    item = found.definition.pack.item(found.item)
    ways = item.fails_when.any_ if item and item.fails_when else None
    if item is None or not ways or any(leaf.limit for way in ways for leaf in way.leaves):
        return ""
    values = with_derived(item, found.values, found.on)
    held = [way for way in ways if holds(way, values)]
    told = dict.fromkeys(text for way in held for text in _told(way, by_id(item.facts), values))
    return "；".join(told) if len(held) < len(ways) else ""


def _told(way: Condition, fields: Mapping[str, FieldSpec], values: Mapping[str, str]) -> Iterator[str]:
    """What was filled in of the facts that a condition asks for."""
    asked = {leaf.fact for leaf in way.leaves}
    known = (spec for name, spec in fields.items() if name in asked and name in values)
    yield from (f"{spec.title}：{forms.shown(spec, values[spec.id])}" for spec in known)
