"""Rules of workflows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inspect_engine.domain.definitions import FINAL, Workflow
from inspect_engine.domain.definitions.workflow import CASE_FACTS
from inspect_engine.domain.rules.asked import asked_faults
from inspect_engine.domain.words.forms import JOINED
from inspect_engine.errors import Fault

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


def policies_are_about_this_workflow(flow: Workflow) -> Iterator[Fault]:
    """A policy is about actions, states or further limits, and they exist."""
    triggers = {t.trigger for t in flow.transitions}
    for name, policy in flow.policies.items():
        if not (policy.actions or policy.states or policy.limits):
            yield Fault(("policies", name), f"口径“{policy.title}”没有写管什么", "写 actions: 动作，或 states: 状态")
        for n, limit in enumerate(policy.limits):
            if limit not in flow.limits:
                yield Fault(("policies", name, "limits", n), f"另外的时限“{limit}”不存在")
        for n, trigger in enumerate(policy.actions):
            if trigger not in triggers:
                yield Fault(("policies", name, "actions", n), f"动作“{trigger}”不存在")
        for n, state in enumerate(policy.states):
            if state not in flow.states:
                yield Fault(("policies", name, "states", n), f"状态“{state}”不存在")


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
