"""What is entered later than it happened (补录): the day it is dated by, and what that day changes.

An action has three days: it happened, it was entered, and the law counts from when it happened. A step's ``dated_by``
field is its happened day under a name of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.cases import facts_of
from inspect_engine.domain.cases.charges import owing
from inspect_engine.domain.definitions import Transition, Workflow
from inspect_engine.domain.words import forms
from inspect_engine.domain.workflow.charging import charge_of
from inspect_engine.domain.workflow.conditions import met
from inspect_engine.domain.workflow.guards import DATED_SINCE, Attempt, day_of
from inspect_engine.domain.workflow.waiting import waiting
from inspect_engine.errors import InputError


def as_happened(step: Transition, attempt: Attempt) -> Attempt:
    """The attempt on the day it happened: that of the step's own field, which else takes the day that was given.

    Raises InputError for a day that has not come, and where the two differ. Events of earlier versions knew only the
    field.
    """
    if attempt.v < DATED_SINCE:
        return attempt
    if attempt.day > attempt.today:
        raise InputError.one(f"办理日期 {attempt.day} 在今天（{attempt.today}）之后", where="on")
    spec = next((spec for spec in step.needs if spec.id == step.dated_by), None)
    if spec is None:
        return replace(attempt, on=None) if attempt.on == attempt.today else attempt
    raw = attempt.values.get(spec.id, "")
    if not raw.strip():
        return _filled(step, attempt) if attempt.on else attempt
    with suppress(ValueError):  # what cannot be read is told with all else that cannot
        value = forms.canonical(spec, raw, attempt.today)
        return _agreed(attempt, spec.title, day_of(value), value)
    return attempt


def _filled(step: Transition, attempt: Attempt) -> Attempt:
    on = attempt.on.isoformat(timespec="minutes") if isinstance(attempt.on, datetime) else attempt.day.isoformat()
    return replace(attempt, values={**attempt.values, str(step.dated_by): on})


def _agreed(attempt: Attempt, title: str, day: date, value: str) -> Attempt:
    if attempt.on and attempt.day != day:
        told = f"办理日期 {attempt.day} 与“{title}”{day} 不是同一天"
        raise InputError.one(told, where="on", fix="两处说的是同一天，只写一处")
    return replace(attempt, on=datetime.fromisoformat(value) if len(value) > len("2022-02-17") else day)


def saves(flow: Workflow, step: Transition, attempt: Attempt, data: Mapping[str, Any]) -> bool:
    """Whether an action, by the data of its event, makes a case that is late today one in time, or less owed of a fine,
    and does so because of the day it is dated by: such a day takes a second person. Late is the party by its deadline,
    the office by a time that a state gives it, where that is ``guarded``."""
    if not attempt.backdated:
        return False
    kept = step.to != attempt.case.state and _keeps_time(flow, attempt)
    return kept or _cheaper(flow, step, attempt, data) or _in_time(flow, step, attempt, data)


def _cheaper(flow: Workflow, step: Transition, attempt: Attempt, data: Mapping[str, Any]) -> bool:
    """Whether less is owed than if the action had been taken today."""
    then, now = (_balance(flow, step, attempt, {**data, "on": day.isoformat()}) for day in (attempt.day, attempt.today))
    return then < now


def _balance(flow: Workflow, step: Transition, attempt: Attempt, data: Mapping[str, Any]) -> Decimal:
    """What is owed today once the action is taken; what was paid too much is below nothing."""
    rule, charge = flow.surcharge, charge_of(flow, step, attempt.case, data)
    if rule is None or charge is None:
        return Decimal(0)
    return owing(rule, charge, step.to in rule.runs, attempt.today).balance


def _in_time(flow: Workflow, step: Transition, attempt: Attempt, data: Mapping[str, Any]) -> bool:
    """Whether a case that is late today is not, because of the day."""
    case = attempt.case
    if not case.overdue(attempt.today) or case.overdue(attempt.day):
        return False
    if data["mark"] == "replied" or _asks_day(flow, step, attempt):
        return True
    late = _late_after(case.due_on, data)
    return late is None or late >= attempt.today


def _keeps_time(flow: Workflow, attempt: Attempt) -> bool:
    """Whether the time that the state gives is over today, and was not on the day the action is dated by."""
    within = flow.states[attempt.case.state].within
    wait = waiting(flow, attempt.case, attempt.today, attempt.calendar) if within and within.guarded else None
    due_on = wait.deadline.due_on if wait and wait.deadline else date.max
    return attempt.day <= due_on < attempt.today


def _late_after(due_on: date | None, data: Mapping[str, Any]) -> date | None:
    """As :attr:`Case.late_after`, once the action is taken."""
    if data["closing"]:
        return None
    if data["clock"]:
        return parse_date(data["deadline"]["due_on"]) if data.get("deadline") else due_on
    return parse_date(data["runs_on"]["due_on"]) if data.get("runs_on") else None


def _asks_day(flow: Workflow, step: Transition, attempt: Attempt) -> bool:
    """Whether the action could not have been taken today."""
    facts = {**attempt.case.values, **attempt.values, **facts_of(flow, attempt.case, attempt.today)}
    asked = [guard.if_ for guard in step.when] + ([step.if_] if step.if_ else [])
    return not all(met(condition, facts) for condition in asked)
