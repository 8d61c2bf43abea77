"""Events as they were stored, of a case, of a kind, or of many cases at once; and where the chain stands."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from inspect_engine.domain.calendars import CHINA
from inspect_engine.domain.cases import STEPS
from inspect_engine.domain.corrections import KINDS as CORRECTIONS
from inspect_engine.domain.events import GENESIS, Event, from_body
from inspect_engine.domain.proposals import RETRACTED


@dataclass(frozen=True)
class Entry:
    """A stored event with its place in the ledger."""

    pos: int
    event: Event
    recorded_at: str
    hash: str


ASTRAY = "由流转记录算出的表和流转记录对不上：用 inspect-engine verify 看差在哪里，再请主管运行 inspect-engine rebuild"


def case_entries(connection: sqlite3.Connection, case: str) -> list[Entry]:
    """All events of a case, in order."""
    sql = "SELECT pos, body, recorded_at, hash FROM eventrow WHERE case_id = ? ORDER BY pos"
    return [Entry(r[0], from_body(r[1]), r[2], r[3]) for r in connection.execute(sql, (case,))]


def events_of(connection: sqlite3.Connection, *kinds: str, until: int | None = None) -> list[Entry]:
    """Events of these kinds, in order: registers small enough to be folded when they are read.

    ``until`` is a position as :func:`known_until` gives it.
    """
    sql = (
        f"SELECT pos, body, recorded_at, hash FROM eventrow WHERE kind IN ({', '.join('?' * len(kinds))}) "
        "AND (pos <= ? OR ? IS NULL) ORDER BY pos"
    )
    rows = connection.execute(sql, (*kinds, until, until))
    return [Entry(r[0], from_body(r[1]), r[2], r[3]) for r in rows]


def corrections_of(connection: sqlite3.Connection, what: str, name: str, value: str) -> list[Event]:
    """What was put right outside of cases, or proposed to be, in order: of one kind of thing, where the record says
    ``value`` under ``name``. The others are passed over unread; found by their kind (``+``), since most of a ledger is
    in no case."""
    sql = (
        f"SELECT body FROM eventrow WHERE kind IN ({', '.join('?' * len(CORRECTIONS))}) AND +case_id IS NULL "
        "AND json_extract(body, '$.data.what') = ? AND json_extract(body, '$.data.' || ?) = ? ORDER BY pos"
    )
    return [from_body(row[0]) for row in connection.execute(sql, (*CORRECTIONS, what, name, value))]


def retracted(connection: sqlite3.Connection) -> frozenset[str]:
    """Ids of the proposals that were taken back."""
    sql = "SELECT json_extract(body, '$.data.proposed') FROM eventrow WHERE kind = ?"
    return frozenset(row[0] for row in connection.execute(sql, (RETRACTED,)))


def proposed_by(connection: sqlite3.Connection, user: str, kinds: Sequence[str]) -> list[Event]:
    """Events of these kinds that somebody has recorded and not taken back, in order."""
    sql = (
        f"SELECT body FROM eventrow WHERE kind IN ({', '.join('?' * len(kinds))}) "
        "AND json_extract(body, '$.actor.user') = ? ORDER BY pos"
    )
    gone, found = retracted(connection), [from_body(row[0]) for row in connection.execute(sql, (*kinds, user))]
    return [event for event in found if event.id not in gone]


def events_since(connection: sqlite3.Connection, kind: str, moment: datetime) -> Iterator[Event]:
    """Events of a kind recorded from a moment on, the newest first; read one by one."""
    sql = "SELECT body, recorded_at FROM eventrow WHERE kind = ? ORDER BY pos DESC"
    for body, recorded_at in connection.execute(sql, (kind,)):
        if datetime.fromisoformat(recorded_at) < moment:
            return
        yield from_body(body)


def event_of(connection: sqlite3.Connection, key: str) -> Event | None:
    """An event by its id."""
    row = connection.execute("SELECT body FROM eventrow WHERE id = ?", (key,)).fetchone()
    return from_body(row[0]) if row else None


def last_of(connection: sqlite3.Connection, *kinds: str) -> int:
    """Position of the last event of these kinds, 0 without one."""
    sql = "SELECT coalesce(max(pos), 0) FROM eventrow WHERE kind = ?"
    return max(int(connection.execute(sql, (kind,)).fetchone()[0]) for kind in kinds)


def latest_of(connection: sqlite3.Connection, kind: str) -> Event | None:
    """The last event of a kind."""
    sql = "SELECT body FROM eventrow WHERE kind = ? ORDER BY pos DESC LIMIT 1"
    row = connection.execute(sql, (kind,)).fetchone()
    return from_body(row[0]) if row else None


def known_until(connection: sqlite3.Connection, known_at: datetime | None) -> int:
    """Position of the last event that counts as known at a moment (now, without one).

    What was known is always a beginning of the ledger, even where a clock was put back: everything from the first
    event on that was recorded later is left out.
    """
    if known_at is None:
        return changed(connection)
    sql = "SELECT coalesce(min(pos) - 1, (SELECT max(pos) FROM eventrow), 0) FROM eventrow WHERE recorded_at > ?"
    return int(connection.execute(sql, (known_at.astimezone(CHINA).isoformat(),)).fetchone()[0])


def openings(connection: sqlite3.Connection, after: int, limit: int) -> list[int]:
    """Positions of the next opening events."""
    sql = "SELECT opened FROM caserow WHERE opened > ? ORDER BY opened LIMIT ?"
    return [int(row[0]) for row in connection.execute(sql, (after, limit))]


def histories(
    connection: sqlite3.Connection, first: int, last: int, as_of: date, until: int
) -> Iterator[tuple[int, list[Entry]]]:
    """The cases opened from ``first`` to ``last``, each with what of it had happened by ``as_of``, of the events up to
    position ``until``.

    Yields (position of the opening event, entries) in order of discovery; cases not found by then are left out. What a
    later record of the same case shows to have been dated by a clock that was ahead counts as of that record's day.
    """
    sql = (
        "SELECT c.opened, e.pos, e.body, e.recorded_at, e.hash, e.day, e.kind "
        "FROM caserow c JOIN eventrow e ON e.case_id = c.id "
        "WHERE c.opened BETWEEN ? AND ? AND e.pos <= ? ORDER BY c.opened, e.pos"
    )
    rows, day = connection.execute(sql, (first, last, until)), as_of.isoformat()
    for opened, group in groupby(rows, key=lambda row: int(row[0])):
        own = list(group)
        by_then = happened_by(day, [(row[6], row[5], row[3][:10]) for row in own])
        kept = [row for row, there in zip(own, by_then, strict=True) if there]
        if kept and kept[0][1] == opened:
            yield opened, [Entry(row[1], from_body(row[2]), row[3], row[4]) for row in kept]


def happened_by(day: str, events: Sequence[tuple[str, str, str]]) -> list[bool]:
    """Which of a case's events, each as (kind, day it tells of, day it was recorded), count by a day.

    Steps are taken one after the other, so one counts as soon as the next of them does. Of all else, which the program
    adds or which only says something of a step, each counts by its own day; if that had not come yet when a later event
    was recorded, by the day of that.
    """
    found, step, recorded = [], "9999", "9999"
    for kind, on, typed in reversed(events):
        step, recorded = min(step, on) if kind in STEPS else step, min(recorded, typed)
        found.append((step if kind in STEPS else min(on, recorded)) <= day)
    return found[::-1]


@dataclass(frozen=True)
class Head:
    """Where the ledger's chain stands: number of events, newest link, whether it is a rehearsal, when last written."""

    count: int
    chain: str
    rehearsal: bool
    ledger: str


def head(connection: sqlite3.Connection) -> Head:
    """The chain's head and what the founding event says."""
    first = connection.execute("SELECT body FROM eventrow WHERE pos = 1").fetchone()
    last = connection.execute("SELECT pos, chain FROM eventrow WHERE pos = (SELECT max(pos) FROM eventrow)").fetchone()
    if first is None or last is None:
        return Head(0, GENESIS, False, "")
    founding = from_body(first[0])
    return Head(int(last[0]), str(last[1]), bool(founding.data["rehearsal"]), str(founding.data["ledger"]))


def last_recorded(connection: sqlite3.Connection) -> datetime | None:
    """When the last event was stored, by the clock of that machine."""
    row = connection.execute("SELECT recorded_at FROM eventrow ORDER BY pos DESC LIMIT 1").fetchone()
    return datetime.fromisoformat(row[0]) if row else None


def first_recorded(connection: sqlite3.Connection) -> datetime:
    """When the first event was stored, by the clock of that machine."""
    return datetime.fromisoformat(connection.execute("SELECT recorded_at FROM eventrow WHERE pos = 1").fetchone()[0])


def files_named(connection: sqlite3.Connection) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every file that an event names, with the event's position."""
    for pos, body in connection.execute("SELECT pos, body FROM eventrow WHERE body LIKE '%\"files\":[{%' ORDER BY pos"):
        yield from ((pos, dict(file)) for file in from_body(body).files)


def changed(connection: sqlite3.Connection) -> int:
    """A number that grows with every event: cheap to poll for changes."""
    return int(connection.execute("SELECT coalesce(max(pos), 0) FROM eventrow").fetchone()[0])
