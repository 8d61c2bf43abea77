"""Verbs for reports: totals, streams, proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from inspect_engine.domain import figures
from inspect_engine.domain.cases import CaseLine
from inspect_engine.errors import Problem
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import files, queries
from inspect_engine.storage.queries import Entry

PAGE = 200
"""Cases read at a time."""


class Reports(Desk):
    """What is sent up, and what proves it."""

    def board(self, as_of: date | None = None, known_at: datetime | None = None) -> figures.Board:
        """Totals over the cases this person may see, as of a day (default: today) and as known at a moment."""
        on = as_of or self.today()
        return figures.summarise((line for _, line, _ in self.histories(on, known_at)), on)

    def histories(self, as_of: date, known_at: datetime | None = None) -> Iterator[tuple[int, CaseLine, list[Entry]]]:
        """Each visible case as of a day, with the events that make it so, streamed in order of discovery.

        Read page by page up to the ledger's end as it was at the start, so that writers never wait for a report.
        """
        seen = self.scope()
        with self._reading() as connection:
            until = queries.known_until(connection, known_at)
        after = 0
        while page := self._page(after, as_of, until):
            after, found = page
            for opened, entries in found:
                line = queries.line_at(opened, entries)
                if seen.covers(line.region, line.party):
                    yield opened, line, entries

    def _page(self, after: int, as_of: date, until: int) -> tuple[int, list[tuple[int, list[Entry]]]] | None:
        with self._reading() as connection:
            opened = queries.openings(connection, after, PAGE)
            if not opened:
                return None
            return opened[-1], list(queries.histories(connection, opened[0], opened[-1], as_of, until))

    def changed(self) -> int:
        """A number that grows with every event: cheap to poll for changes."""
        with self._reading() as connection:
            return queries.changed(connection)

    def evidence_path(self, file: Mapping[str, Any]) -> Path:
        """Where a stored evidence file lies."""
        return files.place(self.path, file)

    def verify(self) -> list[Problem]:
        """Everything wrong with the ledger; an empty list means it is proved whole."""
        from inspect_engine.storage import verify

        return list(verify.problems(self.path))
