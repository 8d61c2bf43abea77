"""What is not wrong, but says nothing, or lets a case wait for ever: to be known before anybody relies on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from inspect_engine.domain.definitions import Invariant, Transition, Workflow
from inspect_engine.domain.proof.breach import Breach, shown
from inspect_engine.domain.proof.edges import Edge, Monitor
from inspect_engine.domain.proof.family import Family
from inspect_engine.domain.proof.floor import waived
from inspect_engine.domain.proof.hops import Hop
from inspect_engine.domain.proof.layout import CHILD
from inspect_engine.domain.proof.parts import DUE, FIELD, PASSED
from inspect_engine.domain.proof.promises import met
from inspect_engine.domain.proof.remarks import remarks
from inspect_engine.domain.proof.search import Found, Query, is_step, shortest
from inspect_engine.domain.proof.space import Space
from inspect_engine.domain.proof.walk import TooLarge, walk
from inspect_engine.domain.words.forms import JOINED
from inspect_engine.errors import Fault, Place

PERSON = re.compile(r"(人|人员|员|者)(（|$)")
"""How the title of a field ends that names a person."""
FEW = 20_000
"""Situations in which loops are looked for; where there are more, nothing is said of them."""


def notes(flow: Workflow, others: Mapping[str, Workflow] | None = None) -> Iterator[Fault]:
    """What of the floor is waived, promises that say nothing, gates that nobody asks for, loops and deadlines without
    end; with a path if there is one. Nothing is said where there is too much to look at."""
    try:
        family = Family(flow, others or {})
        yield from _unasked_gates(flow)
        yield from _unnamed(flow)
        yield from remarks(flow)
        yield from (Fault(("waives",), f"不守底线：{told}") for told in waived(flow))
        yield from _empty_promises(family)
        yield from _washed(family)
        yield from _endless(family)
    except TooLarge:
        return


def _unasked_gates(flow: Workflow) -> Iterator[Fault]:
    trees = [guard.if_ for step in flow.transitions for guard in step.when]
    trees += [step.if_ for step in flow.transitions if step.if_]
    trees += [promise.never.when for promise in flow.invariants if promise.never]
    asked = {leaf.fact for tree in trees for leaf in tree.leaves} | {n for s in flow.transitions for n in s.gates}
    if any(promise.all_gates for promise in flow.invariants):
        return
    for name, gate in flow.gates.items():
        if name not in asked:
            yield Fault(("gates", name), f"关口“{gate.title}”没有动作要它，也没有承诺管它：过不过都一样")


def _unnamed(flow: Workflow) -> Iterator[Fault]:
    """Fields of a duty that seem to name a person, and do not so that he can be told from others."""
    apart = {trigger for step in flow.transitions for trigger in step.unlike}
    told = set[tuple[str, str]]()
    for index, step in enumerate(flow.transitions):
        for spec in step.needs if step.unlike or step.trigger in apart else ():
            optional = spec.type in JOINED and not spec.required
            if (optional or (spec.type == "text" and PERSON.search(spec.title))) and (
                step.trigger,
                spec.id,
            ) not in told:
                told.add((step.trigger, spec.id))
                why = "可以不填" if optional else "是文字"
                text = f"“{step.title}”的“{spec.title}”{why}，回避管不到他：写明是谁的用必填的 type: person"
                yield Fault(("transitions", index, "needs"), text)


def _empty_promises(family: Family) -> Iterator[Fault]:
    for index, promise in enumerate(family.flow.invariants):
        why = _nothing_said(family, promise)
        if why:
            yield Fault(("invariants", index), f"承诺“{promise.title}”什么也没有说：{why}")


def _nothing_said(family: Family, promise: Invariant) -> str:
    flow = family.flow
    if promise.different_person and not _together(family, *promise.different_person):
        return "没有一条路上两个动作都办过"
    if promise.roles and not any(_meant(promise, step) for step in flow.transitions):
        return "没有动作归它管"
    if promise.never and not _possible(family, promise):
        return "它的条件在哪里都不会成立"
    return ""


def _meant(promise: Invariant, step: Transition) -> bool:
    return step.trigger in promise.triggers or step.to in promise.reach


def _together(family: Family, one: str, other: str) -> bool:
    """Whether both actions stand on one path."""
    bits = {one: 1, other: 2}
    monitor = Monitor(4, bits.get("open", 0), frozenset(bits), lambda mind, step: mind | bits.get(step.trigger, 0))
    return shortest(family, Query((), lambda space, at: space.mind.of(at) == 3, monitor)) is not None


def _possible(family: Family, promise: Invariant) -> bool:
    """Whether the condition of a promise holds anywhere."""
    assert promise.never is not None
    when, flow = promise.never.when, family.flow
    names = {leaf.fact or "" for leaf in when.leaves}
    seen = {DUE if name == "overdue" else CHILD + name if name in flow.opened else name for name in names}
    return shortest(family, Query(seen, lambda space, at: met(when, space.facts(at), flow.opened))) is not None


def _washed(family: Family) -> Iterator[Fault]:
    """Actions that set a new deadline for a case that is overdue: afterwards nobody sees that it was."""
    for index, step in enumerate(family.flow.transitions):
        if step.deadline is None or step.mark == "reopened":
            continue

        def late(space: Space, at: int, step: Transition = step) -> bool:
            here = space.state_of(at)
            return here in step.from_ and space.flow.states[here].clock and space.known(at)[DUE] == PASSED

        if found := shortest(family, Query({DUE}, late, last=partial(is_step, step))):
            text = f"“{step.title}”在已逾期以后也能办，重定的期限会把逾期洗掉"
            yield _with_path(("transitions", index), text, found)


def _with_path(place: Place, text: str, found: Found) -> Fault:
    return Fault(place, f"{text}：{shown(Breach('stuck', place, text), found).words}")


def _endless(family: Family) -> Iterator[Fault]:
    """Loops that begin a limit anew, set a later deadline, or pause, again and again without anybody counting.

    A counter that some condition asks for is a variable: what it bounds is no loop.
    """
    space = family.space({name for name in family.own if not name.startswith(FIELD)} | {DUE}, every=True)
    walked = space.walk()
    if len(walked.came) > FEW:
        return
    told = set[str]()
    for at in walked.came:
        for edge, to in space.onward(at):
            reason = _restarts(space, at, edge)
            if reason and reason not in told and (back := _back(space, to, at)) is not None:
                told.add(reason)
                hop = edge.what
                assert isinstance(hop, Hop)
                words = " → ".join(each.what.words for each in (edge, *back) if isinstance(each.what, Hop))
                index = next(n for n, step in enumerate(space.flow.transitions) if step is hop.step)
                yield Fault(("transitions", index), f"{reason}，没有次数限制：{words}")


def _restarts(space: Space, at: int, edge: Edge) -> str:
    """What an action begins anew, in Chinese; empty where it does not, or where it is counted in the figures."""
    hop, states = edge.what, space.flow.states
    if not isinstance(hop, Hop) or hop.step is None or hop.dated_back:
        return ""
    step, here = hop.step, space.state_of(at)
    if step.deadline and step.mark == "extended" and states[here].clock:
        return f"“{step.title}”不计次数，期限可以一再往后定"
    if step.to == here:
        return ""
    if states[step.to].paused and not states[step.to].within:
        most = states[step.to].paused_at_most
        return f"“{step.title}”以后停计期限，{f'每次至多 {most} 日' if most else '没有上限'}，还可以一再中止"
    if states[step.to].within and step.mark is None:
        return f"“{states[step.to].title}”的时限每次回来都重新起算"
    return ""


def _back(space: Space, start: int, goal: int) -> Sequence[Edge] | None:
    """The shortest way back without what is counted in the figures anyway."""

    def onward(at: int) -> list[tuple[Edge, int]]:
        return [(edge, to) for edge, to in space.onward(at) if not _counted(edge)]

    walked = walk([start], onward, lambda at: at == goal)
    return walked.path()[1] if walked.found is not None else None


def _counted(edge: Edge) -> bool:
    hop = edge.what
    return isinstance(hop, Hop) and hop.step is not None and hop.step.mark in ("returned", "reopened")
