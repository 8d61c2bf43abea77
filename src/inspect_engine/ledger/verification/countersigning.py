"""Signatures of those who were named: each by himself, of just what is stored, once."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.countersigning import DECLINED, HANDED, Signing, may_hand, may_sign
from inspect_engine.domain.events import Event
from inspect_engine.domain.words.text import fault_in
from inspect_engine.domain.workflow.guards import barred
from inspect_engine.ledger.countersigning import took_part
from inspect_engine.ledger.verification.acts import NONE, before
from inspect_engine.ledger.verification.differences import differences
from inspect_engine.ledger.verification.world import World, known
from inspect_engine.storage import queries


def judged(world: World, event: Event) -> Iterator[str]:
    """By who is named and awaited, himself and proved, or by who made the record; of that very record."""
    me, data = world.actor(event), event.data
    case = before(world, event) if event.case else None
    joint = case.joint.get(data["record"]) if case else None
    signing = joint.signing if joint else _of_inspection(world, event)
    regions = [case.region] if case else _regions(world, data["inspection"])
    if event.kind == HANDED:
        other = known(world, data["to"])
        may_hand(me, signing, data["name"], other, world.people, *regions)
        if case and (made := queries.stored_event(world.connection, data["record"])):
            yield from barred(world.life(case).workflow, case, made[0], other, world.people)
    else:
        may_sign(me, signing, world.people, *regions)
    inspection = data["inspection"]
    if event.kind == DECLINED and inspection and took_part(world.connection, inspection, me.name, event.v):
        yield "他在这次检查里作过答，不能说没有参加"
    if event.kind == DECLINED and fault_in(data["reason"]):
        yield "没有写明没有参加的理由"
    own = {"name": me.name} if event.kind != HANDED else {"name": data["name"], "to": data["to"]}
    own |= {"reason": data["reason"]} if event.kind == DECLINED else {}
    kept = queries.stored_hash(world.connection, data["record"])
    same = {"on": china_day(event.at).isoformat(), "record": data["record"], "hash": kept}
    yield from differences({**same, "inspection": data["inspection"], **own}, data, unsaid=NONE)


def _of_inspection(world: World, event: Event) -> Signing | None:
    """Of the inspection whose end the record is."""
    found = world.signings.get(event.data["inspection"]) if not event.case else None
    return found if found and found.record == event.data["record"] else None


def _regions(world: World, inspection: str) -> list[str]:
    subjects = queries.inspection(world.connection, inspection)["subjects"]
    return [world.subjects[key].region for key in subjects if key in world.subjects]
