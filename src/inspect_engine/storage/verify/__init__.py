"""Prove what is stored: every link, every column, every derived row, every file. What the rules say of the events is
asked by :mod:`inspect_engine.ledger.verification`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inspect_engine.storage import sqlite
from inspect_engine.storage.verify.beside import Beside, schema
from inspect_engine.storage.verify.cases import Cases
from inspect_engine.storage.verify.chain import Chain, named
from inspect_engine.storage.verify.kept import Kept

__all__ = ["Beside", "Cases", "Chain", "Kept", "damaged", "named", "opened", "schema"]


@contextmanager
def opened(path: Path, *, tolerant: bool = False) -> Iterator[sqlite3.Connection]:
    """A connection on a ledger that may be damaged; ``tolerant`` reads text that is no UTF-8, and is slower.

    Raises StorageError for what is no ledger.
    """
    connection = sqlite.reader(path)
    if tolerant:
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        yield connection
    finally:
        connection.close()


def damaged(connection: sqlite3.Connection) -> list[str]:
    """What SQLite itself finds wrong with the file."""
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
    return [] if found == ["ok"] else found
