"""What was stored for a request."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from inspect_engine.domain.events import Event, from_body
from inspect_engine.domain.requests import Request


@dataclass(frozen=True)
class Done:
    """A request that was carried out: who asked, for what, and the events that were stored."""

    author: str
    request: Request
    events: tuple[Event, ...]


def requested(connection: sqlite3.Connection, request: str) -> Done | None:
    """What was stored for the request of an id; None where nothing was."""
    sql = "SELECT author, digest, first, last FROM requestrow WHERE request = ?"
    row = connection.execute(sql, (request,)).fetchone()
    if row is None:
        return None
    asked = Request(request, row[1])
    bodies = connection.execute("SELECT body FROM eventrow WHERE pos BETWEEN ? AND ? ORDER BY pos", (row[2], row[3]))
    events = (from_body(body) for (body,) in bodies)
    return Done(row[0], asked, tuple(event for event in events if event.request == asked.text))
