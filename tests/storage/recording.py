"""What SQLite is asked, and how much work it makes of it, whoever opens the connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest


@dataclass
class Asked:
    """Every statement with its first parameters, in order, how often one was asked, and the steps of SQLite's machine
    that all of them took."""

    statements: dict[str, Any] = field(default_factory=dict)
    times: int = 0
    steps: int = 0

    def step(self) -> int:
        self.steps += 1
        return 0

    def plans(self, path: Path) -> Iterator[tuple[str, str]]:
        """Each statement that reads or changes a table, with each line of its plan in this ledger."""
        with closing(sqlite3.connect(path)) as connection:
            for sql, given in self.statements.items():
                if sql.split(maxsplit=1)[0] in ("SELECT", "UPDATE", "DELETE", "INSERT", "WITH"):
                    for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", given):
                        yield " ".join(sql.split()), str(row[3])


@contextmanager
def recording() -> Iterator[Asked]:
    """Watch all connections opened meanwhile, those of SQLAlchemy among them."""
    asked, connect = Asked(), sqlite3.connect

    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, parameters: Any = (), /) -> Cursor:
            asked.times += 1
            asked.statements.setdefault(sql, parameters)
            super().execute(sql, parameters)
            return self

        def executemany(self, sql: str, parameters: Iterable[Any], /) -> Cursor:
            every = list(parameters)
            asked.statements.setdefault(sql, every[0])
            super().executemany(sql, every)
            return self

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(Cursor)

        def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
            found: sqlite3.Cursor = self.cursor().execute(sql, parameters)
            return found

    def connected(*words: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*words, **{**options, "factory": Connection})
        connection.set_progress_handler(asked.step, 1)
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", connected)
        yield asked
