"""Who there is, and in whose hands his account has been: each recorded by somebody who might."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.people.standing import PASSPHRASE_SET, unvouched
from inspect_engine.domain.words.names import same_person
from inspect_engine.domain.words.text import same_name
from inspect_engine.ledger.people.access import not_claimed
from inspect_engine.ledger.people.alike import Naming, distinguished, not_shared, not_taken
from inspect_engine.ledger.people.room import check_user, not_oneself
from inspect_engine.ledger.people.vouching import as_proposed, may_enrol, may_vouch, takes_two
from inspect_engine.ledger.verification.world import World, known

UNITS_KNOWN = 4
"""The version of bodies since which somebody's unit is one that was known."""


def enrolled(world: World, event: Event) -> Iterator[str]:
    """By a supervisor of the region, a supervisor by two where there are two; the founder enrols himself."""
    data = event.data
    check_user(data["name"], data["title"], data["roles"], data["party"], data["os_user"])
    if not world.people:
        if (event.actor.user, data["roles"]) != (data["name"], ["supervisor"]):
            yield "台账的首位用户须是建立台账的主管本人"
        return
    me, region = world.actor(event), data.get("region", "")
    require(me, "user", region)
    if event.v >= UNITS_KNOWN and data["party"] and "proposed_by" not in data and world.unit(data["party"]) is None:
        yield f"单位“{data['party']}”当时没有人提到过，也没有登记"
    if event.v < 2:
        yield from _namesakes(world, data)
    elif "proposed_by" in data:
        yield from _seconded(world, me, event)
    else:
        not_taken(world.people, me, _naming(data), _mapped(world, data), data["os_user"])
        if "supervisor" in data["roles"] and takes_two(me, region, world.people):
            yield "有两位独立的主管时，登记主管要两个人"


def proposed(world: World, event: Event) -> Iterator[str]:
    """Somebody who may be enrolled so, but by two."""
    me, data = world.actor(event), event.data
    require(me, "user", data.get("region", ""))
    check_user(data["name"], data["title"], data["roles"], data["party"], data["os_user"])
    not_taken(world.people, me, _naming(data), _mapped(world, data), data["os_user"])
    if "supervisor" not in data["roles"] or not takes_two(me, data.get("region", ""), world.people):
        yield "这样登记不须另一位主管确认"


def _seconded(world: World, me: Person, event: Event) -> Iterator[str]:
    """As another has proposed, by who may confirm it."""
    proposal = world.proposed.get(event.data["name"])
    if proposal is None or as_proposed(proposal) != event.data:
        yield "所依的提议不存在，或与提议的不同"
    else:
        may_enrol(me, proposal, world.people, _mapped(world, event.data))


def _naming(data: Any) -> Naming:
    distinct = data.get("distinct", "")
    title = data["title"].removesuffix(f"（{distinct}）") if distinct else data["title"]
    return Naming(data["name"], title, distinct)


def _mapped(world: World, data: Any) -> Person | None:
    whose = world.accounts.get(data["os_user"]) if data["os_user"] else None
    return world.people[whose] if whose else None


def _namesakes(world: World, data: Any) -> Iterator[str]:
    """Version 1 told names apart that only differ in dots, traditional forms or an office."""
    own = {same_name(data["name"]), same_name(data["title"])}
    for other in sorted({each for alias in own for each in world.people.called(same_person(alias))}):
        person = world.people[other]
        if own & {same_name(person.name), same_name(person.title)}:
            yield f"“{data['name']}（{data['title']}）”与已登记的“{person.name}（{person.title}）”重名"
    if mapped := _mapped(world, data):
        yield f"操作系统账户“{data['os_user']}”已对应“{mapped.name}”"


def distinguished_by(world: World, event: Event) -> Iterator[str]:
    """Shown with a number behind his name that nobody else is shown with."""
    me, data = world.actor(event), event.data
    person = known(world, data["name"])
    require(me, "user", person.region)
    if data["title"] != distinguished(person.title, data["distinct"]):
        yield "姓名与所加的号码不符"
    not_shared(world.people, me, person.name, data["title"])


def confirmed(world: World, event: Event) -> Iterator[str]:
    """By a supervisor who did not make the account; by its owner, where nobody else could, with his own passphrase."""
    me, data = world.actor(event), event.data
    person = known(world, data["name"])
    standing = world.standings[person.name]
    if not data.get("alone"):
        may_vouch(me, person, standing, world.people)
    elif person.name != me.name or standing.confirmed or not standing.owned:
        yield "只有设了自己口令、还没有确认的本人，才能自己确认"
    elif not unvouched(person, standing.makers, world.people):
        yield "另有主管可以确认，不能自己确认"


def changed(world: World, event: Event) -> Iterator[str]:
    """Disabled, or there for another region: by another supervisor, who is there for both."""
    me, data = world.actor(event), event.data
    require(me, "user", known(world, data["name"]).region, *([data["region"]] if "region" in data else []))
    not_oneself(event.kind, me, data["name"])
    yield from ()


def passphrase_set(world: World, event: Event) -> Iterator[str]:
    me, person = world.actor(event), known(world, event.data["name"])
    not_claimed(me, "设置口令", "本人或主管")
    if person.name != me.name:
        require(me, "user", person.region)
    yield from ()


JUDGES = {
    "user.enrolled": enrolled,
    "user.proposed": proposed,
    "user.distinguished": distinguished_by,
    "user.confirmed": confirmed,
    "user.disabled": changed,
    "user.region_set": changed,
    PASSPHRASE_SET: passphrase_set,
}
