"""Plans: when the next visit is due, and what tick tells of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.plans.due import Visit, newly_due, soonest
from inspect_engine.domain.plans.plan import Plan, after

SINCE = date(2026, 1, 10)
PLAN = Plan("JH-0001", "gas", "catering", "", "", "5306", 1, "months", SINCE, SINCE - timedelta(days=1))
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "count", "unit", "found"),
    [
        ("2026-01-31", 1, "months", "2026-02-28"),
        ("2024-01-31", 1, "months", "2024-02-29"),
        ("2026-03-31", 1, "months", "2026-04-30"),
        ("2026-02-28", 1, "months", "2026-03-28"),
        ("2026-12-15", 1, "months", "2027-01-15"),
        ("2026-12-31", 14, "months", "2028-02-29"),
        ("2026-02-28", 1, "days", "2026-03-01"),
    ],
)
def test_the_end_of_a_month_stays_within_the_month(day: str, count: int, unit: str, found: str) -> None:
    assert after(date.fromisoformat(day), count, unit) == date.fromisoformat(found)


@given(DAYS, DAYS, st.integers(1, 120), st.sampled_from(["days", "months"]))
def test_a_later_visit_is_never_followed_by_an_earlier_one(one: date, other: date, count: int, unit: str) -> None:
    first, last = sorted([one, other])
    assert after(first, count, unit) <= after(last, count, unit)
    assert after(first, count, unit) > first


@given(DAYS | st.none())
def test_nothing_is_due_before_the_plan_begins(last: date | None) -> None:
    assert PLAN.due_on(last) >= SINCE


@given(st.lists(DAYS | st.none(), max_size=12), st.lists(st.integers(0, 60), max_size=8))
def test_what_ticks_tell_is_in_all_what_has_come_due(lasts: list[date | None], gaps: list[int]) -> None:
    """However often it is asked, each visit that is due is told of once."""
    plan, on, told = PLAN, SINCE, 0
    for gap in gaps:
        on += timedelta(days=gap)
        count, never = newly_due(plan, lasts, on)
        assert 0 <= never <= count
        told += count
        plan = replace(plan, told=on) if count else plan
    assert told == (sum(plan.due_on(last) <= on for last in lasts) if gaps else 0)


def test_what_falls_under_a_plan() -> None:
    risky = replace(PLAN, field="risk", value="high")
    assert PLAN.covers("catering", "530602", {})
    assert not PLAN.covers("catering", "530702", {})
    assert not PLAN.covers("operator", "530602", {})
    assert risky.covers("catering", "530602", {"risk": "high"})
    assert not risky.covers("catering", "530602", {"risk": "low"})
    assert not risky.covers("catering", "530602", {})


def test_the_strictest_of_several_plans_asks_first() -> None:
    late, soon = (
        Visit("s", "店", "530602", "gas", plan, None, day) for plan, day in (("a", date(2026, 3, 1)), ("b", SINCE))
    )
    other = replace(late, pack="fire")
    assert soonest([late, soon, other]) == [soon, other]
