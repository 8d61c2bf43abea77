"""The tables of somebody's ledger, as they lie in the file: .xlsx, .xls, .csv; told by content, bounded, merged cells
filled. Formulas count by what was stored of them and are never calculated."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspect_engine.domain.words.text import display
from inspect_engine.errors import InputError
from inspect_engine.reading.tables.extents import Extents, too_wide
from inspect_engine.reading.tables.opening import MIB, Bounds, apart_of, bytes_of, sheets_of

ENDINGS = (".xlsx", ".xlsm", ".xls", ".csv", ".txt")
ENCODINGS = ("utf-8-sig", "gb18030")
MOST = Bounds(
    endings=ENDINGS,
    bytes=50 * MIB,
    members=5_000,
    inflated=256 * MIB,
    sheets=200,
    extents=Extents(rows=200_000, columns=300, cells=6_000_000),
    unlike="",
    fix="拆成几个文件分别导入；空行空列删去后另存",
)


@dataclass(frozen=True)
class Table:
    """Rows from the first of the sheet on, cells as the file types them."""

    name: str
    rows: Sequence[Sequence[Any]]


def read_tables(path: Path, name: str) -> list[Table]:
    """Every sheet of a file called ``name``. Raises InputError for what is none, is damaged, protected or too large."""
    raw = bytes_of(path, name, MOST)
    return list(_by_content(raw, display(name)))


def _by_content(raw: bytes, name: str) -> Iterator[Table]:
    """An ending says little: an .xls may be an .xlsx, and the other way round."""
    if raw[:2] == b"PK":
        return _of_workbook(raw, name)
    if raw[:4] == b"\xd0\xcf\x11\xe0":
        return iter(apart_of(_told, raw, name, MOST))
    if raw.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        raise InputError.one(f"{name} 其实是网页，不是表格文件", fix="用 Excel 打开后另存为 .xlsx")
    return iter([_of_text(raw, name)])


def _of_workbook(raw: bytes, name: str) -> Iterator[Table]:
    return (Table(title, rows) for title, rows in sheets_of(raw, name, MOST))


def _told(raw: bytes, name: str) -> list[Table] | InputError:
    """Sheets, or what is wrong, as it goes from one process to another."""
    try:
        return list(_of_workbook(raw, name))
    except InputError as error:
        return error


def _of_text(raw: bytes, name: str) -> Table:
    text = _decoded(raw, name)
    csv.field_size_limit(1 << 20)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except csv.Error as error:
        raise InputError.one(f"{name} 的 CSV 写法有误", fix="引号要成对；用 Excel 打开后另存一次") from error
    if len(rows) > MOST.extents.rows or any(len(row) > MOST.extents.columns for row in rows):
        raise MOST.error(name, too_wide(MOST.extents))
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
