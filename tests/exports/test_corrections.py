"""The workbook shows what was put right beside what it was, struck through, and counts it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl

from inspect_engine.domain.corrections import Change
from inspect_engine.domain.corrections import record as data_of
from inspect_engine.exports.closure import workbook
from inspect_engine.imports import inspections
from tests.conftest import Desk
from tests.domain.conftest import event, opened
from tests.exports.sheets import CASE, DAY, record


def test_a_step_tells_the_old_apart_from_the_new() -> None:
    changes = [Change("severity", "等级", "major", "general"), Change("note", "备注", "", "后厨")]
    data = data_of("case", "RQ-2026-0001", changes, "复核", DAY, ["sup1"])
    entries = opened(), event("corrected", data, 2)
    _, step = record(replace(CASE, corrected=1), *entries).steps
    assert step.struck == "等级：重大；备注：（无）"
    assert step.filled_in == "等级：一般；备注：后厨；原因：复核"


def test_the_old_is_struck_through_and_counted(desk: Desk, inspection_file: Path, tmp_path: Path) -> None:
    inspections.run(desk.as_("insp1"), inspection_file)
    chief = desk.as_("sup1")
    chief.corrections.cases.correct("RQ-2022-0001", {"note": "当场没有出示"}, "写漏")
    chief.corrections.cases.correct("RQ-2022-0001", {"part": "门店"}, "写漏")
    summary = workbook.write(chief, tmp_path / "closure.xlsx")
    assert summary.board.corrected == chief.figures.board().corrected == 2
    book = openpyxl.load_workbook(tmp_path / "closure.xlsx")
    sheet = book["流转记录"]
    column = next(cell.column for cell in sheet[1] if cell.value == "更正前")
    cells = [row[column - 1] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells if cell.value] == ["备注：不能出示许可证", "部位：（无）"]
    assert all(cell.font.strike for cell in cells)
    found = {row[0].value: row[1].value for row in book["数据核查"].iter_rows(min_row=2)}
    assert found["更正过"] == "2 处"
