"""总览: totals and rates as live formulas over the list, and two charts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from inspect_engine.domain.alarms import STATUSES
from inspect_engine.domain.definitions import SEVERITY_TITLES
from inspect_engine.domain.figures import Board, Rate
from inspect_engine.exports.closure import ageing
from inspect_engine.exports.closure.ageing import Grid
from inspect_engine.exports.closure.checks import RESULT, Detail
from inspect_engine.exports.closure.columns import YES
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
from inspect_engine.exports.sheets.cells import Formula, height
from inspect_engine.exports.sheets.charts import bars
from inspect_engine.exports.sheets.tables import Table

TITLE = "隐患整改闭环台账"
REHEARSAL = "演练数据，不得作为正式报表使用"
WIDTHS = (17, 8, 11, 9.5, 36.5)
"""Characters that stand side by side on upright A4 in letters of their own size."""
FIRST = 8
"""Row of the first figure."""
BESIDE = 6
"""Rows that a chart beside its table takes at least, with its title."""
NOT_IN_NAMES = re.compile(r"\W+")
"""What Excel does not take in a name."""
LINE, AIRY = 14.0, 16.5
"""Points of a row of one line: among the figures, and beside a chart."""


MEANINGS = {
    "open": "程序指出、尚未有人核实的疑点，逐条见核查明细",
    "explained": "主管核实后认定有合理解释",
    "confirmed": "主管核实后认定属实",
}


@dataclass(frozen=True)
class Doubts:
    """Where every alarm is listed, and how many stand how."""

    table: Table[Detail]
    counts: Mapping[str, int]


def write(
    sheet: Sheet, table: Table[Record], registered: Table[Record], totals: Totals, doubts: Doubts, terms: Frame
) -> str:
    """Fill the sheet: a page of figures, a page of charts. Returns where the numbers of each state stand."""
    grid: Grid = {}
    board = totals.board
    _heading(sheet, grid, board, _others(registered, board), terms)
    _figures(sheet, grid, table, board)
    last_rate = FIRST + len(FIGURES) + 1 + len(RATES)
    states, end = _pictured(sheet, grid, table, totals, last_rate + 2)
    last = _doubts(sheet, grid, doubts, end + 2)
    _flush(sheet, grid, last_rate, last)
    _names(sheet)
    _on_two_pages(sheet, last_rate, last if board.found else last_rate)
    return states


def _pictured(sheet: Sheet, grid: Grid, table: Table[Record], totals: Totals, top: int) -> tuple[str, int]:
    """The tables that have a chart beside them, from row ``top`` on; where the states are, and the last row."""
    board, one = totals.board, {"隐患数": "B"}
    counted = {"发现": "B", "未销号": "C", "逾期": "D"}
    state = _states(grid, table, board, top + 1)
    title = _beside(sheet, board, "各状态隐患数（起）", (top + 1, state), one) + 3
    last = _severities(grid, table, totals, title)
    title = _beside(sheet, board, "各等级隐患数（起）", (title, last), counted, upright=True) + 3
    last = ageing.ages(grid, table, board, title)
    below = _beside(sheet, board, "未销号隐患的账龄（起）", (title, last), one)
    return f"总览!$B${top + 2}:$B${state}", max(below, ageing.waiting(grid, table, board, last + 3))


def _beside(
    sheet: Sheet, board: Board, title: str, rows: tuple[int, int], series: Mapping[str, str], *, upright: bool = False
) -> int:
    """A chart beside a table whose head and last row are given; the last row that both take. Of nothing, no chart."""
    head, last = rows
    if not board.found:
        return last
    below = max(last, head + BESIDE)
    size = 8.0, (below - head + 2) * AIRY / 72 * 2.54
    names = f"A{head + 1}", f"A{last}"
    sheet.ws.add_chart(bars(sheet.ws, title, names, series, upright=upright, size=size), f"E{head - 1}")
    return below


def _names(sheet: Sheet) -> None:
    """Each total and each rate by name, for formulas of a reader's own."""
    names = sheet.book.workbook.defined_names
    head = FIRST + len(FIGURES) + 1
    cells = {figure.title: f"B{FIRST + n}" for n, figure in enumerate(FIGURES)}
    cells |= {title: f"D{head + n}" for n, (title, *_) in enumerate(RATES, 1)}
    for title, at in cells.items():
        name = f"{sheet.title}_{NOT_IN_NAMES.sub('_', title).strip('_')}"
        names[name] = DefinedName(name, attr_text=f"'{sheet.title}'!${at[0]}${at[1:]}")


def _on_two_pages(sheet: Sheet, figures: int, last: int) -> None:
    """Upright, in letters of their own size, which no fitting to a page may shrink."""
    ws = sheet.ws
    ws.page_setup.orientation, ws.page_setup.fitToWidth, ws.page_setup.scale = "portrait", None, 100
    ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=False)
    ws.row_breaks.append(Break(id=figures))
    ws.print_area = f"A1:E{last}"


def _heading(sheet: Sheet, grid: Grid, board: Board, others: Formula | None, terms: Frame) -> None:
    grid[1, "A"] = "title", TITLE
    if told := [*([REHEARSAL] if terms.head.rehearsal else []), *_part(terms)]:
        grid[2, "A"] = "banner", "；".join(told)
    known = f"{china(terms.known_at):%Y-%m-%d %H:%M:%S}" if terms.known_at else "导出之时"
    grid[3, "A"] = "plain", "截止日期"
    grid[3, "B"] = "plain_date", terms.as_of
    grid[3, "D"] = (
        "plain",
        f"按截至{known}入账的记录　　导出人：{terms.exporter}　　导出时间：{china(terms.moment):%Y-%m-%d %H:%M}",
    )
    at = {figure.name: f"B{FIRST + n}" for n, figure in enumerate(FIGURES)}
    rate = FIRST + len(FIGURES) + 2
    hazards = _sentence(board, at, f"D{rate}")
    both = Formula(f"{hazards.text}&{others.text}", f"{hazards.value}{others.value}") if others else hazards
    grid[4, "A"] = "sentence", both
    for reference in ("A1:E1", "A2:E2", "B3:C3", "D3:E3", "A4:E4"):
        sheet.merge(reference)


def _sentence(board: Board, at: Mapping[str, str], rate: str) -> Formula:
    """The main figures in one Chinese sentence, live."""
    day = f"截至 {board.as_of.isoformat()}，"
    told = (
        (f"{day}共发现隐患 ", "found", " 起，已销号 "),
        ("", "closed", " 起（整改销号 "), ("", "rectified", " 起、立行立改 "),
        ("", "on_the_spot", " 起），撤销 "), ("", "withdrawn", " 起，未销号 "), ("", "open", " 起，其中逾期 "),
        ("", "overdue", " 起、重大 "), ("", "major_open", " 起；整改率 "),
    )  # fmt: skip
    live = "&".join(f'"{before}"&{at[name]}&"{after}"' for before, name, after in told)
    text = "".join(f"{before}{getattr(board, name)}{after}" for before, name, after in told)
    percent = board.closure_rate.percent
    shown = f"{percent}%" if percent else "—"
    return Formula(f'{live}&IF(ISNUMBER({rate}),TEXT({rate},"0.00%"),"—")&"。"', f"{text}{shown}。")


def _others(registered: Table[Record], board: Board) -> Formula | None:
    """What is registered beside the hazards, live; nothing where nothing is."""
    if not board.registered:
        return None
    found, left = (sum(counts[name] for counts in board.registered.values()) for name in ("found", "open"))
    every, waiting = registered.counting_all("种类"), registered.counting(("是否未办结", f'"{YES}"'))
    live = f'"另登记 "&({every})&" 件，未办结 "&({waiting})&" 件，见登记事项。"'
    return Formula(live, f"另登记 {found} 件，未办结 {left} 件，见登记事项。")


def _part(terms: Frame) -> list[str]:
    """That it is about a part of the ledger, and which."""
    return [f"只含一部分，筛选：{terms.filtered}"] if terms.filtered else []


def _figures(sheet: Sheet, grid: Grid, table: Table[Record], board: Board) -> None:
    grid[FIRST - 2, "A"] = "section", "一、总数"
    for letter, name in zip("ABC", ("指标", "数量", "口径"), strict=True):
        grid[FIRST - 1, letter] = "head", name
    at = {figure.name: FIRST + n for n, figure in enumerate(FIGURES)}
    for figure in FIGURES:
        row = at[figure.name]
        plus = "+".join(table.counting(*terms) for terms in figure.plus) or table.counting_all("是否未销号")
        minus = "".join(f"-({table.counting(*terms)})" for terms in figure.minus)
        grid[row, "A"] = figure.look, figure.title
        grid[row, "B"] = figure.number, Formula(plus + minus, getattr(board, figure.name))
        grid[row, "C"] = "note", figure.meaning
    head = FIRST + len(FIGURES) + 1
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
    for row in range(FIRST - 1, head - 1):
        for letter in "DE":
            grid[row, letter] = ("head" if row < FIRST else "note"), None
        sheet.merge(f"C{row}:E{row}")


def _rated(table: Table[Record], name: str, less: tuple[str, ...]) -> str:
    """A figure less others, of what is in the rates."""
    return "-".join(f"({_counted(table, each)})" for each in (name, *less))


def _counted(table: Table[Record], name: str) -> str:
    figure = next(each for each in FIGURES if each.name == name)
    plus = "+".join(table.counting(*terms, KEPT) for terms in figure.plus) or table.counting(KEPT)
    return plus + "".join(f"-({table.counting(*terms, KEPT)})" for terms in figure.minus)


def _states(grid: Grid, table: Table[Record], board: Board, title: int) -> int:
    """The states, their head in row ``title``; returns the last row."""
    grid[title - 1, "A"] = "section", "二、按状态"
    for letter, name in zip("ABC", ("状态", "数量", "占比"), strict=True):
        grid[title, letter] = "head", name
    row = title
    for row, (state, count) in enumerate((board.by_state or {"（无）": 0}).items(), title + 1):
        counted = "+".join(f"SUMPRODUCT(--EXACT({at},A{row}))" for at in table.ranges("状态"))
        grid[row, "A"] = "code", state
        grid[row, "B"] = "strong", Formula(counted, count)
        grid[row, "C"] = "percent", Formula(share(f"B{row}", f"$B${FIRST}"), share_value(Rate(count, board.found)))
    return row


def _severities(grid: Grid, table: Table[Record], totals: Totals, title: int) -> int:
    grid[title - 1, "A"] = "section", "三、按等级"
    for letter, name in zip("ABCD", ("等级", "发现", "未销号", "逾期"), strict=True):
        grid[title, letter] = "head", name
    row = title
    for row, (name, counts) in enumerate(totals.severities.items(), title + 1):
        grid[row, "A"] = "code", SEVERITY_TITLES.get(name, name)
        columns: tuple[tuple[str, str, Conditions], ...]
        columns = (("B", "found", ()), ("C", "open", (OPEN,)), ("D", "overdue", (OVERDUE,)))
        for letter, mark, conditions in columns:
            formula = table.counting(("等级", f"$A{row}"), *conditions)
            grid[row, letter] = "strong", Formula(formula, counts[mark])
    return row


def _doubts(sheet: Sheet, grid: Grid, doubts: Doubts, title: int) -> int:
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
    for at in range(title, row + 1):
        sheet.merge(f"C{at}:E{at}")
    return row


def _flush(sheet: Sheet, grid: Grid, figures: int, last: int) -> None:
    heights = {1: 32.0, 2: 22.0, 3: 28.0, 4: 42.0, 5: 6.0}
    for row in range(1, last + 1):
        told, least = grid.get((row, "E")), LINE if row <= figures else AIRY
        lines = height(told[1], WIDTHS[-1] * 10 / 9) if told else 1
        sheet.write([grid.get((row, letter)) for letter in "ABCDE"], heights.get(row, max(least, 12.0 * lines + 2)))
