"""What stands on a reply sheet: columns that are given, and of each hazard the steps that its unit fills in.

A column is known by a code, ``#number`` or ``#reply.measures``, whatever its heading and wherever it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from inspect_engine.domain.cases import Case
from inspect_engine.domain.definitions import SEVERITY_TITLES, Transition, Workflow

READ = "replies.read"
"""The kind of record by which a ledger keeps the very sheet that was read in."""
SEAL = "#seal"
FILES = "files"
"""In place of a field: the names of the evidence of a step."""


@dataclass(frozen=True)
class Locked:
    """A column that is given: its code, heading, width in characters, and what it says of a case."""

    code: str
    title: str
    width: float
    text: Callable[[Case], str]


def _standing(case: Case) -> str:
    back = f"，退回重改 {case.returned} 次" if case.returned else ""
    return f"{case.state_title}{back}"


LOCKED = (
    Locked("#number", "编号", 14.5, lambda case: case.number),
    Locked("#subject", "检查对象（部位）", 15, lambda case: f"{case.subject_name}{case.part and f'（{case.part}）'}"),
    Locked("#title", "隐患", 22, lambda case: f"{case.title}{case.note and f'：{case.note}'}"),
    Locked("#severity", "等级", 6.5, lambda case: SEVERITY_TITLES.get(case.severity, case.severity)),
    Locked("#requirement", "整改要求", 18, lambda case: case.requirement),
    Locked("#due", "整改期限", 11, lambda case: str(case.due_on or "")),
    Locked("#standing", "现状", 9, _standing),
)


def code_of(step: Transition, field: str) -> str:
    """The code of the column in which a field of a step is filled in."""
    return f"#{step.trigger}.{field}"


def codes_of(step: Transition) -> Iterator[str]:
    """The codes of every column that a step may have."""
    yield from (code_of(step, each.id) for each in step.needs)
    yield code_of(step, FILES)


def steps_of(flow: Workflow, state: str) -> tuple[Transition, ...]:
    """The steps that the responsible unit takes from a state until it has replied: the reply alone, or what comes
    before it and the reply. None where no reply is waited for, or where there are several to choose from."""
    if reply := _reply(flow, state):
        return (reply,)
    first = (each for each in _own(flow, state) if each.to != state and flow.states[state].clock)
    return next(((each, reply) for each in first if (reply := _reply(flow, each.to))), ())


def requests_of(flow: Workflow, state: str) -> tuple[tuple[Transition, ...], ...]:
    """Each way in which the unit asks for more time instead of replying: the request, or what comes before it and the
    request. None where the workflow lets nobody of the unit ask, or nothing is waited for."""
    *before, reply = steps_of(flow, state) or (None,)
    if reply is None:
        return ()
    here = before[-1].to if before else state
    asked = {each.trigger: each for each in _own(flow, here) if _asks(flow, each)}
    return tuple((*before, each) for each in asked.values())


def _asks(flow: Workflow, step: Transition) -> bool:
    """Whether somebody else may then grant the time that is asked for here."""
    asked = {spec.id for spec in step.needs}
    granted = (each.deadline for each in flow.from_state(step.to) if each.mark == "extended")
    return any(deadline is not None and deadline.days in asked for deadline in granted)


def _reply(flow: Workflow, state: str) -> Transition | None:
    found = {each.trigger: each for each in _own(flow, state) if each.mark == "replied"}
    return next(iter(found.values())) if len(found) == 1 else None


def _own(flow: Workflow, state: str) -> Iterator[Transition]:
    return (each for each in flow.from_state(state) if "responsible" in each.by and not each.second)
