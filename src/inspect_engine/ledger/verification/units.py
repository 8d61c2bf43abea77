"""The register of units: by whom, and under names that are nobody else's."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.units import register
from inspect_engine.ledger.units import may_add
from inspect_engine.ledger.verification.world import World


def added(world: World, event: Event) -> Iterator[str]:
    """Names and code of a unit that nobody else has."""
    may_add(world.actor(event), event.data)
    yield from register.added(dict(event.data), world.unit)


def named_anew(world: World, event: Event) -> Iterator[str]:
    """Another name of a unit, that is no other's."""
    require(world.actor(event), "unit_change", "")
    data, unit = event.data, world.unit(event.data["unit"])
    name = data["name"] if event.kind == register.RENAMED else data["alias"]
    yield from register.named_anew(unit, name, event.on, china_day(event.at), world.unit)
    if unit and (data["unit"], data["was"]) != (unit.key, unit.name):
        yield f"这个单位当时名为“{unit.name}”"


def merged(world: World, event: Event) -> Iterator[str]:
    """Two units that may be one."""
    require(world.actor(event), "unit_change", "")
    unit, into = world.unit(event.data["unit"]), world.unit(event.data["into"])
    yield from register.merged(unit, into, world.unit)
    if unit and into and (event.data["unit"], event.data["into"]) != (unit.key, into.key):
        yield "所说的单位当时不是这样记的"


JUDGES = {
    register.ADDED: added,
    register.RENAMED: named_anew,
    register.ALIASED: named_anew,
    register.MERGED: merged,
}
