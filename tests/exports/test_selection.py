"""A part of the ledger, asked for in one way everywhere: list, board and workbook count the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from inspect_engine.domain.cases import CaseLine
from inspect_engine.domain.figures import Board
from inspect_engine.errors import InputError
from inspect_engine.exports.closure import comparing, notes, workbook
from inspect_engine.ledger import CaseFilter, Ledger, Selection
from inspect_engine.ledger.choosing import legs, only
from tests.exports.sheets import FRAME

if TYPE_CHECKING:
    from tests.exports.conftest import Town

FIRST, LAST = date(2024, 3, 1), date(2024, 4, 1)
DAYS = st.dates(FIRST - timedelta(days=2), LAST)
FILTERS: dict[str, st.SearchStrategy[Any]] = {
    "open": st.booleans(),
    "severity": st.sampled_from(["general", "major", "pending", "none"]),
    "state": st.sampled_from(["found", "rectifying", "closed", "merged", "none"]),
    "kind": st.sampled_from(["hazard", "works"]),
    "pack": st.sampled_from(["trial", "gas"]),
    "region": st.sampled_from(["53", "5306", "530621", "11"]),
    "party": st.sampled_from(["+场所0", "＋场所 1", "乙", "没有的单位"]),
    "subject": st.sampled_from(["s-0", "n-1", "none"]),
    "within": st.sampled_from(["s-0", "none"]),
    "owner": st.sampled_from(["", "insp1"]),
    "text": st.sampled_from(["场所", "=通道", "0003", "%"]),
    "found_from": DAYS,
    "found_to": DAYS,
}
CHOSEN = st.fixed_dictionaries({}, optional=FILTERS)


def counted(lines: list[CaseLine], on: date) -> dict[str, int]:
    """Figures of a list, counted line by line."""
    marks: Counter[str] = Counter()
    for line in lines:
        if line.is_hazard:
            marks.update({"found": 1, "open": line.is_open, "overdue": line.overdue(on), f"in {line.state_title}": 1})
            marks.update({"withdrawn": line.closed_how == "withdrawn", "returned": bool(line.returned)})
            marks["major"] += line.severity == "major" and line.closed_how not in ("withdrawn", "merged", "dismissed")
    return {name: number for name, number in marks.items() if number}


def of_board(board: Board) -> dict[str, int]:
    """The same figures of a board."""
    found = {name: getattr(board, name) for name in ("found", "open", "overdue", "withdrawn", "returned", "major")}
    found |= {f"in {state}": number for state, number in board.by_state.items()}
    return {name: number for name, number in found.items() if number}


@settings(max_examples=25)
@given(asked=CHOSEN, late=st.booleans(), on=DAYS)
def test_a_filtered_board_is_the_filtered_list(town: Town, asked: dict[str, Any], late: bool, on: date) -> None:
    selection = only(CaseFilter(**asked, overdue_on=on if late else None))
    lines = list(town.chief.figures.lines(on, None, selection))
    assert of_board(town.chief.figures.board(on, None, selection)) == counted(lines, on)
    assert Selection.read(selection.text, on) == selection


@settings(max_examples=60)
@given(asked=CHOSEN, late=st.booleans())
def test_the_list_of_today_and_the_list_as_of_today_are_the_same(town: Town, asked: dict[str, Any], late: bool) -> None:
    """One is asked of a table by the database, the other of the events by the program."""
    today = town.chief.desk.today()
    chosen = CaseFilter(**asked, overdue_on=today if late else None)
    assert list(town.chief.figures.lines(today, None, only(chosen))) == list(town.chief.cases.iterate(chosen))


def test_every_filter_asks_for_something(town: Town) -> None:
    """Of each there is a value that leaves some cases in and some out, else the properties above show nothing."""
    whole = town.chief.cases.count()
    values: dict[str, Any] = {
        "open": True, "severity": "major", "state": "found", "region": "530621", "party": "＋场所 1", "subject": "s-0",
        "within": "s-0", "text": "0003", "found_from": LAST - timedelta(days=20), "found_to": FIRST,
    }  # fmt: skip
    for name, value in values.items():
        found = list(town.chief.figures.lines(LAST, None, only(CaseFilter(**{name: value}))))
        assert 0 < len(found) < whole, name


@pytest.fixture(scope="module")
def part(town: Town) -> tuple[Path, workbook.Summary]:
    """The workbook of one county from a day on."""
    selection = only(CaseFilter(region="530602", open=True, found_from=FIRST))
    path = town.folder / "一县.xlsx"
    return path, workbook.write(town.chief, path, selection=selection)


def notes_of(path: Path) -> dict[str, str]:
    return {str(a): str(b) for a, b in load_workbook(path)["说明"].iter_rows(max_col=2, values_only=True)}


def test_a_workbook_of_a_part_says_so_everywhere(town: Town, part: tuple[Path, workbook.Summary]) -> None:
    path, summary = part
    told = town.chief.choosing.words(only(CaseFilter(region="530602", open=True, found_from=FIRST)))
    assert told == "区划 昭阳区（530602）；未销号（未办结）；发现（登记）于 2024-03-01 至 截止日期"
    assert notes_of(path)["筛选"].startswith(f"{told}。")
    book = load_workbook(path)
    assert str(book["总览"]["A1"].value).startswith("昭阳区")
    assert f"筛选：{told}" in str(book["总览"]["A2"].value)
    assert str(book["台账"].oddHeader.right.text).endswith("（部分）")  # type: ignore[union-attr]
    lines = list(town.chief.cases.iterate(CaseFilter(region="530602", open=True, found_from=FIRST)))
    assert [row[0] for row in book["台账"].iter_rows(min_row=2, max_col=1, values_only=True) if row[0]] == [
        line.number for line in lines if line.is_hazard
    ]
    assert summary.board.found == summary.board.open == sum(line.is_hazard for line in lines)
    numbers = {line.number for line in lines}
    assert {row[0] for row in book["流转记录"].iter_rows(min_row=2, max_col=1, values_only=True) if row[0]} <= numbers


def test_alarms_of_a_part_are_those_that_name_it(town: Town) -> None:
    """A photograph that was used elsewhere too is still seen."""
    whole = town.chief.alarms.survey().judged
    named = next(each for each in whole if len(each.alarm.numbers) > 1).alarm.numbers
    found = town.chief.alarms.survey(None, None, only(CaseFilter(text=named[0]))).judged
    assert {each.alarm.key for each in found} == {e.alarm.key for e in whole if named[0] in e.alarm.numbers}


def test_a_workbook_of_a_part_is_checked_by_its_own_filter(town: Town, part: tuple[Path, workbook.Summary]) -> None:
    found = comparing.compare(town.chief, part[0])
    assert (found.problems, found.whole) == ((), True)


@pytest.mark.parametrize(
    ("label", "text", "told"),
    [
        ("筛选", "没有筛选：范围以内的全部隐患", "说明!B"),
        ("筛选条件", '{"region": "530602"}', "总览!"),
        ("筛选条件", "{}", "总览!"),
    ],
)
def test_one_that_says_it_is_about_another_part_is_found_out(
    town: Town, part: tuple[Path, workbook.Summary], tmp_path: Path, label: str, text: str, told: str
) -> None:
    book = load_workbook(part[0])
    cell: Any = next(b for a, b in book["说明"].iter_rows(max_col=2) if a.value == label)
    cell.value = text
    book.save(tmp_path / "改.xlsx")
    assert any(each.where.startswith(told) for each in comparing.compare(town.chief, tmp_path / "改.xlsx").problems)


def test_conditions_that_nobody_wrote_are_refused(
    town: Town, part: tuple[Path, workbook.Summary], tmp_path: Path
) -> None:
    for text in ('{"scope": "x"}', '{"found_from": "昨天"}', "[", '["x"]'):
        book = load_workbook(part[0])
        cell: Any = next(b for a, b in book["说明"].iter_rows(max_col=2) if a.value == "筛选条件")
        cell.value = text
        book.save(tmp_path / "改.xlsx")
        with pytest.raises(InputError, match="筛选条件看不懂"):
            comparing.compare(town.chief, tmp_path / "改.xlsx")


def test_what_a_case_outside_has_opened_runs_on_after_it(town: Town) -> None:
    """Whether a case is closed is looked at also where it is not itself asked for."""
    from inspect_engine.domain import figures

    ledger: Ledger = town.chief
    lines = list(ledger.cases.iterate(CaseFilter()))
    parent = next(line for line in lines if not line.is_open)
    child = replace(next(line for line in lines if line.is_open), parent=parent.id)
    rows = [figures.Counted(parent, chosen=False), figures.Counted(child)]
    board = figures.summarise(rows, LAST)
    assert (board.found, board.beside[child.kind]["after"]) == (0, 1)
    assert figures.summarise([rows[0], replace(rows[1], chosen=False)], LAST).beside == {}


def test_legs_of_a_list_are_one_selection(town: Town) -> None:
    two = legs([CaseFilter(open=True, kind="hazard", state=name) for name in ("found", "rectifying")])
    found = list(town.chief.figures.lines(LAST, None, two))
    assert {line.state for line in found} == {"found", "rectifying"}
    assert town.chief.choosing.words(two) == "未销号（未办结）；状态 已发现、整改中"
    assert Selection.read(two.text, LAST) == two
    assert not legs([CaseFilter()])
    with pytest.raises(InputError, match="待知悉"):
        legs([CaseFilter(untold="supervisor")])


def test_a_filter_stands_on_top_of_each_page(town: Town) -> None:
    """In the middle, where a rehearsal says that it is one; long ones are cut."""
    told = town.chief.choosing.words(only(CaseFilter(region="530602", open=True, text="A&B", found_from=FIRST)))
    assert notes.on_top(replace(FRAME, filtered=told)) == "筛选：区划 昭阳区（530602）；未销号（未办结…"
    assert notes.on_top(replace(FRAME, filtered="含“A&B”")) == "筛选：含“A&&B”"
    assert notes.on_top(FRAME) == ""
