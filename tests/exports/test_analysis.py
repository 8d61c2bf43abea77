"""The period of a report, the one before it, and what is found in each part of it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_engine.domain.figures import Board, before
from inspect_engine.errors import InputError
from inspect_engine.exports.analysis.survey import MONTHS, Survey

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("now", "past"),
    [
        ((date(2024, 1, 1), date(2024, 12, 31)), (date(2023, 1, 1), date(2023, 12, 31))),
        ((date(2023, 3, 1), date(2023, 3, 31)), (date(2023, 2, 1), date(2023, 2, 28))),
        ((date(2024, 1, 1), date(2024, 3, 31)), (date(2023, 10, 1), date(2023, 12, 31))),
        ((date(2024, 1, 1), date(2024, 4, 15)), (date(2023, 9, 17), date(2023, 12, 31))),
        ((date(2024, 5, 7), date(2024, 5, 7)), (date(2024, 5, 6), date(2024, 5, 6))),
        ((date(2, 1, 1), date(2026, 11, 29)), (date(1, 1, 1), date(1, 12, 31))),
    ],
)
def test_the_period_before(now: tuple[date, date], past: tuple[date, date]) -> None:
    """Whole months against whole months, else as many days; never before the first day there is."""
    assert before(*now) == past


def test_nothing_is_before_the_first_year() -> None:
    with pytest.raises(InputError, match="太早"):
        before(date(1, 5, 1), date(2022, 1, 1))


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(0, 4000))
def test_parts_lie_one_after_the_other(first: date, days: int) -> None:
    """Every day of the period is in one part, and no part has more than a month or a year."""
    last = first + timedelta(days=days)
    spans = list(Survey(first, last, Board(last), Board(last)).parts)
    assert (spans[0][0], spans[-1][1]) == (first, last)
    assert all(end + timedelta(days=1) == start for (_, end), (start, _) in pairwise(spans))
    assert len(spans) <= MONTHS
    by_year = any(start.month != end.month for start, end in spans)
    assert all(start.year == end.year and (by_year or start.month == end.month) for start, end in spans)
