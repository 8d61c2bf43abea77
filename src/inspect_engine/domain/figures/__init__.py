"""Counts and rates over cases: the one definition of each figure, whoever shows it."""

from inspect_engine.domain.figures.board import BESIDE, COUNTS, GROUPED, LAPSED, Board, Rate
from inspect_engine.domain.figures.counting import Counted, Sums, summarise
from inspect_engine.domain.figures.ending import ENDINGS, HAZARD, Ending, Held, told_of
from inspect_engine.domain.figures.months import Month
from inspect_engine.domain.figures.most import Most, OfFinder, OfItem, OfUnit
from inspect_engine.domain.figures.periods import Compared, Period, before, period
from inspect_engine.domain.figures.places import Place, places
from inspect_engine.domain.figures.quantities import Quantity

__all__ = [
    "BESIDE",
    "COUNTS",
    "ENDINGS",
    "GROUPED",
    "HAZARD",
    "LAPSED",
    "Board",
    "Compared",
    "Counted",
    "Ending",
    "Held",
    "Month",
    "Most",
    "OfFinder",
    "OfItem",
    "OfUnit",
    "Period",
    "Place",
    "Quantity",
    "Rate",
    "Sums",
    "before",
    "period",
    "places",
    "summarise",
    "told_of",
]
