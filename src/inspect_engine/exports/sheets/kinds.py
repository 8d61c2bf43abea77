"""Cells of one look and width: what each value comes to, remembered, for in a list most come again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from inspect_engine.exports.sheets.cells import Value, cell, height, needs_quote
from inspect_engine.exports.sheets.seals import told

MOST, LONGEST = 1000, 1000
"""Values of a column that are remembered at a time, and how long a text among them may be."""
REMEMBERED = frozenset((str, int, date, datetime, type(None)))
"""Exactly these: an equal value of another type may have to look different, as 1 and true or 1.0 and 1.00 do."""

_HEAD = len('<c r="')


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
        self._look, self._width, self._line, self._shown = look, width, line, shown

    def __missing__(self, value: Value) -> Said:
        if len(self) >= MOST:
            self.clear()
        said = self.made(value)
        if not isinstance(value, str) or len(value) <= LONGEST:
            self[value] = said
        return said

    def made(self, value: Value) -> Said:
        """Of any value."""
        if not isinstance(value, str):
            return Said(cell("", self._plain, value)[_HEAD:], told(value).encode(), 0.0)
        text = self._shown(value)
        look = self._quoted if needs_quote(text) else self._plain
        return Said(cell("", look, text)[_HEAD:], told(text).encode(), height(text, self._width) * self._line)

    @cached_property
    def _plain(self) -> int:
        return self._look(False)

    @cached_property
    def _quoted(self) -> int:
        return self._look(True)
