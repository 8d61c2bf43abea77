"""核查明细 lists every alarm with what was made of it; 总览 counts them, live."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl import Workbook

from inspect_engine.domain.alarms import KINDS, STATUSES, count
from inspect_engine.domain.figures import Board
from inspect_engine.exports.closure import workbook
from inspect_engine.exports.closure.checks import CHECKS
from tests.conftest import enrol

if TYPE_CHECKING:
    from tests.exports.conftest import Town

Rows = list[dict[str, Any]]


def listed(book: Workbook, title: str = "核查明细") -> Rows:
    """The rows of a sheet, over all of its parts."""
    found: Rows = []
    for name in book.sheetnames:
        if name.startswith(title):
            header, *body = book[name].iter_rows(values_only=True)
            found += [dict(zip(map(str, header), row, strict=True)) for row in body]
    return found


def counted(book: Workbook) -> dict[str, int]:
    """How many alarms stand how, as 总览 shows it."""
    rows = [row[:2] for row in book["总览"].iter_rows(values_only=True)]
    start = [str(row[0]) for row in rows].index("数据疑点")
    return {str(name): int(str(number)) for name, number in rows[start + 1 : start + 4]}


def test_every_alarm_has_its_row(town: Town, exported: tuple[Path, Board]) -> None:
    """Key, facts, cases; what the ledger says today is what the workbook says."""
    rows = [row for row in listed(openpyxl.load_workbook(exported[0])) if row["疑点编号"]]
    judged = sorted(town.chief.alarms.all(), key=lambda each: list(KINDS).index(each.alarm.kind))
    assert [row["疑点编号"] for row in rows] == [each.alarm.key for each in judged]
    assert [row["情况"] for row in rows] == [each.alarm.text for each in judged]
    assert [row["结果"] for row in rows] == [STATUSES[each.status] for each in judged]
    assert {each.alarm.kind for each in judged} == {"late", "photo", "proxy"}


def test_every_kind_is_named_even_where_nothing_was_found(empty: tuple[Path, Board]) -> None:
    """An empty ledger was looked at, too."""
    book = openpyxl.load_workbook(empty[0])
    shown = {row["核查项"]: (row["结果"], row["口径"]) for row in listed(book, "数据核查")}
    for title, meaning in KINDS.values():
        assert shown[f"疑点：{title}"] == ("未发现", meaning)


def test_a_kind_is_one_row_that_adds_up_and_leads_to_its_findings(exported: tuple[Path, Board]) -> None:
    book = openpyxl.load_workbook(exported[0])
    groups, details = listed(book, "数据核查"), listed(book)
    assert len(groups) == len(KINDS) + len(CHECKS) + 4, "a row a kind, however much there is of it"
    for title, _ in KINDS.values():
        [group] = [row for row in groups if row["核查项"] == f"疑点：{title}"]
        own = [row for row in details if row["核查项"] == title and row["疑点编号"]]
        assert group["结果"] == (f"{len(own)} 条，待核实 {len(own)}" if own else "未发现")
        assert (group["明细"] is None) is (not own)
        if own:
            found = re.fullmatch(r'=HYPERLINK\("#\'核查明细\'!A(\d+)","明细 (\d+) 行"\)', group["明细"])
            assert found
            first = int(found[1]) - 2
            assert details[first] == own[0]
            assert {row["核查项"].split(" 续")[0] for row in details[first : first + int(found[2])]} == {title}


def test_the_overview_counts_them_live(
    town: Town,
    recalculated: Callable[[Path], Workbook],
    exported: tuple[Path, Board],
    split: tuple[Path, Board],
    empty: tuple[Path, Board],
) -> None:
    """LibreOffice comes to the same from the rows, over several sheets too."""
    expected = {STATUSES[status]: number for status, number in count(town.chief.alarms.all()).items()}
    assert expected["待核实"] > 1
    assert counted(recalculated(exported[0])) == counted(recalculated(split[0])) == expected
    assert counted(recalculated(empty[0])) == dict.fromkeys(STATUSES.values(), 0)


@pytest.fixture
def decided(tmp_path: Path) -> Rows:
    """The alarms of a small town, one of them decided with a reason that looks like a formula."""
    from tests.exports.conftest import Town

    town = Town(tmp_path)
    enrol(town.chief, "sup2", "主管乙", ["supervisor"])
    town.inspect(["T-1", "T-1"])
    for case in (0, 1):
        town.order(case, 7)
    town.wait(1)
    for case in (0, 1):
        town.reply(case, "照片")
    [judged] = town.chief.alarms.all()
    town.as_("sup2").alarms.decide(judged.alarm.key, "confirmed", "=1+1")
    workbook.write(town.chief, tmp_path / "账.xlsx")
    book = openpyxl.load_workbook(tmp_path / "账.xlsx")
    return [row for row in listed(book) if row["疑点编号"]]


def test_what_people_made_of_it(decided: Rows) -> None:
    assert [row["结果"] for row in decided] == ["属实"]
    assert decided[0]["认定"].startswith("属实：=1+1（主管乙（sup2），2024-03-02）")
