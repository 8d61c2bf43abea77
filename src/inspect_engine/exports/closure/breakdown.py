"""分区域, 分专项: one row per region or checklist, counted live over the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.worksheet.pagebreak import Break

from inspect_engine.domain.figures import Rate
from inspect_engine.exports.closure.records import Record
from inspect_engine.exports.closure.totals import (
    DISMISSED,
    IMPORTED,
    KEPT,
    MERGED,
    ON_THE_SPOT,
    OPEN,
    OVERDUE,
    RECTIFIED,
    WITHDRAWN,
    Totals,
    share,
    share_value,
)
from inspect_engine.exports.sheets.book import Sheet
from inspect_engine.exports.sheets.cells import Formula, Value
from inspect_engine.exports.sheets.charts import bars
from inspect_engine.exports.sheets.tables import Table

COUNTED = ("发现", "已销号", "撤销、并案、导入等", "未销号", "其中逾期", "整改率分母", "整改率")
OUT = (WITHDRAWN, MERGED, DISMISSED, IMPORTED)
"""What is in no rate."""
WIDTHS = (12, 20, 12, 12, 12, 12, 12, 14, 14)
CHARTED, ON_ONE_PAGE = 40, 12
"""How many rows make a readable chart, and how many fit on one page with it."""


@dataclass(frozen=True)
class Line:
    """One row: what it is called, what is counted of it; ``code`` is a value of the column, or where it is a sum, which
    ``within`` names, what such values begin with."""

    code: str
    name: str
    counts: Mapping[str, int]
    within: str = ""

    @property
    def wanted(self) -> Callable[[str], bool]:
        return lambda code: code.startswith(self.within) if self.within else code == self.code


@dataclass(frozen=True)
class Breakdown:
    """What the list is broken down by: a column of it, its rows in order, and what else is counted of each value.

    ``void`` are those withdrawn, merged, dismissed and closed on paper; ``rated``, of those in the rates, the closed
    and the whole.
    """

    column: str
    title: str
    lines: Sequence[Line]
    void: Counter[str]
    rated: Mapping[str, Counter[str]]
    chart: str


def write(sheet: Sheet, table: Table[Record], totals: Totals, by: Breakdown) -> None:
    """Fill the sheet: rows by code, their sum last. One of nothing is hidden; one row needs no chart."""
    sheet.ws.freeze_panes = "C2"
    sheet.ws.print_title_rows = "1:1"
    sheet.write([("head", name) for name in (by.column, by.title, *COUNTED)], 34)
    for line in by.lines:
        sheet.write(_row(table, sheet.written + 1, by, line))
    _sum(sheet, table, totals)
    if by.lines:
        sheet.ws.auto_filter.ref = f"A1:I{sheet.written - 1}"
    else:
        sheet.ws.sheet_state = "hidden"
    if 1 < len(by.lines) <= CHARTED:
        _chart(sheet, by)


def _chart(sheet: Sheet, by: Breakdown) -> None:
    last, many = sheet.written - 1, len(by.lines)
    size = 24.0, min(15.5, max(7.0, 2.5 + 0.9 * many))
    chart = bars(sheet.ws, by.chart, ("B2", f"B{last}"), {"未销号": "F", "逾期": "G"}, size=size)
    sheet.ws.add_chart(chart, f"A{last + 4}")
    if many > ON_ONE_PAGE:
        sheet.ws.row_breaks.append(Break(id=last + 2))
    else:
        sheet.ws.page_setup.fitToHeight = 1


def _row(table: Table[Record], row: int, by: Breakdown, line: Line) -> list[tuple[str, Value]]:
    here = (by.column, f'"{line.within}*"' if line.within else f"$A{row}")
    counts, void_now = line.counts, sum(count for code, count in by.void.items() if line.wanted(code))
    numbers = (counts["found"], counts["closed"], void_now, counts["open"], counts["overdue"])
    closed = "+".join(table.counting(here, how) for how in (RECTIFIED, ON_THE_SPOT))
    void = "+".join(table.counting(here, how) for how in OUT)
    formulas = [table.counting(here), closed, void, *(table.counting(here, each) for each in (OPEN, OVERDUE))]
    counted: list[tuple[str, Value]] = [
        ("number", Formula(text, now)) for text, now in zip(formulas, numbers, strict=True)
    ]
    rated = [each for code, each in by.rated.items() if line.wanted(code)]
    rate = Rate(sum(each["closed"] for each in rated), sum(each["whole"] for each in rated))
    code = None if line.within else line.code
    return [("code", code), ("label" if line.within else "code", line.name), *counted, *_rate(table, row, rate, here)]


def _rate(table: Table[Record], row: int, rate: Rate, *here: tuple[str, str]) -> list[tuple[str, Value]]:
    """The rate of what is in the rates: what is below the floor for hazards is not."""
    void = "-".join(f"({table.counting(*here, KEPT, how)})" for how in OUT)
    closed = "+".join(table.counting(*here, KEPT, how) for how in (RECTIFIED, ON_THE_SPOT))
    number, percent = ("number", "percent") if here else ("total", "total_percent")
    return [
        (number, Formula(f"({table.counting(*here, KEPT)})-{void}", rate.whole)),
        (percent, Formula(share(f"({closed})", f"H{row}"), share_value(rate))),
    ]


def _sum(sheet: Sheet, table: Table[Record], totals: Totals) -> None:
    row, board = sheet.written + 1, totals.board
    numbers = (
        board.found,
        board.closed,
        board.withdrawn + board.merged + board.dismissed + board.imported,
        board.open,
        board.overdue,
    )
    last, named = row - 1, f'$A$2:$A${row - 1},"<>"'
    sums: list[tuple[str, Value]] = [
        ("total", Formula(f"SUMIF({named},{letter}$2:{letter}${last})" if last > 1 else "0", now))
        for letter, now in zip("CDEFG", numbers, strict=True)
    ]
    sheet.write([("total", "合计"), ("total", None), *sums, *_rate(table, row, board.closure_rate)], 22)
