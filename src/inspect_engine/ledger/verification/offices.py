"""What is known, who stands in for whom, what the law is: each recorded by somebody who might."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_engine.domain import alarms
from inspect_engine.domain.calendars import Arrangement, china_day, parse_date
from inspect_engine.domain.definitions.adoption import ADOPTED, told
from inspect_engine.domain.events import Event, from_body
from inspect_engine.domain.people.authority import PERMISSIONS, Person, require
from inspect_engine.domain.people.second import named, same, seconds
from inspect_engine.errors import Refused
from inspect_engine.ledger import identity
from inspect_engine.ledger.alarms.room import DECIDE
from inspect_engine.ledger.calendars import PROPOSED as CALENDAR_PROPOSED
from inspect_engine.ledger.calendars import adopting
from inspect_engine.ledger.definitions.adopting import VERB
from inspect_engine.ledger.people.access import not_claimed
from inspect_engine.ledger.people.delegations import may_delegate, period_faults, runs
from inspect_engine.ledger.verification.world import World, known


def created(world: World, _: Event) -> Iterator[str]:
    if world.founded:
        yield "台账只建立一次，在最前"


def passphrases_required(world: World, event: Event) -> Iterator[str]:
    me = world.actor(event)
    require(me, "user", "")
    not_claimed(me, "要求口令", "主管")
    yield from ()


def access_failed(world: World, event: Event) -> Iterator[str]:
    """In nobody's name; or told, before the counting begins anew, by who sets the passphrase."""
    if (event.actor.user, event.actor.via) != (identity.NOBODY.name, identity.NOBODY.via):
        world.actor(event)
    yield from ()


def denied(world: World, event: Event) -> Iterator[str]:
    world.actor(event)
    yield from ()


def delegated(world: World, event: Event) -> Iterator[str]:
    me, data = world.actor(event), event.data
    may_delegate(me, known(world, data["delegate"]), known(world, data["principal"]))
    days = parse_date(data["from"]), parse_date(data["until"]), china_day(event.at)
    yield from (problem.what for problem in period_faults(*days, data["reason"]))


def delegation_ended(world: World, event: Event) -> Iterator[str]:
    me = world.actor(event)
    one = next((each for each in world.delegations if each.id == event.data["delegation"]), None)
    if one is None or not runs(one, china_day(event.at)):
        yield "这项代办的授权当时不存在，或者已经终止、到期"
    else:
        may_delegate(me, known(world, one.delegate), known(world, one.principal), ending=True)


def definition_adopted(world: World, event: Event) -> Iterator[str]:
    """By first use, as older programs did; else proposed by a supervisor, adopted by a second where there is one."""
    me = world.actor(event)
    if "items" not in event.data:
        if event.v > 1:
            yield "采用定义的记录不合这一版的格式"
        if not me.roles & (PERMISSIONS["inspect"][1] | PERMISSIONS["repin"][1]):
            yield "采用定义须由检查员（首次使用）或主管办理"
        return
    require(me, VERB, "")
    if not told(event):
        yield "没有写明采用什么"
    first = event.data.get("proposed")
    confirms = event.kind == ADOPTED and first is not None
    if confirms:
        yield from _another(world, me, world.law.proposers.get(str(first)))
    elif event.kind == ADOPTED:
        yield from _alone(world, me, VERB)
    for each in told(event):
        yield from world.law.against(each, me.name if confirms else None)


def calendar_adopted(world: World, event: Event) -> Iterator[str]:
    """Proposed by a supervisor, and adopted by a second where there is one; alone by older programs."""
    me, data = world.actor(event), event.data
    require(me, "calendar", "")
    new = Arrangement.read(data)
    if world.calendar.of(new.year) == new:
        yield "这个放假安排已经采用"
    adopting(world.calendar, new, china_day(event.at), bool(data.get("reason")))
    if event.kind == CALENDAR_PROPOSED:
        return
    if "proposed" in data:
        first = world.arrangements.get(new.year)
        same = first is not None and {**first.data, "proposed": first.id} == data
        yield from _another(world, me, first.actor.user if first and same else None)
    elif event.v > 1:
        yield from _alone(world, me, "calendar")


def _another(world: World, me: Person, by: str | None) -> Iterator[str]:
    """What stands against confirming what somebody has proposed."""
    if by is None:
        yield "所依的提议不存在，或与提议的不同"
    elif why := same(me, by, world.people):
        yield why


def _alone(world: World, me: Person, verb: str) -> Iterator[str]:
    """What stands against doing alone what takes two."""
    if others := seconds(me, world.people, verb):
        yield f"另有主管可以确认（{named(others)}），一个人不能采用"


def alarm_decided(world: World, event: Event) -> Iterator[str]:
    """By a supervisor who had no part in what is flagged, about events that are there."""
    me, data = world.actor(event), event.data
    require(me, "alarm")
    if data["verdict"] not in alarms.VERDICTS:
        yield f"没有结论“{data['verdict']}”"
    flagged = [_stored(world, key) for key in data["events"]]
    people = {name for each in flagged for name in (each.actor.user, *each.data.get("persons", ()))}
    if names := alarms.took_part(people, me, world.people):
        raise Refused(DECIDE, [f"“{name}”参与过其中的办理，须由另一位主管处理" for name in names])


def _stored(world: World, key: str) -> Event:
    row = world.connection.execute("SELECT body FROM eventrow WHERE id = ?", (key,)).fetchone()
    if row is None:
        raise Refused(DECIDE, [f"所说的流转记录 {key} 不存在"])
    return from_body(row[0])
