"""Documents that leave the house: drafted, issued with the next number, served or voided."""

from inspect_engine.ledger.documents.issuing import Issuing, Render
from inspect_engine.ledger.documents.offices import Offices
from inspect_engine.ledger.documents.papers import Papers
from inspect_engine.ledger.documents.room import Documents
from inspect_engine.ledger.documents.supplements import Supplements
from inspect_engine.storage.documents import Issued

__all__ = ["Documents", "Issued", "Issuing", "Offices", "Papers", "Render", "Supplements"]
