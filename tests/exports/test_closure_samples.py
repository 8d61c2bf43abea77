"""The first sheet counts all that must end, of samples that are not about hazards alone; no row contradicts itself."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from inspect_engine.cli.cases.trails import plain
from inspect_engine.cli.demo import sample_folder
from inspect_engine.exports.closure import records, workbook
from inspect_engine.exports.closure.workbook import Summary
from inspect_engine.exports.tables import export
from inspect_engine.imports import story
from inspect_engine.ledger import Ledger
from tests.exports.recount import endings, quantities
from tests.exports.test_closure_figures import assert_ends, assert_shows, rows

SAMPLES = {"accident-2021-fictional": "2021-11-30", "illegal-building-2022-fictional": "2022-08-30"}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ledger]:
    """Each sample's ledger."""
    folder = tmp_path_factory.mktemp("samples")
    return {name: story.play(sample_folder(name), folder / f"{name}.db", lambda said: None) for name in SAMPLES}


@pytest.fixture(scope="module")
def exported(played: dict[str, Ledger]) -> dict[str, Summary]:
    """Each one's workbook on a day when something is open."""
    return {
        name: workbook.write(ledger, ledger.desk.path.with_suffix(".xlsx"), as_of=date.fromisoformat(SAMPLES[name]))
        for name, ledger in played.items()
    }


def test_the_first_sheet_says_how_many_accidents_there_are_what_they_cost_and_what_waits(
    exported: dict[str, Summary],
) -> None:
    made = exported["accident-2021-fictional"]
    book = openpyxl.load_workbook(made.path, data_only=True)
    assert made.board.found == 0 < made.board.ending["accident"].open
    assert_ends(book, made.board)
    said = str(book["总览"]["A4"].value)
    assert "共发现隐患" not in said
    assert re.search(r"事故 1 件，已办结 0、未办结 1、逾期 \d，死亡 1 人。", said)


def test_a_death_that_is_not_reported_yet_is_told_as_it_was_registered(
    played: dict[str, Ledger], tmp_path: Path
) -> None:
    """It was told as nobody dead, on the first sheet, in the list of accidents and in the sums."""
    ledger = played["accident-2021-fictional"]
    known = datetime.fromisoformat("2021-10-12T09:00:27+08:00")
    for form, name in ((records.ARCHIVE, "事故"), ("汇报版", "汇报事故")):
        made = workbook.write(ledger, tmp_path / f"{name}.xlsx", as_of=known.date(), known_at=known, form=form)
        book = openpyxl.load_workbook(made.path, data_only=True)
        assert_ends(book, made.board)
        assert "，死亡 1 人；其中 1 起是登记时的，未上报。" in str(book["总览"]["A4"].value)
        told = [[str(cell) for cell in row if cell is not None] for row in book[name].iter_rows(values_only=True)]
        assert any("登记时，未上报" in row for row in told), name
    (last,) = (row[0] for row in told if row and row[0].startswith("合计"))
    assert "；死亡 1 人；" in last
    assert last.endswith("；其中 1 起是登记时的，未上报")


def test_areas_and_people_are_numbers_and_are_added_up(exported: dict[str, Summary], played: dict[str, Ledger]) -> None:
    """Whoever adds up what the histories say comes to what the board, the first sheet and the sheet of houses tell."""
    made = exported["illegal-building-2022-fictional"]
    day, cases = f"{made.board.as_of}", played["illegal-building-2022-fictional"].cases
    told = json.loads(
        json.dumps([plain(cases.history(line.number), ())["items"] for line in cases.page()], default=str)
    )
    wanted = quantities(told, day, "building", {"stopped_area", "removed_area", "worked_area", "evacuated"})
    board = made.board.quantities["building"]
    assert {name: (each.total, each.cases) for name, each in board.items()} == wanted
    assert wanted["stopped_area"][0] > 0
    book = openpyxl.load_workbook(made.path, data_only=True)
    *listed, total = rows(book, "房屋")
    for each in board.values():
        column = [row[f"{each.title}（{each.unit}）"] for row in listed if row["是否计入"] == "是"]
        assert all(value is None or isinstance(value, int | float) for value in column)
        assert sum(value or 0 for value in column) == total[f"{each.title}（{each.unit}）"] == each.total
    tables = export.write(played["illegal-building-2022-fictional"], made.path.with_suffix(""), "jsonl")
    assert tables.rows["房屋"] == len(listed), "an export for programs asks each column for its kind: people are whole"
    said = "、".join(each.told for each in board.values())
    assert ("合计", said) in {(row[0].value, row[1].value) for row in book["总览"].iter_rows(max_row=20)}


def test_what_cases_have_opened_is_counted_in_its_own_line(exported: dict[str, Summary]) -> None:
    made = exported["illegal-building-2022-fictional"]
    assert {"hazard", "transfer", "stop_work"} <= set(made.board.ending)
    assert made.board.ending["hazard"].found == made.board.found
    assert_ends(openpyxl.load_workbook(made.path, data_only=True), made.board)


def test_libreoffice_works_out_the_same(exported: dict[str, Summary], tmp_path: Path) -> None:
    if not (office := shutil.which("soffice")):
        pytest.skip("LibreOffice (soffice) is not installed")
    bare = [tmp_path / made.path.name for made in exported.values()]
    for made, path in zip(exported.values(), bare, strict=True):
        openpyxl.load_workbook(made.path).save(path)
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", tmp_path / "out", *bare], check=True, capture_output=True, timeout=600)
    for made in exported.values():
        assert_shows(openpyxl.load_workbook(tmp_path / "out" / made.path.name, data_only=True), made.board)


def test_an_own_count_of_the_histories_is_the_same(played: dict[str, Ledger]) -> None:
    """From what ``case history --json`` prints alone, on days before, between and after."""
    for name, ledger in played.items():
        numbers = [line.number for line in ledger.cases.page(limit=500)]
        told = [plain(ledger.cases.history(number), ())["items"] for number in numbers]
        histories = json.loads(json.dumps(told, default=str))
        for day in ("2021-10-12", "2022-03-20", SAMPLES[name], "2026-01-01"):
            board = ledger.figures.board(date.fromisoformat(day))
            assert {kind: counted(each.plain()) for kind, each in board.ending.items()} == endings(histories, day), day


def counted(ending: dict[str, Any]) -> dict[str, Any]:
    """What histories tell: neither whose turn it is nor what is late, which their workflows say."""
    return {name: value for name, value in ending.items() if name not in ("holders", "overdue")}


MONEY = re.compile(r"(?:损失|直接经济损失)[^0-9]{0,6}(\d+(?:\.\d+)?) ?万元")
DEAD = re.compile(r"死亡[^0-9]{0,3}(\d+) ?人")
FIRST = re.compile(r"^(首次报告|登记时所填).*$", re.MULTILINE)


def test_no_two_columns_of_one_row_contradict_each_other(played: dict[str, Ledger], tmp_path: Path) -> None:
    """The accident was said to have cost 150 and cost 160: a cell tells what is in force, and what else by name."""
    ledger = played["accident-2021-fictional"]
    book = openpyxl.load_workbook(workbook.write(ledger, tmp_path / "末.xlsx").path, data_only=True)
    (row,) = (each for each in rows(book, "登记事项") if each["种类"] == "事故")
    (sums,) = (each for each in rows(book, "事故") if each["编号"] == row["编号"])
    assert "150" in row["登记情况"], "the first report stands beside it"
    in_force = [FIRST.sub("", str(value)) for value in row.values() if value is not None]
    for pattern, column in ((MONEY, "直接经济损失（万元）"), (DEAD, "死亡（人）")):
        said = {float(number) for text in in_force for number in pattern.findall(text)}
        assert said == {float(sums[column])}, column
