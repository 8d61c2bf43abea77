"""Prove the ledger: every link, every column, every derived row, every file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel

from inspect_engine.domain.cases import OPENED, REPINNED
from inspect_engine.domain.definitions.adoption import ADOPTED, PROPOSED, counted, faults, told
from inspect_engine.domain.events import GENESIS, Event, digest, from_body, link
from inspect_engine.errors import Problem, StorageError
from inspect_engine.storage import files, sqlite
from inspect_engine.storage.projection import project
from inspect_engine.storage.tables import PROJECTIONS, EventRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

PASSPHRASE_SET = "user.passphrase_set"
SCHEMA_SQL = (
    "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type, name"
)


def problems(path: Path) -> Iterator[Problem]:
    """Everything wrong with a ledger, each naming the event, row or file. Nothing means: proved.

    A ledger whose tail was cut off, or that was rewritten from some point to its end, is whole in itself;
    only a chain head noted earlier (each exported workbook prints one) shows that.
    """
    connection = sqlite.reader(path)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
        if found != ["ok"]:
            yield from (Problem("文件", f"SQLite 报告损坏：{text}", "请从备份恢复") for text in found)
            return
        events: list[tuple[int, str, Event]] = []
        yield from _chain(connection, events)
        yield from _definitions(connection, [event for _, _, event in events])
        whole = len(events) == connection.execute("SELECT count(*) FROM eventrow").fetchone()[0]
        yield from _derived(connection, events if whole else None)
        yield from _secrets(connection, [event for _, _, event in events])
        for pos, _, event in events:
            for file in event.files:
                if text := files.fault(path, file):
                    yield Problem(_name(pos, event), text)
    except sqlite3.Error as error:
        yield Problem("文件", f"读不下去：{error}", "请从备份恢复")
    finally:
        connection.close()


def _name(pos: int, event: Event) -> str:
    return f"第 {pos} 条流转记录（{event.id}，{event.kind}）"


def _chain(connection: sqlite3.Connection, good: list[tuple[int, str, Event]]) -> Iterator[Problem]:
    chain, expected_pos = GENESIS, 1
    feeds: dict[str, tuple[int, str]] = {}
    authors: dict[str, str] = {}
    sql = "SELECT pos, id, feed, seq, case_id, kind, day, recorded_at, body, hash, chain FROM eventrow ORDER BY pos"
    for row in connection.execute(sql):
        where = f"第 {row['pos']} 条流转记录（{row['id']}，{row['kind']}）"
        if row["pos"] != expected_pos:
            yield Problem(where, f"之前缺第 {expected_pos} 至 {row['pos'] - 1} 条")
        expected_pos = row["pos"] + 1
        body = str(row["body"])
        body_hash = digest(body)
        if body_hash != row["hash"]:
            yield Problem(where, "正文与它的 SHA-256 不符，被改动过")
        if link(chain, row["hash"], row["recorded_at"]) != row["chain"]:
            yield Problem(where, "与前一条的链断开，顺序、入账时间或前文被改动过")
        chain = row["chain"]
        try:
            event = from_body(body)
        except StorageError:
            yield Problem(where, "正文读不出来")
            continue
        columns = (event.id, event.feed, event.seq, event.case, event.kind, event.on.isoformat())
        stored = (row["id"], row["feed"], row["seq"], row["case_id"], row["kind"], row["day"])
        if columns != stored:
            yield Problem(where, "索引列与正文不符，被改动过")
        seq, previous = feeds.get(event.feed, (0, GENESIS))
        if (event.seq, event.prev) != (seq + 1, previous):
            yield Problem(where, f"与“{event.actor.user}”的上一条记录接不上")
        if authors.setdefault(event.feed, event.actor.user) != event.actor.user:
            yield Problem(where, f"记在“{authors[event.feed]}”的名下，办理人却是“{event.actor.user}”")
        feeds[event.feed] = (row["seq"], row["hash"])
        good.append((row["pos"], row["recorded_at"], event))
    known = {row["id"]: (row["user"], row["seq"], row["head"]) for row in connection.execute("SELECT * FROM feedrow")}
    for feed in sorted(feeds.keys() | known.keys(), key=str):
        if (authors.get(feed), *feeds.get(feed, (0, GENESIS))) != known.get(feed):
            name = known[feed][0] if feed in known else authors[feed]
            yield Problem("台账", f"“{name}”的记录数、末条或归属与登记的不符，可能有记录被删")


def _definitions(connection: sqlite3.Connection, events: list[Event]) -> Iterator[Problem]:
    """What is kept is just what was adopted or proposed, word for word."""
    named = [each for event in events if event.kind in (ADOPTED, PROPOSED) for each in told(event)]
    adopted = {each.hash: each for each in named}
    for event, text in faults((e for e in events if e.kind in (ADOPTED, PROPOSED)), counted(())):
        yield Problem(f"流转记录 {event.id}（{event.kind}）", text)
    rows = connection.execute("SELECT hash, kind, pack, version, text FROM definitionrow")
    stored = {row["hash"]: row for row in rows}
    for key in sorted(adopted.keys() | stored.keys(), key=str):
        row, edition = stored.get(key), adopted.get(key)
        if row is None:
            yield Problem(f"检查表包 {edition and edition.id}", "存档的定义不见了")
        elif digest(row["text"]) != key:
            yield Problem(f"检查表包 {row['pack']}", "存档的定义被改动过")
        elif edition is None or (*edition.key, edition.version) != (row["kind"], row["pack"], row["version"]):
            yield Problem(f"检查表包 {row['pack']}", "存档的定义与流转记录不符")
    pinned = {str(event.data.get("definition")) for event in events if event.kind in (OPENED, REPINNED)}
    for key in sorted(pinned - adopted.keys() - stored.keys()):
        yield Problem("检查表包", f"隐患所依的定义 {key[:12]} 没有存档")


def _secrets(connection: sqlite3.Connection, events: list[Event]) -> Iterator[Problem]:
    """The hash of each passphrase is the one whose digest the last event on it gives."""
    told = {str(event.data.get("name")): event.data.get("digest") for event in events if event.kind == PASSPHRASE_SET}
    kept = {str(row[0]): str(row[1]) for row in connection.execute("SELECT name, hash FROM secretrow")}
    for name in sorted(told.keys() | kept.keys()):
        if name not in kept:
            yield Problem(f"用户 {name}", "口令的散列不见了", "请主管用 user passphrase 重设")
        elif digest(kept[name]) != told.get(name):
            yield Problem(f"用户 {name}", "口令的散列被换过，与流转记录不符", "请主管用 user passphrase 重设")


def _derived(stored: sqlite3.Connection, events: list[tuple[int, str, Event]] | None) -> Iterator[Problem]:
    """Build an empty ledger in memory, compare its schema; then replay the events into it and compare its rows."""
    engine = sqlite.make_engine(None)
    try:
        sqlite.fill_empty(engine)
        with engine.begin() as connection:
            want = {tuple(row) for row in connection.exec_driver_sql(SCHEMA_SQL)}
            have = {tuple(row) for row in stored.execute(SCHEMA_SQL)}
            for kind, name, _ in sorted(want ^ have, key=str):
                what = "防改触发器" if kind == "trigger" and str(name).startswith("eventrow_no") else str(kind)
                yield Problem("台账", f"{what} {name} 不见了、被改过或多出来", "有人动过数据库结构")
            if want == have and events is not None:
                yield from _replay(connection, stored, events)
    finally:
        engine.dispose()


def _replay(
    connection: Connection, stored: sqlite3.Connection, events: list[tuple[int, str, Event]]
) -> Iterator[Problem]:
    for pos, recorded_at, event in events:
        row = {
            "pos": pos,
            "id": event.id,
            "feed": event.feed,
            "seq": event.seq,
            "case_id": event.case,
            "kind": event.kind,
            "day": event.on,
            "recorded_at": recorded_at,
            "body": event.body(),
            "hash": "",
            "chain": "",
        }
        try:
            connection.execute(insert(EventRow.__table__), row)  # type: ignore[attr-defined]
            project(connection, event, pos)
        except (KeyError, ValueError, TypeError, AttributeError, SQLAlchemyError, StorageError) as error:
            yield Problem(_name(pos, event), f"内容不合格式：{type(error).__name__}")
            return
    for table in PROJECTIONS:
        yield from _compare(table, connection.execute(select(table)).mappings().all(), stored)


def _compare(table: type[SQLModel], rebuilt: object, stored: sqlite3.Connection) -> Iterator[Problem]:
    names = list(table.model_fields)
    keys = [column.name for column in table.__table__.primary_key]  # type: ignore[attr-defined]
    label = str(table.__tablename__)

    def plain(row: object) -> dict[str, object]:
        values = {name: row[name] for name in names}  # type: ignore[index]
        return {n: None if v is None else str(int(v) if isinstance(v, bool) else v) for n, v in values.items()}

    want = {tuple(row[k] for k in keys): row for row in map(plain, rebuilt)}  # type: ignore[call-overload]
    have = {tuple(row[k] for k in keys): row for row in map(plain, stored.execute(f"SELECT * FROM {label}"))}
    for key in sorted(set(want) | set(have), key=str):
        where = f"{label} {' / '.join(map(str, key))}"
        if key not in have:
            yield Problem(where, "流转记录里有，台账表里没有")
        elif key not in want:
            yield Problem(where, "台账表里有，流转记录里没有")
        else:
            wrong = [name for name in names if want[key][name] != have[key][name]]
            if wrong:
                yield Problem(where, f"台账表的 {'、'.join(wrong)} 与流转记录不符")
