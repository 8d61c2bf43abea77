"""Work is counted, not timed, and what never ends is ended."""

from __future__ import annotations

from contextlib import suppress

import pytest

from tests.work import TooMuchWork, at_most


def pairs(count: int) -> int:
    return sum(len(f"{a}{b}") for a in range(count) for b in range(count))


def test_the_same_work_counts_the_same() -> None:
    found = []
    for _ in range(2):
        with at_most(1_000_000) as work:
            pairs(50)
        found.append(work.calls)
    assert found[0] == found[1] > 2_500


def test_what_grows_with_the_square_is_stopped() -> None:
    with pytest.raises(TooMuchWork), at_most(100_000):
        pairs(1_000)


def test_what_never_ends_is_ended_though_it_catches_everything() -> None:
    def endless() -> None:
        while True:
            with suppress(Exception):
                len("")

    with pytest.raises(TooMuchWork), at_most(1_000):
        endless()
