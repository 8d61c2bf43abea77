"""Every number in the workbook is the board's, whoever works it out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl import Workbook

from inspect_engine.cli.cases.trails import plain
from inspect_engine.domain.cases.casualties import PEOPLE
from inspect_engine.domain.cases.clocks import BANDS
from inspect_engine.domain.figures import GROUPED, Board, Rate
from inspect_engine.domain.words.wording import WAITING, kind_title
from inspect_engine.exports.closure import workbook
from inspect_engine.exports.closure.most import FINDERS, ITEMS, UNITS
from inspect_engine.exports.closure.overview import first
from inspect_engine.exports.closure.totals import AVERAGE, FIGURES, RATES, rates_of, share_value
from tests.exports.recount import ages, by_month, figures, grouped

if TYPE_CHECKING:
    from tests.exports.conftest import Town


def rows(book: Workbook, title: str) -> list[dict[str, Any]]:
    """The rows of a list, over all of its sheets, by column name, without continuations."""
    found = []
    for name in book.sheetnames:
        if name == title or name.startswith(f"{title}("):
            header, *body = book[name].iter_rows(values_only=True)
            found += [dict(zip(map(str, header), row, strict=True)) for row in body]
    return [row for row in found if "续" not in str(row.get("编号", ""))]


def labelled(book: Workbook) -> Iterator[tuple[str, list[Any]]]:
    """(first cell, the others) of each row of the overview: figures, rates, then states and grades."""
    for label, *others in book["总览"].iter_rows(values_only=True):
        if label:
            yield str(label), others


def assert_shows(book: Workbook, board: Board) -> None:
    """The overview and the regions show this board."""
    shown = dict(reversed(list(labelled(book))))
    for figure in FIGURES:
        assert shown[figure.title][0] == getattr(board, figure.name), figure.title
    for (title, *_), rate in zip(RATES, rates_of(board), strict=True):
        part, whole, percent = shown[title][:3]
        assert (part, whole) == (rate.part, rate.whole), title
        assert percent == (float(share_value(rate)) if rate.whole else "—"), title
    assert shown[AVERAGE][2] == (float(board.average_days) if board.average_days else "—")
    assert_ends(book, board)
    months = {row[0]: tuple(row[1:4]) for row in book["总览"].iter_rows(max_row=first(board), values_only=True)}
    assert [months[each.named] for each in board.months] == [(m.found, m.closed, m.open) for m in board.months]
    left = [tuple(cell.value for cell in row[:3]) for row in book["总览"].iter_rows()]
    states = left.index(("状态", "数量", "占比")) + 1
    listed = {state: count for state, count, _ in left[states : states + len(board.by_state)] if count}
    assert listed == board.by_state
    old = left.index(("发现以来", "未销号", None)) + 1
    assert [row[1] for row in left[old : old + 4]] == [board.ages.get(name, 0) for name in BANDS]
    waits = left.index(("等着办的", "未销号", "最久（天）")) + 1
    assert {title: (count, longest) for title, count, longest in left[waits : waits + len(board.waiting)]} == {
        WAITING[name]: (each["count"], each["longest"]) for name, each in board.waiting.items()
    }
    for sheet, column, groups in (("分区域", "区划", board.by_region), ("分专项", "专项", board.by_pack)):
        *lines, total = rows(book, sheet)
        own = {line[column]: counts_of(line) for line in lines if line[column]}
        assert own == {name: list(counts.values()) for name, counts in groups.items()}
        assert total["发现"] == board.found
    sums = [counts_of(line) for line in rows(book, "分区域")[:-1] if not line["区划"]]
    assert sums == [list(each.counts.values()) for each in board.places if each.whole]
    assert_most(book, board)
    assert [row["结果"][:2] for row in rows(book, "数据核查")[-4:]] == ["相符"] * 4


def assert_most(book: Workbook, board: Board) -> None:
    """By whom, and what most, as on the board; people by name and user."""
    most, shown = board.most, [list(row[:6]) for row in book["单位和常见隐患"].iter_rows(values_only=True)]
    starts = [shown.index([*head, *[None] * (6 - len(head))]) + 1 for head in (UNITS, ITEMS, FINDERS)]
    units = [[u.name, None, None, u.open, u.overdue, u.found] for u in most.units]
    items = [[i.title, i.pack, i.item, i.found, i.open, None] for i in most.items]
    people = [[f.found, f.major, f.open] for f in most.finders]
    assert shown[starts[0] : starts[0] + len(units)] == units
    assert shown[starts[1] : starts[1] + len(items)] == items
    names = [row[0] for row in shown[starts[2] : starts[2] + len(people)]]
    assert [row[3:] for row in shown[starts[2] : starts[2] + len(people)]] == people
    told = zip(most.finders, names, strict=True)
    assert all(name == each.name or f"（{each.name}）" in str(name) for each, name in told), (
        "on paper people have no account"
    )


def counts_of(row: dict[str, Any]) -> list[Any]:
    return [row[name] for name in ("发现", "未销号", "已销号", "其中逾期")]


def assert_ends(book: Workbook, board: Board) -> None:
    """The lines at the top are those of the board."""
    shown = [[cell.value for cell in row[:5]] for row in book["总览"].iter_rows(max_row=first(board) - 3)]
    lines = {row[0]: row[1:] for row in shown if row[0]}
    told = {(row[0], row[1]) for row in shown}
    for kind, each in board.ending.items():
        *counts, rest = lines[kind_title(kind)]
        assert counts == [each.found, each.open, each.overdue], kind
        oldest = f"；最早的 {each.oldest} 天" if each.open else ""
        assert rest == f"已办结 {each.closed}、其他终结 {each.other}{oldest}", kind
        stuck = "、".join(f"{state} {one.count} 件（最久 {one.longest} 天）" for state, one in each.states.items())
        assert not each.open or ("在谁手里", each.held) in told, kind
        assert not each.open or kind == "hazard" or ("停在", stuck) in told, kind
    if board.accidents.found:
        people = "，".join(f"{title} {board.accidents.people[name]} 人" for name, title in PEOPLE.items())
        said = f"计入 {board.accidents.found} 起，{people}，直接经济损失 {board.accidents.loss} 万元"
        assert ("已造成", said + board.accidents.apart) in told


ENDED = ("整改销号", "到期失效", "吊销")
"""How ends what was to be put right by a day."""


def recount(cases: list[dict[str, Any]], as_of: date) -> dict[str, int]:
    """The figures counted afresh from the rows of the list."""
    count: Counter[str] = Counter()
    for case in cases:
        how, due, replied = case["销号方式"], case["整改期限"], case["回复日期"]
        running = case["状态"] in ("已送达", "整改中", "延期待批")
        expired = due is not None and due.date() < as_of and (how is None or how in ENDED)
        paper = how == "导入时已办结"
        real, lapsed = how not in ("撤销", "并案", "不成立"), how in ("到期失效", "吊销")
        count.update(
            name
            for name, true in {
                "found": True,
                "open": how is None,
                "closed": how in ("整改销号", "立行立改"),
                "rectified": how == "整改销号",
                "in_time": how == "整改销号" and replied <= due,
                "in_time_backdated": case["是否补录按期"] == "是",
                "in_time_extended": how == "整改销号" and replied <= due and case["延期次数"] > 0,
                "due": expired,
                "done_in_time": expired and how == "整改销号" and replied <= due,
                "replied_late": bool(replied and due and replied > due) and how in (None, *ENDED),
                "closed_late": how == "整改销号" and case["销号日期"] > due,
                "rechecked": case["是否复查过"] == "是",
                "on_the_spot": how == "立行立改",
                "withdrawn": how == "撤销",
                "merged": how == "并案",
                "dismissed": how == "不成立",
                "lapsed": lapsed,
                "major_lapsed": case["等级"] == "重大" and lapsed,
                "imported": paper,
                "major_imported": case["等级"] == "重大" and paper,
                "overdue": running and due.date() < as_of,
                "major": case["等级"] == "重大" and real,
                "major_open": case["等级"] == "重大" and how is None,
                "pending": case["等级"] == "待定级" and how is None,
                "beyond": case["检查项"] == "free",
                "returned": case["退回次数"] > 0,
                "extended": case["延期次数"] > 0,
                "major_extended": case["延期次数"] > 0 and case["等级"] == "重大",
                "reopened": case["重新立案次数"] > 0,
                "repeated": case["是否反复"] == "是" and real,
            }.items()
            if true
        )
    return {figure.name: count[figure.name] for figure in FIGURES}


def test_the_town_has_something_of_everything(town: Town, exported: tuple[Path, Board]) -> None:
    board = exported[1]
    assert board == town.chief.figures.board()
    assert all(getattr(board, figure.name) for figure in FIGURES if figure.name != "below")
    assert 0 < board.in_time < board.rectified


def test_an_own_count_of_the_histories_is_the_board(town: Town) -> None:
    """From what ``case history --json`` prints alone, on days before, between and after."""
    cases = town.as_("sup1").cases
    told = json.loads(json.dumps([plain(cases.history(number), ())["items"] for number in town.numbers], default=str))
    for day in ("2024-03-01", "2024-03-05", "2024-03-09", "2024-03-19", "2024-04-01"):
        board, count = town.chief.figures.board(date.fromisoformat(day)), figures(told, day)
        names = (
            "found",
            "open",
            "rectified",
            "in_time",
            "in_time_extended",
            "due",
            "done_in_time",
            "extended",
            "returned",
            "replied_late",
            "closed_late",
            "rechecked",
            "days_taken",
        )
        assert {name: getattr(board, name) for name in names} == {name: count[name] for name in names}, day
        told_months = [(each.found, each.closed, each.open) for each in board.months]
        assert told_months == [by_month(told, day, f"{each.first}", f"{each.last}") for each in board.months], day
        assert_grouped(board, grouped(told, day))
        found, waits = ages(told, day)
        assert {name: number for name, number in board.ages.items() if number} == dict(found), day
        assert {name: (each["count"], each["longest"]) for name, each in board.waiting.items()} == {
            name: (len(days), max(days)) for name, days in waits.items()
        }, day
    assert 0 < board.done_in_time < board.due
    assert set(board.waiting) >= {"issue", "recheck"}


def assert_grouped(board: Board, parts: dict[str, dict[tuple[str, ...], Counter[str]]]) -> None:
    """Rows by region and by pack, and who and what most, are those that were counted apart."""
    for name, groups in (("region", board.by_region), ("pack", board.by_pack)):
        counted = {key: {name: own[name] for name in GROUPED} for (key,), own in parts[name].items()}
        assert counted == groups, name
    most = board.most
    items = {(each.pack, each.item): (each.found, each.open) for each in most.items}
    assert {key: (own["found"], own["open"]) for key, own in parts["item"].items()} == items
    people = {(each.name,): (each.found, each.major, each.open) for each in most.finders}
    assert {key: (own["found"], own["major"], own["open"]) for key, own in parts["finder"].items()} == people
    left = sorted((own["open"] for own in parts["unit"].values() if own["open"]), reverse=True)
    assert [each.open for each in most.units] == left[:10]
    for each in most.units:
        own = parts["unit"][each.name,]
        assert (each.open, each.overdue, each.found) == (own["open"], own["overdue"], own["found"])


def test_stored_results_are_the_board(exported: tuple[Path, Board]) -> None:
    path, board = exported
    assert_shows(openpyxl.load_workbook(path, data_only=True), board)


def test_rows_recounted_are_the_board(exported: tuple[Path, Board]) -> None:
    path, board = exported
    cases = rows(openpyxl.load_workbook(path), "台账")
    assert recount(cases, board.as_of) == {figure.name: getattr(board, figure.name) for figure in FIGURES}


@pytest.mark.parametrize("which", ["exported", "split", "empty"])
def test_libreoffice_works_out_the_board(
    which: str, request: pytest.FixtureRequest, recalculated: Callable[[Path], Workbook]
) -> None:
    path, board = request.getfixturevalue(which)
    assert_shows(recalculated(path), board)


def test_figures_are_formulas(exported: tuple[Path, Board]) -> None:
    overview = openpyxl.load_workbook(exported[0])["总览"]
    formulas = [cell.value for row in overview.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) > 40
    assert not [text for text in formulas if "#" in str(text)]


def test_an_empty_ledger_shows_zeros_and_dashes(empty: tuple[Path, Board]) -> None:
    book = openpyxl.load_workbook(empty[0], data_only=True)
    assert_shows(book, empty[1])
    assert "演练" not in str(list(labelled(book)))
    assert dict(labelled(book))["整改率"][2] == "—"


def test_an_earlier_day_shows_the_board_of_that_day(town: Town, tmp_path: Path) -> None:
    day = date(2024, 3, 6)
    summary = workbook.write(town.chief, tmp_path / "早.xlsx", as_of=day)
    book = openpyxl.load_workbook(summary.path, data_only=True)
    assert summary.board == town.chief.figures.board(day)
    assert_shows(book, summary.board)
    assert recount(rows(book, "台账"), day)["overdue"] == summary.board.overdue > 0
    assert max(row["业务日期"].date() for row in rows(book, "流转记录")) <= day


def test_what_was_not_known_stays_out(town: Town, tmp_path: Path) -> None:
    known = datetime.fromisoformat("2024-03-04T23:00:00+08:00")
    summary = workbook.write(town.chief, tmp_path / "旧.xlsx", known_at=known)
    assert summary.board == town.chief.figures.board(known_at=known)
    assert summary.board.rectified == 1


def test_overdue_cases_come_longest_first(exported: tuple[Path, Board]) -> None:
    late = rows(openpyxl.load_workbook(exported[0]), "逾期")
    days = [row["逾期天数"] for row in late]
    assert len(late) == exported[1].overdue > 1
    assert days == sorted(days, reverse=True)
    assert all((datetime(2024, 4, 1) - row["整改期限"]).days == row["逾期天数"] for row in late)
    assert all("次日起" in row["期限推算"] for row in late)


@pytest.mark.parametrize(("part", "whole"), [(1, 32), (14477, 20000), (1, 3), (2, 3), (0, 7), (7, 7), (53006, 73233)])
def test_the_formula_rounds_as_the_board_does(part: int, whole: int) -> None:
    """The formula's arithmetic, in doubles as a spreadsheet has them."""
    formula = int((part * 20000.0 + whole) / (2.0 * whole)) / 10000
    exact = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert formula == float(exact / 100) == float(share_value(Rate(part, whole)))
