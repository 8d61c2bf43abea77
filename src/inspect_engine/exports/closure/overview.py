"""总览: totals and rates as live formulas over the list, and two charts."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from inspect_engine.domain.alarms import STATUSES
from inspect_engine.domain.definitions import SEVERITY_TITLES
from inspect_engine.domain.figures import Board, Compared, Rate
from inspect_engine.exports.closure import against, ageing, ending, monthly
from inspect_engine.exports.closure.checks import RESULT, Detail
from inspect_engine.exports.closure.ending import Grid, Lists
from inspect_engine.exports.closure.records import ARCHIVE, Frame, Record, china
from inspect_engine.exports.closure.totals import (
    AVERAGE,
    AVERAGE_MEANING,
    FIGURES,
    KEPT,
    OPEN,
    OVERDUE,
    RATES,
    RECTIFIED,
    Conditions,
    Totals,
    rates_of,
    share,
    share_value,
)
from inspect_engine.exports.sheets.book import Sheet
from inspect_engine.exports.sheets.cells import Formula, Value, height
from inspect_engine.exports.sheets.charts import bars
from inspect_engine.exports.sheets.tables import Table

TITLE = "隐患整改闭环台账"
REHEARSAL = "演练数据，不得作为正式报表使用"
WIDTHS = (17, 8, 11, 9.5, 36.5)
"""Characters that stand side by side on upright A4 in letters of their own size."""
BANNER = 30
"""Characters of the banner in one line."""
TOP = 6
"""Row of the first section."""
BESIDE = 6
"""Rows that a chart beside its table takes at least, with its title."""
NOT_IN_NAMES = re.compile(r"\W+")
"""What Excel does not take in a name."""
LINE = 14.0
"""Points of a row of one line."""
PAGE = 735.0
"""Points of rows on a page."""
MAIN = frozenset(
    (
        *("found", "closed", "rectified", "in_time", "on_the_spot", "open", "overdue", "due", "done_in_time"),
        *("replied_late", "closed_late", "major", "major_open"),
    )
)
"""Figures that a print set shows even where they are 0."""


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


def first(board: Board) -> int:
    """Row of the first figure."""
    return TOP + ending.height(board) + monthly.height(board) + 2


def write(
    sheet: Sheet, lists: Lists, totals: Totals, doubts: Doubts, terms: Frame, compared: Compared | None = None
) -> str:
    """Fill the sheet: all that must end, figures, charts, on as few pages as they take, and a period that is
    ``compared``. Returns where the numbers of each state stand. A print set hides what is 0 of the lesser figures."""
    grid: Grid = {}
    board, table = totals.board, lists.hazards
    _heading(sheet, grid, lists, board, terms)
    for reference in ending.write(grid, lists, board, TOP):
        sheet.merge(reference)
    _monthly(sheet, grid, table, board)
    _figures(sheet, grid, table, board)
    last_rate = first(board) + len(FIGURES) + 2 + len(RATES)
    states, parts = _pictured(sheet, grid, table, totals, last_rate + 2)
    last = _doubts(sheet, grid, doubts, parts[-1] + 2)
    doubted = last
    if compared:
        last = against.write(grid, compared, doubted + 2)
        for row in (doubted + 2, doubted + 3):
            sheet.merge(f"B{row}:E{row}")
    begin = first(board)
    hidden = {begin + n for n, each in enumerate(FIGURES) if each.name not in MAIN and not getattr(board, each.name)}
    heights = _flush(sheet, grid, last, hidden if terms.form != ARCHIVE else set())
    _names(sheet, begin)
    above = [begin - 3] if board.ending else []
    figured = [begin + len(FIGURES), last_rate]
    ends = [*above, *figured, *parts, doubted] if board.found or compared else above or figured
    ends += [last] if compared else []
    _on_pages(sheet, ends, heights)
    return states


def _monthly(sheet: Sheet, grid: Grid, table: Table[Record], board: Board) -> None:
    """The months, with their chart beside them."""
    section = TOP + ending.height(board)
    last = monthly.write(grid, table, board, section)
    if last > section:
        size = 8.0, monthly.ROOM * LINE / 72 * 2.54
        series, names = dict(zip(monthly.HEAD[1:], "BCD", strict=True)), (f"A{section + 2}", f"A{last}")
        chart = bars(sheet.ws, "隐患逐月（起）", names, series, upright=True, size=size)
        sheet.ws.add_chart(chart, f"E{section + 1}")


def _pictured(sheet: Sheet, grid: Grid, table: Table[Record], totals: Totals, top: int) -> tuple[str, list[int]]:
    """The tables that have a chart beside them, from row ``top`` on; where the states are, and the last row of each."""
    board, one = totals.board, {"隐患数": "B"}
    counted = {"发现": "B", "未销号": "C", "逾期": "D"}
    state = _states(grid, table, board, top + 1)
    ends = [_beside(sheet, board, "各状态隐患数（起）", (top + 1, state), one)]
    title = ends[-1] + 3
    last = _severities(sheet, grid, table, totals, title)
    ends.append(_beside(sheet, board, "各等级隐患数（起）", (title, last), counted, upright=True))
    title = ends[-1] + 3
    last = ageing.ages(grid, table, board, title)
    below = _beside(sheet, board, "未销号隐患的账龄（起）", (title, last), one)
    ends.append(max(below, ageing.waiting(grid, table, board, last + 3)))
    return f"总览!$B${top + 2}:$B${state}", ends


def _beside(
    sheet: Sheet, board: Board, title: str, rows: tuple[int, int], series: Mapping[str, str], *, upright: bool = False
) -> int:
    """A chart beside a table whose head and last row are given; the last row that both take. Of nothing, no chart."""
    head, last = rows
    if not board.found:
        return last
    below = max(last, head + BESIDE)
    size = 8.0, (below - head + 2) * LINE / 72 * 2.54
    names = f"A{head + 1}", f"A{last}"
    sheet.ws.add_chart(bars(sheet.ws, title, names, series, upright=upright, size=size), f"E{head - 1}")
    return below


def _names(sheet: Sheet, figures: int) -> None:
    """Each total and each rate by name, for formulas of a reader's own; the first total is in row ``figures``."""
    names = sheet.book.workbook.defined_names
    head = figures + len(FIGURES) + 1
    cells = {figure.title: f"B{figures + n}" for n, figure in enumerate(FIGURES)}
    cells |= {title: f"D{head + n}" for n, (title, *_) in enumerate(RATES, 1)}
    for title, at in cells.items():
        name = f"{sheet.title}_{NOT_IN_NAMES.sub('_', title).strip('_')}"
        names[name] = DefinedName(name, attr_text=f"'{sheet.title}'!${at[0]}${at[1:]}")


def _on_pages(sheet: Sheet, ends: Sequence[int], heights: Sequence[float]) -> None:
    """A page takes as many parts as there is room for, which end with these rows; upright, in letters of their own
    size, which no fitting to a page may shrink."""
    ws = sheet.ws
    ws.page_setup.orientation, ws.page_setup.fitToWidth, ws.page_setup.scale = "portrait", None, 100
    ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=False)
    top = 0
    for last, end in pairwise(ends):
        if sum(heights[top:end]) > PAGE:
            ws.row_breaks.append(Break(id=last))
            top = last
    ws.print_area = f"A1:E{ends[-1]}"


def _heading(sheet: Sheet, grid: Grid, lists: Lists, board: Board, terms: Frame) -> None:
    grid[1, "A"] = "title", f"{terms.place}{TITLE}"
    if told := [*([REHEARSAL] if terms.head.rehearsal else []), *_part(terms)]:
        grid[2, "A"] = "banner" if terms.head.rehearsal else "total", "；".join(told)
    known = f"{china(terms.known_at):%Y-%m-%d %H:%M:%S}" if terms.known_at else "导出之时"
    grid[3, "A"] = "plain", "截止日期"
    grid[3, "B"] = "plain_date", terms.as_of
    grid[3, "D"] = (
        "plain",
        f"按截至{known}入账的记录\n导出人：{terms.exporter}\n导出时间：{china(terms.moment):%Y-%m-%d %H:%M}",
    )
    grid[4, "A"] = "sentence", _told(lists, board)
    if terms.office:
        grid[5, "A"] = "plain", f"填报单位：{terms.office}"
    for reference in ("A1:E1", "A2:E2", "B3:C3", "D3:E3", "A4:E4", "A5:E5"):
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


def _part(terms: Frame) -> list[str]:
    """That it is about a part of the ledger, and which."""
    return [f"只含一部分，筛选：{terms.filtered}"] if terms.filtered else []


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
        value = getattr(board, figure.name)
        grid[row, "B"] = figure.number if value else "strong", Formula(plus + minus, value)
        grid[row, "C"] = "note", figure.meaning
    head = begin + len(FIGURES) + 1
    for letter, name in zip("ABCDE", ("比率", "分子", "分母", "百分比", "口径"), strict=True):
        grid[head, letter] = "head", name
    for row, (given, rate) in enumerate(zip(RATES, rates_of(board), strict=True), head + 1):
        title, part, part_less, whole, whole_less, meaning = given
        grid[row, "A"] = "label", title
        grid[row, "B"] = "number", Formula(_rated(table, part, part_less), rate.part)
        grid[row, "C"] = "number", Formula(_rated(table, whole, whole_less), rate.whole)
        grid[row, "D"] = "strong_percent", Formula(share(f"B{row}", f"C{row}"), share_value(rate))
        grid[row, "E"] = "note", meaning
    _average(grid, table, board, head + len(RATES) + 1)
    for row in range(begin - 1, head - 1):
        for letter in "DE":
            grid[row, letter] = ("head" if row < begin else "note"), None
        sheet.merge(f"C{row}:E{row}")


def _average(grid: Grid, table: Table[Record], board: Board, row: int) -> None:
    """How many days it took, on the average, until what was rectified was closed."""
    days = "-".join(f"({table.summing(name, KEPT, RECTIFIED)})" for name in ("销号日期", "发现日期"))
    taken, whole = board.rated("days_taken"), board.rated("rectified")
    told = f'IF(C{row}=0,"—",INT((B{row}*20+C{row})/(2*C{row}))/10)'
    cells: tuple[tuple[str, Value], ...] = (
        ("label", AVERAGE),
        ("number", Formula(days, taken)),
        ("number", Formula(table.counting(KEPT, RECTIFIED), whole)),
        ("strong_points", Formula(told, Decimal(board.average_days) if board.average_days else "—")),
        ("note", AVERAGE_MEANING),
    )
    for letter, cell in zip("ABCDE", cells, strict=True):
        grid[row, letter] = cell


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
        part = share(f"B{row}", f"$B${first(board)}")
        grid[row, "C"] = "percent", Formula(part, share_value(Rate(count, board.found)))
    return row


def _severities(sheet: Sheet, grid: Grid, table: Table[Record], totals: Totals, title: int) -> int:
    grid[title - 1, "A"] = "section", "三、按等级"
    grid[title - 1, "B"] = "plain", "含撤销、并案、不成立的"
    sheet.merge(f"B{title - 1}:D{title - 1}")
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


def _flush(sheet: Sheet, grid: Grid, last: int, hidden: Collection[int]) -> list[float]:
    """Write it all, but for what is hidden to be seen; the points of each row."""
    banner = 22.0 * max(1, -(-len(_now(grid.get((2, "A"), ("", "")))) // BANNER))
    told = max(42.0, 1.1 * sheet.needs(_now(grid[4, "A"]), sum(WIDTHS)))
    heights = {1: 32.0, 2: banner, 3: 42.0, 4: told, 5: 20.0 if (5, "A") in grid else 6.0}
    taken: list[float] = []
    widths = {"B": sum(WIDTHS[1:]) * 10 / 9, "E": WIDTHS[-1] * 10 / 9}
    for row in range(1, last + 1):
        beside = [(cell, width) for letter, width in widths.items() if (cell := grid.get((row, letter)))]
        lines = max((height(_now(cell), width) for cell, width in beside if cell[0] == "note"), default=1)
        points = 0.0 if row in hidden else heights.get(row, max(LINE, 12.0 * lines + 2))
        sheet.write([grid.get((row, letter)) for letter in "ABCDE"], points)
        taken.append(points)
    return taken


def _now(cell: tuple[str, Value]) -> str:
    """What a cell says now."""
    value = cell[1]
    return str(value.value if isinstance(value, Formula) else value or "")
