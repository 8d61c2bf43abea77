"""Who has the ball: the role whose action a workflow is written to see next."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_engine.domain.definitions import VOID, Transition, Workflow


def holder(flow: Workflow, state: str) -> str:
    """The first role of the first action, as they are written, that leads on from a state: not back to one that is
    declared before it, not to where nothing is left. Of any action where none does; empty where there is none."""
    step = onward(flow, state)
    return step.by[0] if step else ""


def onward(flow: Workflow, state: str) -> Transition | None:
    """The action that a workflow is written to see next: not a detour that only leads back; None where nothing is
    left."""
    steps = flow.from_state(state)
    found = list(_onward(flow, state, steps))
    straight = (step for step in found if _ends_without(flow, step.to, state))
    return next(straight, next(iter(found or steps), None))


def _ends_without(flow: Workflow, start: str, avoided: str) -> bool:
    """Whether a case can be brought to its end from one state without coming through another."""
    seen, left = {start, avoided}, [start]
    while left:
        state = left.pop()
        if flow.states[state].terminal and flow.states[state].closing not in VOID:
            return True
        ahead = {step.to for step in flow.from_state(state)} - seen
        seen |= ahead
        left += ahead
    return False


def _onward(flow: Workflow, state: str, steps: tuple[Transition, ...]) -> Iterator[Transition]:
    order = list(flow.states)
    for step in steps:
        if order.index(step.to) > order.index(state) and flow.states[step.to].closing not in VOID:
            yield step
