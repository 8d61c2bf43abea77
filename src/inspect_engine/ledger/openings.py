"""A case that another opened is not carried on where that one's grade allows no such case any more."""

from __future__ import annotations

from collections.abc import Mapping

from inspect_engine.domain.cases import Case, case_grade
from inspect_engine.domain.workflow.openings import barred
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import queries


class Openings:
    """A rule for :class:`~inspect_engine.ledger.acting.Acting`."""

    def __init__(self, desk: Desk, *, definitions: Definitions) -> None:
        self._desk = desk
        self._definitions = definitions

    def against(self, case: Case, trigger: str, _: Mapping[str, str]) -> list[str]:
        """Why the first step of a case may only end it. Empty where nothing is."""
        flow = self._definitions.lifecycle(case).workflow if case.parent else None
        if flow is None or case.state != flow.initial:
            return []
        if all(flow.states[step.to].terminal for step in flow.branches(trigger, case.state)):
            return []
        with self._desk.reading() as connection:
            opener = queries.case(connection, case.parent)
        why = barred(self._definitions.lifecycle(opener).workflow, case.workflow, opener.severity)
        return [f"{why}（{opener.number} 现为{case_grade(opener)}）"] if why else []
