"""Random workflows: small, shaped like real ones, sound by the rules but with all kinds of holes."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, assume
from hypothesis import strategies as st

from inspect_engine.domain.definitions import Invariant, Link, Transition, Workflow
from inspect_engine.domain.rules import WORKFLOW_RULES
from inspect_engine.domain.rules.flows import everything_reachable_and_closable
from inspect_engine.domain.rules.promises import invariants_are_about_this_workflow

STEADY: dict[str, Any] = {
    "derandomize": True,
    "phases": [Phase.explicit, Phase.generate],
    "suppress_health_check": [HealthCheck.filter_too_much, HealthCheck.too_slow],
}
"""The same examples in every run, none shrunk: a whole workflow takes minutes to shrink."""
ROLES = ("inspector", "supervisor", "responsible")
GRADE = {"id": "grade", "title": "等级", "type": "choice", "choices": {"general": "一般", "major": "重大"}}
POINTS = {"id": "points", "title": "得分", "type": "integer", "min": "0", "max": "100"}
DAYS = [
    {"id": "days", "title": "天数", "type": "integer", "min": "1", "max": "30"},
    {"id": "day", "title": "日期", "type": "date"},
]


@st.composite
def conditions(draw: st.DrawFn, gates: list[str]) -> dict[str, Any]:
    """What a workflow may ask of a case."""
    leaf = draw(
        st.sampled_from(
            [
                {"fact": "severity", "is": "general"},
                {"fact": "severity", "is": "major"},
                {"fact": "overdue", "is": "true"},
                {"fact": "returned", "op": "<", "value": "2"},
                {"fact": "returned", "op": ">=", "value": "1"},
                {"fact": "extended", "is": "0"},
                *({"fact": gate, "is": "true"} for gate in gates),
            ]
        )
    )
    other = {"fact": "severity", "is": "pending"}
    return draw(st.sampled_from([leaf, {"not": leaf}, {"any": [leaf, other]}, {"all": [leaf, {"not": other}]}]))


@st.composite
def steps(draw: st.DrawFn, number: int, states: list[str], ends: list[str], gates: list[str]) -> list[dict[str, Any]]:
    """One action; sometimes two that an entered number tells apart."""
    start = draw(st.sampled_from(states))
    onward = states[states.index(start) + 1 :][:2] or ends
    step: dict[str, Any] = {
        "trigger": f"t{number}",
        "title": f"动作{number}",
        "from": sorted({start, *draw(st.lists(st.sampled_from(states), max_size=1))}),
        "to": draw(st.sampled_from([*onward, *onward, *states, *ends])),
        "by": draw(st.lists(st.sampled_from(ROLES), min_size=1, max_size=2, unique=True)),
        "needs": [],
    }
    if draw(st.integers(0, 3)) == 0:
        step["when"] = [{"if": draw(conditions(gates)), "refused": "不行"}]
    if draw(st.integers(0, 2)) == 0:
        step["needs"].append({"id": "who", "title": "谁", "type": draw(st.sampled_from(["person", "inspectors"]))})
        if step["needs"][0]["type"] == "inspectors":
            step["needs"][0]["min"] = "2"
            step["by"] = ["inspector"]
    if draw(st.integers(0, 3)) == 0:
        step["needs"].append(GRADE)
        step["sets"] = {"severity": "grade"}
    if draw(st.booleans()):
        step["needs"] += DAYS
        step["deadline"] = {"days": "days", "start": "day"}
    step["mark"] = draw(st.sampled_from([None, None, "returned", "extended", "replied"]))
    for key in ("passes", "gates", "revokes"):
        if gates and draw(st.integers(0, 2)) == 0:
            step[key] = [draw(st.sampled_from(gates))]
    if step.get("passes") == step.get("revokes"):
        step.pop("revokes", None)
    if draw(st.integers(0, 5)) == 0:
        step["second"] = "true"
    if draw(st.integers(0, 5)) == 0:
        return _branched(draw, step, states + ends)
    return [step]


def _branched(draw: st.DrawFn, step: dict[str, Any], places: list[str]) -> list[dict[str, Any]]:
    limit = str(draw(st.integers(1, 99)))
    needs = [*step["needs"], POINTS]
    low = {**step, "needs": needs, "if": {"fact": "points", "op": "<", "value": limit}}
    high = {**step, "needs": needs, "if": {"fact": "points", "op": ">=", "value": limit}}
    return [low, {**high, "to": draw(st.sampled_from(places)), "mark": None}]


WAITS: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{"untimed": "试"}, {"untimed": "试"}, {"paused": "鉴定"}, {"within": {"days": "3"}}, {"within": {"hours": "24"}}]
)
"""How long a case may wait in a state without a clock."""


@st.composite
def _endings(draw: st.DrawFn, states: list[str], ends: list[str]) -> list[dict[str, Any]]:
    """Sometimes a way back from a closing state, sometimes one into another case."""
    found: list[dict[str, Any]] = []
    base = {"by": ["supervisor"], "second": draw(st.sampled_from(["true", "false"]))}
    if draw(st.integers(0, 2)) == 0:
        back = {"trigger": "reopen", "title": "重新打开", "mark": "reopened", **base}
        found.append({**back, "from": [draw(st.sampled_from(ends))], "to": draw(st.sampled_from(states))})
    if draw(st.integers(0, 2)) == 0:
        into = {
            "trigger": "merge",
            "title": "并案",
            "merges": "into",
            "needs": [{"id": "into", "title": "并入"}],
            **base,
        }
        found.append({**into, "from": [draw(st.sampled_from(states))], "to": "merged"})
    return found


@st.composite
def workflows(draw: st.DrawFn, name: str = "flow", most: int = 5) -> Workflow:
    """A workflow that satisfies every rule; whether it keeps its promises is another matter."""
    states = [f"s{n}" for n in range(draw(st.integers(2, most)))]
    gates = [f"g{n}" for n in range(draw(st.integers(0, 2 if most > 3 else 0)))]
    ends = draw(st.sampled_from([["done"], ["done", "spot"], ["done", "dropped"], ["done", "dropped"]]))
    closing = {"done": "rectified", "spot": "on_the_spot", "dropped": "withdrawn", "merged": "merged"}
    found = [s for n in range(draw(st.integers(3, 2 * most - 1))) for s in draw(steps(n, states, ends, gates))]
    if name == "flow":
        found += draw(_endings(states, ends))
        ends = [*ends, *(end for end in ("merged",) if any(step["to"] == end for step in found))]
    triggers = ["open", *dict.fromkeys(step["trigger"] for step in found)]
    for trigger in triggers[1:]:
        apart = draw(st.lists(st.sampled_from(triggers), max_size=3, unique=True))
        for step in found:
            if step["trigger"] == trigger:
                step["unlike"] = apart
    pairs = st.lists(st.sampled_from(triggers), min_size=2, max_size=2, unique=True)
    kinds = [
        st.builds(lambda x: {"before": x, "reach": ["done"]}, st.sampled_from(triggers[1:])),
        st.builds(lambda x: {"different_person": x}, pairs),
        st.builds(lambda x: {"never": {"state": "done", "when": x}}, conditions(gates)),
        st.just({"all_gates": True} if gates else {"always_closable": True}),
    ]
    promises = draw(st.lists(st.one_of(kinds), min_size=1, max_size=4))
    clocks = draw(st.sets(st.sampled_from(states[1:]), max_size=1))
    raw: dict[str, Any] = {
        "id": name,
        "title": f"流程{name}",
        "version": "1",
        "kind": "task",
        "initial": "s0",
        "states": {
            **{s: {"title": s, **({"clock": True} if s in clocks else draw(WAITS))} for s in states},
            **{end: {"title": end, "closing": closing[end]} for end in ends},
        },
        "gates": {gate: {"title": gate} for gate in gates},
        "transitions": found,
        "invariants": [{"title": f"承诺{n}", **promise} for n, promise in enumerate(promises)],
    }
    if draw(st.booleans()):
        raw["escalations"] = {"late": {"title": "督办", "after": "2"}}
        for state in raw["states"].values():
            if "clock" in state or "within" in state:
                state["overdue"] = "late"
    flow = _mended(Workflow.model_validate(raw))
    assume(not any(True for rule in WORKFLOW_RULES for _ in rule(flow)))
    return flow


def _mended(flow: Workflow) -> Workflow:
    """The workflow with what the rules miss in it, so that few are drawn in vain: ways in and out, ways past gates."""
    passed = {name for step in flow.transitions for name in step.passes}
    more = [_plain(f"pass-{name}", flow.initial, flow.initial, passes=(name,)) for name in flow.gates.keys() - passed]
    for fault in everything_reachable_and_closable(flow):
        name = str(fault.path[-1])
        ways = ("in", flow.initial, name) if "到不了" in fault.what else ("out", name, "done")
        more.append(_plain(f"{ways[0]}-{name}", *ways[1:]))
    steps = (*flow.transitions, *{step.trigger: step for step in more}.values())
    kept = tuple(p for n, p in enumerate(flow.invariants) if n not in _idle(flow))
    return flow.model_copy(update={"transitions": steps, "invariants": kept})


def _plain(trigger: str, start: str, to: str, **more: Any) -> Transition:
    raw = {"trigger": trigger, "title": trigger, "from": [start], "to": to, "by": ["inspector", "supervisor"], **more}
    return Transition.model_validate(raw)


def _idle(flow: Workflow) -> set[object]:
    """Places of promises that say nothing."""
    return {fault.path[1] for fault in invariants_are_about_this_workflow(flow)}


@st.composite
def families(draw: st.DrawFn, sides: int = 1, most: int = 5) -> tuple[Workflow, ...]:
    """A workflow, and others that it opens; each may wait for states of the other."""
    flow = draw(workflows("flow", most))
    others = [draw(workflows(f"side{n}", most)) for n in range(sides)]
    for other in others:
        flow = _linked(draw, _opening(draw, flow, other), other)
        if other.id in flow.opened and draw(st.booleans()):
            never = {"state": "done", "when": {"fact": other.id, "is": "open"}}
            promise = Invariant.model_validate({"title": f"承诺 {other.id}", "never": never})
            flow = flow.model_copy(update={"invariants": (*flow.invariants, promise)})
    return flow, *(_linked(draw, other, flow) for other in others)


def _opening(draw: st.DrawFn, flow: Workflow, other: Workflow) -> Workflow:
    """The workflow with an action, or its rung, that opens the other."""
    if flow.escalations and draw(st.integers(0, 2)) == 0:
        rung = flow.escalations["late"].model_copy(update={"opens": other.id})
        return flow.model_copy(update={"escalations": {"late": rung}})
    free = [n for n, step in enumerate(flow.transitions) if step.opens is None]
    opening = draw(st.sampled_from(free)) if free else -1
    found = [
        step.model_copy(update={"opens": other.id} if n == opening else {}) for n, step in enumerate(flow.transitions)
    ]
    return flow.model_copy(update={"transitions": tuple(found)})


def _linked(draw: st.DrawFn, flow: Workflow, other: Workflow) -> Workflow:
    """The workflow with some of its actions waiting for the other."""
    found = []
    for step in flow.transitions:
        update: dict[str, Any] = {}
        if draw(st.integers(0, 3)) == 0:
            waited = draw(st.lists(st.sampled_from(sorted(other.states)), min_size=1, max_size=3, unique=True))
            link = Link.model_validate({"workflow": other.id, "in": waited, "refused": "等"})
            update["links"] = (*step.links, link)
        found.append(step.model_copy(update=update))
    return flow.model_copy(update={"transitions": tuple(found)})
