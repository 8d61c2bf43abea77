"""What the forms of actions begin with, as far as this ledger knows."""

from __future__ import annotations

from functools import lru_cache

from inspect_engine.domain.cases import Case
from inspect_engine.domain.definitions import FieldSpec, Transition
from inspect_engine.domain.workflow.suggesting import commonest, suggested
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import queries
from inspect_engine.storage.queries import CaseFilter

LOOKED_AT = 20
"""Cases of the same checklist and grade, the newest, by which it is told what period is customary."""


class Suggesting:
    """For one look at a ledger: what was looked up is not looked up again."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._customary = lru_cache(maxsize=64)(self._commonest)

    def values(self, case: Case, step: Transition) -> dict[str, str]:
        """Values by field for whoever acts here."""
        severity = case.severity

        def customary(spec: FieldSpec) -> str:
            return self._customary(case.pack, severity, spec.id)

        return suggested(step, case, self._desk.whoami(), customary)

    def _commonest(self, pack: str, severity: str, field: str) -> str:
        chosen = self._desk.seen(CaseFilter(pack=pack, severity=severity))
        with self._desk.reading() as connection:
            lines = queries.case_lines(connection, chosen, descending=True, limit=LOOKED_AT)
            cases = [queries.case(connection, line.id) for line in lines]
        return commonest(value for case in cases if (value := case.values.get(field)))
