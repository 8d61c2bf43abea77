"""本单位口径: what an office decides itself, in words that are read off the actions and states it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from inspect_engine.domain.definitions import (
    CALENDAR_TITLES,
    Definition,
    Policy,
    Reference,
    TimeLimit,
    Transition,
    Workflow,
)
from inspect_engine.domain.words import wording


def policies(
    flow: Workflow, flows: Mapping[str, Workflow], references: Mapping[str, Reference], on: date = date.max
) -> list[str]:
    """What a workflow leaves to the office, one line each, as far as it was in force ``on`` a day; ``flows`` are those
    that it may open."""
    chosen = [one for one in flow.policies.values() if one.since <= on]
    return [f"{one.title}（{one.since} 起）：{_told(flow, one, flows, references)}" for one in chosen]


def of_item(definition: Definition, workflow: str, on: date) -> list[str]:
    """The same of the workflow that an item's cases go by, on the day of the inspection."""
    return policies(definition.workflows[workflow], definition.workflows, definition.references, on)


def _told(flow: Workflow, policy: Policy, flows: Mapping[str, Workflow], references: Mapping[str, Reference]) -> str:
    steps = [step for trigger in policy.actions for step in flow.transitions if step.trigger == trigger]
    lines = [
        *(_action(flow, step, flows) for step in steps),
        *(_state(flow, each, references) for each in policy.states),
        *(time_limit(flow, flow.limits[each]) for each in policy.limits),
    ]
    rests = "、".join(wording.basis(one, references) for one in policy.basis)
    lines += [f"理由：{policy.why}", *([f"依据：{rests}"] if rests else [])]
    return "；".join(dict.fromkeys(lines))


def _action(flow: Workflow, step: Transition, flows: Mapping[str, Workflow]) -> str:
    """Who takes an action, under what conditions, and what it waits for."""
    return f"“{step.title}”" + "，".join(_terms(flow, step, flows))


def _terms(flow: Workflow, step: Transition, flows: Mapping[str, Workflow]) -> Iterator[str]:
    yield f"由{wording.roles(step.by)}{'提出、另一人确认' if step.second else '办理'}"
    several = [spec for spec in step.needs if spec.type == "inspectors"]
    yield from (f"{spec.title}不少于 {spec.min or 1} 名检查员" for spec in several)
    fields = {**wording.case_fields(flow, flows.values()), **wording.by_id(step.needs)}
    if step.when:
        yield f"前提是{'、'.join(wording.condition(guard.if_, fields) for guard in step.when)}"
    if step.links:
        waits = [link.workflow for link in step.links]
        yield f"须先办结{_named(waits, flows)}"
        if beside := sorted(flow.opened - set(waits), key=list(flows).index):
            yield f"不等{_named(beside, flows)}（仍挂着，各按各的期限办理和催办）"


def _named(names: list[str], flows: Mapping[str, Workflow]) -> str:
    return "、".join(f"“{flows[name].title}”" if name in flows else name for name in names)


def _state(flow: Workflow, name: str, references: Mapping[str, Reference]) -> str:
    state = flow.states[name]
    limit = f"限 {wording.within(state.within, references)}" if state.within else state.untimed or state.paused or ""
    tells = f"让{wording.roles((state.tells,))}知悉" if state.tells else ""
    return f"“{state.title}”{'，'.join(filter(None, [limit, tells]))}"


def time_limit(flow: Workflow, limit: TimeLimit) -> str:
    """A further limit: from when, how long, until when, and what follows."""
    begin, end = wording.actions(flow, limit.from_), wording.actions(flow, limit.until)
    late = f"，逾期后{flow.escalations[limit.overdue].title}" if limit.overdue in flow.escalations else ""
    return f"{limit.title}：自{begin}起 {limit.days} {CALENDAR_TITLES[limit.calendar]}，到{end}为止{late}"
