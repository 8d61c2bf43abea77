"""单位和常见隐患: who has most left to do, what fails most often, who has found how much, counted live over the list.

A unit may be called ``*店`` or ``~x``, an item ``4.1`` beside ``4.10``, and a cell may name several: what COUNTIFS
would take for a pattern or a number is compared here letter by letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inspect_engine.domain.definitions import CLOSING_TITLES, SEVERITY_TITLES, VOID
from inspect_engine.domain.figures import Most
from inspect_engine.exports.closure.columns import YES
from inspect_engine.exports.closure.records import Frame, Record
from inspect_engine.exports.sheets.book import Sheet
from inspect_engine.exports.sheets.cells import Formula, Value
from inspect_engine.exports.sheets.tables import Table

TITLE = "单位和常见隐患"
WIDTHS = (44, 18, 18, 12, 12, 12)
UNITS = ("未销号最多的单位", None, None, "未销号", "其中逾期", "发现")
ITEMS = ("最常见的隐患", "专项", "检查项", "发现", "未销号", None)
FINDERS = ("检查员查出的", None, None, "查出", "其中重大", "未销号")
FINDING = 50
"""Finders that are listed: each of them costs a reader's spreadsheet three runs through the list."""
SHARED = (
    "含撤销、并案、不成立的；几家单位共有的一件、几个人一起查出的一件，各计一次，所以加起来会多于总数。"
    f"单位（只列有未销号的）、隐患各列前十，检查员至多列 {FINDING} 人；重大不含撤销、并案、不成立的。"
)
Test = tuple[str, str]
"""A column, and what must come to true or 1 of its range, ``{}``."""


def _is(name: str, cell: str) -> Test:
    return name, f"EXACT({{}},{cell})"


def _names(name: str, cell: str) -> Test:
    """One of those that a cell names one after the other."""
    return name, f'ISNUMBER(FIND("、"&{cell}&"、","、"&{{}}&"、"))'


OPEN, LATE = _is("是否未销号", f'"{YES}"'), _is("是否逾期", f'"{YES}"')
MAJOR = (
    _is("等级", f'"{SEVERITY_TITLES["major"]}"'),
    *(("销号方式", f'NOT(EXACT({{}},"{CLOSING_TITLES[how]}"))') for how in sorted(VOID & CLOSING_TITLES.keys())),
)


def write(sheet: Sheet, table: Table[Record], most: Most, terms: Frame) -> None:
    """Fill the sheet; one of nothing is hidden."""
    if not most.items:
        sheet.ws.sheet_state = "hidden"
    sheet.ws.page_setup.fitToHeight = 1
    _part(sheet, UNITS)
    for unit in most.units:
        here = _names("责任单位", f"$A{sheet.written + 1}")
        left = _count(table, here, OPEN, now=unit.open), _count(table, here, LATE, now=unit.overdue)
        _line(sheet, (unit.name, None, None), (*left, _count(table, here, now=unit.found)))
    _part(sheet, ITEMS)
    for item in most.items:
        row = sheet.written + 1
        both = _is("专项", f"$B{row}"), _is("检查项", f"$C{row}")
        numbers = [_count(table, *both, now=item.found), _count(table, *both, OPEN, now=item.open)]
        _line(sheet, (item.title, item.pack, item.item), [*numbers, None])
    _part(sheet, FINDERS)
    for finder in most.finders[:FINDING]:
        here = _names("检查员", f"$A{sheet.written + 1}")
        found = _count(table, here, now=finder.found), _count(table, here, *MAJOR, now=finder.major)
        _line(sheet, (terms.who(finder.name), None, None), (*found, _count(table, here, OPEN, now=finder.open)))
    at = sheet.write([("note", SHARED), *[("note", None)] * 5], sheet.needs(SHARED, sum(WIDTHS)))
    sheet.merge(f"A{at}:F{at}")


def _part(sheet: Sheet, head: Sequence[str | None]) -> None:
    if sheet.written:
        sheet.write([])
    at = sheet.write([("head", name) for name in head], 24)
    if head[1] is None:
        sheet.merge(f"A{at}:C{at}")


def _line(sheet: Sheet, names: Iterable[str | None], numbers: Iterable[Value]) -> None:
    first, *rest = names
    at = sheet.write([("text", first), *(("code", name) for name in rest), *(("number", each) for each in numbers)])
    if not any(rest):
        sheet.merge(f"A{at}:C{at}")


def _count(table: Table[Record], *tests: Test, now: int) -> Formula:
    """How many rows of the list pass all of the tests, over all of its sheets."""
    spans = [[(told, at) for at in table.ranges(name)] for name, told in tests]
    sheets = ("*".join(told.format(at) for told, at in here) for here in zip(*spans, strict=True))
    return Formula("+".join(f"SUMPRODUCT(({each})*1)" for each in sheets), now)
