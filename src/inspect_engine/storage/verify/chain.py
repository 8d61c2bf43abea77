"""The links of both chains, the columns beside each body, and the head of each feed, in one pass."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import starmap
from typing import NamedTuple

from inspect_engine.domain.events import GENESIS, Event, digest, from_body, link, misspelt
from inspect_engine.errors import Problem, StorageError
from inspect_engine.storage.queries import Entry


class Stored(NamedTuple):
    """A row of ``eventrow``; asking it by attribute is several times cheaper than asking a row of SQLite by name."""

    pos: int
    id: str
    feed: str
    seq: int
    case_id: str | None
    kind: str
    day: str
    recorded_at: str
    body: str
    hash: str
    chain: str


SQL = "SELECT pos, id, feed, seq, case_id, kind, day, recorded_at, body, hash, chain FROM eventrow ORDER BY pos"


class Chain:
    """Reads a ledger's events in order.

    ``head`` is the chain's value at the last one read, ``intact`` whether nothing is wrong with how that one is stored,
    ``whole`` whether every one could be read.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._feeds: dict[str, tuple[int, str]] = {}
        self._authors: dict[str, str] = {}
        self._next = 1
        self._version = 0
        self.head = GENESIS
        self.whole = self.intact = True

    def entries(self) -> Iterator[Problem | Entry]:
        """Every event that can be read, and before it what is wrong with how it is stored."""
        cursor = self._connection.cursor()
        cursor.row_factory = None
        for row in starmap(Stored, cursor.execute(SQL)):
            faults = self._linked(row)
            yield from faults
            try:
                event = from_body(str(row.body))
            except StorageError:
                self.whole = False
                yield Problem(_place(row), "正文读不出来")
                continue
            odd = self._told(row, event)
            yield from odd
            self.intact = not (faults or odd)
            yield Entry(row.pos, event, row.recorded_at, row.hash)

    def _linked(self, row: Stored) -> list[Problem]:
        found = list[Problem]()
        if row.pos != self._next:
            found.append(Problem(_place(row), f"之前缺第 {self._next} 至 {row.pos - 1} 条"))
        self._next = row.pos + 1
        if digest(str(row.body)) != row.hash:
            found.append(Problem(_place(row), "正文与它的 SHA-256 不符，被改动过"))
        if link(self.head, row.hash, row.recorded_at) != row.chain:
            found.append(Problem(_place(row), "与前一条的链断开，顺序、入账时间或前文被改动过"))
        self.head = row.chain
        return found

    def _told(self, row: Stored, event: Event) -> list[Problem]:
        found = list[Problem]()
        if fault := misspelt(event, str(row.body)):
            found.append(Problem(_place(row), fault))
        if event.v < self._version:
            found.append(Problem(_place(row), f"格式版本是 {event.v}，前面的记录已是 {self._version}：不是程序写下的"))
        self._version = max(self._version, event.v)
        if row[1:7] != (event.id, event.feed, event.seq, event.case, event.kind, event.on.isoformat()):
            found.append(Problem(_place(row), "索引列与正文不符，被改动过"))
        seq, previous = self._feeds.get(event.feed, (0, GENESIS))
        if (event.seq, event.prev) != (seq + 1, previous):
            found.append(Problem(_place(row), f"与“{event.actor.user}”的上一条记录接不上"))
        if self._authors.setdefault(event.feed, event.actor.user) != event.actor.user:
            found.append(
                Problem(_place(row), f"记在“{self._authors[event.feed]}”的名下，办理人却是“{event.actor.user}”")
            )
        self._feeds[event.feed] = (row.seq, row.hash)
        return found

    def feeds(self) -> Iterator[Problem]:
        """Feeds whose registered head is not the last event that was read of them."""
        rows = self._connection.execute("SELECT * FROM feedrow")
        known = {row["id"]: (row["user"], row["seq"], row["head"]) for row in rows}
        for feed in sorted(self._feeds.keys() | known.keys(), key=str):
            if (self._authors.get(feed), *self._feeds.get(feed, (0, GENESIS))) != known.get(feed):
                name = known[feed][0] if feed in known else self._authors[feed]
                yield Problem("台账", f"“{name}”的记录数、末条或归属与登记的不符，可能有记录被删")


def named(pos: int, event: Event) -> str:
    """How a problem says which event it is about."""
    return f"第 {pos} 条流转记录（{event.id}，{event.kind}）"


def _place(row: Stored) -> str:
    return f"第 {row.pos} 条流转记录（{row.id}，{row.kind}）"
