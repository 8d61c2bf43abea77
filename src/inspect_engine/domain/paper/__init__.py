"""Paper ledgers: what their columns and rows say, and the course of the cases that they tell of. Pure."""

from inspect_engine.domain.paper.course import Course, flow_of, stages_of
from inspect_engine.domain.paper.days import Due, day_of, due_of
from inspect_engine.domain.paper.entry import NEEDED, Entry, Line, entry_of
from inspect_engine.domain.paper.fields import BY_ID, BY_TITLE, FIELDS, KEPT, LEFT, Field, bare, field_of, is_inspected
from inspect_engine.domain.paper.mapping import DONE_MEANS, Mapping
from inspect_engine.domain.paper.words import DITTO, grade_of, names_of, outcome_of
from inspect_engine.domain.units.register import UNSAID

__all__ = [
    "BY_ID",
    "BY_TITLE",
    "DITTO",
    "DONE_MEANS",
    "FIELDS",
    "KEPT",
    "LEFT",
    "NEEDED",
    "UNSAID",
    "Course",
    "Due",
    "Entry",
    "Field",
    "Line",
    "Mapping",
    "bare",
    "day_of",
    "due_of",
    "entry_of",
    "field_of",
    "flow_of",
    "grade_of",
    "is_inspected",
    "names_of",
    "outcome_of",
    "stages_of",
]
