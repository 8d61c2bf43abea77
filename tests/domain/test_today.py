"""What must be done today: which duty a limit is, whose turn it is, and how that is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from inspect_engine.domain.cases.shape import WAITS
from inspect_engine.domain.today import DUE, DUTIES, LATE, NEAR, OF_ROLES, SOON, place
from inspect_engine.domain.words.wording import WAITING
from inspect_engine.domain.workflow.holding import onward
from inspect_engine.reading.definitions import load_library

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("days", "lapsed", "duty"),
    [(-1, False, LATE), (0, False, DUE), (0, True, LATE), (1, False, NEAR), (SOON, False, NEAR), (SOON + 1, False, "")],
)
def test_a_limit_is_one_duty(days: int, lapsed: bool, duty: str) -> None:
    """Nothing is late on its last day, unless its hour has passed."""
    assert place(TODAY + timedelta(days=days), TODAY, lapsed=lapsed) == duty
    assert place(None, TODAY) == ""


def test_who_can_do_what_a_hazard_waits_for_is_as_the_workflow_says() -> None:
    """The table is the workflow's: who may take the step that leads on, by whichever of its ways."""
    flow = load_library().workflows["hazard"]
    assert set(OF_ROLES) == set(WAITING) <= set(DUTIES)
    for state, waits in WAITS.items():
        step = onward(flow, state)
        assert step is not None
        ways = [one for one in flow.from_state(state) if one.to == step.to]
        able = {role for one in ways for role in one.by} if state != "found" else OF_ROLES["issue"]
        assert able == OF_ROLES[waits], (state, waits)
    grades = [one for one in flow.transitions if one.trigger == "grade"]
    assert {role for one in grades for role in one.by} == OF_ROLES["grade"]
