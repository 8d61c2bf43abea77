"""What the cells of a workbook say, as hashes: a leaf a row, a Merkle root a sheet, and short checks that say where.

Only the roots prove anything. The checks (4 bytes a row, a CRC a column) are there to name the row and column that a
change is in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from zlib import crc32

from inspect_engine.domain.anchors import Tree
from inspect_engine.exports.sheets.cells import Formula, Value, clean, serial
from inspect_engine.exports.sheets.raw import Cell, Raw, plain


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
        self.extend([(each,) for each in said], 1)

    def extend(self, columns: Sequence[Sequence[bytes]], rows: int) -> None:
        """So many rows, column by column."""
        for said in zip(*columns, strict=True) if columns else [()] * rows:
            leaf = hashlib.sha256(b"\x00" + b"\x1f".join(said).rstrip(b"\x1f")).digest()
            self.tree.grow(leaf)
            self.checks += leaf[:4]
        self.columns += [0] * (len(columns) - len(self.columns))
        self.columns[: len(columns)] = map(crc32, map(b"".join, columns), self.columns)

    def check(self, row: int) -> bytes:
        """Of a row, counted from 1."""
        return bytes(self.checks[row * 4 - 4 : row * 4])


def told(value: Value | float) -> str:
    """A value on its way into a cell; empty for nothing. No text can hold what separates cells: it is cleaned."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return f"s{clean(value)}"
    if isinstance(value, Formula):
        return f"f{plain(clean(value.text))}\x1d{told(value.value)}"
    if isinstance(value, bool):
        return f"b{value:d}"
    if isinstance(value, date):
        return told(value.isoformat() if (number := serial(value)) is None else number)
    return f"n{float(f'{value:.15g}')!r}"


def pages(path: Path, rows: Mapping[str, int]) -> Iterator[tuple[str, Page, list[int]]]:
    """The sheets of a workbook as they are read back, of each as many rows as it should have, and which others say
    something. Raises as :class:`Raw` does."""
    with Raw(path) as book:
        for name in book.sheets:
            yield name, *page(book, name, rows.get(name, 0))


def page(book: Raw, name: str, wanted: int) -> tuple[Page, list[int]]:
    """One sheet of it. Raises the same."""
    found, more = Page(), []
    for at, cells in book.rows(name):
        while found.rows < min(at - 1, wanted):
            found.add([])
        if at <= wanted:
            said = (cells.get(n) for n in range(1, max(cells, default=0) + 1))
            found.add([_read(cell).encode() for cell in said])
        elif cells:
            more.append(at)
    while found.rows < wanted:
        found.add([])
    return found, more


def _read(cell: Cell | None) -> str:
    """As :func:`told` would have it."""
    if cell is None:
        return ""
    return told(cell.value) if cell.formula is None else f"f{plain(cell.formula)}\x1d{told(cell.value)}"
