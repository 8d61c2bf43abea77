"""When records were made, as far as a clock that was wrong matters."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime

from inspect_engine.domain.calendars import CHINA
from inspect_engine.domain.timekeeping import SPAN_WRONG, Span, span_of
from inspect_engine.storage.queries.events import events_of

Times = Iterator[tuple[int, datetime]]
"""(position, moment at which it was recorded)."""


def times(connection: sqlite3.Connection, after: int = 0) -> Times:
    """When each record behind a position was made, in order."""
    sql = "SELECT pos, recorded_at FROM eventrow WHERE pos > ? ORDER BY pos"
    return ((int(row[0]), datetime.fromisoformat(row[1])) for row in connection.execute(sql, (after,)))


def wrong_spans(connection: sqlite3.Connection) -> list[Span]:
    """The spans of the clock that were called wrong, in the order in which that was said."""
    return [span_of(entry.pos, entry.event) for entry in events_of(connection, SPAN_WRONG)]


def ahead_of(connection: sqlite3.Connection, moment: datetime) -> list[tuple[int, datetime]]:
    """The records at the end of the ledger that are all dated later than a moment."""
    latest = moment.astimezone(CHINA).isoformat()
    sql = "SELECT coalesce(max(pos), 0) FROM eventrow WHERE recorded_at <= ?"
    return list(times(connection, connection.execute(sql, (latest,)).fetchone()[0]))


def recorded_within(connection: sqlite3.Connection, since: datetime, until: datetime) -> tuple[int, list[str]]:
    """How many records were made from one moment to another, and the cases (ids) whose records those are."""
    span = [moment.astimezone(CHINA).isoformat() for moment in (since, until)]
    where = "FROM eventrow WHERE recorded_at BETWEEN ? AND ?"
    count = connection.execute(f"SELECT count(*) {where}", span).fetchone()[0]
    cases = connection.execute(f"SELECT DISTINCT case_id {where} AND case_id IS NOT NULL ORDER BY 1", span)
    return int(count), [str(row[0]) for row in cases]
