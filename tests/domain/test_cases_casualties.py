"""What an accident has cost: its first report, what is in force, changes by their day, and sums."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.cases import casualties, fold
from inspect_engine.domain.cases.casualties import PEOPLE, Casualties, Change, Toll, Tolls, casualty_lines
from tests.domain.conftest import opened
from tests.domain.test_cases import moved

ACCIDENT = date(2022, 3, 10)


def toll(deaths: int, loss: str = "0") -> Toll:
    return Toll(ACCIDENT, {**dict.fromkeys(PEOPLE, 0), "deaths": deaths}, Decimal(loss))


@pytest.mark.parametrize(
    ("day", "window", "late"), [(30, 30, False), (31, 30, True), (7, 7, False), (8, 7, True), (0, 7, False)]
)
def test_the_last_day_of_the_window_is_in_time(day: int, window: int, late: bool) -> None:
    change = Change(ACCIDENT + timedelta(days=day), day, window, toll(2))
    assert change.late is late
    assert ("窗口以外" in change.told) is late
    assert f"第 {day} 日" in change.told


tolls = st.lists(
    st.builds(
        lambda deaths, loss, grade: Casualties(toll(1), toll(deaths, str(loss)), (), grade),
        st.integers(0, 40),
        st.decimals(0, 20000, places=2),
        st.sampled_from(["", "below", "general", "larger", "major", "extreme"]),
    )
)


@given(tolls)
def test_sums_are_those_of_what_is_in_force(found: list[Casualties]) -> None:
    total = Tolls()
    for each in found:
        total = total.with_one(each)
    assert total.found == len(found) == sum(total.grades.values())
    assert total.people["deaths"] == sum(each.now.people["deaths"] for each in found if each.now)
    assert total.loss == sum((each.now.loss or 0 for each in found if each.now), Decimal(0))
    assert bool(total.told) is bool(found)


def test_an_accident_of_which_nothing_was_reported_yet_counts_as_one() -> None:
    total = Tolls().with_one(Casualties(None, None, no_moment="concealed"))
    assert (total.found, total.people["deaths"], total.no_moment) == (1, 0, 1)
    assert "死亡 0 人" not in total.told
    assert "伤亡和损失 —（未上报）" in total.told
    assert total.plain()["grades"] == {"ungraded": 1}
    assert "接报时刻不明 1 起" in total.told
    assert total.told.endswith("；另有 1 起还没有登记上报的人数")
    assert "另有" not in Tolls().with_one(Casualties(toll(1), toll(1))).told


def test_what_was_registered_counts_until_it_is_reported_and_says_so() -> None:
    """A death that was filled in when the accident was registered was told as none."""
    events = [opened(), moved(2, values={})]
    measured = "死亡：1 人；下落不明：0 人；重伤：1 人；轻伤：0 人；直接经济损失：150.5 万元"
    found = casualties(replace(fold(events), kind="accident", measured=measured), events)
    assert found is not None
    assert found.now is None
    assert found.registered == Toll(
        fold(events).found_on, {"deaths": 1, "missing": 0, "serious_injuries": 1, "minor_injuries": 0}, Decimal("150.5")
    )
    total = Tolls().with_one(found)
    assert (total.people["deaths"], total.registered, total.unsaid) == (1, 1, 0)
    assert total.told.endswith("，直接经济损失 150.5 万元；其中 1 起是登记时的，未上报")
    (line,) = casualty_lines(found)
    assert line[1].endswith("150.5 万元（登记时，未上报）")
    reported = replace(found, now=toll(2))
    assert (Tolls().with_one(reported).people["deaths"], Tolls().with_one(reported).registered) == (2, 0)
    assert casualties(replace(fold(events), kind="accident", measured="死亡：一人"), events) == Casualties(None, None)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"deaths": "2", "direct_loss": "150.5"}, "死亡 2 人，直接经济损失 150.5 万元"),
        ({"deaths": "2", "direct_loss": "约150"}, "死亡 2 人"),
        ({"deaths": "两人"}, None),
        ({}, None),
    ],
)
def test_what_a_workflow_of_ones_own_keeps_under_these_names_breaks_nothing(
    values: dict[str, str], told: str | None
) -> None:
    events = [opened(), moved(2, values={**values, "changed_on": "后来", "occurred_at": "早上"})]
    case = fold(events)
    found = casualties(replace(case, kind="accident"), events)
    assert found is not None
    assert (found.now and found.now.told, found.changes) == (told, ())
    assert casualties(case, events) is None
