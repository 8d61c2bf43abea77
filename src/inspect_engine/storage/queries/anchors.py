"""Where the ledger stands, or stood: by position, chain and Merkle root."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from inspect_engine.domain.anchors import EXPORTED, Exported, Noted, Tree, leaf
from inspect_engine.domain.events import from_body
from inspect_engine.storage.queries.events import events_of

RESTORED, REBUILT = "ledger.restored", "ledger.rebuilt"


def copy_id(connection: sqlite3.Connection) -> str:
    """The id of this copy: of the ledger itself, or of the last time it was restored from a backup."""
    restored = events_of(connection, RESTORED)
    if restored:
        return str(restored[-1].event.data["copy"])
    first = connection.execute("SELECT body FROM eventrow WHERE pos = 1").fetchone()
    return str(from_body(first[0]).data["ledger"]) if first else ""


def link_at(connection: sqlite3.Connection, pos: int) -> str | None:
    """The chain's link at a position; None where there is no such record."""
    row = connection.execute("SELECT chain FROM eventrow WHERE pos = ?", (pos,)).fetchone()
    return str(row[0]) if row else None


def tree(connection: sqlite3.Connection) -> Tree:
    """The Merkle tree over all records, as it is kept."""
    size, whole = connection.execute("SELECT size, whole FROM treerow WHERE id = 1").fetchone()
    return Tree(int(size), str(whole).split())


def exported(connection: sqlite3.Connection, root: str) -> Noted | None:
    """The record of the export of the workbook with this root; the first, should there be several."""
    sql = "SELECT pos, body FROM eventrow WHERE kind = ? AND instr(body, ?) ORDER BY pos LIMIT 1"
    row = connection.execute(sql, (EXPORTED, f'"root":"{root}"')).fetchone()
    if row is None:
        return None
    event = from_body(row["body"])
    return Noted(int(row["pos"]), event.actor.user, event.at, Exported.read(event.data))


def leaves(connection: sqlite3.Connection, until: int | None = None) -> Iterator[str]:
    """The leaf of each record, in order, up to a position."""
    sql = "SELECT hash, recorded_at FROM eventrow WHERE pos <= ? OR ? IS NULL ORDER BY pos"
    for row in connection.execute(sql, (until, until)):
        yield leaf(row[0], row[1])
