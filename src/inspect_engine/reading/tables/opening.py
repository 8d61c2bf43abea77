"""Workbooks opened, whatever is read from them then: bounded before they are read, every fault told in words."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from inspect_engine.domain.words.text import display
from inspect_engine.errors import InputError, system_reason
from inspect_engine.reading.tables.apart import apart
from inspect_engine.reading.tables.extents import Extents, beyond, is_other, too_many, too_wide

UNREADABLE = (ExpatError, BadZipFile, RuntimeError, ValueError, OSError, EOFError, zlib.error)
"""What damaged or protected archives raise."""
MIB = 1024 * 1024
MERGED = 2_000_000
"""Cells that stand in merged areas, counted as often as they stand there."""
T = TypeVar("T")


@dataclass(frozen=True)
class Bounds:
    """How large a file may be: its bytes, what it holds unpacked, sheets, and how far those reach. ``unlike`` and
    ``fix`` are what to say of one that is larger."""

    endings: tuple[str, ...]
    bytes: int
    members: int
    inflated: int
    sheets: int
    extents: Extents
    unlike: str
    fix: str

    def error(self, name: str, why: str) -> InputError:
        """A file called ``name`` is too large in this way."""
        return InputError.one(f"{name} {why}{self.unlike}", fix=self.fix)


def damaged(name: str) -> InputError:
    """What is said of a workbook that cannot be read."""
    return InputError.one(f"{name} 不是 Excel 工作簿，或已损坏", fix="用 Excel 打开后另存为 .xlsx")


def bytes_of(path: Path, name: str, most: Bounds) -> bytes:
    """What a file called ``name`` holds. Raises InputError for one that is none of these, not there, or too large."""
    if Path(name).suffix.lower() not in most.endings:
        raise InputError.one(f"{display(name)} 不是 Excel 或 CSV 文件", fix=f"可读：{'、'.join(most.endings)}")
    try:
        if not path.is_file():
            raise InputError.one(f"没有文件 {display(str(path))}", fix="请核对路径")
        with path.open("rb") as stream:
            raw = stream.read(most.bytes + 1)
    except OSError as error:
        raise InputError.one(f"读不了 {display(str(path))}：{system_reason(error)}", fix="请核对路径和权限") from error
    if len(raw) > most.bytes:
        raise most.error(display(name), f"超过 {most.bytes // MIB} MB")
    return raw


def refuse_large(raw: bytes, name: str, most: Bounds) -> None:
    """Raises InputError for a zipped workbook that is too large, before the reader makes room for all its cells; and
    for one of a kind whose extent nobody can tell."""
    try:
        with ZipFile(io.BytesIO(raw)) as archive:
            members = archive.infolist()
        if len(members) > most.members or sum(each.file_size for each in members) > most.inflated:
            raise most.error(name, "展开后太大")
        if is_other(raw):
            raise damaged(name)
        why = beyond(raw, most.extents)
    except UNREADABLE as error:
        raise damaged(name) from error
    if why:
        raise most.error(name, why)


def sheets_of(raw: bytes, name: str, most: Bounds) -> Iterator[tuple[str, list[list[Any]]]]:
    """The sheets of an .xlsx or .xls file: title, and rows from the first of the sheet on, cells as the file types
    them; each cell of a merged area says what its first one says. Raises InputError for what is damaged, protected or
    too large."""
    from python_calamine import CalamineWorkbook

    if raw[:2] == b"PK":
        refuse_large(raw, name, most)
    with _reading(name):
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        if len(book.sheet_names) > most.sheets:
            raise most.error(name, f"超过 {most.sheets} 张工作表")
        left = most.extents.cells
        for title in book.sheet_names:
            sheet = book.get_sheet_by_name(title)
            if sheet.total_height > most.extents.rows or sheet.total_width > most.extents.columns:
                raise most.error(name, f"的工作表“{display(title)}”{too_wide(most.extents)}")
            if (left := left - sheet.total_height * sheet.total_width) < 0:
                raise most.error(name, too_many(most.extents))
            rows = sheet.to_python(skip_empty_area=False)
            if not _fill_merged(rows, sheet.merged_cell_ranges or (), MERGED):
                raise most.error(name, "合并的单元格太多")
            yield title, rows


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """Whatever the reader of workbooks raises, as InputError."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as error:
        raise InputError.one(f"{name} 加了密码", fix="去掉密码后另存") from error
    except (CalamineError, ValueError, OverflowError, OSError, MemoryError) as error:
        raise damaged(name) from error
    except BaseException as error:  # a panic of the reader arrives as one that is no Exception
        if type(error).__name__ == "PanicException":
            raise damaged(name) from None
        raise


def _fill_merged(rows: list[list[Any]], ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]], left: int) -> bool:
    """Let each cell of a merged area say what its first one says; not where those are more than ``left``."""
    for (top, first), (bottom, last) in ranges:
        if top >= len(rows) or first >= len(rows[top]):
            continue
        said = rows[top][first]
        for row in rows[top : bottom + 1]:
            width = max(0, min(last + 1, len(row)) - first)
            left -= width
            if left < 0:
                return False
            row[first : first + width] = [said] * width
    return True


def apart_of(told: Callable[[bytes, str], T | InputError], raw: bytes, name: str, most: Bounds) -> T:
    """What a function makes of an .xls, which tells nobody how far it reaches, in a process of its own."""
    try:
        found = apart(told, raw, name)
    except MemoryError as error:
        raise most.error(name, "展开后太大") from error
    if isinstance(found, InputError):
        raise found
    return found
