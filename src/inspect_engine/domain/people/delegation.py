"""Standing in for another (代办): granted by event for some days, ended by event, judged when it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person

DELEGATED, ENDED = "user.delegated", "user.delegation_ended"


@dataclass(frozen=True)
class Delegation:
    """``delegate`` may act for ``principal`` from ``since`` to ``until``, both days included."""

    id: str
    principal: str
    delegate: str
    since: date
    until: date
    reason: str
    granted_by: str
    ended_on: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it counts on a day; what has been ended counts no more at all."""
        return self.ended_on is None and self.since <= on <= self.until

    def state(self, on: date) -> str:
        """In words: 有效, 未开始, 已到期, 已终止."""
        if self.ended_on is not None:
            return "已终止"
        if on < self.since:
            return "未开始"
        return "有效" if on <= self.until else "已到期"


def register(events: Iterable[Event]) -> list[Delegation]:
    """All delegations as their events say, in the order they were granted."""
    found: dict[str, Delegation] = {}
    for event in events:
        data = event.data
        if event.kind == DELEGATED:
            days = parse_date(data["from"]), parse_date(data["until"])
            granted = Delegation(event.id, data["principal"], data["delegate"], *days, data["reason"], event.actor.user)
            found[event.id] = granted
        elif event.kind == ENDED and data["delegation"] in found:
            found[data["delegation"]] = replace(found[data["delegation"]], ended_on=event.on)
    return list(found.values())


def unfit(delegate: Person, principal: Person) -> Iterator[str]:
    """Why one of these two cannot stand in for the other."""
    if delegate.name == principal.name:
        yield "不能由本人代本人办理"
    for person in (delegate, principal):
        if not person.active:
            yield f"用户“{person.name}”已停用"
    if delegate.units != principal.units:
        yield "代办人与被代办人须属于同一单位：监管人员不代责任单位办理，责任单位也不代监管人员办理"


def stand_in(delegate: Person, principal: Person, granted: Sequence[Delegation], on: date) -> Person | list[str]:
    """The delegate with the principal's roles and region; or why he may not act for him on that day."""
    if faults := list(unfit(delegate, principal)):
        return faults
    mine = [each for each in granted if (each.delegate, each.principal) == (delegate.name, principal.name)]
    if any(each.holds(on) for each in mine):
        return replace(delegate, roles=principal.roles, region=principal.region, acts_for=principal)
    last = f"最近一次授权{mine[-1].state(on)}（{mine[-1].since} 至 {mine[-1].until}）" if mine else "没有授权"
    return [f"你今天（{on}）不能代“{principal.name}”办理：{last}；请主管用 delegation add 授权"]
