"""One SQLite file: how it is made, opened, locked and read."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

from inspect_engine.errors import StorageError, system_reason
from inspect_engine.storage import modes
from inspect_engine.storage.stored import stored

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

SCHEMA = "0023"
"""Alembic revision this program writes; a test holds it to the migrations' head."""
OLDER = tuple(f"{n:04}" for n in range(1, int(SCHEMA)))
"""Revisions of ledgers that ``upgrade`` brings up to it."""

PRAGMAS: dict[str, tuple[str, object]] = {
    "busy_timeout": ("10000", 10000),
    "journal_mode": ("TRUNCATE", "truncate"),
    "synchronous": ("EXTRA", 3),
    "foreign_keys": ("ON", 1),
    "trusted_schema": ("OFF", 0),
    "fullfsync": ("ON", 1),  # macOS: its plain fsync leaves data in the cache of the disk
}
"""Set on every connection and read back. DELETE + FULL, the stock setting, loses acknowledged rows at a power cut."""


def explain(error: Exception) -> StorageError:
    """A driver's error in the reader's words."""
    text = str(getattr(error, "orig", None) or error)
    for sign, words in (
        ("disk is full", "磁盘已满，请腾出空间"),
        ("disk I/O error", "磁盘读写出错，请检查磁盘"),
        ("readonly", "台账文件不可写，请检查文件和文件夹的权限"),
        ("locked", "台账正被另一个程序占用，请稍后重试"),
        ("not a database", "这个文件不是台账"),
        ("malformed", "台账文件已损坏，请从备份恢复"),
        ("unable to open", "打不开台账文件，请检查路径和权限"),
        ("append-only", "流转记录不可修改或删除"),
        ("no such table", "这个文件不是台账"),
    ):
        if sign in text:
            return StorageError(words)
    return StorageError(f"台账读写失败：{text}")


def prepare(connection: sqlite3.Connection) -> None:
    """Set the pragmas and read them back. Raises StorageError when the file system or library will not keep one."""
    for name, (value, expected) in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")
        actual = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if actual != expected:
            raise StorageError(f"SQLite 不接受设置 {name}={value}（实际为 {actual}），不能保证不丢记录，已停止")


def reader(path: Path) -> sqlite3.Connection:
    """A connection for reading. It may roll back what a killed writer left, but can write nothing itself.

    Raises StorageError for what is no ledger of this program, and for one of an older version: whoever reads does not
    change what he reads.
    """
    connection, version = opened(path)
    if version != SCHEMA:
        connection.close()
        raise StorageError(foreign(version, path))
    return connection


def foreign(version: str | None, path: Path) -> str:
    """What is to be said of a ledger that is not of this program's format: what it is, where, what to do."""

    mine = f"本程序的是 {SCHEMA}，没有改动它"
    if version in OLDER:
        return f"台账 {path} 是旧格式 {version}，{mine}。请管台账的人运行 inspect-engine upgrade：先自动备份，再升级"
    newer = bool(version) and str(version).isdecimal() and str(version) > SCHEMA
    whose = "更新的程序，或还没有发布的程序写的" if newer else "还没有发布的程序，或别的程序写的"
    what = f"台账 {path} 的格式是 {version or '未知'}，{mine}：它是{whose}，格式不能降回来"
    fix = "请换用写它的那一版程序；没有的，把升级时自动留在台账旁边的备份用 inspect-engine restore 恢复成另一个台账"
    return f"{what}。{fix}"


def opened(path: Path) -> tuple[sqlite3.Connection, str | None]:
    """A connection that cannot write, to a ledger of whatever format, and the revision of that format.

    Raises StorageError where there is no ledger.
    """
    try:
        if not path.is_file():
            raise StorageError(f"没有台账 {path}。请先运行 inspect-engine init 建立，或用 --db 指明位置")
        connection, version = _open(path)
    except sqlite3.Error as error:
        raise explain(error) from error
    except UnicodeDecodeError as error:
        raise StorageError("台账文件已损坏，请从备份恢复") from error
    except OSError as error:
        raise StorageError(f"打不开台账 {path}：{system_reason(error)}") from error
    connection.row_factory = sqlite3.Row
    return connection, version


def _open(path: Path) -> tuple[sqlite3.Connection, str | None]:
    try:
        return _connect(path, "rw")
    except sqlite3.OperationalError:
        return _connect(path, "ro")


def _connect(path: Path, mode: str) -> tuple[sqlite3.Connection, str | None]:
    """A connection that cannot write, and the schema's revision."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, check_same_thread=False)
    try:
        for pragma in ("busy_timeout=10000", "trusted_schema=OFF", "query_only=ON"):
            connection.execute(f"PRAGMA {pragma}")
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, UnicodeDecodeError):
        connection.close()
        raise
    return connection, str(row[0]) if row else None


def make_engine(path: Path | None, *, mode: str = "rwc") -> Engine:
    """Engine on a file, or on memory for ``None``, every connection prepared and every transaction IMMEDIATE.

    With ``mode`` ``rw`` a file that is gone is not made anew.
    """
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import NullPool, StaticPool

    def connect() -> sqlite3.Connection:
        if path is None:
            return sqlite3.connect(":memory:", check_same_thread=False)  # what is empty is copied on any thread
        return sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=10)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool if path else StaticPool)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        if path:
            try:
                prepare(connection)
            except Exception:
                connection.close()
                raise

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


@contextmanager
def creating(
    path: Path, access: modes.Access = modes.PRIVATE, fill: Callable[[Path], None] | None = None
) -> Iterator[Path]:
    """A new ledger for ``path``: yields one beside it to be filled, then puts it in place.

    It is empty, or as ``fill`` has made it. A kill leaves nothing at ``path``; what is already there is never touched.
    Raises StorageError.
    """
    building = path.with_name(f".{path.name}.{os.getpid()}.new")
    before = stored.events
    try:
        require_free(path)
        modes.make_home(path.parent, access)
        modes.require_shareable(path.parent, access)
        modes.open_new(building, access).close()
        (fill or _empty)(building)
        yield building
        place_new(building, path)
        modes.sync_folder(path.parent)
    except OSError as error:
        if stored.events > before and _placed(building, path):
            raise StorageError(f"台账 {path} 已建立，但不能确定断电后还在：{system_reason(error)}") from error
        raise StorageError(f"不能在 {path} 建立台账：{system_reason(error)}") from error
    except Exception as error:
        from sqlalchemy.exc import SQLAlchemyError

        raise (explain(error) if isinstance(error, SQLAlchemyError | sqlite3.Error) else error) from error
    finally:
        if not _placed(building, path):
            stored.events = before
        for ending in ("", "-journal", ".lock"):
            with suppress(OSError):
                building.with_name(building.name + ending).unlink()
        rmtree(building.with_name(building.name + ".files"), ignore_errors=True)


def require_free(path: Path) -> None:
    """Raises StorageError when something is at ``path``, or beside it what SQLite would take for part of it."""
    if path.exists():
        raise StorageError(f"{path} 已经存在，没有改动它")
    for ending in ("-journal", "-wal"):
        left = path.with_name(path.name + ending)
        if left.exists() and left.stat().st_size:
            raise StorageError(f"{left} 是另一本台账没有写完留下的，会混进新台账。请先把它移走，或换一个文件名")


def _empty(building: Path) -> None:
    engine = make_engine(building)
    try:
        fill_empty(engine)
    finally:
        engine.dispose()


def place_new(building: Path, path: Path) -> None:
    """Give a finished file its name without ever replacing another; not every file system has links."""
    try:
        os.link(building, path)
    except OSError:
        if path.exists():
            raise StorageError(f"{path} 已经存在，没有改动它") from None
        building.rename(path)


def _placed(building: Path, path: Path) -> bool:
    """Whether what was filled has got its name."""
    with suppress(OSError):
        return path.exists() and (not building.exists() or path.samefile(building))
    return False


def migrate(engine: Engine) -> None:
    """Bring the schema to this program's revision, in one transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "inspect_engine.storage:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def fill_empty(engine: Engine) -> None:
    """Make an empty file, or empty memory, a ledger without records."""
    with engine.connect() as connection:
        _without_records().backup(_driver(connection))


@cache
def _without_records() -> sqlite3.Connection:
    """A ledger in memory as the migrations leave it; they run once in a process (22 ms)."""
    engine = make_engine(None)
    migrate(engine)
    return _driver(engine.connect())


def _driver(connection: Connection) -> sqlite3.Connection:
    found: Any = connection.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found
