"""What lies ahead of one case in a workflow, and the promises of that workflow its history does not keep."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from inspect_engine.domain.authority import Person
from inspect_engine.domain.case import Case
from inspect_engine.domain.definitions import Invariant, Transition, Workflow
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.text import same_name
from inspect_engine.domain.wording import action, state, states

SUCCESS = ("rectified", "on_the_spot")
"""Closing kinds that mean the hazard is gone."""


def ahead(flow: Workflow, start: str, *, without: Collection[Transition] = ()) -> frozenset[str]:
    """States that can follow (``start`` among them) when some actions are never taken; conditions count as met."""
    found, todo = {start}, [start]
    while todo:
        for step in flow.from_state(todo.pop()):
            if step not in without and step.to not in found:
                found.add(step.to)
                todo.append(step.to)
    return frozenset(found)


def distances(flow: Workflow) -> dict[str, int]:
    """How many actions lie between the start and each state, at least."""
    found, todo = {flow.initial: 0}, [flow.initial]
    for name in todo:
        for step in flow.from_state(name):
            if step.to not in found:
                found[step.to] = found[name] + 1
                todo.append(step.to)
    return found


def known_as(names: Collection[str], roster: Mapping[str, Person]) -> dict[str, str]:
    """Every reduced name under which these persons may stand in events, with the name as recorded."""
    return {
        alias: name
        for name in sorted(names)
        for alias in (roster[name].known_as if name in roster else {same_name(name)})
    }


def unkept(flow: Workflow, case: Case, at: str, roster: Mapping[str, Person]) -> Iterator[tuple[Invariant, str]]:
    """Promises of a workflow that a case standing ``at`` one of its states breaks, or could break unhindered."""
    for promise in flow.invariants:
        for why in (
            _without_the_step(flow, case, at, promise),
            _by_one_person(flow, case, promise, roster),
            _forbidden(flow, case, at, promise),
            _past_the_gates(flow, case, at, promise),
        ):
            if why:
                yield promise, why


def _without_the_step(flow: Workflow, case: Case, at: str, promise: Invariant) -> str:
    trigger = promise.before
    if trigger is None or trigger in case.persons:
        return ""
    reached = ahead(flow, at, without=[step for step in flow.transitions if step.trigger == trigger])
    skipped = states(flow, [name for name in promise.reach if name in reached])
    return f"没有办过{action(flow, trigger)}，从{state(flow, at)}可以不经这一步就到{skipped}" if skipped else ""


def _by_one_person(flow: Workflow, case: Case, promise: Invariant, roster: Mapping[str, Person]) -> str:
    if promise.different_person is None:
        return ""
    one, other = (known_as(case.persons.get(name, frozenset()), roster) for name in promise.different_person)
    both = sorted({name for alias, name in one.items() if alias in other})
    titles = "、".join(action(flow, name) for name in promise.different_person)
    return f"的{titles}都有“{'、'.join(both)}”参与" if both else ""


def _forbidden(flow: Workflow, case: Case, at: str, promise: Invariant) -> str:
    never = promise.never
    if never is None or never.state != at or holds(never.when, case.facts(case.last_on)) is False:
        return ""
    return f"到不得{state(flow, at)}"


def _past_the_gates(flow: Workflow, case: Case, at: str, promise: Invariant) -> str:
    skipped = _skippable(flow, case, at) if promise.all_gates else []
    return f"从{state(flow, at)}可以不过关口{'、'.join(skipped)}就销号" if skipped else ""


def _skippable(flow: Workflow, case: Case, at: str) -> list[str]:
    """Gates not passed yet that no action asks for on some way to closure."""
    closing = {name for name, kept in flow.states.items() if kept.closing in SUCCESS}
    found = []
    for name, gate in flow.gates.items():
        asking = [step for step in flow.transitions if name in step.gates or name in step.passes]
        if name not in case.gates and closing & ahead(flow, at, without=asking):
            found.append(f"“{gate.title}”")
    return found
