"""Whether a commit came about, found out also where the commit itself failed or was broken off."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from inspect_engine.errors import StorageError
from inspect_engine.storage import sqlite
from inspect_engine.storage.stored import stored


class Attempt:
    """One transaction on its way, and what is to be told of it by :data:`~inspect_engine.storage.stored.stored`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._events = 0
        self._last: str | None = None
        self._open = False

    def commits(self, events: int, last: str | None) -> None:
        """The commit begins: of so many events that count, ``last`` being the id of the last of all."""
        self._events, self._last, self._open = events, last, True
        stored.doubts += bool(events)

    def settle(self, *, kept: bool) -> None:
        """It is known now whether the commit came about."""
        if self._open and self._events:
            self._open = False
            stored.events += self._events if kept else 0
            stored.doubts = max(0, stored.doubts - 1)  # last: until then, whoever is interrupted is told of doubt

    def failed(self) -> bool | None:
        """Whether it is stored although something failed; None when that cannot be found out."""
        kept = self._is_there(self._last) if self._open and self._last else False
        if kept is False:
            self.settle(kept=False)
        return kept

    def _is_there(self, event: str) -> bool | None:
        try:
            with closing(sqlite.reader(self._path)) as connection:
                found = connection.execute("SELECT 1 FROM eventrow WHERE id = ?", (event,)).fetchone()
        except (StorageError, sqlite3.Error):
            return None
        return found is not None
