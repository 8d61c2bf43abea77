"""What is computed of the values of an item."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from inspect_engine.domain.definitions import Item
from inspect_engine.domain.judgement.computing import Derivation, compute
from inspect_engine.domain.judgement.needed import not_needed


def derive(item: Item, values: Mapping[str, str], on: date) -> tuple[Derivation, ...]:
    """Every computed value of an item, in the order of its definition. ``values`` are canonical."""
    idle = not_needed(item.values, values, item.derived, on)
    return tuple(compute(item.derived, item.values, values, on, idle).values())


def with_derived(item: Item, values: Mapping[str, str], on: date) -> Mapping[str, str]:
    """The values of an item, and what can be computed from them."""
    if not item.derived:
        return values
    computed = {each.id for each in item.derived}
    typed = {name: value for name, value in values.items() if name not in computed}
    return typed | {one.spec.id: one.value for one in derive(item, typed, on) if one.value is not None}


def idle_facts(item: Item, values: Mapping[str, str], on: date) -> set[str]:
    """The facts of an item that are not asked for, or computed from none that is."""
    idle = not_needed(item.values, values, item.derived, on)
    computed = compute(item.derived, item.values, values, on, idle) if item.derived else {}
    return {*idle, *(one.spec.id for one in computed.values() if one.idle)}
