"""One run of a checklist: what is handed in, what is wrong with it, what is doubtful about it."""

from inspect_engine.domain.inspections.faults import (
    answer_faults,
    faults,
    inspector_faults,
    measured,
    subject_faults,
    unasked_faults,
    value_faults,
    word_faults,
)
from inspect_engine.domain.inspections.given import (
    EARLIEST,
    PART_LONGEST,
    AnswerInput,
    Entries,
    InspectionInput,
    Setting,
    SubjectInput,
    short,
)

__all__ = [
    "EARLIEST",
    "PART_LONGEST",
    "AnswerInput",
    "Entries",
    "InspectionInput",
    "Setting",
    "SubjectInput",
    "answer_faults",
    "faults",
    "inspector_faults",
    "measured",
    "short",
    "subject_faults",
    "unasked_faults",
    "value_faults",
    "word_faults",
]
