"""Make the derived rows anew from the events, and tell which were other than the events say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel, col

from inspect_engine.domain.anchors import Tree, leaf
from inspect_engine.domain.events import GENESIS, digest, from_body, link
from inspect_engine.domain.people.authority import Person
from inspect_engine.errors import StorageError
from inspect_engine.storage.projection import project
from inspect_engine.storage.queries import person_of
from inspect_engine.storage.tables import PROJECTIONS, EventRow, TreeRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

Key = tuple[str, ...]
DERIVED = (*PROJECTIONS, TreeRow)
_BROKEN = "流转记录本身有问题，不能据以重建，什么都没有改。请先运行 verify；可从备份恢复"


@dataclass(frozen=True)
class Difference:
    """A derived row that was not what the events say: ``columns`` that differed, none where it was missing or too many.

    ``row`` is its key, parted by `` / ``; ``was`` is ``missing``, ``extra`` or ``different``.
    """

    table: str
    row: str
    was: str
    columns: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        return {"table": self.table, "row": self.row, "was": self.was, "columns": list(self.columns)}


def rebuild(connection: Connection) -> list[Difference]:
    """Empty every derived table and project all events again, in the caller's transaction.

    Returns what differed before. Raises StorageError when the chain of events is broken, or one cannot be read.
    """
    before = {table: _rows(connection, table) for table in DERIVED}
    for table in DERIVED:
        connection.execute(delete(table))
    tree = Tree()
    try:
        for pos, body, grown in _chain(connection):
            project(connection, from_body(body), pos)
            tree.add(grown)
    except (KeyError, ValueError, TypeError, AttributeError, SQLAlchemyError) as error:
        raise StorageError(_BROKEN) from error
    connection.execute(insert(TreeRow).values(id=1, size=tree.size, whole=" ".join(tree.whole)))
    return [each for table in DERIVED for each in _differences(table, before[table], _rows(connection, table))]


def person(connection: Connection, name: str) -> Person | None:
    """A user as the rows have him that this transaction sees."""
    sql = "SELECT name, title, roles, party, active, region, makers, owned, confirmed FROM userrow WHERE name = ?"
    row: Any = connection.exec_driver_sql(sql, (name,)).mappings().first()
    return person_of(row) if row else None


def _chain(connection: Connection) -> Iterator[tuple[int, str, str]]:
    """Position, body and leaf of every event, as far as one leads to the next."""
    columns = [col(getattr(EventRow, name)) for name in ("pos", "body", "hash", "recorded_at", "chain")]
    chain, last = GENESIS, 0
    for pos, body, body_hash, recorded_at, linked in connection.execute(select(*columns).order_by(columns[0])).all():
        chain = link(chain, body_hash, recorded_at)
        if (pos, digest(str(body)), chain) != (last + 1, body_hash, linked):
            raise StorageError(_BROKEN)
        last = pos
        yield pos, body, leaf(body_hash, recorded_at)


def _rows(connection: Connection, table: type[SQLModel]) -> dict[Key, dict[str, str | None]]:
    """The rows of a table as text, by key: also where somebody has put in what does not fit the column."""
    keys = [column.name for column in table.__table__.primary_key]  # type: ignore[attr-defined]
    found = connection.exec_driver_sql(f"SELECT * FROM {table.__tablename__}").mappings()
    rows = [{name: None if value is None else str(value) for name, value in row.items()} for row in found]
    return {tuple(str(row[key]) for key in keys): row for row in rows}


def _differences(table: type[SQLModel], before: Mapping[Key, Any], after: Mapping[Key, Any]) -> Iterator[Difference]:
    name = str(table.__tablename__)
    for key in sorted(before.keys() | after.keys()):
        row = " / ".join(key)
        if key not in before:
            yield Difference(name, row, "missing")
        elif key not in after:
            yield Difference(name, row, "extra")
        elif wrong := tuple(column for column in after[key] if after[key][column] != before[key].get(column)):
            yield Difference(name, row, "different", wrong)
