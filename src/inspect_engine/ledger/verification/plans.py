"""Plans: set and ended by who may there, and told of when something had come due."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from inspect_engine.domain.definitions.adoption import PACK
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.plans.due import newly_due
from inspect_engine.domain.plans.plan import ENDED, SET, TOLD, Plan, faults, number_after, step
from inspect_engine.errors import Refused
from inspect_engine.ledger.verification.differences import differences
from inspect_engine.ledger.verification.world import World

KINDS = (SET, ENDED, TOLD)


class Plans:
    """The plans of one ledger; ``last_visit`` tells when a subject was inspected last, by checklist and key."""

    def __init__(self, world: World, last_visit: Callable[[str, str], date | None]) -> None:
        self._world = world
        self._last_visit = last_visit
        self._plans: dict[str, Plan] = {}

    def judged(self, event: Event) -> Iterator[str]:
        """By who may; of a plan that stands."""
        yield from {SET: self._set, ENDED: self._ended, TOLD: self._told}[event.kind](event)

    def _set(self, event: Event) -> Iterator[str]:
        world, data = self._world, event.data
        require(world.actor(event), "plan", data["region"])
        held = world.law.in_force(PACK, data["pack"])
        if held is None:
            yield "检查表当时没有采用"
            return
        yield from (fault.what for fault in faults(world.definition(held.edition.hash).pack, data))
        if data["number"] != number_after(self._plans):
            yield f"编号应是 {number_after(self._plans)}"

    def _ended(self, event: Event) -> Iterator[str]:
        require(self._world.actor(event), "plan", self._of(event.data).region)
        yield from ()

    def _told(self, event: Event) -> Iterator[str]:
        plan, subjects = self._of(event.data), self._world.subjects.values()
        require(self._world.actor(event), "tick", plan.region)
        under = [each.key for each in subjects if plan.asks_for(vars(each))]
        count, never = newly_due(plan, [self._last_visit(plan.pack, key) for key in under], event.on)
        if not count:
            yield "当时没有新到期的"
        told = {name: event.data[name] for name in ("due", "never")}
        yield from differences({"due": count, "never": never}, told, unsaid=frozenset())

    def _of(self, data: Mapping[str, Any]) -> Plan:
        plan = self._plans.get(data["number"])
        if plan is None or plan.ended:
            raise Refused("检查计划", [f"检查计划“{data['number']}”当时不存在，或者已经终止"])
        return plan

    def follow(self, event: Event) -> None:
        step(self._plans, event)
