"""What the formulas of a workbook show to whoever does not recalculate it, held against what they come to."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from inspect_engine.domain.words.text import display
from inspect_engine.errors import Problem
from inspect_engine.exports.closure.sealing import TITLE

CHUNK = 1 << 20


def false_figures(given: Path, fresh: Path, own: re.Pattern[str]) -> Iterator[Problem]:
    """Each cell whose stored result is not that of the same cell of a workbook that was just made, but for what tells
    of the export itself (``own``). One that stores none (some programs leave it to whoever opens it) shows nothing that
    is false.
    """
    mine, theirs = (load_workbook(path, read_only=True, data_only=True) for path in (given, fresh))
    try:
        for name in _calculated(fresh):
            if name in mine.sheetnames and name != TITLE:
                yield from _sheet(name, mine[name], theirs[name], own)
    finally:
        for book in (mine, theirs):
            book.close()


def _sheet(name: str, given: Any, fresh: Any, own: re.Pattern[str]) -> Iterator[Problem]:
    for sheet in (given, fresh):
        sheet.reset_dimensions()
    rows = zip(given.iter_rows(values_only=True), fresh.iter_rows(values_only=True), strict=False)
    for at, (mine, theirs) in enumerate(rows, 1):
        for column, (here, there) in enumerate(zip(mine, theirs, strict=False), 1):
            if here is not None and not _same(here, there) and not own.match(str(there)):
                what = f"表里显示的是“{display(str(here))}”，算出来是“{display(str(there))}”"
                yield Problem(f"{name}!{get_column_letter(column)}{at}", what)


def _same(here: object, there: object) -> bool:
    if isinstance(here, int | float) and isinstance(there, int | float):
        return math.isclose(here, there, rel_tol=1e-9, abs_tol=1e-9)
    return here == there


def _calculated(path: Path) -> Iterator[str]:
    """Sheets with a formula, by name, of a workbook that openpyxl has written: its parts are in the order of sheets."""
    book = load_workbook(path, read_only=True)
    names = book.sheetnames
    book.close()
    with ZipFile(path) as archive:
        for n, name in enumerate(names, 1):
            with archive.open(f"xl/worksheets/sheet{n}.xml") as part:
                last = b""
                while chunk := part.read(CHUNK):
                    if b"<f>" in last + chunk:
                        yield name
                        break
                    last = chunk[-2:]
