"""Spreadsheets as rows of text: .xlsx, .xls and .csv, bounded, merged cells filled, formulas never evaluated."""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from inspect_engine.domain.words.text import display
from inspect_engine.errors import InputError, Problem, system_reason
from inspect_engine.reading.tables.apart import apart
from inspect_engine.reading.tables.cells import TEXT, letters, text_of
from inspect_engine.reading.tables.extents import beyond, is_other

LARGEST = 20 * 1024 * 1024
MEMBERS, INFLATED = 2_000, 64 * 1024 * 1024
ROWS, COLUMNS, CELLS, SHEETS = 5_000, 300, 200_000, 60
"""Bounds of what anybody types by hand."""
UNREADABLE = (ExpatError, BadZipFile, RuntimeError, ValueError, OSError, EOFError, zlib.error)
"""What damaged or protected archives raise."""
ENDINGS = (".xlsx", ".xlsm", ".xls", ".csv")


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
    name = display(path.name)
    if path.suffix.lower() not in ENDINGS:
        raise InputError.one(f"{name} 不是 Excel 或 CSV 文件", fix=f"可读：{'、'.join(ENDINGS)}")
    try:
        if not path.is_file():
            raise InputError.one(f"没有文件 {display(str(path))}", fix="请核对路径")
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        raise InputError.one(f"读不了 {display(str(path))}：{system_reason(error)}", fix="请核对路径和权限") from error
    if len(raw) > LARGEST:
        raise _too_large(name, f"超过 {LARGEST // 1024 // 1024} MB")
    read = _of_csv if path.suffix.lower() == ".csv" else of_excel if raw[:2] == b"PK" else _of_old
    sheets = list(read(raw, name))
    if sum(len(row) for sheet in sheets for row in sheet.rows) > CELLS:
        raise _too_large(name, f"超过 {CELLS} 格")
    return sheets


def _too_large(name: str, why: str) -> InputError:
    return InputError.one(f"{name} {why}，不像手工填的检查表", fix="只留检查表所在的工作表，删去空行空列后另存")


def _too_wide(name: str, sheet: str) -> InputError:
    return _too_large(name, f"的工作表“{display(sheet)}”超过 {ROWS} 行或 {COLUMNS} 列")


def _damaged(name: str) -> InputError:
    return InputError.one(f"{name} 不是 Excel 工作簿，或已损坏", fix="用 Excel 打开后另存为 .xlsx")


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
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    if raw[:2] == b"PK":
        _refuse_bombs(raw, name)
        _refuse_wide(raw, name)
    damaged = _damaged(name)
    formulas = _formulas(raw) if raw[:2] == b"PK" else lambda _name, _rows: {}
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        if len(book.sheet_names) > SHEETS:
            raise _too_large(name, f"超过 {SHEETS} 张工作表")
        for sheet_name in book.sheet_names:
            sheet = book.get_sheet_by_name(sheet_name)
            if sheet.total_height > ROWS or sheet.total_width > COLUMNS:
                raise _too_wide(name, sheet_name)
            rows = [[text_of(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            _fill_merged(rows, sheet.merged_cell_ranges or ())
            yield _bounded(Sheet(sheet_name, rows, formulas(sheet_name, rows)), name)
    except PasswordError as error:
        raise InputError.one(f"{name} 加了密码", fix="去掉密码后另存") from error
    except (CalamineError, ValueError, OverflowError, OSError, MemoryError) as error:
        raise damaged from error
    except BaseException as error:  # a panic of the reader arrives as one that is no Exception
        if type(error).__name__ == "PanicException":
            raise damaged from None
        raise


def _of_old(raw: bytes, name: str) -> Iterator[Sheet]:
    """The sheets of an .xls, which tells nobody how far it reaches."""
    try:
        found = apart(_told, raw, name)
    except MemoryError as error:
        raise _too_large(name, "展开后太大") from error
    if isinstance(found[0], Problem):
        raise InputError(each for each in found if isinstance(each, Problem))
    yield from (each for each in found if isinstance(each, Sheet))


def _told(raw: bytes, name: str) -> list[Sheet] | list[Problem]:
    """Sheets, or what is wrong, as it goes from one process to another."""
    try:
        return list(of_excel(raw, name)) or [Problem(name, "没有工作表")]
    except InputError as error:
        return list(error.problems)


def _formulas(raw: bytes) -> Callable[[str, Sequence[Sequence[str]]], Mapping[tuple[int, int], str]]:
    """For a sheet and its rows, the formulas that read as nothing, by their place."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(raw), read_only=True)
    except (BadZipFile, KeyError, ValueError, TypeError, AttributeError, EOFError, OSError):
        return lambda _name, _rows: {}

    def found(name: str, rows: Sequence[Sequence[str]]) -> Mapping[tuple[int, int], str]:
        if name not in book.sheetnames or not hasattr(book[name], "iter_rows"):
            return {}
        cells = enumerate(book[name].iter_rows(max_row=ROWS, max_col=COLUMNS))
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


def _refuse_bombs(raw: bytes, name: str) -> None:
    try:
        with ZipFile(io.BytesIO(raw)) as archive:
            members = archive.infolist()
    except (BadZipFile, ValueError, OSError, EOFError) as error:
        raise _damaged(name) from error
    if len(members) > MEMBERS or sum(each.file_size for each in members) > INFLATED:
        raise _too_large(name, "展开后太大")


def _refuse_wide(raw: bytes, name: str) -> None:
    """The reader makes room for all cells between the first and the last, so that is bounded before."""
    try:
        other, far = is_other(raw), beyond(raw, ROWS, COLUMNS)
    except UNREADABLE as error:
        raise _damaged(name) from error
    if other:
        raise _damaged(name)
    if far is not None:
        raise _too_wide(name, far)


def _fill_merged(rows: list[list[str]], ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Each cell of a merged area says what its first one says."""
    for (top, left), (bottom, right) in ranges:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top : bottom + 1]:
            for column in range(left, min(right + 1, len(row))):
                row[column] = rows[top][left]


def _bounded(sheet: Sheet, name: str) -> Sheet:
    if len(sheet.rows) > ROWS or any(len(row) > COLUMNS for row in sheet.rows):
        raise _too_large(name, f"超过 {ROWS} 行或 {COLUMNS} 列")
    for number, row in enumerate(sheet.rows):
        for column, text in enumerate(row):
            if len(text) > TEXT:
                raise InputError.one(f"{sheet.where(number, column)} 有 {len(text)} 字，至多 {TEXT} 字")
    return sheet
