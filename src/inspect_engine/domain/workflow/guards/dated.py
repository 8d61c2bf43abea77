"""When an action happened, is entered, and may be taken at the soonest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from inspect_engine.domain.calendars import CHINA, Rule, china_day, count, parse_date
from inspect_engine.domain.cases import Case
from inspect_engine.domain.definitions import CALENDAR_TITLES, Transition, Workflow
from inspect_engine.domain.definitions.workflow import Earliest
from inspect_engine.domain.workflow.guards.attempt import Attempt, only_where
from inspect_engine.domain.workflow.guards.who import own_account

DATED = ("date", "moment")
"""Types of fields that hold a day."""
DATED_SINCE = 4
"""The version of events from which on every action may be entered later than it happened."""


def clock_runs_forward(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    if attempt.today < attempt.case.last_on:
        what = f"今天（{attempt.today}）早于上一步的日期（{attempt.case.last_on}），请核对系统时间"
        yield f"{what}；那时的钟错了的，请主管用 clock excuse 说明"


@only_where(lambda _, step: step.earliest)
def waited_enough(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """The days, or hours, have passed that a case must have waited in its state."""
    assert step.earliest
    dated = attempt.values.get(step.dated_by or "")
    if step.earliest.days is None:
        yield from _hours_too_few(attempt.case, step.earliest, dated)
        return
    rule = Rule(attempt.case.entered_on, step.earliest.days, step.earliest.calendar, rolls=False)
    day = day_of(dated) if dated else attempt.day
    try:
        last = count(rule, attempt.calendar).due_on
    except ValueError as error:
        yield str(error)
        return
    if day <= last:
        span = f"{step.earliest.days} {CALENDAR_TITLES[step.earliest.calendar]}"
        yield f"自 {attempt.case.entered_on} 起须满{span}，{last} 以后才能办"


def _hours_too_few(case: Case, wait: Earliest, dated: str | None) -> Iterator[str]:
    """Without its moment, the missing field says so."""
    since = case.entered_at.astimezone(CHINA)
    until = since + timedelta(hours=wait.hours or 0)
    if dated and datetime.fromisoformat(dated) < until:
        yield f"自 {since:%Y-%m-%d %H:%M} 起须满 {wait.hours} 小时，{until:%Y-%m-%d %H:%M} 以后才能办"


@only_where(lambda _, step: any(spec.type in DATED for spec in step.needs))
def dates_in_order(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    case, begun = attempt.case, "发现" if attempt.case.is_hazard else "立案"
    for spec in step.needs:
        if spec.type in DATED and (text := attempt.values.get(spec.id)):
            found = min(case.found_on, case.last_on)  # found under a clock that was wrong, it may be the later one
            before = case.stepped_on if attempt.v >= DATED_SINCE else case.last_on
            floor, name = (before, "上一步") if spec.id == step.dated_by else (found, begun)
            if day_of(text) < floor:
                yield f"{spec.title} {text} 不能早于{name}（{floor}）"


def happened_in_order(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """What no field dates did not happen before the step that the case stands on, whenever that was entered; nor is it
    dated before what it tells of."""
    if step.dated_by in attempt.values or not attempt.backdated:
        return
    if attempt.day < attempt.case.stepped_on:
        yield f"办理日期 {attempt.day} 不能早于上一步（{attempt.case.stepped_on}）"
    for spec in step.needs:
        text = attempt.values.get(spec.id) if spec.type in DATED and not spec.future else None
        if text and day_of(text) > attempt.day:
            yield f"{spec.title} {text} 在办理日期（{attempt.day}）之后"


def timed(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Where hours run from it, what was entered later says at what hour it happened."""
    within = flow.states[step.to].within
    by_hours = within is not None and within.hours is not None and step.to not in step.from_
    if by_hours and attempt.backdated and not isinstance(attempt.on, datetime):
        yield f"“{flow.states[step.to].title}”按小时计时，补录还要写明几点几分，例 {attempt.day} 10:30"


def unit_enters_its_day(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """An account of the responsible unit dates nothing before the day on which it enters it."""
    person = attempt.dates or attempt.person
    of_it = own_account(person, step) or ("responsible" in person.roles and person.belongs_to(*attempt.case.units))
    if of_it and attempt.backdated:
        yield f"责任单位的账户只能按当天（{attempt.today}）办理，不能写 {attempt.day}；更早已交来的，请检查员或主管补录"


def day_of(text: str) -> date:
    """The day of a date or of a moment."""
    return parse_date(text) if len(text) == 10 else china_day(datetime.fromisoformat(text))
