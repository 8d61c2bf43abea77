"""Paper ledgers: weighed row by row, and taken over by an act on record."""

from inspect_engine.ledger.paper.room import Act, Importing, Taken
from inspect_engine.ledger.paper.undoing import Gone, TakingBack, Undone
from inspect_engine.ledger.paper.weighing import OUTCOMES, Plan, Weighed

__all__ = ["OUTCOMES", "Act", "Gone", "Importing", "Plan", "Taken", "TakingBack", "Undone", "Weighed"]
