"""A random workflow of 40 states, 200 transitions and 6 gates that keeps every promise it makes; same seed, same flow.

Three stages: before the deadline is set, while it runs, after the re-inspection. A chain without conditions leads
through all states, so that a case can always close; everything else is drawn: where actions lead, their conditions,
which gates they pass or revoke, and branches that ``if`` chooses between.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from random import Random
from typing import Any

from inspect_engine.domain import rules
from inspect_engine.domain.definitions import Workflow

STATES, TRANSITIONS, GATES = 40, 200, 6
OPEN = [f"s{n:02}" for n in range(STATES - 3)]
STAGES = (OPEN[1:12], OPEN[12:31], OPEN[31:])
GATE_NAMES = [f"gate{n}" for n in range(1, GATES + 1)]
Plain = dict[str, Any]


def build(seed: int) -> Workflow:
    """The workflow of this seed. Raises ValueError when a rule finds fault with it."""
    draw = Random(seed)
    steps = [*_backbone(), *_gates(draw)]
    while len(steps) < TRANSITIONS:
        room = TRANSITIONS - len(steps)
        steps += _branched(draw, len(steps)) if room > 1 and draw.random() < 0.15 else [_single(draw, len(steps))]
    flow = Workflow.model_validate(
        {
            **{"id": f"random-{seed}", "title": f"随机流程 {seed}", "version": "1", "kind": "task", "initial": "s00"},
            "states": _states(draw),
            "gates": {name: {"title": name} for name in GATE_NAMES},
            "transitions": steps,
            "invariants": INVARIANTS,
        }
    )
    if faults := [fault for rule in rules.WORKFLOW_RULES for fault in rule(flow)]:
        raise ValueError(faults)
    return flow


INVARIANTS: list[Plain] = [
    *({"title": f"{name} 在先", "before": name, "reach": ["closed"]} for name in ("grade", "serve", "reinspect")),
    {"title": "立行立改也要定级", "before": "grade", "reach": ["spot", "closed"]},
    *(
        {"title": f"{one} 与 {other} 换人", "different_person": [one, other]}
        for one, other in (("reply", "reinspect"), ("reply", "close"), ("serve", "close"), ("open", "withdraw"))
    ),
    {"title": "待定级不得销号", "never": {"state": "closed", "when": {"fact": "severity", "is": "pending"}}},
    {"title": "重大不得立行立改", "never": {"state": "spot", "when": {"fact": "severity", "is": "major"}}},
    {"title": "关口没过不得销号", "never": {"state": "closed", "when": {"fact": "gate1", "is": "false"}}},
    {"title": "关口全过才销号", "all_gates": True},
    {"title": "随时走得到销号", "always_closable": True},
]
"""Several of each kind; the last two exist once in any workflow."""


def _states(draw: Random) -> Plain:
    """Clocks run only where the deadline has been set."""
    clocks = {name for name in STAGES[1] if draw.random() < 0.5}
    found: Plain = {n: {"title": n, **({"clock": "true"} if n in clocks else {"untimed": "未定"})} for n in OPEN}
    closing = {"closed": "rectified", "spot": "on_the_spot", "withdrawn": "withdrawn"}
    return {**found, **{name: {"title": name, "closing": how} for name, how in closing.items()}}


def _step(trigger: str, source: list[str], to: str, **more: Any) -> Plain:
    return {"trigger": trigger, "title": trigger, "from": source, "to": to, "by": ["inspector", "supervisor"], **more}


def _backbone() -> Iterator[Plain]:
    """The unconditional way to the close, and the actions that promises speak of."""
    grades = {"id": "grade", "title": "等级", "type": "choice", "choices": {"general": "一般", "major": "重大"}}
    term = [
        {"id": "days", "title": "期限", "type": "integer", "min": "1", "max": "90"},
        {"id": "day", "title": "日期", "type": "date"},
    ]
    deadline = {"needs": term, "deadline": {"days": "days", "start": "day"}}
    general = {"if": {"fact": "severity", "is": "general"}, "refused": "只限一般隐患"}
    yield _step("grade", ["s00"], STAGES[0][0], needs=[grades], sets={"severity": "grade"})
    for stage in STAGES:
        for n, (one, other) in enumerate(pairwise(stage)):
            if (stage, n) == (STAGES[1], 8):
                yield _step("reply", [one], other, unlike=["reinspect"])
            else:
                yield _step(f"on-{one}", [one], other)
    yield _step("serve", STAGES[0][-3:], STAGES[1][0], **deadline)
    yield _step("extend", STAGES[1][5:9], STAGES[1][4], **deadline)
    yield _step("reinspect", STAGES[1][-3:], STAGES[2][0], unlike=["reply"])
    yield _step("return", STAGES[2][:2], STAGES[1][2], mark="returned")
    yield _step("close", STAGES[2][-1:], "closed", gates=GATE_NAMES, unlike=["reply", "serve"])
    yield _step("fix", STAGES[0][4:6], "spot", gates=GATE_NAMES, when=[general])
    yield _step("withdraw", OPEN, "withdrawn", unlike=["open"])


def _gates(draw: Random) -> Iterator[Plain]:
    """Each gate can be passed early somewhere, and last before the close without condition."""
    for name in GATE_NAMES:
        for stage in STAGES[:2]:
            yield _step(f"pass-{name}-{stage[0]}", [draw.choice(stage)], draw.choice(stage), passes=[name])
        yield _step(f"pass-{name}", STAGES[2][-1:], STAGES[2][-1], passes=[name])


def _single(draw: Random, n: int) -> Plain:
    stage = draw.choice(STAGES)
    more: Plain = {}
    if draw.random() < 0.6:
        more["when"] = [{"if": _condition(draw), "refused": "条件不满足"}]
    if draw.random() < 0.3:
        more[draw.choice(("passes", "revokes"))] = [draw.choice(GATE_NAMES)]
    if draw.random() < 0.15:
        more["gates"] = draw.sample(GATE_NAMES, 2)
    return _step(f"t{n}", draw.sample(stage, draw.choice((1, 1, 2))), draw.choice(stage), **more)


def _branched(draw: Random, n: int) -> list[Plain]:
    """One action, two places: a condition chooses."""
    stage, tree = draw.choice(STAGES), _condition(draw)
    source = draw.sample(stage, 1)
    return [_step(f"t{n}", source, draw.choice(stage), **{"if": each}) for each in (tree, {"not": tree})]


def _condition(draw: Random, depth: int = 0) -> Plain:
    """Over grade, overdue, returns and gates; sometimes two or three together."""
    if depth == 0 and draw.random() < 0.4:
        parts = [_condition(draw, 1) for _ in range(draw.choice((2, 3)))]
        return {draw.choice(("all", "any")): parts}
    return draw.choice(
        (
            {"fact": "severity", "is": draw.choice(("general", "major"))},
            {"fact": "overdue", "is": draw.choice(("true", "false"))},
            {"fact": "returned", "op": draw.choice((">=", "<")), "value": draw.choice(("1", "2"))},
            {"fact": draw.choice(GATE_NAMES), "is": draw.choice(("true", "false"))},
        )
    )
