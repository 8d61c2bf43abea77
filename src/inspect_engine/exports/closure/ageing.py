"""总览, fourth and fifth part: how old open hazards are, and what waits for an office, as live formulas."""

from __future__ import annotations

from inspect_engine.domain.cases.clocks import BANDS
from inspect_engine.domain.figures import Board
from inspect_engine.domain.words.wording import AGES, WAITING
from inspect_engine.exports.closure.ending import AGE, STAY, Grid
from inspect_engine.exports.closure.records import Record
from inspect_engine.exports.sheets.cells import Formula
from inspect_engine.exports.sheets.tables import Table

WAITS = "等着办的"


def ages(grid: Grid, table: Table[Record], board: Board, title: int) -> int:
    """How old open hazards are, the head in row ``title``; returns the last row."""
    _head(grid, title, "四、账龄", ("发现以来", "未销号"))
    row = title
    for row, (name, (low, high)) in enumerate(BANDS.items(), title + 1):
        between = ((AGE, f'">={low}"'), *(((AGE, f'"<={high}"'),) if high else ()))
        grid[row, "A"] = "code", AGES[name]
        grid[row, "B"] = "strong", Formula(table.counting(*between), board.ages.get(name, 0))
    return row


def waiting(grid: Grid, table: Table[Record], board: Board, title: int) -> int:
    """What waits for an office, or all that might; the head in row ``title``. Returns the last row."""
    _head(grid, title, "五、等着办的", (WAITS, "未销号", "最久（天）"))
    row = title
    for row, name in enumerate(board.waiting or WAITING, title + 1):
        here = board.waiting.get(name, {})
        grid[row, "A"] = "code", WAITING[name]
        grid[row, "B"] = "strong", Formula(table.counting((WAITS, f"$A{row}")), here.get("count", 0))
        grid[row, "C"] = "strong", Formula(_longest(table, f"$A{row}"), here.get("longest", 0))
    return row


def _longest(table: Table[Record], cell: str) -> str:
    """The longest stay of the rows that wait for what a cell names."""
    both = zip(table.ranges(WAITS), table.ranges(STAY), strict=True)
    return f"MAX({','.join(f'SUMPRODUCT(MAX(({what}={cell})*{days}))' for what, days in both)})"


def _head(grid: Grid, title: int, section: str, names: tuple[str, ...]) -> None:
    grid[title - 1, "A"] = "section", section
    for letter, name in zip("ABC", names, strict=False):
        grid[title, letter] = "head", name
