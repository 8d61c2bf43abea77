"""Cases that were taken over from paper."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from inspect_engine.domain.events import Event, from_body


def from_paper(connection: sqlite3.Connection, act: str) -> Iterator[tuple[str, Event]]:
    """Number and opening event of every case that an act of importing (an event's id) has opened, in order."""
    sql = (
        "SELECT c.number, e.body FROM caserow c JOIN eventrow e ON e.pos = c.opened "
        "WHERE c.inspection = ? AND c.parent = '' ORDER BY c.opened"
    )
    for number, body in connection.execute(sql, (act,)):
        yield str(number), from_body(body)
