"""How far the cells of a workbook reach, told before anybody makes room for them all.

Two cells at opposite corners make a sheet of a few hundred bytes one of seventeen thousand million cells.
"""

from __future__ import annotations

import io
import posixpath
from collections.abc import Callable, Mapping
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZipFile

SHEET = b"sheetData"
"""What stands in every member that holds cells."""
FILLING = ("v", "is", "f")
"""What stands in a cell that is not blank."""
OTHERS = ("content.xml", "xl/workbook.bin")
"""Members of workbooks in other formats, whose extent nobody tells here."""


class _TooFar(Exception):
    pass


def is_other(raw: bytes) -> bool:
    """Whether a zipped workbook is, or could be taken for, one that is no .xlsx."""
    with ZipFile(io.BytesIO(raw)) as archive:
        return any(name.lower().replace("\\", "/") in OTHERS for name in archive.namelist())


def beyond(raw: bytes, rows: int, columns: int) -> str | None:
    """The first sheet of an .xlsx with a filled cell beyond these bounds, by its title; None where there is none.

    Raises ExpatError for a damaged sheet, BadZipFile for a damaged archive.
    """
    with ZipFile(io.BytesIO(raw)) as archive:
        for member in archive.infolist():
            text = archive.read(member)
            if SHEET in text and _reaches(text, rows, columns):
                return _titles(archive).get(member.filename, posixpath.basename(member.filename))
    return None


def _reaches(text: bytes, rows: int, columns: int) -> bool:
    try:
        _walk(text, _Place(rows, columns).started)
    except _TooFar:
        return True
    return False


class _Place:
    """Where a reader of cells is; only a cell with something in it counts."""

    def __init__(self, rows: int, columns: int) -> None:
        self.rows, self.columns = rows, columns
        self.row, self.at, self.inside = 0, (0, 0), False

    def started(self, name: str, given: Mapping[str, str]) -> None:
        """The next element begins."""
        if name == "row":
            self.row = _number(given["r"]) if "r" in given else self.row + 1
            self.at, self.inside = (self.row, 0), False
        elif name == "c":
            self.at = _place(given["r"]) if "r" in given else (self.row, self.at[1] + 1)
            self.inside = True
        elif self.inside and name in FILLING and (self.at[0] > self.rows or self.at[1] > self.columns):
            raise _TooFar


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
