"""The due date that an action sets or moves on, as its event holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from inspect_engine.domain.calendars import (
    Calendar,
    Deadline,
    Extended,
    Pause,
    Rule,
    count,
    months_later,
    parse_date,
    read_period,
)
from inspect_engine.domain.cases import Case, ended_pause
from inspect_engine.domain.definitions import Transition
from inspect_engine.domain.definitions.workflow import DeadlineRule
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
        further = step.deadline.start == "due_on" and case.due_on
        start = case.due_on if further and case.due_on else day_of(every[step.deadline.start])
        rule = _rule(step.deadline, start, every)
        rule = replace(rule, after=_extended(case)) if further else rule
        return deadline_data(rule, count(rule, attempt.calendar))
    pause = ended_pause(case, on) if step.to != case.state else None
    if pause and case.due_rule:
        found = count(case.due_rule, attempt.calendar, (*case.pauses, pause))
        return {**deadline_data(case.due_rule, found), "moved": True}
    return None


def _rule(by: DeadlineRule, start: date, given: Mapping[str, str]) -> Rule:
    """What is counted from a day, by what was filled in or by months."""
    if by.months:
        return Rule(start, (months_later(start, by.months) - start).days, "civil", by.rolls)
    return read_period(given[by.days or ""], start).rule(start, by.calendar, rolls=by.rolls)


def bound_of(step: Transition, at_most: int, attempt: Attempt, data: Mapping[str, Any]) -> dict[str, Any] | None:
    """When the deadline passes although the action pauses it, by the data of its event so far.

    Raises Refused where that lies beyond all that is known of working days.
    """
    case, on = attempt.case, parse_date(data["on"])
    dated = data.get("deadline")
    if dated:
        case = replace(case, due_rule=Rule.read(dated), pauses=case.pauses if dated.get("moved") else ())
    stays = step.to == case.state
    if not stays and case.paused and (pause := ended_pause(case, on)):
        case = replace(case, pauses=(*case.pauses, pause))
    try:
        since = case.entered_on if stays else on
        return runs_on(replace(case, paused=data["paused"]), at_most, since, attempt.calendar)
    except ValueError as error:
        raise Refused(step.title, [str(error)]) from error


def runs_on(case: Case, at_most: int, since: date, calendar: Calendar) -> dict[str, Any] | None:
    """The due date of a case whose pause began ``since``, if that lasts ``at_most`` so many days or longer; None where
    no period is being counted. Raises ValueError as :func:`count` does."""
    if case.due_rule is None:
        return None
    longest = Pause(since, since + timedelta(days=at_most), case.paused)
    found = count(case.due_rule, calendar, (*case.pauses, longest))
    return {"at_most": at_most, "due_on": found.due_on.isoformat()}


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
