"""Printing: JSON for programs, aligned Chinese text for people."""

from __future__ import annotations

import dataclasses
import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from inspect_engine.domain.words.text import display


def as_json(value: object) -> None:
    """Print one JSON document."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def fields_of(value: object) -> dict[str, object]:
    """A dataclass as a mapping, its values as they are."""
    assert dataclasses.is_dataclass(value)
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}


def _plain(value: object) -> object:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return fields_of(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value) if isinstance(value, (set, frozenset)) else list(value)
    raise TypeError(f"cannot print {type(value).__name__}")


__all__ = ["as_json", "display", "fields_of", "missing", "pairs", "say", "table", "width"]


def say(text: str) -> None:
    """Narration: to stderr, so that stdout stays data."""
    print(display(text, lines=True), file=sys.stderr)


def width(text: str) -> int:
    """Cells a text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else not unicodedata.combining(c) for c in text)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Columns aligned by cells; nothing is cut."""
    lines = [tuple(head), *(tuple(display("" if cell is None else cell) for cell in row) for row in rows)]
    widths = [max(width(line[i]) for line in lines) for i in range(len(head))]
    for line in lines:
        cells = (cell + " " * (size - width(cell)) for cell, size in zip(line, widths, strict=True))
        print("  ".join(cells).rstrip())


def pairs(rows: Iterable[tuple[str, object]]) -> None:
    """“名称  值” lines; empty values are left out."""
    kept = [(name, display(value, lines=True)) for name, value in rows if value not in (None, "", ())]
    size = max((width(name) for name, _ in kept), default=0)
    for name, value in kept:
        print(f"{name}{' ' * (size - width(name))}  {value}")


def missing(count: int, what: str) -> None:
    """The empty state: says so, and nothing on stdout."""
    if count == 0:
        say(f"没有{what}。")
