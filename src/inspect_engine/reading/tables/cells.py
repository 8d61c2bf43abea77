"""One cell of somebody's spreadsheet as a person reads it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from inspect_engine.domain.words.text import display, is_blank

TEXT = 32_767
"""Characters that a cell of Excel holds."""
UNSEEN = "\u200b\u200c\u200e\u200f\u2060\ufeff"
"""Characters without width that spreadsheets pick up on the way."""


def letters(column: int) -> str:
    """The letters of a column counted from zero."""
    found, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def text_of(cell: Any) -> str:
    """A cell as a person reads it: days as days, whole numbers without a point."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)).normalize() + 0:f}" if cell == cell and abs(cell) < 1e300 else ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, (date, time, timedelta)):
        return str(cell)
    return cleaned(str(cell))


def cleaned(text: str) -> str:
    """A text as it is read from a cell: without blanks around it and characters that nobody sees."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").replace("\xa0", " ")
    text = "".join(" " if char == "\t" else char for char in text if char not in UNSEEN).strip()
    return "" if is_blank(text) else display(text, lines=True)
