"""What lies beside the events: the schema, stored definitions, passphrases, failed attempts, evidence files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inspect_engine.domain.cases import OPENED, REPINNED
from inspect_engine.domain.definitions.adoption import ADOPTED, PROPOSED, Edition, told
from inspect_engine.domain.events import Event, digest
from inspect_engine.errors import Problem
from inspect_engine.storage import files, sqlite
from inspect_engine.storage.queries import Entry
from inspect_engine.storage.verify.chain import named

PASSPHRASE_SET, ACCESS_FAILED = "user.passphrase_set", "access.failed"
SCHEMA_SQL = (
    "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type, name"
)
RESET = "请主管用 user passphrase 重设"


def schema(stored: sqlite3.Connection) -> Iterator[tuple[str, Problem]]:
    """Tables, indexes and triggers that are not those of an empty ledger, each with its kind."""
    engine = sqlite.make_engine(None)
    try:
        sqlite.fill_empty(engine)
        with engine.begin() as connection:
            want = {tuple(row) for row in connection.exec_driver_sql(SCHEMA_SQL)}
    finally:
        engine.dispose()
    have = {tuple(row) for row in stored.execute(SCHEMA_SQL)}
    for kind, name, _ in sorted(want ^ have, key=str):
        what = "防改触发器" if kind == "trigger" and str(name).startswith("eventrow_no") else str(kind)
        yield str(kind), Problem("台账", f"{what} {name} 不见了、被改过或多出来", "有人动过数据库结构")


class Beside:
    """What the events say of that, gathered as they go by, and compared at the end."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._adopted: dict[str, Edition] = {}
        self._pinned: set[str] = set()
        self._digests: dict[str, Any] = {}
        self._failed: dict[str, tuple[str, int]] = {}
        self._files: dict[str, str | None] = {}

    def see(self, entry: Entry) -> Iterator[Problem]:
        """One more event, and the files that come with it."""
        event, data = entry.event, entry.event.data
        if event.kind in (ADOPTED, PROPOSED):
            self._adopted |= {each.hash: each for each in told(event)}
        elif event.kind in (OPENED, REPINNED):
            self._pinned.add(str(data.get("definition")))
        elif event.kind == PASSPHRASE_SET:
            self._digests[str(data.get("name"))] = data.get("digest")
        elif event.kind == ACCESS_FAILED:
            self._failed[str(data.get("name"))] = event.at.isoformat(), self._failures(event)
        for file in event.files:
            key = str(file.get("sha256"))
            if key not in self._files or self._files[key]:  # a file that many events name is read once
                self._files[key] = files.fault(self._path, file)
            if text := self._files[key]:
                yield Problem(named(entry.pos, event), text)

    def _failures(self, event: Event) -> int:
        count = event.data.get("count")
        return self._failed.get(str(event.data.get("name")), ("", 0))[1] + (count if isinstance(count, int) else 0)

    def end(self) -> Iterator[Problem]:
        """What is kept and no event vouches for, or the other way round."""
        yield from self._definitions()
        yield from self._secrets()
        yield from self._attempts()

    def unknown(self) -> Iterator[Problem]:
        """Files in the evidence folder that no event names: left over from what was refused, or put there."""
        home = files.folder_of(self._path)
        for path in sorted(home.rglob("*")) if home.is_dir() else ():
            if path.name not in self._files and not path.is_dir():
                yield Problem("佐证材料文件夹", f"{path.relative_to(home)} 没有流转记录提到")

    def _definitions(self) -> Iterator[Problem]:
        """What is kept is just what was adopted or proposed, word for word."""
        rows = self._connection.execute("SELECT hash, kind, pack, version, text FROM definitionrow")
        stored = {str(row["hash"]): row for row in rows}
        for key in sorted(self._adopted.keys() | stored.keys(), key=str):
            row, edition = stored.get(key), self._adopted.get(key)
            if row is None:
                yield Problem(f"检查表包 {edition and edition.id}", "存档的定义不见了")
            elif digest(str(row["text"])) != key:
                yield Problem(f"检查表包 {row['pack']}", "存档的定义被改动过")
            elif edition is None or (*edition.key, edition.version) != (row["kind"], row["pack"], row["version"]):
                yield Problem(f"检查表包 {row['pack']}", "存档的定义与流转记录不符")
        for key in sorted(self._pinned - self._adopted.keys() - stored.keys()):
            yield Problem("检查表包", f"隐患所依的定义 {key[:12]} 没有存档")

    def _secrets(self) -> Iterator[Problem]:
        """The hash of each passphrase is the one whose digest the last event on it gives."""
        kept = {str(row[0]): str(row[1]) for row in self._connection.execute("SELECT name, hash FROM secretrow")}
        for name in sorted(self._digests.keys() | kept.keys()):
            if name not in kept:
                yield Problem(f"用户 {name}", "口令的散列不见了", RESET)
            elif digest(kept[name]) != self._digests.get(name):
                yield Problem(f"用户 {name}", "口令的散列被换过，与流转记录不符", RESET)

    def _attempts(self) -> Iterator[Problem]:
        """Counted failures begin with one that was told: its moment is kept, and no more are counted than were told,
        but for those still untold."""
        for row in self._connection.execute("SELECT name, failures, untold, told_at FROM attemptrow"):
            told_at, told = self._failed.get(str(row["name"]), ("", 0))
            if row["told_at"] != told_at or row["failures"] > told + row["untold"]:
                yield Problem(f"用户 {row['name'] or '（没有登记的名字）'}", "口令不对的次数与流转记录不符", RESET)
