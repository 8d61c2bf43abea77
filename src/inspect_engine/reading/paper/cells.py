"""Cells as texts, each of them once: in a ledger the same dates, units and words come again and again."""

from __future__ import annotations

from typing import Any

from inspect_engine.reading.tables.cells import text_of


class Texts(dict[Any, str]):
    """What each text, number or day says. What is equal to a truth is spelled anew: 1 and True are one key."""

    def __missing__(self, cell: Any) -> str:
        if type(cell) is float and cell.is_integer() and abs(cell) < 1e15:
            text = str(int(cell))
        elif type(cell) is str and cell.isprintable() and cell == cell.strip():
            text = cell
        else:
            text = text_of(cell)
        if cell not in (0, 1):
            self[cell] = text
        return text
