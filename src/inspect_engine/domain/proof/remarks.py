"""What is worth knowing of a hazard's re-inspections although the floor lets it pass."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from inspect_engine.domain.definitions import Transition, Workflow
from inspect_engine.domain.proof.floor import HAZARD
from inspect_engine.domain.proof.reinspection import reinspections
from inspect_engine.errors import Fault

HANDS = 2
"""Inspectors that sign a re-inspection (行政处罚法 第42条: 执法人员不得少于两人)."""


def remarks(flow: Workflow) -> Iterator[Fault]:
    """Re-inspections that one person signs for several, and those of two names that the close cannot tell apart."""
    if flow.kind != HAZARD:
        return
    looked = reinspections(flow)
    failed = [step for step in flow.transitions if step.verdict == "failed"]
    for trigger in dict.fromkeys(step.trigger for step in (*looked, *failed)):
        yield from _signed_by_one(flow, trigger)
    yield from _alike(flow, looked)


def _signed_by_one(flow: Workflow, trigger: str) -> Iterator[Fault]:
    index = next(n for n, step in enumerate(flow.transitions) if step.trigger == trigger)
    step = flow.transitions[index]
    for n, spec in enumerate(step.needs):
        if spec.type == "inspectors" and (not spec.required or int(spec.min or 1) < HANDS):
            text = f"“{step.title}”的“{spec.title}”可以只写一个人，复查就没有人会签：要两个人签的写 min: {HANDS}"
            yield Fault(("transitions", index, "needs", n), text)


def _alike(flow: Workflow, looked: list[Transition]) -> Iterator[Fault]:
    told = set[tuple[str, str]]()
    for one, other in combinations(looked, 2):
        pair = one.trigger, other.trigger
        if one.trigger != other.trigger and one.to == other.to and pair not in told and not one.verdict:
            told.add(pair)
            both, state = f"“{one.title}”与“{other.title}”", flow.states[one.to].title
            text = f"{both}都算复查、都到“{state}”，销号时不分是哪一种：须都是合格"
            yield Fault(("transitions", flow.transitions.index(other)), text)
