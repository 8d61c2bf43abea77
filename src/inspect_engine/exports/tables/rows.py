"""The closure workbook made only for the rows of its lists: nothing of it becomes a sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

from inspect_engine.exports.sheets.book import Book, Heading, Place, Sheet
from inspect_engine.exports.sheets.cells import Value
from inspect_engine.exports.tables.kinds import Field, field
from inspect_engine.exports.tables.writers import Writer

Open = Callable[[Path, Sequence[Field]], Writer]
"""Begins a file with these columns."""


class List:
    """One list: its columns, its file, and how many rows have come."""

    def __init__(self, columns: Sequence[Heading], path: Path, begin: Open) -> None:
        self.fields = [field(each) for each in columns]
        self.path, self.rows = path, 0
        self.writer = begin(path, self.fields)

    def add(self, values: Sequence[Value], shown: Callable[[str], str]) -> None:
        plain = [each.plain(value, shown) for each, value in zip(self.fields, values, strict=True)]
        self.writer.add(plain)
        self.rows += 1


class Rows(Book):
    """A book that keeps each list in a file of a folder."""

    def __init__(self, folder: Path, begin: Open, ending: str, shown: Callable[[str], str]) -> None:
        super().__init__(("", "", ""), ("", "", ""), shown)
        self.lists: dict[str, List] = {}
        self._folder, self._begin, self._ending = folder, begin, ending

    def sheet(self, title: str, widths: Sequence[float], after: Sheet | None = None) -> Sheet:
        made = super().sheet(title, widths, after)
        self.sheets[title] = _Counted(self, made.ws, BytesIO(), widths)
        return self.sheets[title]

    def listed(self, title: str, columns: Sequence[Heading]) -> None:
        self.lists[title] = List(columns, self._folder / f"{title}.{self._ending}", self._begin)
        self._open.callback(self.lists[title].writer.close)

    def took(self, title: str, values: Sequence[Value]) -> None:
        self.lists[title].add(values, self.shown)

    def close(self) -> None:
        """Write what is left of every file."""
        for each in self.lists.values():
            each.writer.close()


class _Counted(Sheet):
    """A sheet that knows how many rows it would have."""

    def write(self, cells: Sequence[tuple[str, Value] | None], points: float | None = None) -> int:  # noqa: ARG002
        self.written += 1
        return self.written

    def link(self, reference: str, target: str) -> None:
        """Nothing leads anywhere."""

    def lead(self, row: int, to: Place) -> None:
        """Nothing leads anywhere."""

    def compiled(self, styles: Sequence[str]) -> Callable[[Sequence[Value]], int]:  # noqa: ARG002
        return lambda _: self.write(())
