"""A pause that has a bound: after so many days the deadline runs on, and passes, whether the case is resumed or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from inspect_engine.domain.cases import Case
from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.workflow.waiting import waiting
from inspect_engine.trial.stage import Play, Stage
from tests.definitions.held_out import samples, workflows

NAME = "paused:a-bound-on-the-pause"
BEGIN = date(2026, 3, 2)
"""The day on which a case of the stage begins."""
DUE = date(2026, 3, 12)
"""Ten civil days on: a Thursday."""


@pytest.fixture(scope="module")
def flow() -> Workflow:
    return workflows(next(sample.raw for sample in samples() if sample.name == NAME))[0]


def _taken(stage: Stage, play: Play, trigger: str, after: int) -> Play:
    """The action, so many days after the case began."""
    values = {"days": "10", "day": BEGIN.isoformat()} if trigger == "order" else {}
    return stage.take(replace(play, today=BEGIN + timedelta(days=after)), stage.flow.id, trigger, values)


def _case(flow: Workflow, *steps: tuple[str, int]) -> Case:
    stage = Stage(flow)
    play = stage.begin("general")
    for trigger, after in steps:
        play = _taken(stage, play, trigger, after)
    return play.cases[flow.id]


def test_it_is_overdue_in_the_pause_once_that_has_lasted_too_long(flow: Workflow) -> None:
    """Paused on the fifth day for thirty: the twelfth of March becomes the eleventh of April, a Saturday, so Monday."""
    case = _case(flow, ("order", 0), ("pause", 5))
    assert (case.due_on, case.late_after) == (DUE, date(2026, 4, 13))
    assert not case.overdue(date(2026, 4, 13))
    assert case.overdue(date(2026, 4, 14))
    wait = waiting(flow, case, date(2026, 4, 14))
    assert wait is not None
    assert (wait.days_overdue, [rung.title for rung in wait.reached]) == (1, ["催办"])
    assert wait.words.startswith("应于 2026-04-13 前办理（停计至多 30 日")


def test_no_condition_calls_it_overdue_where_no_clock_runs(flow: Workflow) -> None:
    """As it is proved: ``overdue`` is asked of the deadline where that runs."""
    assert _case(flow, ("order", 0), ("pause", 5)).facts(date(2026, 6, 1))["overdue"] == "false"


@pytest.mark.parametrize(
    ("resumed", "due"),
    [(15, date(2026, 3, 23)), (35, date(2026, 4, 13)), (36, date(2026, 4, 13)), (80, date(2026, 4, 13))],
)
def test_no_more_days_are_added_than_the_bound(flow: Workflow, resumed: int, due: date) -> None:
    case = _case(flow, ("order", 0), ("pause", 5), ("resume", resumed))
    assert (case.due_on, case.late_after, case.runs_on, case.pause_most) == (due, due, None, None)


def test_a_second_pause_has_its_own_bound(flow: Workflow) -> None:
    """Ten days in the first, all thirty in the second."""
    steps = ("order", 0), ("pause", 2), ("resume", 12), ("pause", 14)
    case = _case(flow, *steps)
    assert case.late_after == date(2026, 4, 21)
    assert _case(flow, *steps, ("resume", 70)).due_on == case.late_after
