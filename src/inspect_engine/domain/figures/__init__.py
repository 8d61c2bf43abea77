"""Counts and rates over cases: the one definition of each figure, whoever shows it."""

from inspect_engine.domain.figures.board import BESIDE, COUNTS, GROUPED, LAPSED, Board, Counted, Rate, summarise
from inspect_engine.domain.figures.ending import ENDINGS, HAZARD, Ending, Held, told_of

__all__ = [
    "BESIDE",
    "COUNTS",
    "ENDINGS",
    "GROUPED",
    "HAZARD",
    "LAPSED",
    "Board",
    "Counted",
    "Ending",
    "Held",
    "Rate",
    "summarise",
    "told_of",
]
