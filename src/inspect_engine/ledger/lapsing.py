"""What has passed on open cases besides the party's deadline: limits of states, and further ones, as lists show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any

from inspect_engine.domain.calendars import Calendar
from inspect_engine.domain.cases import Begun, CaseLine
from inspect_engine.domain.cases.wanted import Clause
from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.workflow.waiting import first_limit, hourly, is_timed, timed
from inspect_engine.errors import InspectError
from inspect_engine.ledger.calendars import Calendars
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Alike, CaseFilter

_ANY_DAY: dict[str, Any] = {"overdue_on": None, "due_from": None, "due_to": None}


@dataclass(frozen=True)
class Limited:
    """Cases that are alike in all that their limits are counted from, the day on which the first of these passes, and
    whether the hour of that day has passed."""

    alike: Alike
    first: date | None
    lapsed: bool

    @property
    def ids(self) -> tuple[str, ...]:
        return self.alike.ids

    def overdue(self, on: date) -> bool:
        """As :meth:`CaseLine.overdue`."""
        return self.first is not None and (self.first < on or (self.lapsed and self.first == on))

    def said(self, on: date) -> bool:
        """Whether rows say already that they are overdue on a day."""
        return self.alike.late_after is not None and self.alike.late_after < on

    def due(self, asked: CaseFilter, today: date) -> bool:
        """Whether the first limit passes within the days that a filter asks for, and has not passed yet."""
        within = self.first and (asked.due_from or date.min) <= self.first <= (asked.due_to or date.max)
        return bool(within) and not self.overdue(today)


class Lapsing:
    """Lines timed by whatever limit passes first. It is counted when read, of what a row says, and never folded."""

    def __init__(self, desk: Desk, *, definitions: Definitions, calendars: Calendars) -> None:
        self._desk = desk
        self._definitions = definitions
        self._calendars = calendars
        self._flows: dict[tuple[str, str], Workflow | None] = {}

    def timed(self, lines: Iterable[CaseLine]) -> Iterator[CaseLine]:
        """Each line with the day of the limit that passes first."""
        calendar: Calendar | None = None
        for line in lines:
            flow = self._flow(line.definition, line.workflow) if line.is_open else None
            if flow and calendar is None:
                calendar = self._calendars.current()
            yield timed(flow, line, self._desk.now(), calendar) if flow and calendar else line

    def standing(self, asked: CaseFilter) -> list[Limited]:
        """Of the open cases that match, those of which rows do not say when their first limit passes."""
        with self._desk.reading() as connection:
            pins = queries.open_flows(connection)
        flows = {pin: flow for pin in pins if (flow := self._flow(*pin))}
        if not flows:
            return []
        now, calendar = self._desk.now(), self._calendars.current()
        timeless = tuple(clause for clause in asked.clauses if clause.field != "late")
        rest = replace(asked, **_ANY_DAY, clauses=timeless)
        with self._desk.reading() as connection:
            return [
                Limited(each, *first_limit(flow, each.state, Begun.read(each.begun), each.late_after, now, calendar))
                for pin, flow in flows.items()
                for each in queries.begun_alike(connection, rest, pin, hourly(flow))
            ]

    def chosen(self, asked: CaseFilter) -> CaseFilter:
        """A filter that, where it asks for what is overdue or will be, knows what of the cases that match is so by a
        limit that rows do not say, and by no other (``lapsed``)."""
        if any(clause.field == "late" for clause in asked.clauses):
            asked = replace(asked, clauses=tuple(self._timed(asked, clause) for clause in asked.clauses))
        if on := asked.overdue_on:
            return replace(asked, lapsed=self._lapsed(asked, on))
        if not (asked.due_from or asked.due_to):
            return asked
        found, today = self.standing(_timeless(asked)), self._desk.today()
        due = (each.ids for each in found if each.due(asked, today))
        apart = (each.ids for each in found if each.alike.late_after)
        of_them = frozenset(chain.from_iterable(due)), frozenset(chain.from_iterable(apart))
        return replace(asked, lapsed=of_them[0], apart=of_them[1])

    def _timed(self, asked: CaseFilter, clause: Clause) -> Clause:
        """A clause about what is late, with what is so by a limit that rows do not say."""
        return replace(clause, known=self._lapsed(asked, clause.late_on)) if clause.field == "late" else clause

    def _lapsed(self, asked: CaseFilter, on: date) -> frozenset[str]:
        late = (each.ids for each in self.standing(_timeless(asked)) if each.overdue(on) and not each.said(on))
        return frozenset(chain.from_iterable(late))

    def _flow(self, definition: str, workflow: str) -> Workflow | None:
        """A workflow; None where it sets no limits, or the ledger lacks the definition: ``verify`` says so."""
        pin = definition, workflow
        if pin not in self._flows:
            with suppress(InspectError, KeyError, ValueError):
                flow = self._definitions.flow(definition, workflow)
                self._flows[pin] = flow if is_timed(flow) else None
        return self._flows.get(pin)


def _timeless(asked: CaseFilter) -> CaseFilter:
    """The same, not asking for what is late."""
    return replace(asked, clauses=tuple(clause for clause in asked.clauses if clause.field != "late"))
