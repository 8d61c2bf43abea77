"""What has changed since an earlier day: row by row, and from one board to the other."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from inspect_engine.exports.closure import comparing, workbook
from inspect_engine.exports.closure.changes import COUNTED, Changes
from inspect_engine.exports.closure.records import frame, passing
from inspect_engine.ledger import CaseFilter
from inspect_engine.ledger.choosing import only
from tests.exports.sheets import page

if TYPE_CHECKING:
    from tests.exports.conftest import Town

FIRST, LAST = date(2024, 3, 1), date(2024, 4, 1)
FILTERS: dict[str, st.SearchStrategy[Any]] = {
    "open": st.booleans(),
    "severity": st.sampled_from(["general", "major", "pending"]),
    "state": st.sampled_from(["found", "rectifying", "closed"]),
    "region": st.sampled_from(["530602", "530621"]),
}


def compared(town: Town, since: date, on: date, chosen: CaseFilter) -> dict[str, Any]:
    """The sums of a workbook, without the workbook."""
    selection = only(chosen)
    terms = frame(town.chief, on, None, selection=selection, since=since)
    with page() as book:
        changes = Changes(town.chief, book, terms, since)
        for record in passing(town.chief, terms):
            changes.see(record.counted, record.region)
        board = town.chief.figures.board(on, None, selection)
        changes.finish(board)
    told: Any = changes.plain()
    then = town.chief.figures.board(since, None, selection)
    assert told["before"] == {name: getattr(then, name) for name in COUNTED}
    assert {name: told["before"][name] + told["delta"][name] for name in COUNTED} == {
        name: getattr(board, name) for name in COUNTED
    }
    return dict(told)


@settings(max_examples=20)
@given(
    asked=st.fixed_dictionaries({}, optional=FILTERS),
    late=st.booleans(),
    days=st.lists(st.dates(FIRST - timedelta(days=1), LAST), min_size=2, max_size=2, unique=True).map(sorted),
)
def test_the_changes_lead_from_one_board_to_the_other(
    town: Town, asked: dict[str, Any], late: bool, days: list[date]
) -> None:
    """Whatever is asked for, also where a case is asked for on one of the two days only."""
    compared(town, days[0], days[1], CaseFilter(**asked, overdue_on=days[1] if late else None))


def test_of_all_cases_what_came_is_what_there_is_more_of(town: Town) -> None:
    told = compared(town, date(2024, 3, 10), LAST, CaseFilter())
    cases = told["cases"]
    assert (cases["entered"], cases["left"]) == (0, 0)
    assert cases["new"] >= told["delta"]["found"] > 0
    assert told["delta"]["overdue"] == cases["late"] - cases["in_time"]
    assert cases["reopened"] == 1


@pytest.fixture(scope="module")
def march(town: Town) -> tuple[Path, workbook.Summary]:
    """The workbook of a month, against the month before."""
    path = town.folder / "三月.xlsx"
    return path, workbook.write(town.chief, path, since=date(2024, 3, 10))


def test_each_row_says_what_happened(town: Town, march: tuple[Path, workbook.Summary]) -> None:
    rows = {row[0]: row for row in load_workbook(march[0])["变化"].iter_rows(min_row=2, values_only=True)}
    reopened, merged, new = (rows[town.numbers[n]] for n in (2, 15, 14))
    assert reopened[6:9] == ("重开", "已销号", "整改中")
    assert reopened[9:] == (None, -1, 1, None, None)
    assert merged[6:9] == ("新增、并案", None, "已并案")
    assert merged[9:] == (1, None, None, None, None)
    assert new[6:9] == ("新增", None, "已发现")
    assert town.numbers[4] not in rows
    *_, last = rows
    assert "隐患、事故等各种事项都列；只走了中间的步骤" in str(last), "the sheet says what it covers"
    assert march[1].sheets["变化"] == len(rows) - 1


def test_the_sums_are_formulas_over_the_rows(march: tuple[Path, workbook.Summary]) -> None:
    book = load_workbook(march[0])
    sums = [row[:6] for row in book["对账"].iter_rows(min_row=2, values_only=True) if row[0]]
    assert [row[0] for row in sums] == list(COUNTED.values())
    assert all(str(row[2]).startswith("=SUM('变化'!") for row in sums)
    assert [str(row[4])[:6] for row in sums[:4]] == ["=总览!$B"] * 4
    done: Any = march[1].changes
    assert done["before"]["found"] + done["delta"]["found"] == march[1].board.found
    notes = {str(a): str(b) for a, b in book["说明"].iter_rows(max_col=2, values_only=True)}
    assert notes["比较日期"].startswith("2024-03-10，变化表")


def test_such_a_workbook_is_checked_too(town: Town, march: tuple[Path, workbook.Summary], tmp_path: Path) -> None:
    assert comparing.compare(town.chief, march[0]).problems == ()
    book = load_workbook(march[0])
    book["变化"]["G2"] = "没有变化"
    book.save(tmp_path / "改.xlsx")
    (problem,) = comparing.compare(town.chief, tmp_path / "改.xlsx").problems
    assert problem.where == "变化!G2"
