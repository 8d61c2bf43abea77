"""Where a page ends: what closes a list stands with rows of it, on one page."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.exports.sheets.paging import LAST, torn

HEADS, AGAIN, ROOM = 2, 20.0, 200.0


def pages(heights: Sequence[float], end: int) -> list[int]:
    """On which page each row comes to stand, where one also ends after ``end`` rows."""
    page, used, found = 0, 0.0, []
    for at, each in enumerate(heights):
        if (used and used + each > ROOM) or (end and at == end):
            page, used = page + 1, AGAIN
        used += each
        found.append(page)
    return found


@pytest.mark.parametrize(
    ("rows", "foot", "end"),
    [
        ([30] * 3, [20, 30], 0),
        ([30] * 5, [20, 30], 5),  # the signature would stand alone: the last two rows go with it
        ([30] * 4, [20, 50], 5),  # one of them, for two would leave the page before half empty
        ([30] * 6, [20, 50, 50, 30], 7),
        ([30] * 9, [20, 30], 0),
        ([30] * 2, [20, *[60] * 5, 30], 8),  # notes longer than a page
    ],
)
def test_the_last_rows_go_with_what_closes_a_list(rows: list[float], foot: list[float], end: int) -> None:
    heights = [10, 10, *rows, *foot]
    assert torn(heights, ROOM, HEADS, AGAIN, len(foot)) == end


@given(st.lists(st.floats(14, 90), min_size=1, max_size=30), st.lists(st.floats(14, 60), min_size=2, max_size=8))
def test_what_closes_a_list_never_stands_alone(rows: list[float], foot: list[float]) -> None:
    heights = [10.0, 10.0, *rows, *foot]
    end = torn(heights, ROOM, HEADS, AGAIN, len(foot))
    stood = pages(heights, end)
    assert stood.count(stood[-1]) >= 2
    if sum(heights[-LAST:]) <= ROOM - AGAIN:
        assert len(set(stood[-LAST:])) == 1
    assert stood[-1] <= pages(heights, 0)[-1] + 1, "one more page at most"
