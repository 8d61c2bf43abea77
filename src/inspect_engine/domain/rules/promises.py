"""Rules of promises: what they name exists, and they are about this workflow."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_engine.domain.definitions import Condition, Passing, Workflow
from inspect_engine.domain.rules.asked import LINKED, guard_faults
from inspect_engine.errors import Fault, Place


def invariants_are_about_this_workflow(flow: Workflow) -> Iterator[Fault]:
    """States, triggers and facts that a promise mentions exist."""
    triggers = {t.trigger for t in flow.transitions} | {"open"}
    for i, promise in enumerate(flow.invariants):
        passed = [each.trigger if isinstance(each, Passing) else each for each in promise.passed]
        for name in (*passed, *promise.since, *promise.triggers, *(promise.different_person or ())):
            if name not in triggers:
                yield Fault(("invariants", i), f"动作“{name}”不存在")
        for name in (*promise.reach, *([promise.never.state] if promise.never else [])):
            if name not in flow.states:
                yield Fault(("invariants", i), f"状态“{name}”不存在")
        for each in promise.passed:
            if isinstance(each, Passing) and not _leads(flow, each):
                yield Fault(("invariants", i), f"动作“{each.trigger}”去不到“{each.to}”")
        if promise.different_person and len(set(promise.different_person)) == 1:
            yield Fault(("invariants", i, "different_person"), "两个动作是同一个，没有人能与自己不同")
        if promise.never and _asks_overdue(promise.never.when) and not _clocked(flow, promise.never.state):
            text = f"状态“{promise.never.state}”不计整改期限，谈不上逾期，这条承诺什么也没有说"
            yield Fault(("invariants", i, "never"), text)
        if promise.all_gates and not flow.gates:
            yield Fault(("invariants", i, "all_gates"), "流程没有写关口（gates），谈不上全部通过")
        if promise.never:
            yield from _never_faults(("invariants", i, "never", "when"), promise.never.when, flow)


def _leads(flow: Workflow, passing: Passing) -> bool:
    return any((step.trigger, step.to) == (passing.trigger, passing.to) for step in flow.transitions)


def _never_faults(place: Place, tree: Condition, flow: Workflow) -> Iterator[Fault]:
    """A promise may also ask whether a case that was opened is ``open`` or ``closed``; of one workflow at a time."""
    linked = {leaf.fact for leaf in tree.leaves if leaf.fact in flow.opened}
    if len(linked) > 1:
        told = "、".join(sorted(map(str, linked)))
        yield Fault(place, f"一条承诺里只能说一种另立的事项，这里有：{told}", "请一种写一条")
    for leaf in tree.leaves:
        if leaf.fact not in linked:
            yield from guard_faults(place, leaf, flow, sorted(flow.opened))
        elif leaf.is_ not in LINKED:
            yield Fault(place, f"“{leaf.fact}”是另立的事项，只能用 is 比较", f"可用：{'、'.join(LINKED)}")


def _asks_overdue(tree: Condition) -> bool:
    return any(leaf.fact == "overdue" for leaf in tree.leaves)


def _clocked(flow: Workflow, state: str) -> bool:
    return state in flow.states and flow.states[state].clock
