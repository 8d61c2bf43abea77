"""A copy of the ledger file as it stands at one moment, made while others write."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from inspect_engine.storage import sqlite, turn
from inspect_engine.storage.keeping.moving import Progress

PAGES = 4096
"""Pages (of 4 KB) copied at a time: writers get in between."""
RESTARTS = 3
"""So often is the copy begun anew because somebody wrote; after that writers wait in their queue."""


def snapshot(ledger: Path, copy: Path, progress: Progress) -> None:
    """Copy a ledger as it stands at one moment into the new file ``copy``; writers hardly wait.

    Raises StorageError where there is no ledger, sqlite3.Error where it cannot be read.
    """
    source, _ = sqlite.opened(ledger)
    with closing(source):
        try:
            _stepwise(source, copy, progress)
        except _Overtaken:
            with turn.queue(ledger):
                _copied(source, copy, -1, lambda *_: None)


class _Overtaken(Exception):
    """Somebody wrote again and again while the ledger was copied."""


def _stepwise(source: sqlite3.Connection, copy: Path, progress: Progress) -> None:
    """Copy some pages at a time. Whenever somebody has written in between, SQLite begins anew."""
    before, restarts = -1, 0

    def moved(_: int, left: int, total: int) -> None:
        nonlocal before, restarts
        restarts += left > before >= 0
        before = left
        if restarts > RESTARTS:
            raise _Overtaken
        progress("复制台账", total - left, total)

    _copied(source, copy, PAGES, moved)


def _copied(source: sqlite3.Connection, copy: Path, pages: int, moved: Callable[[int, int, int], None]) -> None:
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(copy)) as target:
        target.execute("PRAGMA journal_mode=OFF")
        source.backup(target, pages=pages, progress=moved, sleep=0.01)
