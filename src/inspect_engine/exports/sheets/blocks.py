"""Rows as spreadsheet XML: those that all look the same are made many at a time, column by column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from inspect_engine.exports.sheets.cells import Value
from inspect_engine.exports.sheets.kinds import AT, LINE, Kind

ROWS = 256
"""Rows that are made at a time."""
AROUND, HIGHEST = 4.0, 409.0
"""Points around a text, and those of the highest row there is; a longer text is whole in its cell but prints cut
off."""
_AT = AT.encode()


class Block:
    """Rows that have come, and are still only values."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self._kinds, self.rows = kinds, list[Sequence[Value]]()

    def made(self, last: int) -> tuple[bytes, list[Sequence[bytes]]]:
        """Their XML, the last of which has this number, and what each column says; then they are gone."""
        values = zip(*self.rows, strict=True)
        columns = [kind.column(each) for kind, each in zip(self._kinds, values, strict=True)]
        tall = [each.points for each in columns if each.points]
        needed = map(max, *tall, *[[LINE] * len(self.rows)] * 2)
        numbers = range(last - len(self.rows) + 1, last + 1)
        rows = map(row, numbers, map(fitting, needed), zip(*[each.xml for each in columns], strict=True))
        made = b"".join(rows), [each.said for each in columns]
        self.rows = []
        return made


def row(number: int, height: bytes, cells: Iterable[bytes]) -> bytes:
    """One row of cells that do not know its number yet."""
    return (b'<row r="\0" %b>%b</row>' % (height, b"".join(cells))).replace(_AT, b"%d" % number)


def high(points: float) -> float:
    """How high a row is whose texts take so many points."""
    return min(HIGHEST, points + AROUND)


@lru_cache(256)
def fitting(points: float) -> bytes:
    """The same as an attribute."""
    return f'ht="{high(points):g}"'.encode()


def fixed(points: float) -> bytes:
    """A height that was asked for; a row of none is hidden."""
    hidden = "" if points else ' hidden="1"'
    return f'ht="{points}" customHeight="1"{hidden}'.encode()
