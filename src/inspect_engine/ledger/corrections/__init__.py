"""Corrections on record: what was typed is put right, and the old stays beside the new."""

from inspect_engine.ledger.corrections.cases import CaseCorrections

__all__ = ["CaseCorrections"]
