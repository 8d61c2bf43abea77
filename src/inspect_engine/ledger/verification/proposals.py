"""Proposals taken back: by who has made them, while nobody had answered."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import ANNULMENT
from inspect_engine.domain.events import Event
from inspect_engine.domain.proposals import against, retraction
from inspect_engine.domain.words.text import fault_in
from inspect_engine.ledger.annulling import proposal_of
from inspect_engine.ledger.proposals import KINDS, words
from inspect_engine.ledger.verification.acts import before
from inspect_engine.ledger.verification.differences import differences
from inspect_engine.ledger.verification.world import World
from inspect_engine.storage import queries


def judged(world: World, waiting: Collection[str], event: Event) -> Iterator[str]:
    """``waiting`` are the proposals about sanctions and paper ledgers that nobody had answered."""
    me, data = world.actor(event), event.data
    first = queries.event_of(world.connection, data["proposed"])
    if first is None or first.kind not in KINDS or first.case != event.case:
        yield "所收回的提议不存在"
        return
    if event.case:
        before(world, event)
    yield from against(me.name, first, first.id in {*waiting, *_waiting(world, first)})
    if fault_in(data["why"]):
        yield "没有写明为什么收回"
    made = retraction(first, words(first), data["why"], me.names, china_day(event.at))
    yield from differences(made, data, unsaid=frozenset())


def _waiting(world: World, first: Event) -> Iterator[str]:
    """What waited by then of the case of a proposal, or of no case."""
    if first.kind == ANNULMENT:
        found = proposal_of(world.cases.history(str(first.case)))
        yield from [found.id] if found else []
    elif first.case:
        case = world.cases.get(first.case)
        yield from [case.proposal.event] if case and case.proposal else []
        yield from [case.correction.id] if case and case.correction else []
    else:
        told = *world.proposed.values(), *world.corrections.values(), *world.arrangements.values()
        yield from (each.id for each in told)
        yield from (each.event for each in world.law.pending.values())
