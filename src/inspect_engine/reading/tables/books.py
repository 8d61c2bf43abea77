"""Spreadsheets as rows of text: .xlsx, .xls and .csv, bounded, merged cells filled, formulas never evaluated."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from inspect_engine.domain.words.text import display
from inspect_engine.errors import InputError
from inspect_engine.reading.tables.cells import TEXT, letters, text_of
from inspect_engine.reading.tables.extents import Extents, too_many, too_wide
from inspect_engine.reading.tables.opening import MIB, Bounds, apart_of, bytes_of, sheets_of

MOST = Bounds(
    endings=(".xlsx", ".xlsm", ".xls", ".csv"),
    bytes=20 * MIB,
    members=2_000,
    inflated=64 * MIB,
    sheets=60,
    extents=Extents(rows=5_000, columns=300, cells=200_000),
    unlike="，不像手工填的检查表",
    fix="只留检查表所在的工作表，删去空行空列后另存",
)
"""Bounds of what anybody types by hand."""


@dataclass(frozen=True)
class Sheet:
    """Rows of text, from the first row and column of the sheet; blank cells are empty.

    ``uncounted`` are the formulas whose result was not stored, by their place: nobody calculates them here.
    """

    name: str
    rows: Sequence[Sequence[str]]
    uncounted: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def at(self, row: int, column: int) -> str:
        """The text of a cell, counted from zero; empty outside the sheet."""
        inside = row < len(self.rows) and column < len(self.rows[row])
        return self.rows[row][column] if inside else ""

    def where(self, row: int, column: int = 0) -> str:
        """``sheet!B7``."""
        return f"{display(self.name)}!{letters(column)}{row + 1}"


def read_book(path: Path) -> list[Sheet]:
    """Every sheet of a file. Raises InputError for what is no spreadsheet, damaged, protected or too large."""
    raw, name = bytes_of(path, path.name, MOST), display(path.name)
    old = path.suffix.lower() != ".csv" and raw[:2] != b"PK"
    read = _of_csv if path.suffix.lower() == ".csv" else of_excel
    sheets = apart_of(_told, raw, name, MOST) if old else list(read(raw, name))
    if sum(len(row) for sheet in sheets for row in sheet.rows) > MOST.extents.cells:
        raise MOST.error(name, too_many(MOST.extents))
    return sheets


def _of_csv(raw: bytes, name: str) -> Iterator[Sheet]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise InputError.one(f"{name} 既不是 UTF-8 也不是 GBK 编码", fix="用 Excel 打开后另存为 CSV UTF-8")
    csv.field_size_limit(TEXT * 10)
    try:
        rows = [[text_of(cell) for cell in row] for row in csv.reader(io.StringIO(text), strict=True)]
    except csv.Error as error:
        raise InputError.one(f"{name} 的 CSV 写法有误", fix="引号要成对；用 Excel 打开后另存一次") from error
    yield _bounded(Sheet(Path(name).stem, rows), name)


def of_excel(raw: bytes, name: str) -> Iterator[Sheet]:
    """The sheets of an .xlsx or .xls file. Raises InputError as :func:`read_book`."""
    formulas: Uncounted | None = None
    for title, cells in sheets_of(raw, name, MOST):
        formulas = formulas or (_formulas(raw) if raw[:2] == b"PK" else lambda _name, _rows: {})
        rows = [[text_of(cell) for cell in row] for row in cells]
        yield _bounded(Sheet(title, rows, formulas(title, rows)), name)


def _told(raw: bytes, name: str) -> list[Sheet] | InputError:
    """Sheets, or what is wrong, as it goes from one process to another."""
    try:
        return list(of_excel(raw, name)) or InputError.one(f"{name} 没有工作表")
    except InputError as error:
        return error


Uncounted = Callable[[str, Sequence[Sequence[str]]], Mapping[tuple[int, int], str]]
"""For a sheet and its rows, the formulas that read as nothing, by their place."""


def _formulas(raw: bytes) -> Uncounted:
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(raw), read_only=True)
    except (BadZipFile, KeyError, ValueError, TypeError, AttributeError, EOFError, OSError):
        return lambda _name, _rows: {}

    def found(name: str, rows: Sequence[Sequence[str]]) -> Mapping[tuple[int, int], str]:
        if name not in book.sheetnames or not hasattr(book[name], "iter_rows"):
            return {}
        cells = enumerate(book[name].iter_rows(max_row=MOST.extents.rows, max_col=MOST.extents.columns))
        places = [
            (n, k, cell) for n, row in cells for k, cell in enumerate(row) if getattr(cell, "data_type", "") == "f"
        ]
        return {
            (n, k): _formula(c.value) for n, k, c in places if n < len(rows) and k < len(rows[n]) and not rows[n][k]
        }

    return found


def _formula(value: Any) -> str:
    """The text of a formula, also of one for several cells."""
    text = value if isinstance(value, str) else getattr(value, "text", None)
    return text_of(text or "")


def _bounded(sheet: Sheet, name: str) -> Sheet:
    if len(sheet.rows) > MOST.extents.rows or any(len(row) > MOST.extents.columns for row in sheet.rows):
        raise MOST.error(name, too_wide(MOST.extents))
    for number, row in enumerate(sheet.rows):
        for column, text in enumerate(row):
            if len(text) > TEXT:
                raise InputError.one(f"{sheet.where(number, column)} 有 {len(text)} 字，至多 {TEXT} 字")
    return sheet
