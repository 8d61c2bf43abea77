"""Cells of one column and look: each value is made once, all that are new of many rows together, and remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cached_property
from itertools import repeat
from typing import NamedTuple
from xml.sax.saxutils import escape

from inspect_engine.exports.sheets.cells import MAX_UNITS, Value, cell, height, heights, needs_quote
from inspect_engine.exports.sheets.seals import told

Said = tuple[bytes, bytes, float]
"""A value in a cell: its XML with ``AT`` for the row's number, what a seal says of it, the points it needs."""
NOTHING: Said = b"", b"", 0.0
"""No cell at all."""
AT = "\0"
"""Stands for the number of the row, which is put there once the row is joined; no text can hold it."""
MOST, LARGEST = 1000, 1 << 18
"""Values of a column that are remembered at a time, and bytes that they may come to."""
REMEMBERED = frozenset((str, int, date, datetime, type(None)))
"""Exactly these: an equal value of another type may have to look different, as 1 and true or 1.0 and 1.00 do."""

LINE = 13.5
"""Points one line of letters of 10 takes."""
_BETWEEN = "\x1f"
_BEFORE, _AFTER = frozenset(("", *"=+-@ \n")), frozenset(" \n")
"""How texts begin or end that need another look, or say that their spaces count."""


class Cells(NamedTuple):
    """A column of some rows, each as in :data:`Said`; ``points`` are None where each takes at most a line of 10."""

    xml: Sequence[bytes]
    said: Sequence[bytes]
    points: Sequence[float] | None


class Kind:
    """Cells of a column. What values of the types that are remembered came to is kept apart by what it is of them,
    ``points`` only of those that take more than a line: objects that hold others would be looked through for garbage.

    ``look`` is the number of the style, or of the one that keeps a text from turning into a formula; ``line`` are the
    points a line takes. Raises ValueError for a text that does not fit a cell.
    """

    def __init__(
        self, letter: str, look: Callable[[bool], int], width: float, line: float, shown: Callable[[str], str]
    ) -> None:
        self._at, self._look, self._width, self._line, self._shown = f"{letter}{AT}", look, width, line, shown
        self._xml, self._said = dict[Value, bytes](), dict[Value, bytes]()
        self._points, self._size = dict[Value, float](), 0

    def column(self, values: Sequence[Value]) -> Cells:
        """Of a value a row, from the top down."""
        if not REMEMBERED.issuperset(map(type, values)):
            return Cells(*zip(*map(self.made, values), strict=True))
        self._learn(set(values))
        points = [*map(self._points.get, values, repeat(LINE))] if self._points else None
        return Cells([*map(self._xml.__getitem__, values)], [*map(self._said.__getitem__, values)], points)

    def _learn(self, values: set[Value]) -> None:
        new = values.difference(self._xml)
        if len(self._xml) + len(new) > MOST or self._size > LARGEST:
            self._forget()
            new = values
        texts = [each for each in new if type(each) is str]
        shown = [*map(self._shown, texts)]
        if not _simple(shown):
            texts = [text for text, each in zip(texts, shown, strict=True) if _simple([each])]
            shown = [*map(self._shown, texts)]
        if texts:
            self._keep(texts, self._texts(shown))
        if others := [*new.difference(texts)]:
            self._keep(others, Cells(*zip(*map(self.made, others), strict=True)))

    def _keep(self, values: Sequence[Value], cells: Cells) -> None:
        self._xml.update(zip(values, cells.xml, strict=True))
        self._said.update(zip(values, cells.said, strict=True))
        self._points.update(each for each in zip(values, cells.points or (), strict=True) if each[1] > LINE)
        self._size += sum(map(len, cells.said))

    @property
    def remembered(self) -> int:
        """Values that are."""
        return len(self._xml)

    def _forget(self) -> None:
        self._xml, self._said, self._points, self._size = {}, {}, {}, 0

    def _texts(self, texts: Sequence[str]) -> Cells:
        """Of texts that need nothing but an escape."""
        joined, head, tail = _BETWEEN.join(texts), self._head, "</t></is></c>"
        xml = f"{head}{escape(joined).replace(_BETWEEN, f'{tail}{_BETWEEN}{head}')}{tail}"
        said = f"s{joined.replace(_BETWEEN, f'{_BETWEEN}s')}".encode().split(b"\x1f")
        points = [lines * self._line for lines in heights(texts, [len(each) - 1 for each in said], self._width)]
        return Cells(xml.encode().split(b"\x1f"), said, points)

    def made(self, value: Value) -> Said:
        """Of any value."""
        if not isinstance(value, str):
            return cell(self._at, self._plain, value).encode(), told(value).encode(), 0.0
        text = self._shown(value)
        look = self._quoted if needs_quote(text) else self._plain
        return cell(self._at, look, text).encode(), told(text).encode(), height(text, self._width) * self._line

    @cached_property
    def _head(self) -> str:
        """What every text has before it that needs nothing special."""
        return cell(self._at, self._plain, "x").partition("x</t>")[0]

    @cached_property
    def _plain(self) -> int:
        return self._look(False)

    @cached_property
    def _quoted(self) -> int:
        return self._look(True)


def _simple(texts: Sequence[str]) -> bool:
    """Whether all are whole in a cell as they are, but for an escape."""
    joined = "".join(texts)
    return (
        joined.replace("\n", "").isprintable()
        and "_x" not in joined
        and _BEFORE.isdisjoint([text[:1] for text in texts])
        and _AFTER.isdisjoint([text[-1:] for text in texts])
        and max(map(len, texts), default=0) * 2 <= MAX_UNITS
    )
