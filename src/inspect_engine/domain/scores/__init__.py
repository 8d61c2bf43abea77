"""Scores of one inspection (JGJ 59-2011 chapters 4 and 5): deductions, sheets, summary, grade.

Points are exact fractions from the first deduction to the grade; only what is shown is rounded, to two digits, half up.
A sheet is one section asked of one subject: three cranes are three sheets of one line of the summary.
"""

from inspect_engine.domain.scores.points import Deduction, Line, deductions, short, shown
from inspect_engine.domain.scores.reading import Reply, score, score_faults
from inspect_engine.domain.scores.sheets import Group, Sheet, Subject
from inspect_engine.domain.scores.summary import BAD, FAIR, GOOD, Lack, Score

__all__ = [
    "BAD",
    "FAIR",
    "GOOD",
    "Deduction",
    "Group",
    "Lack",
    "Line",
    "Reply",
    "Score",
    "Sheet",
    "Subject",
    "deductions",
    "score",
    "score_faults",
    "short",
    "shown",
]
