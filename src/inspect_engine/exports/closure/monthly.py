"""总览: hazards month by month, as live formulas over the list."""

from __future__ import annotations

from inspect_engine.domain.figures import Board
from inspect_engine.exports.closure.ending import Grid
from inspect_engine.exports.closure.records import Record
from inspect_engine.exports.closure.totals import ON_THE_SPOT, RECTIFIED
from inspect_engine.exports.sheets.cells import Formula
from inspect_engine.exports.sheets.tables import Table

HEAD = "月份", "发现", "已销号", "月末未销号"
ROOM = 10
"""Rows under the section that the chart takes."""
FOUND, ENDED = "发现日期", "销号日期"


def height(board: Board) -> int:
    """Rows that :func:`write` and the chart beside it take, with the blank one that follows."""
    return 2 + ROOM if board.months else 0


def write(grid: Grid, table: Table[Record], board: Board, section: int) -> int:
    """Put it down from row ``section`` on, where there was any hazard; returns the last row."""
    if not board.months:
        return section
    grid[section, "A"] = "section", "隐患逐月"
    for letter, name in zip("ABCD", HEAD, strict=True):
        grid[section + 1, letter] = "head", name
    row = section
    for row, month in enumerate(board.months, section + 2):
        first, last = (f"DATE({day.year},{day.month},{day.day})" for day in (month.first, month.last))
        since, until = f'">="&{first}', f'"<="&{last}'
        found = table.counting((FOUND, since), (FOUND, until))
        within = (ENDED, since), (ENDED, until)
        closed = "+".join(table.counting(*within, how) for how in (RECTIFIED, ON_THE_SPOT))
        left = f"({table.counting((FOUND, until))})-({table.counting((ENDED, until))})"
        grid[row, "A"] = "code", month.named
        grid[row, "B"] = "strong", Formula(found, month.found)
        grid[row, "C"] = "strong", Formula(closed, month.closed)
        grid[row, "D"] = "strong", Formula(left, month.open)
    return row
