"""The due date that an action sets or moves on, as its event holds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from inspect_engine.domain.calendars import Deadline, Extended, Rule, count
from inspect_engine.domain.cases import Case, ended_pause
from inspect_engine.domain.definitions import Transition
from inspect_engine.domain.workflow.guards import Attempt, day_of
from inspect_engine.errors import Refused


def deadline_of(step: Transition, attempt: Attempt, on: date) -> dict[str, Any] | None:
    """The due date that an action sets, or moves on because a pause ends with it.

    Raises Refused where it lies beyond all that is known of working days.
    """
    try:
        return _counted(step, attempt, on)
    except ValueError as error:
        raise Refused(step.title, [str(error)]) from error


def _counted(step: Transition, attempt: Attempt, on: date) -> dict[str, Any] | None:
    case = attempt.case
    if step.deadline:
        every = {**case.values, **attempt.values}
        period = int(every[step.deadline.days]), step.deadline.calendar, step.deadline.rolls
        if step.deadline.start == "due_on" and case.due_on:
            rule = Rule(case.due_on, *period, _extended(case))
        else:
            rule = Rule(day_of(every[step.deadline.start]), *period)
        return deadline_data(rule, count(rule, attempt.calendar))
    pause = ended_pause(case, on) if step.to != case.state else None
    if pause and case.due_rule:
        found = count(case.due_rule, attempt.calendar, (*case.pauses, pause))
        return {**deadline_data(case.due_rule, found), "moved": True}
    return None


def _extended(case: Case) -> tuple[Extended, ...]:
    """The periods up to now; none where an old record does not say what they were counted from."""
    rule = case.due_rule
    return (*rule.after, Extended(replace(rule, after=()), case.pauses)) if rule else ()


def deadline_data(rule: Rule, deadline: Deadline) -> dict[str, Any]:
    """A deadline as events hold it: what it is, how it came about, and all that counting it again takes."""
    return {
        "due_on": deadline.due_on.isoformat(),
        "derivation": deadline.derivation,
        "provisional": deadline.provisional,
        **(rule if deadline.start in (None, rule.start) else replace(rule, start=deadline.start)).plain(),
    }
