"""The basis of a hazard as paper cites it: what a document may cite, and nothing else."""

from __future__ import annotations

from datetime import date

from inspect_engine.domain.cases import Case
from inspect_engine.domain.definitions import FREE
from inspect_engine.errors import InspectError
from inspect_engine.ledger import Ledger
from inspect_engine.ledger.inspections import citable_text

UNREAD = "所依条文待核，没有人对照原文核过，不列"
"""What stands where no article may be cited."""
SOURCE = "来源材料 "


class Grounds:
    """By what was known when the ledger had ``until`` records; each item of a day is looked up once."""

    def __init__(self, ledger: Ledger, until: int) -> None:
        self._definitions, self._read = ledger.definitions, ledger.references.words(until)
        self._known: dict[tuple[str, str, date], str | None] = {}

    def of(self, case: Case) -> str:
        """In one line; what was written down with the case where no checklist at hand has its item."""
        key = case.definition, case.item, case.found_on
        if key not in self._known:
            self._known[key] = self._looked_up(*key)
        told = self._known[key]
        return _written(case.basis) if told is None else told

    def _looked_up(self, content_hash: str, item: str, on: date) -> str | None:
        try:
            definition = self._definitions.stored(content_hash)
        except (InspectError, KeyError, ValueError):
            return None
        found = definition.pack.item(item)
        if found is None or item == FREE:
            return None
        told = citable_text(definition, found, on, self._read)
        return told or (UNREAD if found.basis else "")


def _written(basis: str) -> str:
    """Without the place in our own papers from which an item was taken."""
    return "；".join(part for part in basis.split("；") if not part.startswith(SOURCE))
