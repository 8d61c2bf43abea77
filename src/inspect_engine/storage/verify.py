"""Prove the ledger: every link, every column, every derived row, every file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import insert, select
from sqlmodel import SQLModel

from inspect_engine.domain.events import GENESIS, Event, digest, from_body, link
from inspect_engine.errors import Problem, StorageError
from inspect_engine.storage import files, sqlite
from inspect_engine.storage.projection import project
from inspect_engine.storage.tables import PROJECTIONS, EventRow

TRIGGERS = {"eventrow_no_update", "eventrow_no_delete", "eventrow_no_replace"}


def problems(path: Path) -> Iterator[Problem]:
    """Everything wrong with a ledger, each naming the event, row or file. Nothing means: proved.

    A ledger whose tail was cut off, or that was rewritten from some point to its end, is whole in itself;
    only a chain head noted earlier (each exported workbook prints one) shows that.
    """
    connection = sqlite.reader(path)
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
        if found != ["ok"]:
            yield from (Problem("文件", f"SQLite 报告损坏：{text}", "请从备份恢复") for text in found)
            return
        present = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        for name in sorted(TRIGGERS - present):
            yield Problem("台账", f"防改触发器 {name} 不见了", "有人动过数据库结构")
        events: list[tuple[int, str, Event]] = []
        yield from _chain(connection, events)
        yield from _definitions(connection)
        if len(events) == connection.execute("SELECT count(*) FROM eventrow").fetchone()[0]:
            yield from _projections(connection, events)
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
    sql = "SELECT pos, id, feed, seq, case_id, kind, day, recorded_at, body, hash, chain FROM eventrow ORDER BY pos"
    for row in connection.execute(sql):
        where = f"第 {row['pos']} 条流转记录（{row['id']}，{row['kind']}）"
        if row["pos"] != expected_pos:
            yield Problem(where, f"之前缺第 {expected_pos} 至 {row['pos'] - 1} 条")
        expected_pos = row["pos"] + 1
        body = row["body"] if isinstance(row["body"], str) else bytes(row["body"]).decode("utf-8", "replace")
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
        feeds[event.feed] = (row["seq"], row["hash"])
        good.append((row["pos"], row["recorded_at"], event))
    for row in connection.execute("SELECT id, user, seq, head FROM feedrow"):
        if feeds.get(row["id"]) != (row["seq"], row["head"]):
            yield Problem("台账", f"“{row['user']}”的记录数或末条与登记的不符，可能有记录被删")


def _definitions(connection: sqlite3.Connection) -> Iterator[Problem]:
    for row in connection.execute("SELECT hash, pack, text FROM definitionrow"):
        if digest(row["text"]) != row["hash"]:
            yield Problem(f"检查表包 {row['pack']}", "存档的定义被改动过")


def _projections(stored: sqlite3.Connection, events: list[tuple[int, str, Event]]) -> Iterator[Problem]:
    """Rebuild every derived table from the events, in memory, and compare."""
    engine = sqlite.make_engine(None)
    try:
        with engine.begin() as connection:
            SQLModel.metadata.create_all(connection)
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
                connection.execute(insert(EventRow).values(row))
                try:
                    project(connection, event, pos)
                except (KeyError, ValueError, TypeError) as error:
                    yield Problem(_name(pos, event), f"内容不合格式：{error}")
                    return
            for table in PROJECTIONS:
                yield from _compare(table, connection.execute(select(table)).mappings().all(), stored)
    finally:
        engine.dispose()


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
