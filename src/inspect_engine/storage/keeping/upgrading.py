"""Bring a ledger of an older format to this program's: all of it, or nothing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from inspect_engine.errors import StorageError
from inspect_engine.storage import sqlite, turn

UNLIKE = "no such table", "no such column", "already exists", "duplicate column"
"""What SQLite says where tables are not those of the format that a ledger is said to have."""


def revision(path: Path) -> str | None:
    """Of which format a ledger is. Raises StorageError where there is none."""
    connection, version = sqlite.opened(path)
    connection.close()
    return version


def upgrade(path: Path, save: Callable[[], object]) -> tuple[str, str]:
    """Upgrade in one transaction, having called ``save``, which keeps a copy; writers wait meanwhile.

    Returns the formats before and now. Raises StorageError when ``save`` does, for a ledger of a newer program, or when
    the ledger could not be upgraded: then it is as it was.
    """
    with turn.queue(path):
        before = str(revision(path))
        if before == sqlite.SCHEMA:
            return before, before
        if before not in sqlite.OLDER:
            raise StorageError(sqlite.foreign(before, path))
        save()
        migrate(path, before)
    return before, sqlite.SCHEMA


def migrate(path: Path, before: str) -> None:
    """Bring a file of format ``before``, which nobody else uses, to this program's. Raises StorageError."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        engine = sqlite.make_engine(path.resolve())
        try:
            sqlite.migrate(engine)
        finally:
            engine.dispose()
    except (SQLAlchemyError, sqlite3.Error, StorageError) as error:
        if revision(path) == sqlite.SCHEMA:  # its last sync failed, after all was done
            return
        raise StorageError(f"没有从旧格式 {before} 升级成，台账没有变动：{_reason(error, before)}") from error


def _reason(error: Exception, before: str) -> str:
    if any(sign in str(error) for sign in UNLIKE):
        fix = "请先用写它的那一版程序打开它，把台账导出或备份，再问程序的维护者"
        return f"它的表与格式 {before} 的不同，多半是还没有发布的程序写的。{fix}"
    return str(error if isinstance(error, StorageError) else sqlite.explain(error))


@contextmanager
def migrated(copy: Path) -> Iterator[Path]:
    """A copy as this program's format has it: itself, or a migrated copy of it. Raises StorageError."""
    before = revision(copy)
    if before not in sqlite.OLDER:
        yield copy
        return
    current = copy.with_name(f"{copy.name}.{sqlite.SCHEMA}")
    shutil.copyfile(copy, current)
    try:
        migrate(current, str(before))
        yield current
    finally:
        for ending in ("", "-journal"):
            current.with_name(current.name + ending).unlink(missing_ok=True)
