"""Subjects: recorded, given one more form, moved, called otherwise, closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.definitions.adoption import PACK
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, require, scope
from inspect_engine.domain.subjects import (
    CHANGES,
    FORM,
    MOVED,
    RECORDED,
    Place,
    above_faults,
    change_faults,
    closed,
    closed_by,
    deep,
    upward,
)
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.identifiers import region_fault
from inspect_engine.errors import Refused
from inspect_engine.ledger.subjects.handed import beside
from inspect_engine.ledger.verification.world import World

TITLE = "检查对象"


def subject_recorded(world: World, event: Event) -> Iterator[str]:
    """In the region of whoever records it; one that is known stays the same thing, and in his sight. The region was
    known by then."""
    data, who = event.data, world.perhaps(world.actor(event), china_day(event.at))
    refused = [_unrecordable(world, each, data) for each in who]
    if all(refused):
        yield refused[0]
    before, today = world.subjects.get(data["key"]), china_day(event.at)
    if above := data.get("under"):
        yield from _within(world, data["key"], above, recorded=before is not None)
    if event.v > 3 and before is None and (fault := region_fault(data["region"], today, world.regions)):
        yield fault
    if before and (before.kind, before.name, before.region) != (data["kind"], data["name"], data["region"]):
        yield f"“{before.key}”已登记为 {before.name}（{before.kind}，{before.region}），同一编号不能是两个对象"


def _unrecordable(world: World, me: Person, data: Mapping[str, str]) -> str:
    before = world.subjects.get(data["key"])
    try:
        require(me, "subject", data["region"])
    except Refused as error:
        return error.reason
    return "" if not before or scope(me).covers(before.region, before.party) else f"编号“{before.key}”已被占用"


def _within(world: World, key: str, above: str, *, recorded: bool) -> Iterator[str]:
    """It is new, and lies in what was recorded and not closed."""
    found = upward(world.place, above)
    if recorded or not found:
        yield "上级没有登记过，或者它自己早已登记"
    yield from above_faults(key, found)


def form_added(world: World, event: Event) -> Iterator[str]:
    """Of a checklist that is adopted, beside the first form; each entry as it is written, once."""
    data, place = event.data, _known(world, event)
    held = world.law.in_force(PACK, data["pack"])
    pack = world.definition(held.edition.hash).pack if held else None
    if pack is None or data["kind"] not in pack.kinds or not beside(place, pack):
        raise Refused(TITLE, ["检查表当时没有采用，或者不检查这一类，或者这就是它登记时的表单"])
    said = {**data["facts"], **data["own"]}
    read = forms.read(pack.kinds[data["kind"]].fields, said, date.max, over=world.regions)
    if dict(read.values) != said or read.faults:
        yield "表单的内容不合检查表"
    if set(data["own"]) & set(data["reads"]) or not set(data["facts"]) <= set(data["reads"]):
        yield "同一项既是自己的，又是共用的"
    if closed_by(place, event.on):
        yield closed(place, event.on)[0]


def changed(world: World, event: Event) -> Iterator[str]:
    """As it was by then, on a day that fits; what it is moved into is in sight, too."""
    place, above, levels = _known(world, event), list[Place](), 1
    if event.kind == MOVED and event.data["to"]:
        above, levels = upward(world.place, event.data["to"]), deep(world.inside, place["key"])
        if not above or not any(_sees(me, above[0]) for me in _who(world, event)):
            raise Refused(TITLE, [f"上级“{event.data['to']}”当时没有登记"])
    yield from change_faults(place, event.kind, event.data, event.on, china_day(event.at), above, levels)


def _known(world: World, event: Event) -> Place:
    """What was recorded, in the region and sight of whoever changes it."""
    place, key = world.place(event.data["key"]), event.data["key"]
    if place is None:
        raise Refused(TITLE, [f"“{key}”当时没有登记"])
    for me in (who := _who(world, event)):
        if not (refused := _unchangeable(me, place)):
            return place
    raise Refused(TITLE, [refused if who else f"“{key}”不在范围以内"])


def _who(world: World, event: Event) -> list[Person]:
    return world.perhaps(world.actor(event), china_day(event.at))


def _unchangeable(me: Person, place: Place) -> str:
    try:
        require(me, "subject", place["region"])
    except Refused as error:
        return error.reason
    return "" if _sees(me, place) else f"“{place['key']}”不在他的范围以内"


def _sees(me: Person, place: Place) -> bool:
    return scope(me).covers(place["region"], place["party"])


JUDGES: Mapping[str, Callable[[World, Event], Iterator[str]]] = {
    RECORDED: subject_recorded,
    FORM: form_added,
    **dict.fromkeys(CHANGES, changed),
}
