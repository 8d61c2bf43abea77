"""The course of a case that a paper ledger tells of: which states of the workflow it has reached, and on which days.

Nobody of this ledger has seen any of it. What is open goes on from there by the rules; what is closed is called closed
on paper, for ever.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspect_engine.domain.calendars import Calendar, parse_date
from inspect_engine.domain.definitions import CLOSING_TITLES, ON_PAPER, Definition, Transition, Workflow
from inspect_engine.domain.paper.days import Due

CLOSED_TITLE = CLOSING_TITLES[ON_PAPER]
"""What the state of a case is called that was closed on paper."""


@dataclass(frozen=True)
class Stages:
    """The states of a workflow that paper knows: to be put right, replied, closed as put right."""

    rectifying: str
    replied: str
    closed: str


def stages_of(flow: Workflow) -> Stages | None:
    """Those states; None for a workflow in which nobody replies, or that closes nothing as put right."""
    reply = next((step for step in flow.transitions if step.mark == "replied"), None)
    closed = next((name for name, state in flow.states.items() if state.closing == "rectified"), None)
    return Stages(reply.from_[0], reply.to, closed) if reply and closed else None


def flow_of(definition: Definition) -> Workflow | None:
    """The workflow of a checklist by which hazards from paper go: that of most of its items that has the stages."""
    count: dict[str, int] = {}
    for item in definition.pack.items:
        count[item.workflow] = count.get(item.workflow, 0) + 1
    flows = [definition.workflows[name] for name in sorted(count, key=lambda name: -count[name])]
    return next((flow for flow in flows if flow.kind == "hazard" and stages_of(flow)), None)


class Course:
    """How cases from paper go through one workflow. Raises ValueError for a workflow without the stages."""

    def __init__(self, flow: Workflow) -> None:
        stages = stages_of(flow)
        if stages is None:
            raise ValueError(f"流程“{flow.title}”没有回复或销号，纸面台账不能依它导入")
        self.flow, self.stages = flow, stages
        self._ways: dict[tuple[str, str], tuple[Transition, ...]] = {}

    def steps(self, opened: Mapping[str, Any], calendar: Calendar) -> Iterator[dict[str, Any]]:
        """The data of what follows the opening event of a case, in order, by the facts in it. Raises ValueError for a
        period that cannot be counted.
        """
        facts, found, state = opened["paper"]["facts"], parse_date(opened["on"]), str(opened["state"])
        for to, on, data in self._reached(facts, found, calendar):
            yield {**self._step(state, to, on, opened["paper"]["names"]), **data}
            state = to

    def _reached(
        self, facts: Mapping[str, Any], found: date, calendar: Calendar
    ) -> Iterator[tuple[str, date, dict[str, Any]]]:
        """The states that the facts lead to, each with its day and what else it changes."""
        served, replied, closed = (_day(facts, name) for name in ("served_on", "replied_on", "closed_on"))
        due = facts.get("due")
        if served or due or replied:
            on = served or found
            dated = {"deadline": Due.read(due).data(on, calendar)} if due else {}
            yield self.stages.rectifying, on, {"title": f"纸面记载：{'送达' if served else '要求整改'}", **dated}
        if replied:
            yield self.stages.replied, replied, {"title": "纸面记载：回复", "mark": "replied"}
        if closed:
            ended = {"title": "纸面记载：办结", "closing": ON_PAPER, "to_title": CLOSED_TITLE}
            yield self.stages.closed, closed, ended

    def _step(self, start: str, to: str, on: date, names: Mapping[str, list[str]]) -> dict[str, Any]:
        taken, state = self._way(start, to), self.flow.states[to]
        who = {step.trigger: list(found) for step in taken if (found := names.get(_role(step), ()))}
        return {
            "on": on.isoformat(),
            "from": start,
            "to": to,
            "to_title": state.title,
            "clock": state.clock,
            "closing": None,
            "mark": None,
            "taken": [[step.trigger, step.to] for step in taken],
            "passes": sorted({gate for step in taken for gate in step.passes}),
            "by": who,
            "persons": sorted({name for names in who.values() for name in names}),
        }

    def _way(self, start: str, to: str) -> tuple[Transition, ...]:
        if (start, to) not in self._ways:
            self._ways[start, to] = way(self.flow, start, to)
        return self._ways[start, to]


def _day(facts: Mapping[str, Any], name: str) -> date | None:
    return parse_date(facts[name]) if name in facts else None


def _role(step: Transition) -> str:
    """Whom of those that the paper names an action is put down to: who put it right, or who looked at it."""
    if any(spec.type == "inspectors" for spec in step.needs):
        return "recheckers"
    return "rectifiers" if "responsible" in step.by else ""


def way(flow: Workflow, start: str, to: str) -> tuple[Transition, ...]:
    """The shortest way between two states that one person after the other goes, through no other end. Raises ValueError
    where there is none."""
    before: dict[str, tuple[Transition, str]] = {}
    queue = deque([start])
    while queue and to not in before:
        state = queue.popleft()
        for step in flow.from_state(state):
            if (
                step.to not in (start, *before)
                and not step.second
                and (step.to == to or not flow.states[step.to].closing)
            ):
                before[step.to] = step, state
                queue.append(step.to)
    found: list[Transition] = []
    while to != start:
        if to not in before:
            raise ValueError(f"流程“{flow.title}”从“{flow.states[start].title}”走不到“{flow.states[to].title}”")
        step, to = before[to]
        found.insert(0, step)
    return tuple(found)
