"""Derived rows worked out again from the events, by the same projection, and compared with those in the file.

What is final is compared and let go, so that what is held does not grow with the number of answers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import cache

from inspect_engine.domain.corrections import KINDS
from inspect_engine.domain.events import Event, from_body
from inspect_engine.domain.inspections.hands import DISCARDED, FINISHED
from inspect_engine.errors import Problem, StorageError
from inspect_engine.storage.projection import record, remember
from inspect_engine.storage.rows import Row, Table, keys_of
from inspect_engine.storage.tables import PROJECTIONS, AnswerRow, CaseRow, InspectionRow, TraceRow

Key = tuple[object, ...]
Values = tuple[object, ...]
ELSEWHERE = (CaseRow, TraceRow)
"""Tables that :class:`~inspect_engine.storage.verify.cases.Cases` compares."""


class Kept:
    """Rows in memory, for :func:`~inspect_engine.storage.projection.record`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._tables: dict[Table, dict[Key, Row]] = {table: {} for table in PROJECTIONS}
        self._answers: dict[object, dict[Key, Row]] = {}
        self._late = frozenset(_put_right_late(connection))
        self._settled: set[object] = set()
        self._answered: set[object] = set()

    def get(self, table: Table, *key: object) -> Row | None:
        return self._table(table, key).get(key)

    def put(self, table: Table, row: Row) -> None:
        key = tuple(row[name] for name in keys_of(table))
        self._table(table, key)[key] = row

    def add(self, table: Table, row: Row) -> None:
        if self.get(table, *(row[name] for name in keys_of(table))):
            raise ValueError("there is one of this key")
        self.put(table, row)

    def change(self, table: Table, *key: object, **values: object) -> None:
        if before := self.get(table, *key):
            self._table(table, key)[key] = {**before, **values}

    def drop(self, table: Table, *key: object) -> None:
        self._table(table, key).pop(key, None)

    def event(self, key: str) -> tuple[Event, int]:
        row = self._connection.execute("SELECT body, pos FROM eventrow WHERE id = ?", (key,)).fetchone()
        return from_body(row[0]), int(row[1])

    def answers(self, inspection: str) -> list[Row]:
        """The answers of an inspection that has not ended, or of which some are put right later."""
        return list(self._answers.get(inspection, {}).values())

    def _table(self, table: Table, key: Key) -> dict[Key, Row]:
        return self._answers.setdefault(key[0], {}) if table is AnswerRow else self._tables[table]

    def see(self, event: Event, pos: int) -> Iterator[Problem]:
        """Bring the rows up to one more event; an inspection that has ended is compared."""
        remember(self, event, pos)
        if event.case:
            return
        record(self, event, pos)
        if event.kind in (FINISHED, DISCARDED):
            key = event.data["id" if event.kind == FINISHED else "inspection"]
            if key not in self._late:
                yield from self._settle(key)

    def end(self) -> Iterator[Problem]:
        """Compare what has not been compared yet; there must be no other rows in the file."""
        for key in list(self._answers):
            yield from self._settle_answers(key)
        for row in self._connection.execute("SELECT DISTINCT inspection FROM answerrow"):
            if row[0] not in self._answered:
                yield Problem(f"answerrow {row[0]}", EXTRA, REBUILD)
        for table in PROJECTIONS:
            if table not in (*ELSEWHERE, AnswerRow):
                rows = self._connection.execute(chosen(table))
                left = [row for row in rows if table is not InspectionRow or row["id"] not in self._settled]
                yield from compared(table, self._tables[table].values(), left)

    def _settle(self, key: object) -> Iterator[Problem]:
        self._settled.add(key)
        yield from self._settle_answers(key)
        own = self._tables[InspectionRow].pop((key,), None)
        rows = self._connection.execute(f"{chosen(InspectionRow)} WHERE id = ?", (key,)).fetchall()
        yield from compared(InspectionRow, [own] if own else [], rows)

    def _settle_answers(self, key: object) -> Iterator[Problem]:
        self._answered.add(key)
        rows = self._connection.execute(f"{chosen(AnswerRow)} WHERE inspection = ?", (key,))
        yield from compared(AnswerRow, self._answers.pop(key, {}).values(), rows)


def _put_right_late(connection: sqlite3.Connection) -> Iterator[str]:
    """The inspections of which something is put right after they have ended: their answers are final at the end."""
    sql = "SELECT body FROM eventrow WHERE kind IN (?, ?) AND case_id IS NULL"
    for row in connection.execute(sql, KINDS).fetchall():
        with suppress(StorageError, KeyError):
            yield str(from_body(row[0]).data["inspection"])


EXTRA = "台账表里有，流转记录里没有"
REBUILD = "请主管运行 inspect-engine rebuild"


@cache
def chosen(table: Table) -> str:
    """The statement that reads the rows of a table as :func:`compared` takes them."""
    return f"SELECT {', '.join(table.model_fields)} FROM {table.__tablename__}"


def compared(table: Table, rebuilt: Iterable[Row], stored: Iterable[sqlite3.Row]) -> Iterator[Problem]:
    """Rows that should be there and are not, the other way round, or with other values."""
    names = tuple(table.model_fields)
    want = [tuple([day.isoformat() if type(day := row[name]) is date else day for name in names]) for row in rebuilt]
    have = [tuple(row) for row in stored]
    if len(want) <= 1 and want == have:
        return
    places = [names.index(key) for key in keys_of(table)]
    yield from _differing(table, *({tuple(row[at] for at in places): row for row in rows} for rows in (want, have)))


def _differing(table: Table, want: Mapping[Key, Values], have: Mapping[Key, Values]) -> Iterator[Problem]:
    for key in sorted(want.keys() | have.keys(), key=str) if want != have else ():
        where = f"{table.__tablename__} {' / '.join(map(str, key))}"
        if key not in have:
            yield Problem(where, "流转记录里有，台账表里没有", REBUILD)
        elif key not in want:
            yield Problem(where, EXTRA, REBUILD)
        else:
            pairs = zip(table.model_fields, want[key], have[key], strict=True)
            if wrong := [name for name, one, other in pairs if one != other]:
                yield Problem(where, f"台账表的 {'、'.join(wrong)} 与流转记录不符", REBUILD)
