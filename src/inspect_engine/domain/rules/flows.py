"""Rules of workflows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from inspect_engine.domain.calendar import MAX_DAYS
from inspect_engine.domain.definitions import Condition, FieldSpec, Severity, Workflow
from inspect_engine.domain.rules.fault import Fault, Place

MOST_COUNT = 99
COUNT = frozenset(str(n) for n in range(MOST_COUNT + 1))
CASE_FACTS: Mapping[str, frozenset[str]] = {
    "severity": frozenset(get_args(Severity)),
    "overdue": frozenset({"true", "false"}),
    "returned": COUNT,
    "extended": COUNT,
}
"""Facts of a case that a workflow condition may ask for, and what each can be (``COUNT``: a number)."""
RESERVED = {"open": "发现", "overdue": "逾期", "state": "状态"}
"""Names that actions may not have, and what they mean."""
SETTABLE = frozenset({"severity", "severity_why", "requirement"})
"""Facts of a case that an action may set."""


def names_are_known(flow: Workflow) -> Iterator[Fault]:
    """States, triggers and facts that are mentioned exist."""
    triggers = {t.trigger for t in flow.transitions} | {"open"}
    if flow.initial not in flow.states:
        yield Fault(("initial",), f"起始状态“{flow.initial}”不存在")
    for i, step in enumerate(flow.transitions):
        for j, name in enumerate(step.from_):
            if name not in flow.states:
                yield Fault(("transitions", i, "from", j), f"状态“{name}”不存在")
            elif flow.states[name].terminal:
                yield Fault(("transitions", i, "from", j), f"“{name}”是终态，不能再有动作")
        if step.to not in flow.states:
            yield Fault(("transitions", i, "to"), f"状态“{step.to}”不存在")
        for j, name in enumerate(step.unlike):
            if name not in triggers:
                yield Fault(("transitions", i, "unlike", j), f"动作“{name}”不存在")
        for j, guard in enumerate(step.when):
            yield from guard_faults(("transitions", i, "when", j), guard.if_, flow)


def invariants_are_about_this_workflow(flow: Workflow) -> Iterator[Fault]:
    """States, triggers and facts that a promise mentions exist."""
    triggers = {t.trigger for t in flow.transitions} | {"open"}
    for i, promise in enumerate(flow.invariants):
        for name in (promise.before, *(promise.different_person or ())):
            if name is not None and name not in triggers:
                yield Fault(("invariants", i), f"动作“{name}”不存在")
        for name in (*promise.reach, *([promise.never.state] if promise.never else [])):
            if name not in flow.states:
                yield Fault(("invariants", i), f"状态“{name}”不存在")
        if promise.different_person and len(set(promise.different_person)) == 1:
            yield Fault(("invariants", i, "different_person"), "两个动作是同一个，没有人能与自己不同")
        if promise.never and _asks_overdue(promise.never.when) and not _clocked(flow, promise.never.state):
            text = f"状态“{promise.never.state}”不计整改期限，谈不上逾期，这条承诺什么也没有说"
            yield Fault(("invariants", i, "never"), text)
        if promise.all_gates and not flow.gates:
            yield Fault(("invariants", i, "all_gates"), "流程没有写关口（gates），谈不上全部通过")
        if promise.never:
            yield from guard_faults(("invariants", i, "never", "when"), promise.never.when, flow)


def _asks_overdue(tree: Condition) -> bool:
    return any(leaf.fact == "overdue" for leaf in tree.leaves)


def _clocked(flow: Workflow, state: str) -> bool:
    return state in flow.states and flow.states[state].clock


def guard_faults(place: Place, tree: Condition, flow: Workflow, fields: Iterable[str] = ()) -> Iterator[Fault]:
    """A guard asks for facts of the case or its gates, and compares each with what it can be.

    ``fields`` are further facts that may be asked for here, checked elsewhere.
    """
    for leaf in tree.leaves:
        fact = leaf.fact or ""
        possible = frozenset({"true", "false"}) if fact in flow.gates else CASE_FACTS.get(fact)
        if leaf.limit:
            yield Fault(place, "流程的条件不能用 limit", "limit 只用于检查项的实测值")
        elif possible is None:
            known = "、".join([*sorted(CASE_FACTS), *flow.gates, *fields])
            yield Fault(place, f"条件里的“{fact}”不存在", f"可用：{known}")
        elif possible == COUNT and not _counts(leaf):
            yield Fault(place, f"“{fact}”是次数，只能与 0 至 {MOST_COUNT} 的整数比较")
        elif possible != COUNT and (leaf.op or leaf.is_ not in possible):
            yield Fault(place, f"“{fact}”只能用 is 比较", f"可用：{'、'.join(sorted(possible))}")


def _counts(leaf: Condition) -> bool:
    """Whether a count is compared with a number that a count can be."""
    if leaf.value is None:
        return leaf.is_ in COUNT
    return 0 <= leaf.value <= MOST_COUNT and leaf.value == leaf.value.to_integral_value()


def gates_are_known(flow: Workflow) -> Iterator[Fault]:
    """Gates that are asked for, passed or revoked exist, and each can be passed; none is named like another fact."""
    for name in flow.gates:
        if name in CASE_FACTS or any(name == spec.id for step in flow.transitions for spec in step.needs):
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


def fields_are_known(flow: Workflow) -> Iterator[Fault]:
    """``sets``, ``deadline`` and ``dated_by`` name fields of the right type."""
    everywhere: dict[str, list[FieldSpec]] = {}
    for field in (field for step in flow.transitions for field in step.needs):
        everywhere.setdefault(field.id, []).append(field)
    for i, step in enumerate(flow.transitions):
        own = {field.id: field for field in step.needs}
        if "due_on" in own:
            yield Fault(("transitions", i, "needs"), "“due_on”指现有的期限，字段请另起名字")
        if len(own) != len(step.needs):
            yield Fault(("transitions", i, "needs"), "同一动作的字段重名")
        for target, field_id in step.sets.items():
            if target not in SETTABLE:
                fix = f"可用：{'、'.join(sorted(SETTABLE))}"
                yield Fault(("transitions", i, "sets", target), f"动作不能设置“{target}”", fix)
            place = ("transitions", i, "sets", target)
            if field_id not in own or not own[field_id].required:
                yield Fault(place, f"“{field_id}”应是 needs 里的必填字段")
            elif target == "severity" and not {"general", "major"} >= set(own[field_id].choices) > set():
                yield Fault(place, f"“{field_id}”的选项只能是 general、major")
        if step.dated_by and not _required(own, step.dated_by, "date"):
            yield Fault(("transitions", i, "dated_by"), f"“{step.dated_by}”应是 needs 里的必填日期字段")
        if step.deadline:
            days, start = step.deadline.days, step.deadline.start
            if not everywhere.get(days) or not all(map(_is_period, everywhere[days])):
                text = f"“{days}”不论在哪个动作里，都应是必填整数字段，min 不小于 1，max 不大于 {MAX_DAYS}"
                yield Fault(("transitions", i, "deadline"), text)
            if start != "due_on" and not _required(own, start, "date"):
                yield Fault(("transitions", i, "deadline"), f"“{start}”应是本动作的必填日期字段")


def _required(fields: Mapping[str, FieldSpec], name: str, kind: str) -> bool:
    return name in fields and fields[name].required and fields[name].type == kind


def _is_period(spec: FieldSpec) -> bool:
    bounded = spec.min is not None and spec.min >= 1 and spec.max is not None and spec.max <= MAX_DAYS
    return bounded and spec.type == "integer" and spec.required


def _reach(start: set[str], edges: Mapping[str, set[str]]) -> set[str]:
    found, todo = set(start), list(start)
    while todo:
        for name in edges.get(todo.pop(), set()) - found:
            found.add(name)
            todo.append(name)
    return found


def everything_reachable_and_closable(flow: Workflow) -> Iterator[Fault]:
    """Every state can be reached from the start, and can reach a closing state other than withdrawal."""
    if any(True for _ in names_are_known(flow)):
        return
    forward: dict[str, set[str]] = {}
    backward: dict[str, set[str]] = {}
    for step in flow.transitions:
        for name in step.from_:
            forward.setdefault(name, set()).add(step.to)
            backward.setdefault(step.to, set()).add(name)
    reached = _reach({flow.initial}, forward)
    closing = {name for name, state in flow.states.items() if state.closing in ("rectified", "on_the_spot")}
    closable = _reach(closing, backward)
    for name, state in flow.states.items():
        if name not in reached:
            yield Fault(("states", name), f"状态“{name}”（{state.title}）从起始状态到不了")
        if not state.terminal and name not in closable:
            yield Fault(("states", name), f"状态“{name}”（{state.title}）走不到销号")
