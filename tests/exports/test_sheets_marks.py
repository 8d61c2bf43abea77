"""On the screen: each list is a table, a number leads to its course and back, rows have colours, totals have names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from inspect_engine.domain.figures import Board
from inspect_engine.exports.closure.totals import FIGURES, RATES
from inspect_engine.exports.sheets import book
from inspect_engine.exports.sheets.book import Place
from tests.exports.sheets import page

ORDER = (
    *("sheetData", "mergeCells", "conditionalFormatting", "hyperlinks"),
    *("printOptions", "ignoredErrors", "tableParts"),
)
"""Parts of a sheet in the order that the file format asks for."""


@pytest.fixture(scope="module")
def opened(exported: tuple[Path, Board]) -> Any:
    return openpyxl.load_workbook(exported[0])


@pytest.fixture(scope="module")
def apart(split: tuple[Path, Board]) -> Any:
    return openpyxl.load_workbook(split[0])


def place(location: str) -> tuple[str, int]:
    found = re.fullmatch(r"'(.+)'!A(\d+)", location)
    assert found, location
    return found[1], int(found[2])


@pytest.mark.parametrize("which", ["opened", "apart"])
def test_every_list_is_a_table_of_its_own(which: str, request: pytest.FixtureRequest) -> None:
    whole, seen = request.getfixturevalue(which), []
    for sheet in whole.worksheets:
        if not re.match("台账|逾期|登记事项|流转记录|数据核查|核查明细", sheet.title) or sheet.max_row == 1:
            assert not sheet.tables, sheet.title
            continue
        (table,) = sheet.tables.values()
        assert table.ref == f"A1:{get_column_letter(sheet.max_column)}{sheet.max_row}"
        assert [column.name for column in table.tableColumns] == [cell.value for cell in sheet[1]]
        assert len({column.name for column in table.tableColumns}) == sheet.max_column, "Excel repairs others"
        assert table.autoFilter.ref == table.ref
        assert sheet.auto_filter.ref is None, "two filters of one sheet are a damaged file"
        seen.append(table.displayName)
    assert len(set(seen)) == len(seen) >= 4
    assert "台账" in seen
    assert not set(seen) & set(whole.defined_names), "names of tables and of cells are one list to Excel"


@pytest.mark.parametrize("which", ["opened", "apart"])
def test_a_number_leads_to_its_course_and_each_step_back(which: str, request: pytest.FixtureRequest) -> None:
    whole, steps = request.getfixturevalue(which), 0
    for sheet in whole.worksheets:
        if re.match("台账|逾期", sheet.title):
            for cell in sheet["A"][1:]:
                title, row = place(cell.hyperlink.location)
                first = whole[title][row]
                assert (title.partition("(")[0], first[0].value, first[1].value) == ("流转记录", cell.value, 1)
        if sheet.title.startswith("流转记录"):
            for cell in sheet["A"][1:]:
                title, row = place(cell.hyperlink.location)
                steps += 1
                assert (title.partition("(")[0], whole[title].cell(row, 1).value) == ("台账", cell.value)
    assert steps > 50


def test_no_sheet_has_more_links_than_excel_takes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(book, "LINKS", 3)
    with page() as made:
        here, there = made.sheet("这 & 里", [9]), made.sheet("那'里", [9])
        for n in range(1, 6):
            here.write([("lead", f"第{n}行")])
            there.write([("lead", f"第{n}行")])
            here.lead(n, Place(there, n))
        there.link("B2", "佐证/a b.png")
        there.lead(1, Place(here, 4))
        made.save(tmp_path / "a.xlsx")
    found: Any = openpyxl.load_workbook(tmp_path / "a.xlsx")
    links = [cell.hyperlink and cell.hyperlink.location for cell in found["这 & 里"]["A"]]
    assert links == ["'那''里'!A1", "'那''里'!A2", "'那''里'!A3", None, None]
    other = found["那'里"]
    assert (other["B2"].hyperlink.target, other["A1"].hyperlink.location) == ("佐证/a%20b.png", "'这 & 里'!A4")


def test_the_parts_of_a_sheet_stand_in_order(exported: tuple[Path, Board]) -> None:
    with ZipFile(exported[0]) as archive:
        for name in (each for each in archive.namelist() if each.startswith("xl/worksheets/sheet")):
            text = archive.read(name).decode()
            at = [text.find(f"<{part}") for part in ORDER if f"<{part}" in text]
            assert at == sorted(at), name


def test_every_total_and_rate_has_a_name(opened: Any, exported: tuple[Path, Board]) -> None:
    said = openpyxl.load_workbook(exported[0], data_only=True)["总览"]
    board = exported[1]
    cells = {name: each.attr_text.partition("!")[2].replace("$", "") for name, each in opened.defined_names.items()}
    assert len(cells) == len(FIGURES) + len(RATES)
    assert said[cells["总览_未销号"]].value == board.open
    assert said[cells["总览_应完成_期限已到"]].value == board.due
    assert said[cells["总览_按期完成率"]].value == pytest.approx(float(str(board.due_rate.percent)) / 100)
    for figure in FIGURES:
        assert said[cells["总览_" + re.sub(r"\W+", "_", figure.title).strip("_")]].value == getattr(board, figure.name)


def test_rows_that_are_overdue_or_soon_due_have_a_colour(opened: Any) -> None:
    sheet = opened["台账"]
    letters = {cell.value: cell.column_letter for cell in sheet[1]}
    rules = {
        rule.formula[0]: (str(area.sqref), rule.dxf.fill.bgColor.rgb[-6:])
        for area, found in sheet.conditional_formatting._cf_rules.items()
        for rule in found
        if rule.type == "expression"
    }
    area = f"A2:{get_column_letter(sheet.max_column)}{sheet.max_row}"
    is_open, due, answered = (letters[name] for name in ("是否未销号", "整改期限", "回复日期"))
    soon = f'AND(${is_open}2="是",${due}2>=DATE(2024,4,1),${due}2<=DATE(2024,4,8),${answered}2="")'
    assert rules == {f'${letters["是否逾期"]}2="是"': (area, "FCE4E4"), soon: (area, "FFF4CC")}
