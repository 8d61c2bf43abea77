"""总览: totals and rates as live formulas over the list, and two charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inspect_engine.domain.alarms import STATUSES
from inspect_engine.domain.definitions import SEVERITY_TITLES
from inspect_engine.domain.figures import Board, Rate
from inspect_engine.exports.closure import ageing, ending
from inspect_engine.exports.closure.checks import RESULT, Line
from inspect_engine.exports.closure.ending import Grid, Lists
from inspect_engine.exports.closure.records import Frame, Record, china
from inspect_engine.exports.closure.totals import (
    FIGURES,
    KEPT,
    OPEN,
    OVERDUE,
    RATES,
    Conditions,
    Totals,
    share,
    share_value,
)
from inspect_engine.exports.sheets.book import Sheet
from inspect_engine.exports.sheets.cells import Formula, Value
from inspect_engine.exports.sheets.charts import bars
from inspect_engine.exports.sheets.tables import Table

TITLE = "隐患整改闭环台账"
REHEARSAL = "演练数据，不得作为正式报表使用"
WIDTHS = (17, 9.5, 9.5, 10.5, 38, 3, 18, 10, 10, 10)
TOP = 6
"""Row of the first section."""


MEANINGS = {
    "open": "程序指出、尚未有人核实的疑点，逐条见数据核查",
    "explained": "主管核实后认定有合理解释",
    "confirmed": "主管核实后认定属实",
}


@dataclass(frozen=True)
class Doubts:
    """Where every alarm is listed, and how many stand how."""

    table: Table[Line]
    counts: Mapping[str, int]


def first(board: Board) -> int:
    """Row of the first figure."""
    return TOP + ending.height(board) + 2


def write(sheet: Sheet, lists: Lists, totals: Totals, doubts: Doubts, terms: Frame) -> int:
    """Fill the sheet; returns the last row of states, which the check on the data sums up."""
    grid: Grid = {}
    table, at = lists.hazards, first(totals.board)
    _heading(sheet, grid, lists, totals.board, terms)
    for reference in ending.write(grid, lists, totals.board, TOP):
        sheet.merge(reference)
    _figures(sheet, grid, table, totals.board)
    last_state = _states(grid, table, totals.board)
    last_severity = _severities(grid, table, totals, last_state + 3)
    last_age = ageing.write(grid, table, totals.board, last_severity + 3)
    last_rate = at + len(FIGURES) + 1 + len(RATES)
    last_doubt = _doubts(grid, doubts, last_rate + 2)
    below = max(last_age, last_doubt) + 1
    for row in range(last_rate + 2, last_doubt + 1):
        sheet.merge(f"C{row}:E{row}")
    _flush(sheet, grid, below)
    states = f"G{at}", f"G{last_state}"
    sheet.ws.add_chart(bars(sheet.ws, "各状态隐患数（起）", states, {"隐患数": "H"}), f"A{below + 1}")
    rows = f"G{last_state + 4}", f"G{last_severity}"
    series = {"发现": "H", "未销号": "I", "逾期": "J"}
    sheet.ws.add_chart(
        bars(sheet.ws, "各等级隐患数（起）", rows, series, upright=True, size=(9.3, 7.5)), f"G{below + 1}"
    )
    return last_state


def _heading(sheet: Sheet, grid: Grid, lists: Lists, board: Board, terms: Frame) -> None:
    grid[1, "A"] = "title", TITLE
    if terms.head.rehearsal:
        grid[2, "A"] = "banner", REHEARSAL
    known = f"{china(terms.known_at):%Y-%m-%d %H:%M:%S}" if terms.known_at else "导出之时"
    grid[3, "A"] = "plain", "截止日期"
    grid[3, "B"] = "plain_date", terms.as_of
    grid[3, "D"] = (
        "plain",
        f"按截至{known}入账的记录　　导出人：{terms.exporter}　　导出时间：{china(terms.moment):%Y-%m-%d %H:%M}",
    )
    grid[4, "A"] = "sentence", _told(lists, board)
    for reference in ("A1:J1", "A2:J2", "B3:C3", "D3:J3", "A4:J4"):
        sheet.merge(reference)


def _told(lists: Lists, board: Board) -> Formula:
    """How things stand in a few sentences, live: of hazards, where there are any or nothing else, then of the rest."""
    day = f"截至 {board.as_of.isoformat()}，"
    rest = list(ending.sentence(lists, board, TOP))
    told = [(f'"{day}"', day), *([_hazards(board)] if board.found or not rest else []), *rest]
    return Formula("&".join(live for live, _ in told), "".join(now for _, now in told))


def _hazards(board: Board) -> tuple[str, str]:
    """The main figures of hazards in one sentence, live, and as its value now."""
    begin = first(board)
    at = {figure.name: f"B{begin + n}" for n, figure in enumerate(FIGURES)}
    rate = f"D{begin + len(FIGURES) + 2}"
    told = (
        ("共发现隐患 ", "found", " 起，已销号 "),
        ("", "closed", " 起（整改销号 "), ("", "rectified", " 起、立行立改 "),
        ("", "on_the_spot", " 起），撤销 "), ("", "withdrawn", " 起，未销号 "), ("", "open", " 起，其中逾期 "),
        ("", "overdue", " 起、重大 "), ("", "major_open", " 起；整改率 "),
    )  # fmt: skip
    live = "&".join(f'"{before}"&{at[name]}&"{after}"' for before, name, after in told)
    text = "".join(f"{before}{getattr(board, name)}{after}" for before, name, after in told)
    percent = board.closure_rate.percent
    shown = f"{percent}%" if percent else "—"
    return f'{live}&IF(ISNUMBER({rate}),TEXT({rate},"0.00%"),"—")&"。"', f"{text}{shown}。"


def _figures(sheet: Sheet, grid: Grid, table: Table[Record], board: Board) -> None:
    begin = first(board)
    grid[begin - 2, "A"] = "section", "一、隐患总数"
    for letter, name in zip("ABC", ("指标", "数量", "口径"), strict=True):
        grid[begin - 1, letter] = "head", name
    at = {figure.name: begin + n for n, figure in enumerate(FIGURES)}
    for figure in FIGURES:
        row = at[figure.name]
        plus = "+".join(table.counting(*terms) for terms in figure.plus) or table.counting_all("是否未销号")
        minus = "".join(f"-({table.counting(*terms)})" for terms in figure.minus)
        grid[row, "A"] = figure.look, figure.title
        grid[row, "B"] = figure.number, Formula(plus + minus, getattr(board, figure.name))
        grid[row, "C"] = "note", figure.meaning
    head = begin + len(FIGURES) + 1
    for letter, name in zip("ABCDE", ("比率", "分子", "分母", "百分比", "口径"), strict=True):
        grid[head, letter] = "head", name
    rates = (board.closure_rate, board.in_time_rate, board.due_rate, board.major_closure_rate)
    for row, (given, rate) in enumerate(zip(RATES, rates, strict=True), head + 1):
        title, part, part_less, whole, whole_less, meaning = given
        grid[row, "A"] = "label", title
        grid[row, "B"] = "number", Formula(_rated(table, part, part_less), rate.part)
        grid[row, "C"] = "number", Formula(_rated(table, whole, whole_less), rate.whole)
        grid[row, "D"] = "strong_percent", Formula(share(f"B{row}", f"C{row}"), share_value(rate))
        grid[row, "E"] = "note", meaning
    for row in range(begin - 1, head - 1):
        for letter in "DE":
            grid[row, letter] = ("head" if row < begin else "note"), None
        sheet.merge(f"C{row}:E{row}")


def _rated(table: Table[Record], name: str, less: tuple[str, ...]) -> str:
    """A figure less others, of what is in the rates."""
    return "-".join(f"({_counted(table, each)})" for each in (name, *less))


def _counted(table: Table[Record], name: str) -> str:
    figure = next(each for each in FIGURES if each.name == name)
    plus = "+".join(table.counting(*terms, KEPT) for terms in figure.plus) or table.counting(KEPT)
    return plus + "".join(f"-({table.counting(*terms, KEPT)})" for terms in figure.minus)


def _states(grid: Grid, table: Table[Record], board: Board) -> int:
    begin = first(board)
    grid[begin - 2, "G"] = "section", "二、按状态"
    for letter, name in zip("GHI", ("状态", "数量", "占比"), strict=True):
        grid[begin - 1, letter] = "head", name
    row = begin
    for row, (state, count) in enumerate((board.by_state or {"（无）": 0}).items(), begin):
        counted = "+".join(f"SUMPRODUCT(--EXACT({at},G{row}))" for at in table.ranges("状态"))
        grid[row, "G"] = "code", state
        grid[row, "H"] = "strong", Formula(counted, count)
        grid[row, "I"] = "percent", Formula(share(f"H{row}", f"$B${begin}"), share_value(Rate(count, board.found)))
    return row


def _severities(grid: Grid, table: Table[Record], totals: Totals, title: int) -> int:
    grid[title - 1, "G"] = "section", "三、按等级"
    for letter, name in zip("GHIJ", ("等级", "发现", "未销号", "逾期"), strict=True):
        grid[title, letter] = "head", name
    row = title
    for row, (name, counts) in enumerate(totals.severities.items(), title + 1):
        grid[row, "G"] = "code", SEVERITY_TITLES.get(name, name)
        columns: tuple[tuple[str, str, Conditions], ...]
        columns = (("H", "found", ()), ("I", "open", (OPEN,)), ("J", "overdue", (OVERDUE,)))
        for letter, mark, conditions in columns:
            formula = table.counting(("等级", f"$G{row}"), *conditions)
            grid[row, letter] = "strong", Formula(formula, counts[mark])
    return row


def _doubts(grid: Grid, doubts: Doubts, title: int) -> int:
    """How many alarms stand how, from row ``title`` on; returns the last row."""
    for letter, name in zip("ABCDE", ("数据疑点", "数量", "口径", None, None), strict=True):
        grid[title, letter] = "head", name
    row = title
    for row, (status, name) in enumerate(STATUSES.items(), title + 1):
        look = "alarm" if status == "open" else "strong"
        grid[row, "A"] = "label", name
        grid[row, "B"] = look, Formula(doubts.table.counting((RESULT, f'"{name}"')), doubts.counts[status])
        grid[row, "C"] = "note", MEANINGS[status]
        for letter in "DE":
            grid[row, letter] = "note", None
    return row


def _flush(sheet: Sheet, grid: Grid, last: int) -> None:
    heights = {1: 36.0, 2: 26.0, 4: max(36.0, 1.1 * sheet.needs(_now(grid[4, "A"]), sum(WIDTHS)))}
    widths = {"B": sum(WIDTHS[1:9]), "E": WIDTHS[4]}
    for (row, letter), cell in grid.items():
        if cell[0] == "note" and letter in widths:
            heights[row] = max(18.0, heights.get(row, 0), sheet.needs(_now(cell), widths[letter]))
    for row in range(1, last + 1):
        sheet.write([grid.get((row, letter)) for letter in "ABCDEFGHIJ"], heights.get(row, 18.0))


def _now(cell: tuple[str, Value]) -> str:
    """What a cell says now."""
    value = cell[1]
    return str(value.value if isinstance(value, Formula) else value or "")
