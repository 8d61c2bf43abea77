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
from inspect_engine.domain.inspections.liable import (
    answer_as_known,
    answer_spelled,
    beside,
    party_of,
    roles_of,
    subject_as_known,
    subject_spelled,
    unsaid,
)

__all__ = [
    "EARLIEST",
    "PART_LONGEST",
    "AnswerInput",
    "Entries",
    "InspectionInput",
    "Setting",
    "SubjectInput",
    "answer_as_known",
    "answer_faults",
    "answer_spelled",
    "beside",
    "faults",
    "inspector_faults",
    "measured",
    "party_of",
    "roles_of",
    "short",
    "subject_as_known",
    "subject_faults",
    "subject_spelled",
    "unasked_faults",
    "unsaid",
    "value_faults",
    "word_faults",
]
