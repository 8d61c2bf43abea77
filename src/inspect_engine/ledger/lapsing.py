"""What has passed on open cases besides the party's deadline: limits of states, and further ones, as lists show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date

from inspect_engine.domain.cases import CaseLine
from inspect_engine.domain.cases.wanted import Clause
from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.workflow.waiting import is_timed, timed
from inspect_engine.errors import InspectError
from inspect_engine.ledger.calendars import Calendars
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import queries
from inspect_engine.storage.queries import CaseFilter


class Lapsing:
    """Lines timed by whatever limit passes first. It is counted when read, of what a row says, and never folded."""

    def __init__(self, desk: Desk, *, definitions: Definitions, calendars: Calendars) -> None:
        self._desk = desk
        self._definitions = definitions
        self._calendars = calendars
        self._flows: dict[tuple[str, str], Workflow | None] = {}

    def timed(self, lines: Iterable[CaseLine]) -> Iterator[CaseLine]:
        """Each line with the day of the limit that passes first."""
        for line in lines:
            flow = self._flow(line.definition, line.workflow) if line.is_open else None
            yield timed(flow, line, self._desk.now(), self._calendars.current()) if flow else line

    def chosen(self, asked: CaseFilter) -> CaseFilter:
        """A filter that, where it asks for what is overdue, knows what is so by a limit that rows do not say."""
        if any(clause.field == "late" for clause in asked.clauses):
            asked = replace(asked, clauses=tuple(self._timed(asked, clause) for clause in asked.clauses))
        on = asked.overdue_on
        return replace(asked, lapsed=self._lapsed(asked, on)) if on else asked

    def _timed(self, asked: CaseFilter, clause: Clause) -> Clause:
        """A clause about what is late, with what is so by a limit that rows do not say."""
        return replace(clause, known=self._lapsed(asked, clause.late_on)) if clause.field == "late" else clause

    def _lapsed(self, asked: CaseFilter, on: date) -> frozenset[str]:
        with self._desk.reading() as connection:
            pins = queries.open_flows(connection)
        flows = frozenset(pin for pin in pins if self._flow(*pin))
        if not flows:
            return frozenset()
        with self._desk.reading() as connection:
            timeless = tuple(clause for clause in asked.clauses if clause.field != "late")
            wanted = replace(asked, overdue_on=None, flows=flows, clauses=timeless)
            found = list(queries.all_lines(connection, wanted))
        return frozenset(line.id for line in self.timed(found) if line.overdue(on))

    def _flow(self, definition: str, workflow: str) -> Workflow | None:
        """A workflow; None where it sets no limits, or the ledger lacks the definition: ``verify`` says so."""
        pin = definition, workflow
        if pin not in self._flows:
            with suppress(InspectError, KeyError, ValueError):
                flow = self._definitions.flow(definition, workflow)
                self._flows[pin] = flow if is_timed(flow) else None
        return self._flows.get(pin)
