"""Inspections: run a checklist, and open a case for each failed item."""

from inspect_engine.ledger.inspections.basis import basis_text
from inspect_engine.ledger.inspections.room import Inspections
from inspect_engine.ledger.inspections.shapes import Answer, Inspection, InspectionResult, ItemKey, Progress, Unsettled

__all__ = ["Answer", "Inspection", "InspectionResult", "Inspections", "ItemKey", "Progress", "Unsettled", "basis_text"]
