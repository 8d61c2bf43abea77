"""Files of rows: each row goes to disk as it comes."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from inspect_engine.exports.tables.kinds import Field, Plain

STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "'")
"""A text that begins so would be calculated by a spreadsheet, but for the apostrophe put before it.

One that begins with an apostrophe gets another, so that taking one away gives back every text."""


class Writer(Protocol):
    """A file being written."""

    def add(self, row: Sequence[Plain]) -> None:
        """One row more, a value for each column."""

    def close(self) -> None:
        """Write what is left. Raises OSError where the disk fails."""


class Csv:
    """CSV as spreadsheets open it: UTF-8 with a byte order mark, lines ended by CRLF (RFC 4180), no text that acts."""

    def __init__(self, path: Path, fields: Sequence[Field]) -> None:
        self._file = path.open("x", encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._file)
        self._rows.writerow(inert(each.name) for each in fields)

    def add(self, row: Sequence[Plain]) -> None:
        self._rows.writerow(map(inert, row))

    def close(self) -> None:
        self._file.close()


def inert(value: Plain) -> object:
    """A value as CSV holds it, from which no spreadsheet makes a formula."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS) else value


class Lines:
    """JSON lines: an object a row, by name of the column; days and moments as ISO 8601."""

    def __init__(self, path: Path, fields: Sequence[Field]) -> None:
        self._file = path.open("x", encoding="utf-8", newline="\n")
        self._names = [each.name for each in fields]

    def add(self, row: Sequence[Plain]) -> None:
        told = dict(zip(self._names, row, strict=True))
        self._file.write(json.dumps(told, ensure_ascii=False, default=_told) + "\n")

    def close(self) -> None:
        self._file.close()


def _told(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(value)
