"""What a ledger file is like inside: its format, what SQLite keeps to, whether its guards are there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from inspect_engine.errors import StorageError
from inspect_engine.storage import sqlite
from inspect_engine.storage.health.finding import Finding
from inspect_engine.storage.verify.beside import SCHEMA_SQL


def format_of(ledger: Path) -> Finding:
    """Whether it can be opened, and of which format it is."""
    try:
        connection, version = sqlite.opened(ledger)
    except StorageError as error:
        return Finding("台账", "fault", str(error))
    connection.close()
    if version == sqlite.SCHEMA:
        return Finding("台账", "ok", f"{ledger}，格式 {version}")
    fix = "inspect-engine upgrade" if version in sqlite.OLDER else ""
    return Finding("台账", "fault", sqlite.foreign(version, ledger), fix)


def findings(ledger: Path) -> Iterator[Finding]:
    """Pages, settings and guards of a ledger of this program's format. Raises StorageError."""
    with closing(sqlite.reader(ledger)) as connection:
        try:
            found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(5)")]
            have = {(str(row[0]), str(row[1])): str(row[2]) for row in connection.execute(SCHEMA_SQL)}
        except sqlite3.Error as error:
            found, have = [str(error)], {}
    if found != ["ok"]:
        yield Finding("文件", "fault", f"SQLite 报告损坏：{found[0]}", "请从备份恢复：inspect-engine restore")
        return
    yield Finding("文件", "ok", "SQLite 查不出损坏（逐条核对用 verify）")
    yield _settings(ledger)
    yield _guards(have)


def _settings(ledger: Path) -> Finding:
    """As a writer would set them; nothing is written."""
    try:
        with closing(sqlite3.connect(f"{ledger.resolve().as_uri()}?mode=rw", uri=True)) as connection:
            sqlite.prepare(connection)
    except StorageError as error:
        return Finding("设置", "fault", str(error), "请换一块盘，或换一个新一些的 Python")
    except sqlite3.Error as error:
        return Finding("设置", "warning", f"你的账户写不了这本台账：{sqlite.explain(error)}", "只查阅的不用管")
    return Finding("设置", "ok", "、".join(f"{name}={value}" for name, (value, _) in sqlite.PRAGMAS.items()))


def _guards(have: dict[tuple[str, str], str]) -> Finding:
    """Triggers, indexes and tables, compared with those of a new ledger."""
    engine = sqlite.make_engine(None)
    try:
        sqlite.fill_empty(engine)
        with engine.begin() as connection:
            want = {(str(row[0]), str(row[1])): str(row[2]) for row in connection.exec_driver_sql(SCHEMA_SQL)}
    finally:
        engine.dispose()
    if wrong := sorted(key for key in want.keys() | have.keys() if want.get(key) != have.get(key)):
        names = "、".join(" ".join(key) for key in wrong[:5])
        return Finding("防改触发器", "fault", f"数据库结构被动过：{names}", "请运行 verify，并从备份恢复")
    return Finding("防改触发器", "ok", f"{sum(kind == 'trigger' for kind, _ in have)} 个都在")
