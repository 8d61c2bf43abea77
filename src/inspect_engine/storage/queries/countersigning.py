"""Whose signatures are awaited, of what."""

from __future__ import annotations

import sqlite3
from typing import Any

from inspect_engine.domain.events import Event, from_body
from inspect_engine.errors import StorageError
from inspect_engine.storage.queries.events import ASTRAY

_ROW = "SELECT record, name, by, inspection, case_id, state, settled FROM countersignrow"


def signing_rows(connection: sqlite3.Connection, inspection: str) -> list[dict[str, Any]]:
    """Of an inspection, each name that it awaits, or awaited, in the order they were named."""
    sql = f"{_ROW} WHERE inspection = ? AND inspection <> '' ORDER BY place, rowid"
    return [dict(row) for row in connection.execute(sql, (inspection,))]


def all_signing(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """The same of all inspections."""
    sql = f"{_ROW} WHERE inspection <> '' ORDER BY inspection, place, rowid"
    return [dict(row) for row in connection.execute(sql)]


def waiting_for(connection: sqlite3.Connection, record: str) -> list[str]:
    """Whose signatures a record awaits."""
    sql = "SELECT name FROM countersignrow WHERE record = ? AND state = 'waiting' ORDER BY place, rowid"
    return [str(row[0]) for row in connection.execute(sql, (record,))]


def stands(connection: sqlite3.Connection, record: str, name: str) -> str:
    """Where somebody's signature for a record stands; empty where it never was awaited."""
    sql = "SELECT state FROM countersignrow WHERE record = ? AND name = ?"
    row = connection.execute(sql, (record, name)).fetchone()
    return str(row[0]) if row else ""


def awaiting(connection: sqlite3.Connection, name: str, state: str = "waiting") -> list[dict[str, Any]]:
    """What waits for somebody's signature, or where his stands otherwise."""
    sql = f"{_ROW} WHERE name = ? AND state = ? ORDER BY rowid"
    return [dict(row) for row in connection.execute(sql, (name, state))]


def count_awaiting(connection: sqlite3.Connection, name: str) -> int:
    """How much waits for somebody's signature."""
    sql = "SELECT count(*) FROM countersignrow WHERE name = ? AND state = 'waiting'"
    return int(connection.execute(sql, (name,)).fetchone()[0])


def stored_hash(connection: sqlite3.Connection, key: str) -> str:
    """The hash of a record by its id; empty where there is none."""
    row = connection.execute("SELECT hash FROM eventrow WHERE id = ?", (key,)).fetchone()
    return str(row[0]) if row else ""


def stored_event(connection: sqlite3.Connection, key: str) -> tuple[Event, str] | None:
    """A record by its id, and its hash."""
    row = connection.execute("SELECT body, hash FROM eventrow WHERE id = ?", (key,)).fetchone()
    return (from_body(row[0]), str(row[1])) if row else None


def recorded(connection: sqlite3.Connection, key: str) -> tuple[Event, str]:
    """The same of a record that a row names. Raises StorageError where there is none."""
    if (found := stored_event(connection, key)) is None:
        raise StorageError(ASTRAY)
    return found
