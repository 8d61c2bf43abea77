"""Months of a board: what came in, what went out, what is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.cases import fold, line_of
from inspect_engine.domain.figures.months import SHOWN, Months, spans
from tests.domain.conftest import opened

LINE = line_of(fold([opened()]), 1)
DAYS = st.dates(date(2023, 1, 1), date(2026, 12, 31))


def test_months_follow_one_another_and_end_on_the_day() -> None:
    found = spans(date(2026, 3, 30))
    assert len(found) == SHOWN
    assert found[0] == (date(2025, 10, 1), date(2025, 10, 31))
    assert found[-1] == (date(2026, 3, 1), date(2026, 3, 30))
    assert all(later[0] - earlier[1] == timedelta(days=1) for earlier, later in pairwise(found))


def test_no_month_is_before_the_first_one_of_all() -> None:
    assert spans(date.min) == [(date.min, date.min)]
    assert [first.month for first, _ in spans(date(1, 3, 9))] == [1, 2, 3]


def test_no_hazard_no_months() -> None:
    assert Months(date(2026, 3, 30)).told() == ()


@given(st.lists(st.tuples(DAYS, st.none() | st.integers(0, 300), st.booleans()), min_size=1, max_size=20), DAYS)
def test_what_is_left_is_what_came_less_what_went(cases: list[tuple[date, int | None, bool]], as_of: date) -> None:
    months, gone = Months(as_of), list[tuple[date, date | None, bool]]()
    for found_on, days, done in cases:
        closed_on = None if days is None else found_on + timedelta(days=days)
        gone.append((found_on, closed_on, done))
        how = None if closed_on is None else "rectified" if done else "withdrawn"
        months.see(replace(LINE, found_on=found_on, closed_on=closed_on, closed_how=how, is_open=closed_on is None))
    begun = min(on for on, _, _ in cases)
    assert [month.first for month in months.told()] == [first for first, last in spans(as_of) if last >= begun]
    for month in months.told():
        assert month.found == sum(month.first <= on <= month.last for on, _, _ in gone)
        assert month.closed == sum(
            bool(end) and done and month.first <= end <= month.last for _, end, done in gone if end
        )
        assert month.open == sum(on <= month.last and (end is None or end > month.last) for on, end, _ in gone)
