"""Everything that can go wrong with a workflow and the cases it opens, each with its shortest path."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from inspect_engine.domain.definitions import Invariant, Workflow
from inspect_engine.domain.proof.breach import Breach, shown
from inspect_engine.domain.proof.closing import never_closed
from inspect_engine.domain.proof.family import Family
from inspect_engine.domain.proof.floor import FLOOR, HAZARD, Implied, implied, lacking
from inspect_engine.domain.proof.promises import broken
from inspect_engine.domain.proof.sound import never_reached, without_a_way, without_deadline, without_ground
from inspect_engine.domain.proof.walk import TooLarge
from inspect_engine.errors import Place

Finder = Callable[[Family], Iterator[Breach]]


def breaches(flow: Workflow, others: Mapping[str, Workflow] | None = None) -> Iterator[Breach]:
    """Everything that can go wrong, each with its shortest path. ``others`` are the workflows it may open.

    What there is too much to look at for is told last, with what multiplies, and what was proved all the same.
    """
    try:
        family = Family(flow, others or {})
    except TooLarge as error:
        yield _too_large(error.told, ["另立的事项"], 0)
        return
    yield from found_in(family)


def found_in(family: Family) -> Iterator[Breach]:
    """As :func:`breaches`."""
    undecided, told = list[str](), ""
    asked = list(_questions(family.flow))
    for title, finder in asked:
        try:
            yield from finder(family)
        except TooLarge as error:
            undecided, told = [*undecided, title], told or error.told
    if undecided:
        yield _too_large(told, undecided, len(asked) - len(undecided))


def below_the_floor(flow: Workflow, others: Mapping[str, Workflow] | None = None) -> tuple[str, ...]:
    """The parts of the floor for hazards (:data:`floor.FLOOR`) that a workflow neither keeps nor waives; what could not
    be decided counts as not kept."""
    if flow.kind != HAZARD:
        return ()
    names = {each.name for each in lacking(flow) if each.name in FLOOR}
    try:
        family = Family(flow, others or {})
        names |= {each.name for each in implied(flow) if any(True for _ in _implied(each, family))}
    except TooLarge:
        names |= {each.name for each in implied(flow)}
    return tuple(name for name in FLOOR if name in names)


def _questions(flow: Workflow) -> Iterator[tuple[str, Finder]]:
    yield "底线", _below_the_floor
    for each in implied(flow):
        yield each.promise.title, partial(_implied, each)
    for index, promise in enumerate(flow.invariants):
        if not promise.always_closable:
            yield promise.title, partial(_broken, promise, ("invariants", index))
    yield "总能办结", never_closed
    yield "走得到", never_reached
    yield "计期前已定期限", without_deadline
    yield "所依据的已填过", without_ground
    yield "去向不缺不叠", without_a_way


def _below_the_floor(family: Family) -> Iterator[Breach]:
    for each in lacking(family.flow):
        yield Breach("floor", each.place, each.what, floor=each.name)


def _implied(each: Implied, family: Family) -> Iterator[Breach]:
    if found := broken(family, each.promise, one_way=each.one_way):
        path, earlier = found
        title, promise = each.promise.title, each.promise
        breach = shown(Breach("promise", each.place, title, promise=promise, floor=each.name), path)
        yield replace(breach, earlier=earlier)


def _broken(promise: Invariant, place: Place, family: Family) -> Iterator[Breach]:
    if found := broken(family, promise):
        path, earlier = found
        breach = shown(Breach("promise", place, promise.title, promise=promise), path)
        yield replace(breach, earlier=earlier)


def _too_large(told: str, undecided: list[str], proved: int) -> Breach:
    titles = "、".join(f"“{title}”" for title in undecided[:5]) + ("等" if len(undecided) > 5 else "")
    text = f"情形太多，没有证完：{told or '跳数超过上限'}；已证 {proved} 条，没有证的 {len(undecided)} 条：{titles}"
    return Breach("too_large", ("states",), text)
