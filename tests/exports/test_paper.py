"""A believable paper ledger of 300 rows: in by one command, with true days, and everything adds up as on paper."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from examples.paper_ledger import TODAY, UNITS, Row, rows, totals, write
from inspect_engine.domain.figures import Board
from inspect_engine.domain.words.text import same_name
from inspect_engine.exports import paper
from inspect_engine.exports.closure import workbook
from inspect_engine.ledger.paper import OUTCOMES
from inspect_engine.storage.log import Writer
from tests.conftest import Command, Desk
from tests.exports.test_closure_figures import assert_shows


def adds_up(board: Board, found: list[Row], on: date) -> None:
    """The board says what the paper says; what was closed there is called so, and is in no rate."""
    want = totals(found, on)
    assert (board.found, board.open, board.overdue) == (want.found, want.open, want.overdue), on
    assert (board.major, board.major_open, board.imported) == (want.major, want.major_open, want.closed), on
    assert (board.closed, board.closure_rate.part) == (0, 0)
    assert board.closure_rate.whole == want.open
    assert (board.major_closure_rate.part, board.major_closure_rate.whole) == (0, want.major_open)


def test_the_paper_is_in_and_its_totals_are_those_of_board_and_workbook(
    desk: Desk, command: Command, tmp_path: Path
) -> None:
    found, path = rows(), tmp_path / "旧台账.xlsx"
    write(found, path)
    desk.on(TODAY.isoformat())
    done = command("import", "ledger", str(path), "--pack", "gas", "--yes", "--json")
    assert done.code == 0, done.err
    said = json.loads(done.out)
    assert said["counts"]["cases"] == said["counts"]["taken"] == len(found)
    ledger = desk.as_("sup1")
    for on in (date(2025, 4, 1), date(2025, 5, 20), date(2025, 7, 15), date(2025, 8, 31), TODAY):
        adds_up(ledger.figures.board(on), found, on)
    cases = [ledger.cases.get(line.id) for line in ledger.cases.iterate()]
    days = sorted((row.found, row.due, row.replied or date.min, row.closed or date.min, row.what) for row in found)
    assert days == sorted(
        (c.found_on, c.due_on, c.replied_on or date.min, c.closed_on or date.min, c.title) for c in cases
    )
    assert Counter(same_name(case.party) for case in cases) == Counter(same_name(row.unit) for row in found)
    assert len({case.party for case in cases}) == len(UNITS)
    summary = workbook.write(ledger, tmp_path / "闭环台账.xlsx", as_of=TODAY)
    book = openpyxl.load_workbook(summary.path, data_only=True)
    assert_shows(book, summary.board)
    heights = [book["台账"].row_dimensions[at].height or 0 for at in range(2, len(found) + 2)]
    assert sum(heights) / len(found) < 60, "a row from paper prints no higher than others"
    adds_up(summary.board, found, TODAY)
    assert ledger.verify() == []
    again = command("import", "ledger", str(path), "--pack", "gas", "--yes", "--json")
    assert json.loads(again.out)["counts"]["known"] == len(found)
    told = command("import", "ledger", str(path), "--pack", "gas", "--dry-run").out
    (left_out,) = [line for line in told.splitlines() if line.startswith("跳过的行")]
    assert left_out.count("合计行") == left_out.count("空行") == 1, "added up by reason, not told sheet by sheet"
    assert ledger.desk.head.count == desk.as_("sup1").desk.head.count


def test_the_same_seed_makes_the_same_ledger(tmp_path: Path) -> None:
    assert rows() == rows()
    assert rows(5, 1) != rows(5, 2)


PAPER = """\
检查日期,隐患描述,检查对象,责任单位,整改期限
2025-03-01,=1+1,[/]甲,@乙,3日内
2025-03-02,漏水,甲,乙,尽快
,漏电,甲,乙,
合计,,,,
"""


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_report_has_every_row_and_nothing_in_it_is_a_formula(desk: Desk, tmp_path: Path, ending: str) -> None:
    file, report = tmp_path / "旧.csv", tmp_path / f"结果.{ending}"
    file.write_text(PAPER, "gbk")
    desk.on("2025-04-01")
    plan = desk.as_("sup1").paper.weigh(file, pack="gas", defaults={"区划": "530602"})
    paper.write(plan, report)
    if ending == "csv":
        with report.open(encoding="utf-8-sig", newline="") as stream:
            told = list(csv.reader(stream))
        assert told[1][-1] == "'=1+1"
    else:
        sheet = openpyxl.load_workbook(report).worksheets[0]
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
        told = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
        assert told[1][-1] == "=1+1"
    assert [(row[1], row[2]) for row in told[1:]] == [
        ("2", OUTCOMES["doubtful"]),
        ("3", OUTCOMES["refused"]),
        ("4", OUTCOMES["refused"]),
        ("5", paper.SKIPPED),
    ]
    assert "旧!E3：整改期限：看不懂日期“尽快”" in told[2][3]


def test_what_breaks_half_way_leaves_nothing(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All rows are one transaction, however many."""
    path = tmp_path / "旧台账.xlsx"
    write(rows(30), path)
    desk.on(TODAY.isoformat())
    ledger = desk.as_("sup1")
    plan, before = ledger.paper.weigh(path, pack="gas"), ledger.desk.head.count
    append, left = Writer.append, iter(range(40))

    def breaks(*given: object, **named: object) -> object:
        next(left)
        return append(*given, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Writer, "append", breaks)
        with pytest.raises((StopIteration, RuntimeError)):
            ledger.paper.take(plan, path)
    assert ledger.desk.head.count == before
    told: list[tuple[int, int]] = []
    assert ledger.paper.take(plan, path, lambda *how: told.append(how)).cases == 30
    assert told[-1] == (30, 30)
    assert ledger.verify() == []


def test_what_was_taken_back_is_on_no_sheet_and_the_notes_say_which_numbers_that_were(
    desk: Desk, tmp_path: Path
) -> None:
    """As of a day long before, too; and a workbook made before is still the one that it was."""
    path = tmp_path / "旧台账.xlsx"
    write(rows(5), path)
    ledger = desk.on(TODAY.isoformat()).as_("sup1")
    ledger.paper.take(ledger.paper.weigh(path, pack="gas"), path)
    until, then = ledger.desk.head.count, date(2025, 6, 1)
    before = workbook.write(ledger, tmp_path / "前.xlsx", as_of=then).board
    ledger.taking_back.take_back(ledger.paper.acts()[0].short, "两列认反了")
    for day in (TODAY, then):
        found = workbook.write(ledger, tmp_path / f"{day}.xlsx", as_of=day)
        assert (found.board.found, found.sheets["台账"], found.sheets["流转记录"]) == (0, 0, 0)
        book = openpyxl.load_workbook(found.path, data_only=True)
        assert_shows(book, found.board)
        (told,) = [str(row[1]) for row in book["说明"].iter_rows(values_only=True) if row[0] == "撤回的导入"]
        assert "旧台账.xlsx”里的 5 件（RQ-2025-0001 至 RQ-2025-0005）" in told
        assert "两列认反了" in told
    assert workbook.write(ledger, tmp_path / "再.xlsx", as_of=then, until=until).board == before
