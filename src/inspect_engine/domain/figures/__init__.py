"""Counts and rates over cases: the one definition of each figure, whoever shows it."""

from inspect_engine.domain.figures.board import BESIDE, COUNTS, GROUPED, LAPSED, Board, Counted, Rate, summarise
from inspect_engine.domain.figures.ending import ENDINGS, HAZARD, Ending, Held, told_of
from inspect_engine.domain.figures.months import Month
from inspect_engine.domain.figures.most import Most, OfFinder, OfItem, OfUnit
from inspect_engine.domain.figures.places import Place, places

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
    "Month",
    "Most",
    "OfFinder",
    "OfItem",
    "OfUnit",
    "Place",
    "Rate",
    "places",
    "summarise",
    "told_of",
]
