"""What the cells of a workbook say, as hashes: a leaf a row, a Merkle root a sheet, and short checks that say where.

Only the roots prove anything. The checks (4 bytes a row, a CRC a column) are there to name the row and column that a
change is in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any
from zlib import crc32

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from inspect_engine.domain.anchors import Tree
from inspect_engine.exports.sheets.cells import Formula, Value, clean

_FIRST_DAY = datetime(1900, 3, 1)


class Page:
    """One sheet, row after row."""

    def __init__(self) -> None:
        self.tree, self.checks = Tree(), bytearray()
        self.columns: list[int] = []

    @property
    def rows(self) -> int:
        return self.tree.size

    def add(self, said: Sequence[bytes]) -> None:
        """A row: what each cell says, from the first on, empty for nothing."""
        leaf = hashlib.sha256(b"\x00" + b"\x1f".join(said).rstrip(b"\x1f"))
        self.tree.add(leaf.hexdigest())
        self.checks += leaf.digest()[:4]
        self.columns += [0] * (len(said) - len(self.columns))
        self.columns = [crc32(each, check) if each else check for each, check in zip_longest(said, self.columns)]

    def check(self, row: int) -> bytes:
        """Of a row, counted from 1."""
        return bytes(self.checks[row * 4 - 4 : row * 4])


def told(value: Value) -> str:
    """A value on its way into a cell; empty for nothing. No text can hold what separates cells: it is cleaned."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return f"s{clean(value)}"
    if isinstance(value, Formula):
        return f"f{clean(value.text)}\x1d{told(value.value)}"
    if isinstance(value, date):
        day = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        return told(value.isoformat()) if day < _FIRST_DAY else f"d{day.isoformat()}"
    return f"n{float(value)!r}"


def pages(path: Path, rows: Mapping[str, int]) -> Iterator[tuple[str, Page, list[int]]]:
    """The sheets of a workbook as they are read back, of each as many rows as it should have, and which others say
    something. Raises as openpyxl does."""
    formulas, results = (load_workbook(path, read_only=True, data_only=only) for only in (False, True))
    try:
        for name in formulas.sheetnames:
            page, more = Page(), []
            for book in (formulas, results):
                book[name].reset_dimensions()  # what a sheet says of its size could hide what lies outside
            both = zip_longest(formulas[name].iter_rows(), results[name].iter_rows(values_only=True))
            for at, (row, values) in enumerate(both, 1):
                cells = [each.encode() for each in _cells(row or (), values or ())]
                if at <= rows.get(name, 0):
                    page.add(cells)
                elif any(cells):
                    more.append(at)
            while page.rows < rows.get(name, 0):
                page.add([])
            yield name, page, more
    finally:
        for book in (formulas, results):
            book.close()


def _cells(row: Iterable[Any], values: Iterable[Any]) -> Iterator[str]:
    for cell, value in zip(row, values, strict=False):
        yield "" if cell.value is None else _read(cell, value)


def _read(cell: Any, value: Any) -> str:
    """As :func:`told` would have it."""
    if cell.data_type == "f":
        return f"f{str(cell.value).removeprefix('=')}\x1d{told(value)}"
    if isinstance(value, str):
        return told(unescape(value))
    if isinstance(value, datetime):
        return told((value + timedelta(milliseconds=500)).replace(microsecond=0))
    return told(value)
