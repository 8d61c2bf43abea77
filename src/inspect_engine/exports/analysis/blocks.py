"""What a report is made of, before it is on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A heading of the first rank, with its number."""

    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Grid:
    """A table; ``widths`` are parts of the width of the page, text columns those of ``left``."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[object]]
    widths: Sequence[float]
    left: frozenset[int] = frozenset({0})


@dataclass(frozen=True)
class Bars:
    """Lying bars, one a row: its name, and how long each of its parts is; ``legend`` names the parts."""

    title: str
    legend: Sequence[str]
    rows: Sequence[tuple[str, Sequence[int]]]


@dataclass(frozen=True)
class Annex:
    """What follows begins on a new page, under this heading."""

    text: str


Block = Heading | Text | Grid | Bars | Annex
