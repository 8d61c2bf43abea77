"""What one case has to do with others, looked at without going through all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache

from inspect_engine.domain import alarms
from inspect_engine.domain.alarms import Watch
from inspect_engine.domain.alarms.traces import TELLS
from inspect_engine.domain.cases import CaseLine, pins
from inspect_engine.domain.definitions import Definition, Workflow
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Scope
from inspect_engine.errors import InspectError
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Entry

SHARING, IN_PASSING = 300, 1_000
"""Cases looked at, for one thing that they have in common with a case, and in all, just to show that case."""


class Flows:
    """The workflows events were recorded under, each read from the ledger once."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._stored = cache(self._read)

    def history(self, entries: Sequence[Entry]) -> Iterator[tuple[Event, str, Workflow | None]]:
        """Each event, when it was recorded, and its workflow; None where that cannot be read any more."""
        for entry, (key, workflow) in zip(entries, pins(entry.event for entry in entries), strict=True):
            definition = self._stored(key)
            yield entry.event, entry.recorded_at, definition.workflows.get(workflow) if definition else None

    def below(self, line: CaseLine, entries: Sequence[Entry]) -> tuple[str, ...]:
        """As :meth:`Definitions.below_floor`."""
        return self._definitions.below_floor(line, entries)

    def _read(self, content_hash: str) -> Definition | None:
        try:
            return self._definitions.stored(content_hash)
        except (InspectError, ValueError):
            return None


class Around:
    """What one case has to do with others, as far as somebody sees them on a day."""

    def __init__(self, connection: sqlite3.Connection, flows: Flows, seen: Scope, on: date) -> None:
        self._connection, self._flows, self._seen, self._on = connection, flows, seen, on

    def follow(self, case: str, traces: Iterable[tuple[str, str]]) -> tuple[set[str], tuple[str, ...]]:
        """Where traces lead to, the case itself included; kinds of alarms whose cases are too many to be looked at."""
        found = [(queries.traced(self._connection, *trace, SHARING + 1), trace[0]) for trace in traces]
        keys, untold = {case}, set[str]()
        for led, kind in sorted(found, key=lambda pair: len(pair[0])):
            if len(led) > SHARING or len(keys | set(led)) > IN_PASSING:
                untold.add(TELLS[kind])
            else:
                keys |= set(led)
        return keys, tuple(kind for kind in alarms.KINDS if kind in untold)

    def show(self, keys: Iterable[str], watch: Watch) -> None:
        """Show these cases to a watch, in order of discovery."""
        histories = [self._history(key) for key in keys]
        for entries in sorted(filter(None, histories), key=lambda entries: entries[0].pos):
            line = queries.line_at(entries[0].pos, entries)
            if self._seen.covers(line.region, *line.units):
                watch.see(line, self._flows.history(entries), self._flows.below(line, entries))

    def _history(self, key: str) -> list[Entry]:
        """The events of a case by that day; none where it had not been found by then."""
        entries = queries.case_entries(self._connection, key)
        by_then = [entry for entry in entries if entry.event.on <= self._on]
        return by_then if by_then[:1] == entries[:1] else []
