"""What is kept about proofs of identity in this file alone: hashes of passphrases, and failures to give one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select
from sqlmodel import SQLModel, col

from inspect_engine.storage.queries import Failures
from inspect_engine.storage.tables import AttemptRow, SecretRow

if TYPE_CHECKING:
    from sqlalchemy import Connection


def put_secret(connection: Connection, name: str, kept: str) -> None:
    """Keep the hash of a user's passphrase."""
    _put(connection, SecretRow, {"name": name, "hash": kept})


def kept(connection: Connection, name: str) -> str | None:
    """The hash of a user's passphrase; None where he has none."""
    return connection.execute(select(col(SecretRow.hash)).where(col(SecretRow.name) == name)).scalar()


def failures_of(connection: Connection, name: str) -> Failures | None:
    """A user's failures since his last success."""
    row = connection.execute(select(AttemptRow).where(col(AttemptRow.name) == name)).mappings().first()
    if row is None:
        return None
    failed_at, told_at = (datetime.fromisoformat(row[key]) for key in ("failed_at", "told_at"))
    return Failures(name, row["failures"], row["untold"], failed_at, told_at)


def put_failures(connection: Connection, past: Failures) -> None:
    row = {"name": past.name, "failures": past.failures, "untold": past.untold}
    moments = {"failed_at": past.failed_at.isoformat(), "told_at": past.told_at.isoformat()}
    _put(connection, AttemptRow, {**row, **moments})


def drop_failures(connection: Connection, name: str) -> None:
    connection.execute(delete(AttemptRow).where(col(AttemptRow.name) == name))


def _put(connection: Connection, table: type[SQLModel], row: Mapping[str, object]) -> None:
    connection.execute(delete(table).where(col(table.name) == row["name"]))  # type: ignore[attr-defined]
    connection.execute(insert(table).values(row))
