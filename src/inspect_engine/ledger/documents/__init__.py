"""Documents that leave the house: drafted, issued with the next number, served or voided."""

from inspect_engine.ledger.documents.offices import Offices
from inspect_engine.ledger.documents.papers import Papers
from inspect_engine.ledger.documents.room import Documents, Render

__all__ = ["Documents", "Offices", "Papers", "Render"]
