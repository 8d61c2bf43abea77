"""The state machine of a workflow, run by ``transitions`` and spared what none of ours has."""

from __future__ import annotations

from collections.abc import Callable

from transitions import Event, EventData, Machine, MachineError
from transitions.core import Transition as Move

from inspect_engine.domain.definitions import Transition, Workflow

Conditions = list[str | Callable[..., bool | None]]
"""Asked in turn with whatever the trigger was pulled with; all must hold, or the next transition is tried."""


class Cursor:
    """What a machine moves: thrown away after one step."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class _Plain(Move):
    """Has conditions and a destination; looking for callbacks before, between and after would double its cost."""

    def execute(self, event_data: EventData) -> bool:
        if not all(condition.check(event_data) for condition in self.conditions):
            return False
        assert isinstance(event_data.model, Cursor)
        event_data.model.state = str(self.dest)
        return True


class _Trigger(Event):
    """Has transitions by state, and no queue, nothing to prepare and nothing to clear away."""

    def trigger(self, model: object, *args: object, **kwargs: object) -> bool:
        """Whether a transition was executed. Raises MachineError where none leads from the state."""
        assert isinstance(model, Cursor)
        if model.state not in self.transitions:
            raise MachineError(f"no {self.name} from {model.state}")
        event_data = EventData(None, self, self.machine, model, args=args, kwargs=kwargs)
        return any(move.execute(event_data) for move in self.transitions[model.state])


class _Machine(Machine):
    transition_cls, event_cls = _Plain, _Trigger


def machine_of(workflow: Workflow, conditions: Callable[[Transition], Conditions]) -> Machine:
    """One machine for a workflow, each of whose transitions has these ``conditions``; it holds no model."""
    states, initial = list(workflow.states), workflow.initial
    machine = _Machine(model=None, states=states, initial=initial, auto_transitions=False)
    for step in workflow.transitions:
        machine.add_transition(step.trigger, list(step.from_), step.to, conditions=conditions(step))
    return machine
