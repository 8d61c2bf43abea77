"""What all parts of a report are told from, and how numbers stand in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from inspect_engine.domain.calendars import in_chinese
from inspect_engine.domain.figures import Board, Rate
from inspect_engine.exports.analysis.survey import Survey

MOST = 20
"""Rows of a list in the text; the annex says how to get all."""


@dataclass(frozen=True)
class Told:
    """The period ``now`` and the one before it (``past``), whose last day is the day before this one's first.

    ``pack`` and ``region`` name a checklist and a region by code, ``shown`` gives a text as its reader may see it.
    """

    now: Survey
    past: Survey
    pack: Callable[[str], str]
    region: Callable[[str], str]
    shown: Callable[[str], str]

    @property
    def start(self) -> Board:
        """How things stood when the period began."""
        return self.past.board


def period(first: date, last: date) -> str:
    """``2026年1月1日至11月28日``, the year once where it is the same."""
    end = in_chinese(last)
    return f"{in_chinese(first)}至{end.partition('年')[2] if first.year == last.year else end}"


def rate(value: Rate) -> str:
    """``41.18%（14/34）``."""
    return f"{value.percent}%（{value.part}/{value.whole}）" if value.percent else "—"


def against(now: int, then: int, unit: str = "起") -> str:
    """``增加 3 起``, ``减少 3 起``, ``持平``."""
    if now == then:
        return "持平"
    return f"{'增加' if now > then else '减少'} {abs(now - then)} {unit}"
