"""Keys, anchors, and what is done to a ledger as a file: each recorded by somebody who might."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.people.second import seconds
from inspect_engine.ledger import identity
from inspect_engine.ledger.anchors import ON_RECORD
from inspect_engine.ledger.people.access import not_claimed
from inspect_engine.ledger.verification.world import World
from inspect_engine.storage.tables import KeyRow


def key_offered(world: World, event: Event) -> Iterator[str]:
    """By its owner, on the installation that it is for."""
    me, data = world.actor(event), event.data
    not_claimed(me, "配签名钥匙", "本人")
    if data["name"] != me.name:
        yield f"“{data['name']}”的签名钥匙只能由本人配"
    if event.origin is None or data["installation"] != event.origin.installation:
        yield "签名钥匙不是在所说的那台机器上配的"
    if world.rows.get(KeyRow, data["key"]):
        yield "这把签名钥匙已经登记"


def key_confirmed(world: World, event: Event) -> Iterator[str]:
    """By another supervisor than its owner, where there is one."""
    me, data = world.actor(event), event.data
    not_claimed(me, "确认签名钥匙", "主管")
    row = world.rows.get(KeyRow, data["key"])
    if row is None or row["name"] != data["name"]:
        yield "这把签名钥匙没有登记"
        return
    require(me, "user", world.people[data["name"]].region)
    if data["name"] == me.name and (not data.get("alone") or seconds(me, world.people, "user", me.region)):
        yield "自己的钥匙须由另一位主管确认"
    if row["confirmed"] is not None or row["revoked"] is not None:
        yield "这把签名钥匙已经确认过或作废"


def key_revoked(world: World, event: Event) -> Iterator[str]:
    """By its owner or a supervisor."""
    me, data = world.actor(event), event.data
    not_claimed(me, "作废签名钥匙", "本人或主管")
    row = world.rows.get(KeyRow, data["key"])
    if row is None or row["name"] != data["name"] or row["revoked"] is not None:
        yield "这把签名钥匙没有登记，或已经作废"
    elif data["name"] != me.name:
        require(me, "user", world.people[data["name"]].region)


def anchor_set_aside(world: World, event: Event) -> Iterator[str]:
    require(world.actor(event), "user", "")
    yield from ()


def exported(world: World, event: Event) -> Iterator[str]:
    """By who may export, and does more than look."""
    me = world.actor(event)
    require(me, "export")
    if ON_RECORD.isdisjoint(me.roles):
        yield "查阅账户的导出不记"


def rebuilt(world: World, event: Event) -> Iterator[str]:
    require(world.actor(event), "rebuild", "")
    yield from ()


def restored(world: World, event: Event) -> Iterator[str]:
    """By whoever had a backup; who is not enrolled is recorded as nobody."""
    if (event.actor.user, event.actor.via) != (identity.NOBODY.name, identity.NOBODY.via):
        world.actor(event)
    yield from ()
