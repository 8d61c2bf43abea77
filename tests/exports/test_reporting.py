"""汇报版: what a leader reads, on A4, with nothing broken behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl import Workbook

from inspect_engine.domain.definitions import FREE
from inspect_engine.domain.figures import Board
from inspect_engine.domain.references import Checked
from inspect_engine.exports.closure import comparing
from inspect_engine.exports.closure.composed import COMPOSED, Row
from inspect_engine.exports.closure.overview import MAIN, PAGE
from inspect_engine.exports.closure.reporting import HEADS, SIGNED
from inspect_engine.exports.closure.sets import read_sets
from inspect_engine.exports.closure.totals import FIGURES
from inspect_engine.exports.sheets import book
from inspect_engine.exports.sheets.tables import SMALL
from inspect_engine.ledger.inspections import citable_text
from inspect_engine.reading.installed import shipped_folder
from tests.exports.sheets import CASE, DAY, record

if TYPE_CHECKING:
    from tests.exports.conftest import Town

COLUMNS = next(
    listing for listing in read_sets([shipped_folder()]).sound["汇报版"].lists if listing.of == "台账"
).columns


@pytest.fixture(scope="module")
def opened(reported: tuple[Path, Board]) -> Any:
    return openpyxl.load_workbook(reported[0])


def rows(sheet: Any) -> list[dict[str, Any]]:
    """The list, by the heads of its columns."""
    names = [column.head or column.name for column in COLUMNS]
    found = [dict(zip(names, row, strict=True)) for row in sheet.iter_rows(min_row=HEADS + 1, values_only=True)]
    return [row for row in found if isinstance(row["序号"], int)]


def test_only_what_is_reported_is_seen_and_printed(opened: Any, exported: tuple[Path, Board]) -> None:
    seen = [sheet.title for sheet in opened.worksheets if sheet.sheet_state == "visible"]
    assert seen == ["总览", "汇报逾期", "汇报台账", "分区域", "说明"], (
        "nothing is registered, and one pack is all there is"
    )
    everything = openpyxl.load_workbook(exported[0]).sheetnames
    assert set(everything) < set(opened.sheetnames), "what is hidden is there for the formulas and for proof"
    assert not {"汇报逾期", "汇报台账", "汇报登记"} & set(everything)


def test_it_is_one_page_of_a4_wide_in_letters_of_nine_points(opened: Any) -> None:
    assert len(COLUMNS) <= 14
    assert sum(column.width for column in COLUMNS) < SMALL
    for sheet in opened.worksheets:
        if sheet.sheet_state == "visible":
            upright, listed = sheet.title == "总览", sheet.title.startswith("汇报")
            assert sheet.page_setup.paperSize == book.A4
            assert sheet.page_setup.fitToWidth == (None if upright or listed else 1), sheet.title
            if listed:
                wide = sum(sheet.column_dimensions[letter].width for letter in book.LETTERS[: len(COLUMNS)])
                assert 90 <= sheet.page_setup.scale <= 90 * SMALL / wide
            assert sheet.page_setup.orientation == ("portrait" if upright else "landscape")


def test_lesser_figures_of_nothing_are_hidden_on_paper_only(opened: Any, exported: tuple[Path, Board]) -> None:
    def hidden(sheet: Any) -> set[str]:
        return {sheet.cell(at, 1).value for at, row in sheet.row_dimensions.items() if row.hidden}

    board = exported[1]
    lesser = {each.title for each in FIGURES if each.name not in MAIN and not getattr(board, each.name)}
    assert hidden(opened["总览"]) == lesser
    assert lesser
    assert not hidden(openpyxl.load_workbook(exported[0])["总览"])


def test_a_page_of_the_overview_takes_what_there_is_room_for(opened: Any) -> None:
    sheet = opened["总览"]
    ends = [0, *(each.id for each in sheet.row_breaks.brk), sheet.max_row]
    taken = [sum(sheet.row_dimensions[at].height for at in range(a + 1, b + 1)) for a, b in pairwise(ends)]
    assert all(each <= PAGE for each in taken)
    assert len(taken) == -(-sum(taken) // PAGE) <= 3, "no more pages than it takes"


def test_it_has_what_an_office_expects_around_a_list(opened: Any) -> None:
    sheet = opened["汇报台账"]
    assert sheet["A1"].value == "隐患整改闭环台账（2024年2月1日至2024年4月1日）"
    assert "填报单位（盖章）" in sheet["A2"].value
    assert "单位：起" in sheet["A2"].value
    assert "演练数据" in sheet["A2"].value
    merged = {str(each) for each in sheet.merged_cells.ranges}
    assert {"A1:N1", "A3:A4", "B3:G3", "H3:J3", "M3:M4", "N3:N4"} <= merged
    assert [sheet[at].value for at in ("B3", "H3", "K3", "L3")] == ["发现", "整改", "复查", "销号"]
    assert sheet.print_title_rows == "$3:$4"
    assert sheet.cell(sheet.max_row, 1).value == SIGNED


def test_its_rows_are_those_of_the_list(opened: Any, reported: tuple[Path, Board]) -> None:
    board, found = reported[1], rows(opened["汇报台账"])
    assert [row["序号"] for row in found] == list(range(1, board.found + 1))
    assert sum("逾期" in row["状态"] for row in found) == board.overdue == len(rows(opened["汇报逾期"]))
    assert sum(row["状态"].startswith(("整改销号", "立行立改")) for row in found) == board.closed
    for row in opened["汇报台账"].iter_rows(min_row=HEADS + 1, max_row=HEADS + len(found)):
        assert row[11].font.bold == ("逾期" in row[11].value), "seen on grey paper too"
    told = [row[0] for row in opened["汇报台账"].iter_rows(values_only=True)]
    assert f"合计 {board.found} 起，其中未办结 {board.open} 起，逾期 {board.overdue} 起" in told


def test_each_basis_is_told_once_below_and_by_number_above(opened: Any, town: Town) -> None:
    sheet = opened["汇报台账"]
    notes = [row[0] for row in sheet.iter_rows(values_only=True) if str(row[0]).startswith("注")]
    listed = dict(text.removeprefix("注").split("：", 1) for text in notes)
    assert len(set(listed.values())) == len(listed) > 1
    cases = [town.chief.cases.get(line.id) for line in town.chief.cases.iterate()]
    told = {listed[str(row["依据"])] for row in rows(sheet) if row["依据"]}
    assert len(told) == len({case.basis for case in cases if case.is_hazard and case.basis})
    assert not [text for text in told if "来源材料" in text or "未施行" in text or "（待核）" in text]


def test_a_reply_that_was_sent_back_finishes_nothing(opened: Any, town: Town) -> None:
    case = town.chief.cases.get(town.numbers[13])
    assert (case.extended, case.returned, case.is_open) == (1, 1, True)
    at = [cell.value for cell in opened["台账"]["A"]].index(case.number)
    row = rows(opened["汇报台账"])[at - 1]
    assert "延期1次" in row["整改期限"]
    assert (row["完成日期"], row["复查人、日期"]) == (None, None)
    assert "退回1次" in row["备注"]


@pytest.mark.parametrize(("mark", "read", "cited"), [("C", False, True), ("M", False, False), ("M", True, True)])
def test_a_note_cites_what_a_document_may_cite(town: Town, mark: str, *, read: bool, cited: bool) -> None:
    case = next(each for n in town.numbers if (each := town.chief.cases.get(n)).is_hazard and each.item != FREE)
    stored = town.chief.definitions.stored(case.definition)
    item = next(each for each in stored.pack.items if each.basis)
    laws = {
        name: law.model_copy(update={"articles": dict.fromkeys(law.articles, mark), "status": "in_force"})
        for name, law in stored.references.items()
    }
    one = item.basis[0]
    name = laws[one.ref].name
    words = {(one.ref, one.article): Checked(one.ref, one.article, name, "王主管", case.found_on, "原件")}
    told = citable_text(stored.model_copy(update={"references": laws}), item, DAY, words if read else {})
    assert (name in told) == cited
    assert "来源材料" not in told


def test_the_day_of_completion_is_the_one_the_unit_wrote() -> None:
    def shown(said: str, answered: date | None) -> Any:
        case = replace(CASE, answered_on=answered, values={**CASE.values, "finished_on": said})
        return COMPOSED["完成日期"].value(Row(1, None, record(case), ()))

    assert shown("2026-02-26", DAY) == date(2026, 2, 26)
    assert shown("", DAY) == shown("上周三", DAY) == DAY
    assert shown("2026-02-26", None) is None, "the reply was sent back"


def test_it_is_checked_against_the_ledger_as_any_other(town: Town, reported: tuple[Path, Board]) -> None:
    found = comparing.compare(town.chief, reported[0])
    assert (found.problems, found.whole) == ((), True)


def test_no_formula_is_broken(reported: tuple[Path, Board], recalculated: Callable[[Path], Workbook]) -> None:
    """LibreOffice works out what the file says, hidden sheets or not."""
    formulas, said = openpyxl.load_workbook(reported[0]), openpyxl.load_workbook(reported[0], data_only=True)
    again, seen = recalculated(reported[0]), 0
    for sheet in formulas.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            at, seen = cell.coordinate, seen + 1
            assert again[sheet.title][at].value == pytest.approx(said[sheet.title][at].value), f"{sheet.title}!{at}"
    assert seen > 50
