"""Sanctions: each with the next number, ended by two who are there for where it was imposed."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.people.second import same
from inspect_engine.domain.proposals import RETRACTED
from inspect_engine.domain.sanctions import register
from inspect_engine.errors import Refused
from inspect_engine.ledger.sanctions.room import confirmed, next_number
from inspect_engine.ledger.verification.differences import differences
from inspect_engine.ledger.verification.world import World

TITLE = "惩戒"


class Sanctions:
    """The register of sanctions. What kinds there are is not asked: those of the day are not in the ledger."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._register: dict[str, register.Sanction] = {}
        self._imposed: dict[str, str] = {}

    def imposed(self, event: Event) -> Iterator[str]:
        """With the next number, about cases that are there."""
        me = self._world.actor(event)
        require(me, "sanction")
        yield from self._ahead(event)
        number = next_number(event.on.year, self._register)
        if event.data["number"] != number:
            yield f"编号应为 {number}"
        if event.data.get("region", me.region) != me.region:
            yield "记下的区划不是作出决定的人的"
        for each in event.data["cases"]:
            case = self._world.cases.get(each["id"])
            if case is None or case.number != each["number"]:
                yield f"所说的事项 {each['number']} 不存在"

    def proposed(self, event: Event) -> Iterator[str]:
        """What would end a sanction, and takes a second person."""
        one = self._named(event)
        self._there(event, one)
        yield from self._ahead(event)
        if not register.by_two(event.data["does"], one):
            yield "这样登记不须另一人确认"
        yield from register.against(event.data["does"], one, event.on, misdated=self._misdated(event))

    def changed(self, event: Event) -> Iterator[str]:
        """Published, taken down, revoked, lifted: what ends it as somebody else has proposed (version 1: alone)."""
        one = self._named(event)
        yield from self._ahead(event)
        yield from register.against(event.kind, one, event.on, misdated=self._misdated(event))
        if event.v < 2:
            require(self._world.actor(event), "sanction")
            return
        me = self._there(event, one)
        if register.by_two(event.kind, one):
            yield from self._confirmed(me, event, one)

    def _confirmed(self, me: Person, event: Event, one: register.Sanction) -> Iterator[str]:
        waits = register.waiting_for(me.name, event.kind, one)
        if waits is None:
            yield "须由一人提出，另一人确认"
            return
        yield from differences(confirmed(event.kind, one.number, waits), event.data, unsaid=frozenset())
        if why := same(me, waits.by, self._world.people):
            yield why

    def _misdated(self, event: Event) -> bool:
        """Whether the sanction was recorded under a clock that had been called wrong by then."""
        return self._world.misdated(self._imposed[event.data["number"]], event)

    def _named(self, event: Event) -> register.Sanction:
        if event.data["number"] not in self._register:
            raise Refused(TITLE, [f"没有惩戒“{event.data['number']}”"])
        return self._register[event.data["number"]]

    def _there(self, event: Event, one: register.Sanction) -> Person:
        """Whoever recorded it, there for where it was imposed and for the cases it arose from. Raises Refused."""
        me, author = self._world.actor(event), self._world.people.get(one.recorded_by)
        cases = [self._world.cases.get(each["id"]) for each in one.cases]
        own = one.region if one.region is not None else author.region if author else ""
        require(me, "sanction", own, *(case.region for case in cases if case))
        return me

    def _ahead(self, event: Event) -> Iterator[str]:
        if event.on > china_day(event.at):
            yield f"{event.on} 在记录日（{china_day(event.at)}）之后"

    @property
    def waiting(self) -> list[str]:
        """The proposals that nobody has answered."""
        return [one.pending.event for one in self._register.values() if one.pending]

    def follow(self, event: Event) -> None:
        """Bring the register up to one more event."""
        if event.kind == register.IMPOSED:
            self._imposed[event.data["number"]] = event.id
        if event.kind in (*register.EVENTS, RETRACTED):
            register.follow(self._register, event, self._world.calendar)
