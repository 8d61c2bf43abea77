"""What is still to be told outside the house."""

from __future__ import annotations

import sqlite3

from inspect_engine.domain.events import Event, from_body


def unsent(connection: sqlite3.Connection) -> list[Event]:
    """The events that somebody is to be told of, in order."""
    sql = "SELECT e.body FROM outboxrow o JOIN eventrow e ON e.id = o.event ORDER BY e.pos"
    return [from_body(row[0]) for row in connection.execute(sql)]
