"""Whose an inspection is while it is under way, and who may go on with it, hand it over, end or discard it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.errors import Refused

STARTED, ANSWERED, RETRACTED = "inspection.started", "inspection.answered", "inspection.answer_retracted"
FINISHED, DISCARDED = "inspection.finished", "inspection.discarded"
HANDED = "inspection.handed_over"
"""``to`` inspects in the place of ``from``, or, where that is empty, beside those who do."""
JOINED = "inspection.joined"
"""``subjects`` are inspected, too, from then on."""
SINCE = 4
"""The version of events since which a colleague may go on with an inspection; before it was its inspectors' alone."""
GO_ON, HAND, DISCARD = "检查作答", "移交检查", "丢弃检查"


def inspectors_after(names: Sequence[str], event: Event) -> tuple[str, ...]:
    """Who inspects after one more event: whoever answers is one of them from then on."""
    if event.kind == ANSWERED:
        return tuple(dict.fromkeys((*names, event.actor.user)))
    data = event.data
    if not data["from"]:
        return (*names, data["to"])
    return tuple(dict.fromkeys(data["to"] if name == data["from"] else name for name in names))


def may_go_on(me: Person, inspectors: Iterable[str], regions: Iterable[str]) -> None:
    """Raises Refused unless this person is one of the inspectors, or is an inspector there for all these regions."""
    if me.name not in inspectors:
        require(me, "inspect", *regions)


def may_conclude(me: Person, inspectors: Iterable[str], regions: Iterable[str]) -> None:
    """The same, or is a supervisor there for all of them."""
    require(me, "conclude", *(() if me.name in inspectors else regions))


def may_hand_over(
    me: Person,
    inspectors: Sequence[str],
    data: Mapping[str, Any],
    people: Mapping[str, Person],
    regions: Sequence[str],
) -> None:
    """Raises Refused unless this person may put somebody in the place that ``data`` says (see :data:`HANDED`).

    One gives away one's own place, takes over another's, or brings somebody in beside; of who was disabled anybody does
    who may go on, and a supervisor decides for all. Who inspects with another does not drop him by himself.
    """
    may_conclude(me, inspectors, regions)
    gone, to = data["from"], people[data["to"]]
    if gone and gone not in inspectors:
        _refuse(f"“{gone}”不是这次检查的检查员；检查员是 {'、'.join(inspectors)}")
    if to.name == gone or (not gone and to.name in inspectors):
        _refuse(f"“{to.name}”已经是这次检查的检查员")
    if not to.inspects or not all(each.startswith(to.region) for each in regions):
        _refuse(f"“{to.name}”不是管得到全部对象的在册检查员")
    if not ("supervisor" in me.roles or _left(gone, people) or _for_oneself(me, inspectors, gone, to)):
        _refuse("检查员只能交出自己的、接过别人的，或加一人一起查；替两个别人移交，须由主管办理")


def _left(gone: str, people: Mapping[str, Person]) -> bool:
    return gone in people and not people[gone].active


def _for_oneself(me: Person, inspectors: Sequence[str], gone: str, to: Person) -> bool:
    takes_over = to.name == me.name and me.name not in inspectors
    return gone == me.name or takes_over or (not gone and me.name in inspectors)


def _refuse(why: str) -> NoReturn:
    raise Refused(HAND, [why])
