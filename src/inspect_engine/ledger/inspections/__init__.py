"""Inspections: run a checklist, and open a case for each failed item."""

from inspect_engine.ledger.inspections.basis import basis_of, basis_text, citable_text
from inspect_engine.ledger.inspections.logged import Last, Logged, asked_of
from inspect_engine.ledger.inspections.room import Inspections
from inspect_engine.ledger.inspections.shapes import (
    Answer,
    Inspection,
    InspectionResult,
    ItemKey,
    Progress,
    Unsettled,
    as_answered,
)
from inspect_engine.ledger.inspections.unfinished import Begun, Unfinished

__all__ = [
    "Answer",
    "Begun",
    "Inspection",
    "InspectionResult",
    "Inspections",
    "ItemKey",
    "Last",
    "Logged",
    "Progress",
    "Unfinished",
    "Unsettled",
    "as_answered",
    "asked_of",
    "basis_of",
    "basis_text",
    "citable_text",
]
