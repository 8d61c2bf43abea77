"""Derived rows by primary key, as a projection reads and writes them: in the file, or wherever they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import SQLModel, col

from inspect_engine.domain.events import Event, from_body
from inspect_engine.storage.tables import EventRow

if TYPE_CHECKING:
    from sqlalchemy import Connection, Delete, Select

Row = Mapping[str, Any]
Table = type[SQLModel]


class Rows(Protocol):
    """What a projection asks of where its rows are; a row has every column of its table."""

    def get(self, table: Table, *key: object) -> Row | None:
        """The row of this key, if there is one."""

    def put(self, table: Table, row: Row) -> None:
        """Keep a row, in the place of one of the same key."""

    def add(self, table: Table, row: Row) -> None:
        """Keep a new row. Raises ValueError, or what the database raises, where there is one of the same key."""

    def change(self, table: Table, *key: object, **values: object) -> None:
        """New values for some columns of a row, if it is there."""

    def drop(self, table: Table, *key: object) -> None:
        """Keep no row of this key."""

    def event(self, key: str) -> tuple[Event, int]:
        """An event that is stored already, by its id, and its position."""


@cache
def keys_of(table: Table) -> tuple[str, ...]:
    """Names of the columns by which a row is known."""
    return tuple(column.name for column in table.__table__.primary_key)  # type: ignore[attr-defined]


class SqlRows:
    """Rows in the open transaction of a ledger."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, table: Table, *key: object) -> Row | None:
        found = self._connection.execute(_selecting(table), _named(table, key)).mappings().first()
        return dict(found) if found else None

    def put(self, table: Table, row: Row) -> None:
        self.drop(table, *(row[name] for name in keys_of(table)))
        self.add(table, row)

    def add(self, table: Table, row: Row) -> None:
        self._connection.execute(insert(table.__table__), row)  # type: ignore[attr-defined]

    def change(self, table: Table, *key: object, **values: object) -> None:
        self._connection.execute(update(table).where(*_same(table, key)).values(values))

    def drop(self, table: Table, *key: object) -> None:
        self._connection.execute(_deleting(table), _named(table, key))

    def event(self, key: str) -> tuple[Event, int]:
        stored = select(col(EventRow.body), col(EventRow.pos)).where(col(EventRow.id) == key)
        body, pos = self._connection.execute(stored).one()
        return from_body(body), pos


@cache
def _selecting(table: Table) -> Select[Any]:
    return select(*(col(getattr(table, name)) for name in table.model_fields)).where(*_bound(table))


@cache
def _deleting(table: Table) -> Delete:
    return delete(table.__table__).where(*_bound(table))  # type: ignore[attr-defined]


def _bound(table: Table) -> list[Any]:
    """The row of a key that is given when it is asked for: to build a statement takes longer than to run it."""
    return [col(getattr(table, name)) == bindparam(f"key_{name}") for name in keys_of(table)]


def _named(table: Table, key: tuple[object, ...]) -> dict[str, object]:
    return {f"key_{name}": value for name, value in zip(keys_of(table), key, strict=True)}


def _same(table: Table, key: tuple[object, ...]) -> list[Any]:
    return [col(getattr(table, name)) == value for name, value in zip(keys_of(table), key, strict=True)]
