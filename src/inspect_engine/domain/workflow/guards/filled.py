"""What the case says, and what is filled in: conditions, gates, fields, evidence, a period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from inspect_engine.domain.calendars import read_period
from inspect_engine.domain.cases import facts_of
from inspect_engine.domain.definitions import TAKEN_BACK, Transition, Workflow
from inspect_engine.domain.definitions.workflow import Guard as Requirement
from inspect_engine.domain.workflow.conditions import asks_form, met
from inspect_engine.domain.workflow.guards.attempt import Attempt, only_where


def not_taken_back(_: Workflow, __: Transition, attempt: Attempt) -> Iterator[str]:
    """What a misread paper ledger had brought in is worked on no more."""
    if attempt.case.closed_how == TAKEN_BACK:
        yield f"{attempt.case.number} 已随导入撤回，不再办理"


@only_where(lambda flow, step: flow.acknowledges(step))
def something_to_know(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Nobody says that he has heard of what he was not told, or knows already."""
    if attempt.case.untold not in step.by:
        yield "没有待知悉的"


@only_where(lambda flow, step: _asked(flow, step, form=False))
def conditions_hold(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    yield from _unmet(flow, step, attempt, form=False)


@only_where(lambda flow, step: _asked(flow, step, form=True))
def form_fits(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """The same of conditions that ask for what is filled in now."""
    yield from _unmet(flow, step, attempt, form=True)


def _unmet(flow: Workflow, step: Transition, attempt: Attempt, *, form: bool) -> Iterator[str]:
    facts = {**attempt.case.values, **attempt.values, **facts_of(flow, attempt.case, attempt.day)}
    if attempt.opener is not None:
        facts["severity"] = attempt.opener.severity
    yield from (guard.refused for guard in _asked(flow, step, form=form) if not met(guard.if_, facts))


def _asked(flow: Workflow, step: Transition, *, form: bool) -> list[Requirement]:
    return [guard for guard in step.when if asks_form(flow, step, guard.if_) == form]


@only_where(lambda _, step: step.gates)
def gates_passed(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    for name in step.gates:
        if name not in attempt.case.gates:
            yield f"“{flow.gates[name].title}”还没有落实"


@only_where(lambda _, step: any(spec.required for spec in step.needs))
def nothing_missing(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    for spec in step.needs:
        if spec.required and spec.id not in attempt.values:
            yield f"缺少“{spec.label}”（{spec.id}）"


def enough_evidence(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    if attempt.files < step.evidence:
        yield f"须附佐证材料至少 {step.evidence} 份（照片或文件），现有 {attempt.files} 份"


@only_where(lambda _, step: step.deadline)
def deadline_known(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """The days and the start from which this action sets the deadline have been given, now or before."""
    assert step.deadline
    given = {**attempt.case.values, **attempt.values}
    if step.deadline.days and step.deadline.days not in given:
        titles = {spec.id: spec.title for each in flow.transitions for spec in each.needs}
        yield f"还没有填过“{titles.get(step.deadline.days, step.deadline.days)}”，定不了期限"
    if step.deadline.start != "due_on":
        return
    if attempt.case.due_on is None:
        yield "还没有期限，谈不上从原期限起算"
    elif (until := _until(given.get(step.deadline.days or "", ""))) and until <= attempt.case.due_on:
        yield f"延到 {until} 不在原期限（{attempt.case.due_on}）之后，谈不上延期"


def _until(period: str) -> date | None:
    """The day by which a period ends that was given by a date."""
    return read_period(period, date.min).until if period else None
