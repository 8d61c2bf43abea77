"""Corrections on record: what was typed is put right, and the old stays beside the new."""

from __future__ import annotations

from dataclasses import dataclass

from inspect_engine.ledger.corrections.cases import CaseCorrections
from inspect_engine.ledger.corrections.inspections import InspectionCorrections
from inspect_engine.ledger.corrections.notices import NoticeCorrections
from inspect_engine.ledger.corrections.people import UserCorrections
from inspect_engine.ledger.corrections.subjects import SubjectCorrections

__all__ = [
    "CaseCorrections",
    "Corrections",
    "InspectionCorrections",
    "NoticeCorrections",
    "SubjectCorrections",
    "UserCorrections",
]


@dataclass(frozen=True)
class Corrections:
    """``ledger.corrections``: a room for each kind of thing."""

    cases: CaseCorrections
    inspections: InspectionCorrections
    subjects: SubjectCorrections
    people: UserCorrections
    notices: NoticeCorrections
