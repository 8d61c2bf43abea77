"""Where the headings of a ledger stand, in one line or two, and what each column is called by them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from inspect_engine.domain.paper import bare, field_of
from inspect_engine.reading.paper.book import Table
from inspect_engine.reading.paper.cells import Texts

DEEPEST = 40
"""Rows in which the first headings are looked for."""
LEAST = 3
"""Known headings that make a row one of headings."""
LONGEST = 24
"""Characters of a heading."""


@dataclass(frozen=True)
class Head:
    """Rows ``first`` to ``last`` (from zero) hold headings: one for each column, empty for none."""

    first: int
    last: int
    headings: tuple[str, ...]


def find_head(table: Table, texts: Texts) -> Head | None:
    """The first headings of a sheet; None for one that is no ledger."""
    best, most = None, LEAST - 1
    for number, row in enumerate(table.rows[:DEEPEST]):
        count = known(row, texts)
        if count > most:
            best, most = number, count
    return head_at(table, best, texts) if best is not None else None


def head_at(table: Table, row: int, texts: Texts) -> Head:
    """The headings in this row, with those of the line above or below that belong to them."""
    rows = table.rows
    first = row - 1 if row and _lines_up(rows[row - 1], rows[row], texts) else row
    below = first == row and row + 1 < len(rows) and _lines_up(rows[row + 1], rows[row], texts)
    last = row + 1 if below else row
    lines = [[texts[cell] for cell in rows[n]] for n in range(first, last + 1)]
    return Head(first, last, _named(_joined(lines)))


def known(row: Sequence[Any], texts: Texts) -> int:
    """How many different fields are named in a row."""
    words = {cell for cell in row if type(cell) is str and 0 < len(cell) <= LONGEST}
    return len({field.id for word in words if (field := field_of(texts[word]))})


def _lines_up(other: Sequence[Any], row: Sequence[Any], texts: Texts) -> bool:
    """Whether another line belongs to the headings of a row: it has two more at least, and nothing but headings."""
    said = [texts[cell] for cell in other]
    beside = {texts[cell] for cell in row}
    more = {text for text in said if text and text not in beside}
    plain = all(len(text) <= LONGEST and not re.search(r"\d", text) for text in more)
    return plain and len({bare(text) for text in said if text}) > 1 and known(other, texts) >= 2


def _joined(lines: list[list[str]]) -> list[str]:
    """One heading for each column; of two lines both, where they differ."""
    if len(lines) == 1:
        return lines[0]
    above, below = lines
    width = max(len(above), len(below))
    above, below = [*above, *[""] * (width - len(above))], [*below, *[""] * (width - len(below))]
    found, over = [], ""
    for top, bottom in zip(above, below, strict=True):
        over = top or (over if bottom else "")
        found.append(f"{over}/{bottom}" if over and bottom and bottom != over else bottom or over)
    return found


def _named(headings: Sequence[str]) -> tuple[str, ...]:
    """Each heading once: a second of the same name is numbered."""
    found: list[str] = []
    for text in headings:
        flat, n = "".join(text.split()), 2
        name = flat
        while flat and name in found:
            name, n = f"{flat}（{n}）", n + 1
        found.append(name)
    return tuple(found)
