"""One cell as spreadsheet XML. What a user typed is always a string cell, whole, and never acts."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from xml.sax.saxutils import escape

from inspect_engine.domain.words.text import display

MAX_UNITS = 32_767
"""UTF-16 units one cell may hold; Excel and openpyxl cut longer text without a word."""

_EPOCH = date(1899, 12, 30)
_FIRST_DAY = date(1900, 3, 1)
_NONCHARACTER = re.compile("[\ufffe\uffff]")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class Formula:
    """A live formula (without ``=``) and its value now, for whoever does not calculate (protected view, previews)."""

    text: str
    value: int | Decimal | str


Value = str | int | Decimal | date | Formula | None


def clean(text: str) -> str:
    """Text as it is shown: what XML or a terminal cannot carry appears as ``‹U+001B›``; line feeds stay."""
    if text.isprintable():
        return text
    return _NONCHARACTER.sub(lambda found: f"‹U+{ord(found[0]):04X}›", display(text, lines=True))


def parts(text: str) -> list[str]:
    """Clean text in pieces that each fit one cell; joined, they are the whole text."""
    text = clean(text)
    pieces = []
    while not _fits(text):
        end = MAX_UNITS
        while not _fits(text[:end]):
            end -= max(1, (_units(text[:end]) - MAX_UNITS) // 2)
        pieces.append(text[:end])
        text = text[end:]
    return [*pieces, text]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _fits(text: str) -> bool:
    return len(text) * 2 <= MAX_UNITS or _units(text) <= MAX_UNITS


def height(value: Value, width: float) -> int:
    """Lines a value takes in a wrapped column of ``width`` characters; a Chinese one is two wide. Words of ASCII break
    nowhere: they take a line more."""
    room = max(1.0, width - 0.8)
    if not isinstance(value, str) or (len(value) * 2 <= room and "\n" not in value):
        return 1
    lines = value.split("\n") if "\n" in value else (value,)
    return sum([_lines(line, room) for line in lines])


def heights(texts: Sequence[str], sizes: Sequence[int], width: float) -> list[int]:
    """Of many texts, the bytes of which are counted, what :func:`height` says of each."""
    room = max(1.0, width - 0.8)
    return [
        height(text, width)
        if "\n" in text
        else 1
        if (wide := (len(text) + size) / 2) <= room
        else math.ceil(wide / room) + text.isascii()
        for text, size in zip(texts, sizes, strict=True)
    ]


def _lines(line: str, room: float) -> int:
    wide = (len(line) + len(line.encode("utf-8", "replace"))) / 2
    return 1 if wide <= room else math.ceil(wide / room) + line.isascii()


def needs_quote(value: Value) -> bool:
    """Whether a text could be taken for a formula by whoever edits or re-saves the cell."""
    return isinstance(value, str) and value[:1] in ("=", "+", "-", "@")


def cell(at: str, style: int, value: Value) -> str:
    """XML of one cell. Raises ValueError for a text that does not fit (see :func:`parts`)."""
    head = f'<c r="{at}" s="{style}"'
    if value is None or value == "":
        return f"{head}/>"
    if isinstance(value, str):
        return f'{head} t="inlineStr"><is>{_text(value)}</is></c>'
    if isinstance(value, Formula):
        kind = ' t="str"' if isinstance(value.value, str) else ""
        now = escape(clean(value.value)) if isinstance(value.value, str) else value.value
        return f"{head}{kind}><f>{escape(clean(value.text))}</f><v>{now}</v></c>"
    if isinstance(value, date):
        return _day(at, style, value)
    return f"{head}><v>{value}</v></c>"


def _text(value: str) -> str:
    text = clean(value)
    if not _fits(text):
        raise ValueError(f"text of {len(text)} characters does not fit one cell")
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<t{space}>{escape(_ESCAPE_LIKE.sub('_x005F_', text) if '_x' in text else text)}</t>"


def serial(value: date) -> float | None:
    """A date, or a moment without an offset, as the number that stands for it; None before the calendar Excel knows."""
    day = value.date() if isinstance(value, datetime) else value
    if day < _FIRST_DAY:
        return None
    number: float = (day - _EPOCH).days
    if isinstance(value, datetime):
        number += (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    return number


def _day(at: str, style: int, value: date) -> str:
    number = serial(value)
    return cell(at, style, value.isoformat()) if number is None else f'<c r="{at}" s="{style}"><v>{number!r}</v></c>'
