"""Lists: one row per thing, columns by name, on as many sheets as they need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn

from inspect_engine.exports.sheets import book as books
from inspect_engine.exports.sheets.book import A3, Book, Place, Sheet
from inspect_engine.exports.sheets.cells import Value, parts
from inspect_engine.exports.sheets.styles import RED

RowT = TypeVar("RowT")
CONTINUED = "续"
NO_LINKS: Mapping[str, str] = {}
LONG = 3000
"""Characters of a text that may not fit one cell, as it is shown."""
SMALL, LARGE = 135.0, 196.0
"""Characters that stand side by side on A4 and on A3 in letters of 9 points; a wider list prints two pages wide."""


@dataclass(frozen=True)
class Column(Generic[RowT]):
    """A column: its name, width in characters, how to get its value, how it looks, which value is shown in red."""

    name: str
    width: float
    value: Callable[[RowT], Value]
    style: str = "text"
    alarm: str | None = None


@dataclass(frozen=True)
class Shade:
    """A colour of whole rows: of those for which ``when`` holds, a formula with the names of columns in braces."""

    fill: str
    when: str


class Table(Generic[RowT]):
    """A list under one header. A text too long for a cell goes on in rows marked ``续`` that count nowhere."""

    def __init__(
        self,
        book: Book,
        title: str,
        columns: Sequence[Column[RowT]],
        freeze: str = "A2",
        after: Sheet | None = None,
        shades: Sequence[Shade] = (),
    ) -> None:
        self.book, self.title, self.columns, self.freeze, self.shades = book, title, columns, freeze, shades
        self.count = 0
        self.sheets = [self._begin(title, after)]
        book.listed(title, columns)

    def _begin(self, title: str, after: Sheet | None = None) -> Sheet:
        sheet = self.book.sheet(title, [column.width for column in self.columns], after)
        sheet.ws.freeze_panes = self.freeze
        sheet.ws.print_title_rows = "1:1"
        width = sum(column.width for column in self.columns)
        if width > SMALL:
            sheet.ws.page_setup.paperSize = A3
        if width > LARGE:
            sheet.ws.page_setup.fitToWidth, sheet.ws.print_title_cols = 2, "A:A"
            sheet.ws.page_setup.pageOrder = "overThenDown"
        needed = [sheet.needs(column.name, column.width) for column in self.columns]
        sheet.write([("head", column.name) for column in self.columns], max(30, *needed))
        self._write = sheet.compiled([column.style for column in self.columns])
        return sheet

    def add(self, row: RowT, links: Mapping[str, str] = NO_LINKS) -> Place:
        """Write one thing: one row, or more where a text is long; returns where the first one is. ``links`` say which
        columns lead to which file."""
        self.count += 1
        whole = [column.value(row) for column in self.columns]
        self.book.took(self.title, whole)
        if max([len(value) for value in whole if value.__class__ is str], default=0) >= LONG:
            return self._spread(whole, links)
        return self._put(whole, links)

    def _spread(self, whole: list[Value], links: Mapping[str, str]) -> Place:
        first, *rest = _lines(whole)
        place = self._put(first, links)
        for values in rest:
            self._put(values, NO_LINKS)
        return place

    def _put(self, values: Sequence[Value], links: Mapping[str, str]) -> Place:
        if self.sheets[-1].written >= books.MAX_ROWS:
            self.sheets.append(self._begin(f"{self.title}({len(self.sheets) + 1})", self.sheets[-1]))
        sheet, at = self.sheets[-1], self._write(values)
        for name, target in links.items():
            sheet.link(f"{self._letter(name)}{at}", target)
        return Place(sheet, at)

    def finish(self) -> None:
        """A table as Excel has them, and colours, once every row is written. A list of nothing is hidden."""
        if not self.count:
            self.sheets[0].ws.sheet_state = "hidden"
            return
        for number, sheet in enumerate(self.sheets, 1):
            self._as_table(sheet, f"{self.title}_{number}" if number > 1 else self.title)
            letters = dict(zip([column.name for column in self.columns], books.LETTERS, strict=False))
            for column in self.columns:
                if column.alarm:
                    look = DifferentialStyle(font=Font(color=RED, bold=True))
                    rule = Rule("cellIs", operator="equal", dxf=look, formula=[f'"{column.alarm}"'])
                    at = letters[column.name]
                    sheet.ws.conditional_formatting.add(f"{at}2:{at}{sheet.written}", rule)
            for shade in self.shades:
                look = DifferentialStyle(fill=PatternFill("solid", bgColor=shade.fill))
                when = shade.when.format_map({name: f"${letter}2" for name, letter in letters.items()})
                rule = Rule("expression", dxf=look, formula=[when])
                sheet.ws.conditional_formatting.add(f"A2:{self._last}{sheet.written}", rule)

    @property
    def _last(self) -> str:
        """The letter of the last column."""
        return books.LETTERS[len(self.columns) - 1]

    def _as_table(self, sheet: Sheet, name: str) -> None:
        """What Excel calls a table: it filters, and formulas name its columns. Our own looks stay."""
        area = f"A1:{self._last}{sheet.written}"
        columns = [TableColumn(id=n, name=column.name) for n, column in enumerate(self.columns, 1)]
        table = ExcelTable(displayName=name, ref=area, tableColumns=columns, autoFilter=AutoFilter(ref=area))
        sheet.ws.add_table(table)

    def ranges(self, name: str) -> list[str]:
        """Where a column's values are, one absolute reference per sheet."""
        letter = self._letter(name)
        return [f"'{sheet.title}'!${letter}$2:${letter}${max(sheet.written, 2)}" for sheet in self.sheets]

    def _letter(self, name: str) -> str:
        return books.LETTERS[[column.name for column in self.columns].index(name)]

    def counting(self, *conditions: tuple[str, str]) -> str:
        """A formula that counts rows by (column name, criterion as written in a formula) over all sheets."""
        spans = [zip(self.ranges(name), [criterion] * len(self.sheets), strict=True) for name, criterion in conditions]
        sheets = zip(*spans, strict=True)
        return "+".join(f"COUNTIFS({','.join(f'{at},{criterion}' for at, criterion in sheet)})" for sheet in sheets)

    def summing(self, name: str, *conditions: tuple[str, str]) -> str:
        """A formula that adds up the column ``name`` of the rows that :meth:`counting` would count."""
        spans = [zip(self.ranges(each), [criterion] * len(self.sheets), strict=True) for each, criterion in conditions]
        sheets = zip(self.ranges(name), *spans, strict=True)
        return "+".join(
            f"SUMIFS({at},{','.join(f'{where},{criterion}' for where, criterion in sheet)})" for at, *sheet in sheets
        )

    def counting_all(self, name: str) -> str:
        """A formula that counts the things listed: rows whose column ``name`` is filled in."""
        return "+".join(f"COUNTA({at})" for at in self.ranges(name))


def _lines(values: list[Value]) -> Iterator[list[Value]]:
    """The row, and the rows in which its long texts go on, the first column marked."""
    texts = [parts(value) if isinstance(value, str) else [] for value in values]
    yield [text[0] if text else value for text, value in zip(texts, values, strict=True)]
    for n in range(1, max(map(len, texts))):
        rest: list[Value] = [text[n] if n < len(text) else None for text in texts]
        yield [f"{values[0]} {CONTINUED}{n}", *rest[1:]]
