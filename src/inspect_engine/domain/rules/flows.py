"""Rules of workflows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import get_args

from inspect_engine.domain.definitions import (
    FINAL,
    TIMES,
    Condition,
    FieldSpec,
    Passing,
    Severity,
    Transition,
    Workflow,
)
from inspect_engine.domain.definitions.base import CHOSEN
from inspect_engine.domain.rules.samples import of_field
from inspect_engine.domain.words.forms import JOINED
from inspect_engine.errors import Fault, Place

MOST_COUNT = 99
LINKED = ("open", "closed", "never")
"""How a case that was opened can stand, as promises ask for it; one that was never opened is closed, too."""
COUNT = frozenset(str(n) for n in range(MOST_COUNT + 1))
CASE_FACTS: Mapping[str, frozenset[str]] = {
    "severity": frozenset(get_args(Severity)),
    "was_major": frozenset({"true", "false"}),
    "overdue": frozenset({"true", "false"}),
    "returned": COUNT,
    "extended": COUNT,
}
"""Facts of a case that a workflow condition may ask for, and what each can be (``COUNT``: a number)."""
NUMBERS = ("integer", "decimal")
DAYS = ("date", "moment")
RESERVED = {"open": "发现", "overdue": "逾期", "state": "状态"}
"""Names that actions may not have, and what they mean."""


def names_are_known(flow: Workflow) -> Iterator[Fault]:
    """States, triggers and facts that are mentioned exist."""
    triggers = {t.trigger for t in flow.transitions} | {"open"}
    if flow.initial not in flow.states:
        yield Fault(("initial",), f"起始状态“{flow.initial}”不存在")
    for i, step in enumerate(flow.transitions):
        for j, name in enumerate(step.from_):
            if name not in flow.states:
                yield Fault(("transitions", i, "from", j), f"状态“{name}”不存在")
        if step.to not in flow.states:
            yield Fault(("transitions", i, "to"), f"状态“{step.to}”不存在")
        if "viewer" in step.by:
            fix = "请删去 viewer"
            yield Fault(("transitions", i, "by"), f"只读的人不办事，“{step.title}”不能写 by: viewer", fix)
        for j, name in enumerate(step.unlike):
            if name not in triggers:
                yield Fault(("transitions", i, "unlike", j), f"动作“{name}”不存在")
        for j, guard in enumerate(step.when):
            for leaf in guard.if_.leaves:
                yield from asked_faults(("transitions", i, "when", j), leaf, flow, step)


def limits_are_about_this_workflow(flow: Workflow) -> Iterator[Fault]:
    """Actions from which a further limit runs, and that end it, exist."""
    triggers = {t.trigger for t in flow.transitions} | {"open"}
    for name, limit in flow.limits.items():
        for key, named in (("from", limit.from_), ("until", limit.until)):
            for trigger in named:
                if trigger not in triggers:
                    yield Fault(("limits", name, key), f"动作“{trigger}”不存在")


def distinct_signers(flow: Workflow) -> Iterator[Fault]:
    """Fields that must name different persons are required fields of persons."""
    for i, step in enumerate(flow.transitions):
        own = {spec.id: spec for spec in step.needs}
        for name in step.distinct:
            if name not in own:
                yield Fault(("transitions", i, "distinct"), f"distinct 里的“{name}”不是本动作的字段")
            elif own[name].type not in JOINED or not own[name].required:
                yield Fault(("transitions", i, "distinct"), f"“{name}”须是必填的 type: person，才谈得上各不相同")
        for name in step.keeps:
            if name not in flow.gates:
                yield Fault(("transitions", i, "keeps", name), f"关口“{name}”不存在")
        if step.several and not step.opens:
            yield Fault(("transitions", i, "several"), "several 只与 opens 一起写")


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


def asked_faults(
    place: Place, leaf: Condition, flow: Workflow, step: Transition, use: str = "作条件"
) -> Iterator[Fault]:
    """A condition of an action asks for facts of the case, or for what this or an earlier action fills in."""
    fields: dict[str, list[FieldSpec]] = {}
    for each in flow.transitions:
        for spec in each.needs:
            fields.setdefault(spec.id, []).append(spec)
    own = {spec.id: [spec] for spec in step.needs}
    known = {**fields, **own}
    fact = leaf.fact or ""
    if fact in CASE_FACTS or fact in flow.gates or fact.startswith(TIMES) or fact not in known:
        yield from guard_faults(place, leaf, flow, list(own))
    elif leaf.limit:
        yield from measured_only(place, leaf, "流程的条件")
    else:
        yield from _field_faults(place, leaf, known, use)


def _field_faults(place: Place, leaf: Condition, known: Mapping[str, list[FieldSpec]], use: str) -> Iterator[Fault]:
    specs = known[leaf.fact or ""]
    numeric = all(spec.type in NUMBERS for spec in specs)
    if leaf.than:
        if leaf.than not in known:
            yield Fault(place, f"条件里的“{leaf.than}”不存在", f"可用：{'、'.join(known)}")
        elif not any(_all_of(group, [*specs, *known[leaf.than]]) for group in (NUMBERS, DAYS)):
            yield Fault(place, f"“{leaf.fact}”与“{leaf.than}”不能相比", "须都是必填的数字，或都是必填的日期")
    elif not _all_of(("boolean", "choice", *NUMBERS), specs):
        yield Fault(place, f"“{leaf.fact}”要用来{use}，须是必填的 boolean、choice、integer 或 decimal")
    elif (leaf.op is None) == numeric:
        yield Fault(place, f"“{leaf.fact}”是{'数字，要用 op 与 value' if leaf.is_ else '选项，要用 is'} 比较")
    elif leaf.is_ is not None and not any(leaf.is_ in of_field(spec, [leaf]) for spec in specs):
        yield Fault(place, f"“{leaf.fact}”没有选项“{leaf.is_}”")


def _all_of(types: Collection[str], specs: Iterable[FieldSpec]) -> bool:
    return all(spec.type in types and spec.required for spec in specs)


def guard_faults(place: Place, tree: Condition, flow: Workflow, fields: Iterable[str] = ()) -> Iterator[Fault]:
    """A guard asks for facts of the case or its gates, and compares each with what it can be.

    ``fields`` are further facts that may be asked for here, checked elsewhere.
    """
    for leaf in tree.leaves:
        fact = leaf.fact or ""
        possible = _possible(fact, flow)
        if leaf.limit or leaf.than or leaf.choosing:
            yield from measured_only(place, leaf, "流程的条件")
        elif possible is None:
            known = "、".join([*sorted(CASE_FACTS), *flow.gates, *fields])
            yield Fault(place, f"条件里的“{fact}”不存在", f"可用：{known}")
        elif possible == COUNT and not _counts(leaf):
            yield Fault(place, f"“{fact}”是次数，只能与 0 至 {MOST_COUNT} 的整数比较")
        elif possible != COUNT and (leaf.op or leaf.is_ not in possible):
            yield Fault(place, f"“{fact}”只能用 is 比较", f"可用：{'、'.join(sorted(possible))}")


def _possible(fact: str, flow: Workflow) -> frozenset[str] | None:
    """What a fact of a case can be; None where there is no such fact."""
    if fact.startswith(TIMES):
        return COUNT if any(TIMES + step.trigger == fact for step in flow.transitions) else None
    return frozenset({"true", "false"}) if fact in flow.gates else CASE_FACTS.get(fact)


def measured_only(place: Place, leaf: Condition, where: str) -> Iterator[Fault]:
    """Limits, comparisons of two values and of several choices are for what an item measures."""
    for key in ("limit", "than", *CHOSEN):
        if getattr(leaf, key) is not None:
            yield Fault(place, f"{where}不能用 {key}", f"{key} 只用于检查项的实测值")


def _counts(leaf: Condition) -> bool:
    """Whether a count is compared with a number that a count can be."""
    if leaf.value is None:
        return leaf.is_ in COUNT
    return 0 <= leaf.value <= MOST_COUNT and leaf.value == leaf.value.to_integral_value()


def gates_are_known(flow: Workflow) -> Iterator[Fault]:
    """Gates that are asked for, passed or revoked exist, and each can be passed; none is named like another fact."""
    taken = {*CASE_FACTS, *flow.opened, *(spec.id for step in flow.transitions for spec in step.needs)}
    for name in flow.gates:
        if name in taken:
            yield Fault(("gates", name), f"关口“{name}”与已有的事实或字段重名", "请换一个名字")
        if not any(name in step.passes for step in flow.transitions):
            yield Fault(("gates", name), f"关口“{name}”没有任何动作能通过", "给某个动作写 passes")
    for i, step in enumerate(flow.transitions):
        for key in ("gates", "passes", "revokes"):
            for j, name in enumerate(getattr(step, key)):
                if name not in flow.gates:
                    fix = f"可用：{'、'.join(flow.gates) or '（无）'}"
                    yield Fault(("transitions", i, key, j), f"关口“{name}”不存在", fix)
        if both := set(step.passes) & set(step.revokes):
            yield Fault(("transitions", i, "revokes"), f"同一动作不能既通过又撤回“{min(both)}”")
        if step.trigger in RESERVED:
            text = f"“{step.trigger}”指{RESERVED[step.trigger]}，动作请另起名字"
            yield Fault(("transitions", i, "trigger"), text)


def _reach(start: set[str], edges: Mapping[str, set[str]]) -> set[str]:
    found, todo = set(start), list(start)
    while todo:
        for name in edges.get(todo.pop(), set()) - found:
            found.add(name)
            todo.append(name)
    return found


def everything_reachable_and_closable(flow: Workflow) -> Iterator[Fault]:
    """Every state can be reached from the start, which is open, and can reach a closing state other than withdrawal or
    merging. Reopening is no way to the close."""
    if any(True for _ in names_are_known(flow)):
        return
    if flow.states[flow.initial].terminal:
        yield Fault(("initial",), f"起始状态“{flow.initial}”是终态：一立案就办结了", "请从没有办结的状态开始")
        return
    forward: dict[str, set[str]] = {}
    backward: dict[str, set[str]] = {}
    for step in flow.transitions:
        for name in step.from_:
            forward.setdefault(name, set()).add(step.to)
            if step.mark != "reopened":
                backward.setdefault(step.to, set()).add(name)
    reached = _reach({flow.initial}, forward)
    closing = {name for name, state in flow.states.items() if state.closing in FINAL}
    closable = _reach(closing, backward)
    for name, state in flow.states.items():
        if name not in reached:
            yield Fault(("states", name), f"状态“{name}”（{state.title}）从起始状态到不了")
        if not state.terminal and name not in closable:
            yield Fault(("states", name), f"状态“{name}”（{state.title}）走不到销号")
