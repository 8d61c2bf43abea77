"""Figures that anyone can recompute."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.cases import CaseLine, fold, line_of
from inspect_engine.domain.cases.clocks import Clocks
from inspect_engine.domain.figures import GROUPED, Board, Counted, Rate, summarise
from tests.domain.conftest import opened

AS_OF = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (53006, 73233, "72.38"),  # the source document prints 72.39
        (73233, 7314700, "1.00"),
        (0, 0, None),
        (5, 0, None),
        (0, 7, "0.00"),
        (7, 7, "100.00"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 20000, "0.01"),  # 0.005 goes up
        (3, 20000, "0.02"),  # 0.015 goes up
        (5, 100000, "0.01"),
        (10**9, 10**9 + 1, "100.00"),
    ],
)
def test_a_rate_is_rounded_half_up(part: int, whole: int, percent: str | None) -> None:
    """Two decimals, half up, from numerator and denominator; nothing is not a percentage."""
    assert Rate(part, whole).percent == percent


def counted(lines: Iterable[CaseLine], on: date) -> Board:
    """The board of lines, none of them below the floor, each reply one that stands."""
    return summarise((Counted(each, clocks=Clocks(in_time(each))) for each in lines), on)


def in_time(row: CaseLine) -> bool | None:
    return None if row.is_open or not row.replied_on or not row.due_on else row.replied_on <= row.due_on


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_rate_is_the_nearest_hundredth(part: int, whole: int) -> None:
    """Integer arithmetic gives the same two decimals."""
    exact = Fraction(part * 100, whole)
    hundredths = (2 * part * 10000 + whole) // (2 * whole)
    assert Rate(part, whole).percent == f"{hundredths // 100}.{hundredths % 100:02d}"
    assert abs(Fraction(hundredths, 100) - exact) <= Fraction(1, 200)


DATES = st.none() | st.integers(-10, 10).map(lambda n: AS_OF + timedelta(days=n))
LINES = st.fixed_dictionaries(
    {
        "closed_how": st.sampled_from([None, "rectified", "on_the_spot", "withdrawn", "merged"]),
        "severity": st.sampled_from(["general", "major", "pending"]),
        "due_on": DATES,
        "replied_on": DATES,
        "clock": st.booleans(),
        "returned": st.integers(0, 2),
        "region": st.sampled_from(["530600", "530602"]),
        "pack": st.sampled_from(["gas", "buildings"]),
        "state_title": st.sampled_from(["已发现", "整改中"]),
        "reopened": st.integers(0, 2),
        "repeat_of": st.sampled_from(["", "earlier"]),
    }
)


def line(changes: dict[str, Any], opened_at: int) -> CaseLine:
    base = line_of(fold([opened()]), opened_at)
    is_open = changes["closed_how"] is None
    late = changes["due_on"] if is_open and changes["clock"] else None
    values = {name: value for name, value in changes.items() if name != "clock"}
    return CaseLine(**{**vars(base), **values, "is_open": is_open, "late_after": late})


@given(st.lists(LINES, max_size=25))
def test_the_board_equals_a_naive_count(rows: list[dict[str, Any]]) -> None:
    """Every number on the board is a plain count over the lines, and the parts add up."""
    lines = [line(row, n) for n, row in enumerate(rows)]
    board = counted(iter(lines), AS_OF)
    kept = [row for row in lines if row.closed_how not in ("withdrawn", "merged")]
    late = [row for row in lines if row.is_open and row.late_after and row.late_after < AS_OF]
    rectified = [row for row in lines if row.closed_how == "rectified"]
    assert board.found == len(lines) == board.open + board.closed + board.withdrawn + board.merged
    assert board.merged == sum(row.closed_how == "merged" for row in lines)
    assert board.reopened == sum(row.reopened > 0 for row in lines)
    assert board.repeated == sum(bool(row.repeat_of) for row in kept)
    assert board.open == sum(row.closed_how is None for row in lines)
    assert board.overdue == len(late)
    assert board.rectified == len(rectified)
    assert board.on_the_spot == sum(row.closed_how == "on_the_spot" for row in lines)
    assert board.in_time == sum(
        1 for row in rectified if row.replied_on and row.due_on and row.replied_on <= row.due_on
    )
    assert board.major == sum(row.severity == "major" for row in kept)
    assert board.major_open == sum(row.severity == "major" and row.is_open for row in lines)
    assert board.pending == sum(row.severity == "pending" and row.is_open for row in lines)
    assert board.returned == sum(row.returned > 0 for row in lines)
    assert (board.closure_rate.part, board.closure_rate.whole) == (board.closed, len(kept))
    assert (board.in_time_rate.part, board.in_time_rate.whole) == (board.in_time, len(rectified))
    assert board.major_closure_rate.part == board.major - board.major_open
    assert sum(board.by_state.values()) == len(lines)
    for groups, key in ((board.by_region, "region"), (board.by_pack, "pack")):
        for name, counts in groups.items():
            own = [row for row in lines if getattr(row, key) == name]
            assert counts == {
                "found": len(own),
                "open": sum(row.is_open for row in own),
                "closed": sum(row.closed_how in ("rectified", "on_the_spot") for row in own),
                "overdue": sum(row in late for row in own),
            }
        assert sum(counts["found"] for counts in groups.values()) == len(lines)


def test_the_day_told_beside_overdue_is_the_one_that_has_passed() -> None:
    """An accident was told as overdue beside a due date that was still to come."""
    due, passed = AS_OF + timedelta(days=20), AS_OF - timedelta(days=40)
    base = replace(line_of(fold([opened()]), 1), due_on=due, late_after=passed)
    assert (base.overdue(AS_OF), base.limit(AS_OF)) == (True, passed)
    assert replace(base, late_after=due).limit(AS_OF) == replace(base, late_after=AS_OF).limit(AS_OF) == due
    assert replace(base, late_after=AS_OF, lapsed=True).limit(AS_OF) == AS_OF
    assert replace(base, due_on=None, late_after=due).limit(AS_OF) == due
    assert replace(base, due_on=None, late_after=None).limit(AS_OF) is None


def test_what_stands_re_inspected_is_in_the_whole_of_what_was_sent_back() -> None:
    """One was sent back, one is closed, two wait for the close: it was 1 of 2."""
    running = {"closed_how": None, "severity": "general", "due_on": None, "clock": False, "returned": 0}
    rows = [running, {**running, "returned": 1}, {**running, "closed_how": "rectified"}, running, running]
    lines = [line(row, n) for n, row in enumerate(rows)]
    board = summarise((Counted(each, passed=n > 2) for n, each in enumerate(lines)), AS_OF)
    assert (board.return_rate.part, board.return_rate.whole) == (1, 4)


@given(st.lists(st.tuples(LINES, st.booleans(), st.sampled_from(["hazard", "works", "task"]))))
def test_what_is_registered_is_counted_apart_and_what_a_case_opened_only_beside(
    rows: list[tuple[dict[str, Any], bool, str]],
) -> None:
    """A case that another opened is in no figure but ``beside``, and there while it runs."""
    lines = [
        replace(line(row, n), id=f"case {n}", parent=f"case {n - 1}" if n and linked else "", kind=kind)
        for n, (row, linked, kind) in enumerate(rows)
    ]
    board = counted(lines, AS_OF)
    own = [row for row in lines if not row.parent]
    hazards = counted([row for row in own if row.kind == "hazard"], AS_OF)
    assert board == replace(hazards, registered=board.registered, beside=board.beside, ending=board.ending)
    assert set(board.registered) == {row.kind for row in own} - {"hazard"}
    for kind, counts in board.registered.items():
        alike = [replace(row, kind="hazard") for row in own if row.kind == kind]
        assert counts == {name: getattr(counted(alike, AS_OF), name) for name in GROUPED}
    running = [row for row in lines if row.parent and row.is_open]
    ended = {row.id for row in lines if not row.is_open}
    assert set(board.beside) == {row.kind for row in running}
    for kind, counts in board.beside.items():
        alike = [row for row in running if row.kind == kind]
        assert counts == {
            "open": len(alike),
            "overdue": sum(row.late_after is not None and row.late_after < AS_OF for row in alike),
            "after": sum(row.parent in ended for row in alike),
        }


ROLES = ("responsible", "inspector", "supervisor")


@given(
    st.lists(
        st.tuples(
            LINES,
            st.booleans(),
            st.sampled_from(["hazard", "works", "stop_work", "own"]),
            st.sampled_from(ROLES),
            st.integers(0, 120),
            st.integers(0, 120),
        ),
        max_size=20,
    )
)
def test_all_that_must_end_is_counted_by_kind(rows: list[tuple[dict[str, Any], bool, str, str, int, int]]) -> None:
    """Each kind has its line, whoever opened its cases; the parts add up; the open ones tell age and holder."""
    seen = [
        Counted(
            replace(line(row, n), id=f"case {n}", parent="case 0" if linked and n else "", kind=kind),
            clocks=Clocks(age=age + stay, stay=stay),
            holder=role,
        )
        for n, (row, linked, kind, role, age, stay) in enumerate(rows)
    ]
    ending = summarise(seen, AS_OF).ending
    assert list(ending) == [kind for kind in ("hazard", "works", "stop_work", "own") if kind in {r[2] for r in rows}]
    for kind, found in ending.items():
        own = [each for each in seen if each.line.kind == kind]
        left = [each for each in own if each.line.is_open]
        done = [each for each in own if each.line.closed_how in ("rectified", "on_the_spot")]
        assert (found.found, found.open, found.closed) == (len(own), len(left), len(done))
        assert found.other == len(own) - len(left) - len(done)
        assert found.overdue == sum(each.line.overdue(AS_OF) for each in own) <= found.open
        assert found.oldest == max((each.clocks.age or 0 for each in left), default=0)
        assert found.longest == max((each.clocks.stay or 0 for each in left), default=0)
        for parts, names in (
            (found.states, [each.line.state_title for each in left]),
            (found.holders, [each.holder for each in left]),
        ):
            alike = {
                name: [each.clocks.stay or 0 for each, key in zip(left, names, strict=True) if key == name]
                for name in names
            }
            assert {name: (each.count, each.longest) for name, each in parts.items()} == {
                name: (len(days), max(days)) for name, days in alike.items()
            }
            longest = [each.longest for each in parts.values()]
            assert longest == sorted(longest, reverse=True)
        assert sum(found.ages.values()) == found.open


@given(st.permutations(range(6)))
def test_the_order_of_lines_does_not_matter(order: list[int]) -> None:
    """Numbers do not depend on the order in which cases are read."""
    how = [None, "rectified", "on_the_spot", "withdrawn", None, "rectified"]
    row = {"severity": "major", "due_on": AS_OF, "replied_on": AS_OF, "clock": True, "returned": 0}
    place = {"region": "530600", "pack": "gas", "state_title": "整改中"}
    lines = [line({**row, **place, "closed_how": closed}, n) for n, closed in enumerate(how)]
    assert counted([lines[n] for n in order], AS_OF) == counted(lines, AS_OF)


def test_an_empty_ledger_has_no_rates() -> None:
    """No cases: zero counts and no percentages, rather than 0 % or 100 %."""
    plain = counted([], AS_OF).plain()
    assert plain["found"] == plain["overdue"] == 0
    assert plain["closure_rate"] == {"part": 0, "whole": 0, "percent": None}
    assert plain["by_region"] == {}
