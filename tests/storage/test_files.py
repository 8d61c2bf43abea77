"""The file itself: how it is made, opened, set up and guarded."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import SQLModel

from inspect_engine.errors import StorageError
from inspect_engine.ledger import create_ledger, open_ledger
from inspect_engine.storage import sqlite, tables, turn
from tests.storage.conftest import SqliteWorld, in_child, wait

REST = "case_id, kind, day, recorded_at, body, hash, chain"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_the_pragmas_hold_on_a_real_connection(file: SqliteWorld) -> None:
    """What keeps acknowledged events through a power cut is set on every writing connection, and read back."""
    engine = sqlite.make_engine(file.path)
    wanted = {
        "journal_mode": "truncate",
        "synchronous": 3,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "fullfsync": 1,
        "busy_timeout": 10000,
    }
    for _ in range(2):
        with engine.connect() as connection:
            found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in wanted}
            assert found == wanted
    engine.dispose()
    assert {name: expected for name, (_, expected) in sqlite.PRAGMAS.items()} == wanted


def test_a_transaction_holds_the_write_lock_from_its_start(file: SqliteWorld) -> None:
    """What a writer reads cannot change before it commits, even for writers that do not queue."""
    engine = sqlite.make_engine(file.path)
    other = sqlite3.connect(file.path, timeout=0, isolation_level=None)
    with closing(other), engine.begin(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    engine.dispose()


def test_writers_queue_on_a_lock_file(file: SqliteWorld) -> None:
    """While one writer has its turn, another process waits in the operating system's own queue."""
    if sys.platform == "win32":
        raise NotImplementedError

    def try_at_once() -> None:
        with file.path.with_name(file.path.name + ".lock").open("a") as stream, pytest.raises(BlockingIOError):
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)

    with turn.queue(file.path):
        assert wait(in_child(try_at_once)) == 0


def test_a_reader_writes_nothing(file: SqliteWorld) -> None:
    """A reading connection refuses to write, and does not trust the schema of a file from elsewhere."""
    connection = sqlite.reader(file.path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM caserow")
    assert connection.execute("PRAGMA busy_timeout").fetchone()[0] == 10000
    assert connection.execute("PRAGMA trusted_schema").fetchone()[0] == 0
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE eventrow SET body = body",
        "UPDATE eventrow SET recorded_at = 'x' WHERE pos = 1",
        "DELETE FROM eventrow WHERE pos = 1",
        "DELETE FROM eventrow",
        "INSERT OR REPLACE INTO eventrow SELECT * FROM eventrow WHERE pos = 1",
        f"REPLACE INTO eventrow SELECT pos + 1000, id, feed, seq, {REST} FROM eventrow",
        f"REPLACE INTO eventrow SELECT pos, id || 'x', feed, seq + 99, {REST} FROM eventrow",
        f"REPLACE INTO eventrow SELECT pos + 99, id || 'x', feed, seq, {REST} FROM eventrow",
        "UPDATE OR REPLACE eventrow SET pos = 1 WHERE pos = 2",
        "INSERT INTO eventrow SELECT * FROM eventrow WHERE pos = 1 ON CONFLICT (pos) DO UPDATE SET body = 'x'",
    ],
)
def test_events_cannot_be_changed_or_removed(file: SqliteWorld, statement: str) -> None:
    """The database itself refuses to update, delete or replace an event."""
    before = file.snapshot()
    with file.raw() as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    assert file.snapshot() == before


def test_the_schema_is_the_migrations_head(file: SqliteWorld) -> None:
    """The revision the program writes is the newest migration, and the only head."""
    config = Config()
    config.set_main_option("script_location", "inspect_engine.storage:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [sqlite.SCHEMA]
    with file.raw() as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(sqlite.SCHEMA,)]


def test_the_migrated_schema_is_the_declared_one(file: SqliteWorld) -> None:
    """Migrations and SQLModel tables say the same: columns, types, keys, unique constraints, indexes."""
    assert tables.EventRow.__tablename__ == "eventrow"
    engine = sqlite.make_engine(file.path)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_init_does_not_overwrite(tmp_path: Path) -> None:
    """Whatever stands where the ledger should be, stays as it was."""
    path = tmp_path / "a.db"
    path.write_bytes(b"something")
    with pytest.raises(StorageError, match="已经存在，没有改动它"):
        create_ledger(path, "sup1", "主管甲")
    assert path.read_bytes() == b"something"
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(StorageError, match="已经存在"):
        create_ledger(tmp_path / "folder.db", "sup1", "主管甲")
    assert sorted(found.name for found in tmp_path.iterdir() if not found.name.endswith(".lock")) == [
        "a.db",
        "folder.db",
    ]


def test_two_at_once_make_one_ledger(tmp_path: Path) -> None:
    """Of several processes that init one path at once, one succeeds, the others are told it exists."""
    path = tmp_path / "a.db"

    def attempt() -> None:
        try:
            create_ledger(path, "sup1", "主管甲")
        except StorageError as error:
            os._exit(3 if "已经存在" in str(error) else 4)

    codes = sorted(wait(child) for child in [in_child(attempt) for _ in range(4)])
    assert codes == [0, 3, 3, 3]
    assert open_ledger(path, "sup1").verify() == []
    assert [found.name for found in tmp_path.iterdir() if ".new" in found.name] == []


@pytest.mark.parametrize("name", ["台账 一.db", "a?b.db", "a#b.db", "a%41b.db", "a'b\".db", "a&b=c;d.db", "50%.db"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    """A name with spaces, Chinese, %, ? or # makes that very file and no other."""
    create_ledger(tmp_path / name, "sup1", "主管甲")
    ledger = open_ledger(tmp_path / name, "sup1")
    ledger.people.add("insp1", "检查员甲", ["inspector"])
    assert ledger.verify() == []
    beside = {found.name.removesuffix("-journal").removesuffix(".lock") for found in tmp_path.iterdir()}
    assert {found for found in beside if ".new" not in found} == {name}


def test_init_makes_missing_folders(tmp_path: Path) -> None:
    """The user's data folder need not exist beforehand."""
    create_ledger(tmp_path / "一" / "二" / "a.db", "sup1", "主管甲")
    assert open_ledger(tmp_path / "一" / "二" / "a.db", "sup1").desk.head.count == 3


def test_a_file_in_the_way_of_a_folder_is_named_as_that(tmp_path: Path) -> None:
    """Where a folder of the path is a file, the error does not claim that the ledger exists."""
    (tmp_path / "file").write_text("x")
    path = tmp_path / "file" / "a.db"
    with pytest.raises(StorageError) as caught:
        create_ledger(path, "sup1", "主管甲")
    assert CHINESE.search(str(caught.value))
    assert "已经存在" not in str(caught.value)
    with pytest.raises(StorageError):
        open_ledger(path, "sup1")


def others(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Files that are no ledgers of this program."""
    for name, content in (
        ("empty", b""),
        ("text", "不是台账".encode()),
        ("zeros", b"\x00" * 8192),
        ("zip", b"PK\x03\x04" * 999),
    ):
        (path := tmp_path / name).write_bytes(content)
        yield name, path
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection, connection:
        connection.execute("CREATE TABLE eventrow (pos INTEGER)")
    yield "other", tmp_path / "other.db"
    with closing(sqlite3.connect(tmp_path / "newer.db")) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0999')")
    yield "newer", tmp_path / "newer.db"
    yield "nothing", tmp_path / "nothing"
    yield "folder", tmp_path


def test_what_is_no_ledger_is_refused_in_chinese(tmp_path: Path) -> None:
    """No file, another program's file and a newer program's ledger each give a StorageError that says so."""
    for name, path in others(tmp_path):
        before = path.read_bytes() if path.is_file() else None
        with pytest.raises(StorageError) as caught:
            open_ledger(path, "sup1")
        assert CHINESE.search(str(caught.value)), name
        assert before is None or path.read_bytes() == before


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that another account can reach."""
    folder = Path(tempfile.mkdtemp(prefix="inspect-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    shutil.rmtree(folder)


def powerless(work: object) -> int:
    """Run in a child that has no rights over files of others."""
    if sys.platform == "win32":
        raise NotImplementedError

    def drop() -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        assert callable(work)
        work()

    return wait(in_child(drop))


def test_a_read_only_ledger_can_be_read_and_says_why_it_cannot_be_written(public: Path) -> None:
    """In a folder without write permission reading works, writing is a Chinese StorageError, and nothing changes."""
    world = SqliteWorld(public)
    world.settle()
    number = world.fixing()[0]
    for path in public.iterdir():
        path.chmod(0o444)
    public.chmod(0o555)

    def use() -> None:
        ledger = world.open("insp1")
        assert ledger.cases.get(number).state == "fixing"
        assert ledger.verify() == []
        with pytest.raises(StorageError) as caught:
            ledger.cases.act(number, "note", {"text": "x"})
        assert CHINESE.search(str(caught.value))
        with pytest.raises(StorageError) as caught:
            create_ledger(public / "new.db", "sup1", "主管甲")
        assert CHINESE.search(str(caught.value))

    assert powerless(use) == 0


def test_a_folder_one_may_not_enter_is_a_storage_error(public: Path) -> None:
    """A ledger behind a closed folder: a Chinese StorageError for opening and for making, never a traceback."""
    if sys.platform == "win32":
        raise NotImplementedError
    (closed := public / "closed").mkdir()
    create_ledger(closed / "a.db", "sup1", "主管甲")
    closed.chmod(0o700)

    def use() -> None:
        with pytest.raises(StorageError, match=CHINESE):
            open_ledger(closed / "a.db", "sup1")
        with pytest.raises(StorageError, match=CHINESE):
            create_ledger(closed / "b.db", "sup1", "主管甲")

    if os.geteuid() == 0:
        assert powerless(use) == 0


def test_errors_of_the_system_are_said_in_chinese(public: Path) -> None:
    """No half-English message: "Permission denied" and its like are translated."""
    world = SqliteWorld(public)
    world.settle()
    number = world.fixing()[0]
    for path in public.iterdir():
        path.chmod(0o444)
    public.chmod(0o555)

    def use() -> None:
        with pytest.raises(StorageError) as caught:
            world.open("insp1").cases.act(number, "note", {"text": "x"})
        assert not re.search(r"[A-Za-z]{4,} [a-z]{4,}", str(caught.value)), str(caught.value)

    assert powerless(use) == 0
