"""How far the cells of a workbook reach, told before anybody makes room for them all.

Two cells at opposite corners make a sheet of a few hundred bytes one of seventeen thousand million cells.
"""

from __future__ import annotations

import io
import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZipFile, ZipInfo

from inspect_engine.domain.words.text import display
from inspect_engine.reading.tables.cells import TEXT
from inspect_engine.reading.tables.searching import SHEET, has_long_run, room

LARGE = 1024 * 1024
"""Bytes of a sheet from which on it is searched before it is walked through, which takes longer than to read it."""
FILLING = ("v", "is", "f")
"""What stands in a cell that is not blank."""
OTHERS = ("content.xml", "xl/workbook.bin")
"""Members of workbooks in other formats, whose extent nobody tells here."""


class _TooFar(Exception):
    pass


class _TooMany(Exception):
    pass


def is_other(raw: bytes) -> bool:
    """Whether a zipped workbook is, or could be taken for, one that is no .xlsx."""
    with ZipFile(io.BytesIO(raw)) as archive:
        return any(name.lower().replace("\\", "/") in OTHERS for name in archive.namelist())


@dataclass(frozen=True)
class Extents:
    """How far a workbook may reach: rows and columns of a sheet, and cells of all sheets, blank ones between, too."""

    rows: int
    columns: int
    cells: int


def beyond(raw: bytes, most: Extents) -> str:
    """In which way an .xlsx reaches further, in words with the title of the sheet; empty where it does not. Only cells
    with something in them count, but of blank ones, too, there may be no more than of cells at all.

    Raises ExpatError for a damaged sheet, BadZipFile for a damaged archive.
    """
    with ZipFile(io.BytesIO(raw)) as archive:
        left, searched = most.cells, list[tuple[ZipInfo, int]]()
        try:
            for member in archive.infolist():
                text = archive.read(member)
                if has_long_run(text):
                    return f"有一格超过 {TEXT} 字"
                if len(text) > LARGE and (found := room(text, most.rows, most.columns, most.cells)):
                    searched.append((member, found))
                elif SHEET in text:
                    left -= _walked(text, most, left)
            if sum(found for _, found in searched) > left:
                for member, _ in searched:
                    left -= _walked(archive.read(member), most, left)
        except _TooMany:
            return too_many(most)
        except _TooFar:
            title = _titles(archive).get(member.filename, posixpath.basename(member.filename))
            return f"的工作表“{display(title)}”{too_wide(most)}"
    return ""


def too_wide(most: Extents) -> str:
    """What is told of a sheet that reaches too far."""
    return f"超过 {most.rows} 行或 {most.columns} 列"


def too_many(most: Extents) -> str:
    """What is told of a workbook with too many cells."""
    return f"超过 {most.cells} 格"


def _walked(text: bytes, most: Extents, left: int) -> int:
    """Cells that a sheet takes room for. Raises _TooMany for more than ``left``, _TooFar for a far one."""
    place = _Place(most, left)
    _walk(text, place.started)
    return place.room


class _Place:
    """Where a reader of cells is; only a cell with something in it counts. ``room`` is what is taken so far."""

    def __init__(self, most: Extents, left: int) -> None:
        self.most, self.left, self.room, self.count = most, left, 0, 0
        self.row, self.at, self.inside, self.last = 0, (0, 0), False, (0, 0)

    def started(self, name: str, given: Mapping[str, str]) -> None:
        """The next element begins."""
        if name == "row":
            self.row = _number(given["r"]) if "r" in given else self.row + 1
            self.at, self.inside = (self.row, 0), False
        elif name == "c":
            self.at = _place(given["r"]) if "r" in given else (self.row, self.at[1] + 1)
            self.inside, self.count = True, self.count + 1
            if self.count > self.most.cells:
                raise _TooMany
        elif self.inside and name in FILLING:
            self._filled(*self.at)

    def _filled(self, row: int, column: int) -> None:
        if row > self.most.rows or column > self.most.columns:
            raise _TooFar
        rows, columns = self.last
        if row > rows or column > columns:
            self.last = rows, columns = max(row, rows), max(column, columns)
            self.room = rows * columns
            if self.room > self.left:
                raise _TooMany


def _number(text: str) -> int:
    digits = "".join(char for char in text if char in "0123456789")[:12]
    return int(digits or 0)


def _place(text: str) -> tuple[int, int]:
    """``B7`` → row 7, column 2."""
    column = 0
    for char in text[:12].upper():
        column = column * 26 + ord(char) - 64 if "A" <= char <= "Z" else column
    return _number(text), column


def _titles(archive: ZipFile) -> dict[str, str]:
    """Sheets by the member that holds them, as far as the workbook tells."""
    targets: dict[str, str] = {}
    found: dict[str, str] = {}

    def related(name: str, given: Mapping[str, str]) -> None:
        if name == "Relationship":
            targets[given.get("Id", "")] = posixpath.join("xl", given.get("Target", "")).lstrip("/")

    def sheet(name: str, given: Mapping[str, str]) -> None:
        if name == "sheet":
            found[targets.get(given.get("r:id", ""), "")] = given.get("name", "")

    try:
        _walk(archive.read("xl/_rels/workbook.xml.rels"), related)
        _walk(archive.read("xl/workbook.xml"), sheet)
    except (KeyError, ExpatError):
        return {}
    return found


def _walk(text: bytes, started: Callable[[str, Mapping[str, str]], None]) -> None:
    """Tell of every element of an XML text by its name without prefix."""
    parser = ParserCreate()
    parser.StartElementHandler = lambda name, given: started(name.rpartition(":")[2], given)
    parser.Parse(text, True)
