"""The tables of somebody's ledger, as they lie in the file: .xlsx, .xls, .csv; told by content, bounded, merged cells
filled. Formulas count by what was stored of them and are never calculated."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from inspect_engine.domain.words.text import display
from inspect_engine.errors import InputError, system_reason
from inspect_engine.reading.tables.apart import apart
from inspect_engine.reading.tables.books import UNREADABLE
from inspect_engine.reading.tables.extents import SHEET, beyond, is_other

LARGEST, INFLATED = 50 * 1024 * 1024, 400 * 1024 * 1024
ROWS, COLUMNS, SHEETS, MEMBERS, MERGED = 200_000, 300, 200, 5_000, 2_000_000
ENDINGS = (".xlsx", ".xlsm", ".xls", ".csv", ".txt")
ENCODINGS = ("utf-8-sig", "gb18030")
SHAPES = (ROWS, 78), (ROWS // 4, COLUMNS)
"""Rows and columns that a sheet may reach to: it is read as a whole, its blank cells, too."""
_FAR = re.compile(rb' r="(?:[C-Zc-z][A-Za-z]|[A-Za-z]{3}|[A-Za-z]{0,2}(?:[2-9][0-9]{5}|[0-9]{7})|[^"]{0,9}&)')
"""A row or cell that may lie beyond the first of these shapes."""


@dataclass(frozen=True)
class Table:
    """Rows from the first of the sheet on, cells as the file types them."""

    name: str
    rows: Sequence[Sequence[Any]]


def read_tables(path: Path, name: str) -> list[Table]:
    """Every sheet of a file called ``name``. Raises InputError for what is none, is damaged, protected or too large."""
    ending, name = Path(name).suffix.lower(), display(name)
    if ending not in ENDINGS:
        raise InputError.one(f"{name} 不是 Excel 或 CSV 文件", fix=f"可读：{'、'.join(ENDINGS)}")
    raw = _bytes(path, name)
    return list(_by_content(raw, name))


def _bytes(path: Path, name: str) -> bytes:
    try:
        if not path.is_file():
            raise InputError.one(f"没有文件 {display(str(path))}", fix="请核对路径")
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        raise InputError.one(f"读不了 {display(str(path))}：{system_reason(error)}", fix="请核对路径和权限") from error
    if len(raw) > LARGEST:
        raise _too_large(name, f"超过 {LARGEST // 1024 // 1024} MB")
    return raw


def _by_content(raw: bytes, name: str) -> Iterator[Table]:
    """An ending says little: an .xls may be an .xlsx, and the other way round."""
    if raw[:2] == b"PK":
        _refuse_far(raw, name)
        return of_workbook(raw, name)
    if raw[:4] == b"\xd0\xcf\x11\xe0":
        return iter(_of_old(raw, name))
    if raw.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        raise InputError.one(f"{name} 其实是网页，不是表格文件", fix="用 Excel 打开后另存为 .xlsx")
    return iter([_of_text(raw, name)])


def _too_large(name: str, why: str) -> InputError:
    return InputError.one(f"{name} {why}", fix="拆成几个文件分别导入；空行空列删去后另存")


def _damaged(name: str) -> InputError:
    return InputError.one(f"{name} 不是 Excel 工作簿，或已损坏", fix="用 Excel 打开后另存为 .xlsx")


def _refuse_far(raw: bytes, name: str) -> None:
    """The reader makes room for all cells between the first and the last, so that is bounded before."""
    try:
        with ZipFile(io.BytesIO(raw)) as archive:
            members = archive.infolist()
            if len(members) > MEMBERS or sum(each.file_size for each in members) > INFLATED:
                raise _too_large(name, "展开后太大")
            if is_other(raw):
                raise _damaged(name)
            suspect = any(_may_reach_far(archive.read(each)) for each in members)
        far = None
        for rows, columns in SHAPES if suspect else ():
            if (far := beyond(raw, rows, columns)) is None:
                break
    except (BadZipFile, *UNREADABLE) as error:
        raise _damaged(name) from error
    if far is not None:
        raise _too_large(name, f"的工作表“{display(far)}”超过 {ROWS} 行或 {COLUMNS} 列")


def _may_reach_far(text: bytes) -> bool:
    """Whether a sheet must be looked through, which takes long: a cell lies far out, or does not say where it lies as
    programs do, which is what somebody would write who hides it."""
    begin, end = text.find(b"<" + SHEET), text.rfind(b"</" + SHEET)
    if not 0 <= begin <= end or b"<!" in text[:begin]:
        return SHEET in text
    plain = text.count(b"<c", begin, end) == text.count(b'<c r="', begin, end)
    return not plain or _FAR.search(text, begin, end) is not None


def of_workbook(raw: bytes, name: str) -> Iterator[Table]:
    """The sheets of an .xlsx or .xls file. Raises InputError as :func:`read_tables`."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        if len(book.sheet_names) > SHEETS:
            raise _too_large(name, f"超过 {SHEETS} 张工作表")
        for sheet_name in book.sheet_names:
            sheet = book.get_sheet_by_name(sheet_name)
            if sheet.total_height > ROWS or sheet.total_width > COLUMNS:
                raise _too_large(name, f"的工作表“{display(sheet_name)}”超过 {ROWS} 行或 {COLUMNS} 列")
            rows = sheet.to_python(skip_empty_area=False)
            _fill_merged(rows, sheet.merged_cell_ranges or (), name)
            yield Table(sheet_name, rows)
    except PasswordError as error:
        raise InputError.one(f"{name} 加了密码", fix="去掉密码后另存") from error
    except (CalamineError, ValueError, OverflowError, OSError, MemoryError) as error:
        raise _damaged(name) from error
    except BaseException as error:  # a panic of the reader arrives as one that is no Exception
        if type(error).__name__ == "PanicException":
            raise _damaged(name) from None
        raise


def _of_old(raw: bytes, name: str) -> list[Table]:
    """The sheets of an .xls, which tells nobody how far it reaches: read in a process of its own."""
    try:
        found = apart(_told, raw, name)
    except MemoryError as error:
        raise _too_large(name, "展开后太大") from error
    if isinstance(found, InputError):
        raise found
    return found


def _told(raw: bytes, name: str) -> list[Table] | InputError:
    """Sheets, or what is wrong, as it goes from one process to another."""
    try:
        return list(of_workbook(raw, name))
    except InputError as error:
        return error


def _of_text(raw: bytes, name: str) -> Table:
    text = _decoded(raw, name)
    csv.field_size_limit(1 << 20)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except csv.Error as error:
        raise InputError.one(f"{name} 的 CSV 写法有误", fix="引号要成对；用 Excel 打开后另存一次") from error
    if len(rows) > ROWS or any(len(row) > COLUMNS for row in rows):
        raise _too_large(name, f"超过 {ROWS} 行或 {COLUMNS} 列")
    return Table(Path(name).stem, rows)


def _decoded(raw: bytes, name: str) -> str:
    marked = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}.get(raw[:2])
    for encoding in [marked] if marked else ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InputError.one(f"{name} 既不是表格，也不是 UTF-8 或 GBK 的文字", fix="用 Excel 打开后另存为 .xlsx")


def _delimiter(text: str) -> str:
    """What parts the columns: whatever stands most often in the first lines."""
    count = Counter(char for char in text[:20_000] if char in ",\t;|")
    return max(count, key=lambda char: count[char], default=",")


def _fill_merged(rows: list[list[Any]], ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]], name: str) -> None:
    """Each cell of a merged area says what its first one says."""
    left_over = MERGED
    for (top, left), (bottom, right) in ranges:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        said = rows[top][left]
        for row in rows[top : bottom + 1]:
            end = min(right + 1, len(row))
            left_over -= max(0, end - left)
            if left_over < 0:
                raise _too_large(name, "合并的单元格太多")
            row[left:end] = [said] * max(0, end - left)
