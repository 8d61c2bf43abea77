"""What is said of a clock that was wrong, and what that undoes; and what was told outside the house."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from inspect_engine.domain.cases import ANNULMENT, ESCALATED
from inspect_engine.domain.events import Event, from_body
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.people.second import same
from inspect_engine.domain.workflow.guards import known_by
from inspect_engine.ledger.verification.acts import before
from inspect_engine.ledger.verification.world import World
from inspect_engine.storage.tables import OutboxRow


def said(world: World, event: Event) -> Iterator[str]:
    """That the clock was wrong, or is right: by a supervisor."""
    require(world.actor(event), "clock")
    if "to" in event.data and datetime.fromisoformat(event.data["to"]) < datetime.fromisoformat(event.data["from"]):
        yield "说明的一段时钟，止时早于起时"


def reclocked(world: World, event: Event) -> Iterator[str]:
    """Of a case that the span just called wrong concerns."""
    before(world, event)
    yield from ()


def annulment(world: World, event: Event) -> Iterator[str]:
    """Proposed of escalations that only a wrong clock has raised, confirmed by another."""
    case, me, data = (
        before(world, event) if event.base else world.cases.get(event.case or ""),
        world.actor(event),
        event.data,
    )
    if case is None:
        yield "这件事项没有立案"
        return
    require(me, "clock", case.region)
    yield from _wrongly_raised(world, event)
    if event.kind == ANNULMENT:
        return
    first = _stored(world, data["proposed"])
    if (
        first is None
        or first.id in world.retracted
        or (first.kind, first.case, first.data["events"]) != (ANNULMENT, event.case, data["events"])
    ):
        yield "所依的提议不存在，或与提议的不同"
        return
    for name in first.data["persons"]:
        if me.known_as & known_by(name, world.people):
            yield f"“{name}”已于 {first.on} 提出，须由另一位主管确认"
        elif why := same(me, name, world.people):
            yield why


def _wrongly_raised(world: World, event: Event) -> Iterator[str]:
    for key in event.data["events"]:
        raised = _stored(world, key)
        if raised is None or (raised.kind, raised.case) != (ESCALATED, event.case):
            yield f"所说的督办 {key} 不存在"
        elif not world.misdated(key, event):
            yield f"“{raised.data['title']}”不是在有误的时钟下入账的"


def withdrawn(world: World, event: Event) -> Iterator[str]:
    """What an annulled escalation had opened, and nobody has worked on."""
    case = before(world, event)
    require(world.actor(event), "clock", case.region)
    state = world.life(case).workflow.states.get(event.data["to"])
    if state is None or state.closing != "withdrawn" or case.state != world.life(case).workflow.initial:
        yield "这件事项已经办理过，不能随作废的督办撤下"


def sent(world: World, event: Event) -> Iterator[str]:
    """That everybody was told of what was raised."""
    require(world.actor(event), "tick")
    for key in event.data["events"]:
        if world.rows.get(OutboxRow, key) is None:
            yield f"{key} 没有待发的通知"


def _stored(world: World, key: str) -> Event | None:
    row = world.connection.execute("SELECT body FROM eventrow WHERE id = ?", (key,)).fetchone()
    return from_body(row[0]) if row else None
