"""Cells of one look and width: what each value comes to, remembered, for in a list most come again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import NamedTuple

from inspect_engine.exports.sheets.cells import Value, cell, height, needs_quote
from inspect_engine.exports.sheets.seals import told

MOST, LONGEST = 1000, 1000
"""Values of a column that are remembered at a time, and how long a text among them may be."""
REMEMBERED = frozenset((str, int, date, type(None)))
"""Exactly these: an equal value of another type may have to look different, as 1 and true or 1.0 and 1.00 do."""


class Said(NamedTuple):
    """A value in a cell: the rest of its XML after the row number, what a seal says of it, the points it needs."""

    xml: str
    told: bytes
    points: float


class Kind(dict[Value, Said]):
    """Looked up by a value that may be remembered, which is made where it is not at hand.

    ``look`` is the number of the style, or of the one that keeps a text from turning into a formula; ``line`` are the
    points a line takes. Raises ValueError for a text that does not fit a cell.
    """

    def __init__(self, look: Callable[[bool], int], width: float, line: float, shown: Callable[[str], str]) -> None:
        self._look, self._width, self._line, self._shown = cache(look), width, line, shown

    def __missing__(self, value: Value) -> Said:
        if len(self) >= MOST:
            self.clear()
        said = self.made(value)
        if not isinstance(value, str) or len(value) <= LONGEST:
            self[value] = said
        return said

    def made(self, value: Value) -> Said:
        """Of any value."""
        value = self._shown(value) if isinstance(value, str) else value
        xml = cell("", self._look(needs_quote(value)), value)[len('<c r="') :]
        lines = height(value, self._width) if isinstance(value, str) else 0
        return Said(xml, told(value).encode(), lines * self._line)
