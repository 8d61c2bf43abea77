"""The way back: backups, restoring, upgrading; what must hold when they are broken off, and of files by others."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
import sqlalchemy

from inspect_engine.errors import InspectError, Refused, StorageError
from inspect_engine.ledger import Ledger, create_ledger, identity, open_ledger
from inspect_engine.ledger.clock import system_clock
from inspect_engine.ledger.keeping import backups, restoring, upgrading
from inspect_engine.storage import files, sqlite
from inspect_engine.storage.keeping import container, shelf, snapshots
from inspect_engine.storage.keeping.upgrading import revision as format_of
from tests.conftest import forget
from tests.storage.conftest import SqliteWorld, in_child, wait
from tests.storage.test_durability import kill_points
from tests.storage.test_linked import aged, revision

FULL = SimpleNamespace(total=10, used=0, free=10)


@pytest.fixture
def kept(file: SqliteWorld) -> SqliteWorld:
    """A ledger with two pieces of evidence."""
    number = file.fixing()[0]
    file.open("insp1").cases.act(number, "note", {"text": "一"}, [file.evidence])
    (other := file.folder / "b.jpg").write_bytes(b"other" * 1000)
    file.open("insp1").cases.act(number, "note", {"text": "二"}, [other])
    return file


def backed_up(world: SqliteWorld) -> Path:
    return backups.back_up(world.path, world.folder / "b.zip").path


def bodies(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT body FROM eventrow ORDER BY pos")]


def evidence(path: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in files.folder_of(path).rglob("*") if each.is_file()}


def restored(backup: Path, path: Path) -> Ledger:
    return open_ledger(restoring.restore(backup, path, "sup1").path, "sup1")


# --- there and back ------------------------------------------------------------------------------------------------


def test_what_was_backed_up_comes_back(kept: SqliteWorld, tmp_path: Path) -> None:
    """Every event as it was, every file, and one record more: who restored what, as which copy."""
    backup, head = backed_up(kept), kept.open("sup1").desk.head
    done = restoring.restore(backup, tmp_path / "neu" / "n.db", "sup2")
    assert bodies(done.path)[:-1] == bodies(kept.path)
    assert evidence(done.path) == evidence(kept.path)
    assert (done.problems, done.by.name) == ((), "sup2")
    event = json.loads(bodies(done.path)[-1])
    assert (event["kind"], event["actor"]["user"]) == ("ledger.restored", "sup2")
    assert event["data"]["copy"] == done.copy
    assert event["data"]["account"] == identity.os_account()
    assert event["data"]["from"] == {
        "events": head.count,
        "chain_head": head.chain,
        "taken_at": done.manifest.taken_at,
    }
    assert open_ledger(done.path, "sup1").verify() == []
    assert {each.name for each in (tmp_path / "neu").iterdir()} <= {"n.db", "n.db.files", "n.db.lock", "n.db-journal"}


def test_each_copy_is_another_one(kept: SqliteWorld, tmp_path: Path) -> None:
    backup = backed_up(kept)
    copies = {restoring.restore(backup, tmp_path / f"{n}.db", "sup1").copy for n in range(3)}
    assert len(copies) == 3


def test_a_backup_changes_nothing(kept: SqliteWorld) -> None:
    before = kept.path.read_bytes()
    backed_up(kept)
    assert kept.path.read_bytes() == before


def test_secrets_of_draws_are_in_no_backup(kept: SqliteWorld) -> None:
    """Whoever gets hold of a backup cannot foresee a draw."""
    from inspect_engine.storage import seeds

    seeds.keep(kept.path, "draw", "geheim" * 10)
    assert b"geheim" * 10 not in backed_up(kept).read_bytes()


def test_who_is_nobody_there_can_restore_and_is_recorded_as_that(
    kept: SqliteWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A computer service that has the file; but nobody gets anybody's name without proving it."""
    backup = backed_up(kept)
    monkeypatch.setattr(identity, "os_account", lambda: "technician")
    done = restoring.restore(backup, tmp_path / "a.db")
    event = json.loads(bodies(done.path)[-1])
    assert event["actor"] == {"user": identity.NOBODY.name, "via": "none"}
    assert event["data"]["account"] == "technician"
    assert open_ledger(done.path, "sup1").verify() == []
    with pytest.raises(Refused, match="没有登记"):
        restoring.restore(backup, tmp_path / "b.db", "stranger")
    assert not list(tmp_path.glob("*b.db*"))


def test_a_wrong_passphrase_restores_nothing(
    kept: SqliteWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "os_account", lambda: "elsewhere")
    create_ledger(tmp_path / "a.db", "boss", "老板")
    open_ledger(tmp_path / "a.db").access.set_passphrase("boss", "correct horse battery")
    backup = backups.back_up(tmp_path / "a.db", tmp_path / "b.zip").path
    forget()
    monkeypatch.setattr(identity, "os_account", lambda: "somewhere")
    with pytest.raises(Refused, match="口令不对"):
        restoring.restore(backup, tmp_path / "c.db", "boss", ask=lambda _: "wrong horse battery")
    assert not list(tmp_path.glob("*c.db*"))
    done = restoring.restore(backup, tmp_path / "c.db", "boss", ask=lambda _: "correct horse battery")
    assert done.by.via == "passphrase"


def test_what_is_there_already_stays(kept: SqliteWorld, tmp_path: Path) -> None:
    """A file at the place, a journal that SQLite would take for the new ledger's, the evidence of a lost ledger."""
    backup = backed_up(kept)
    (taken := tmp_path / "a.db").write_bytes(b"mine")
    with pytest.raises(StorageError, match="已经存在，没有改动它"):
        restoring.restore(backup, taken, "sup1")
    assert taken.read_bytes() == b"mine"
    (tmp_path / "b.db-journal").write_bytes(b"half a write")
    with pytest.raises(StorageError, match=r"b\.db-journal 是另一本台账没有写完留下的"):
        restoring.restore(backup, tmp_path / "b.db", "sup1")
    newer = tmp_path / "c.db.files" / "ab" / ("ab" * 32)
    newer.parent.mkdir(parents=True)
    newer.write_bytes(b"newer than the backup")
    restoring.restore(backup, tmp_path / "c.db", "sup1")
    assert newer.read_bytes() == b"newer than the backup"
    assert evidence(kept.path).items() <= evidence(tmp_path / "c.db").items()


# --- broken ledgers ------------------------------------------------------------------------------------------------


def test_a_broken_ledger_is_backed_up_as_it_is_and_told(kept: SqliteWorld, tmp_path: Path) -> None:
    """Missing, altered and unreadable evidence, a wrong row: all in the manifest; what comes back is just the same."""
    first, second = sorted(each for each in files.folder_of(kept.path).rglob("*") if each.is_file())
    first.unlink()
    second.write_bytes(b"forged")
    kept.tamper("UPDATE caserow SET state = 'closed'")
    taken = backups.back_up(kept.path, kept.folder / "b.zip")
    assert list(taken.manifest.missing) == [first.name]
    assert list(taken.manifest.altered) == [second.name]
    assert [sum(word in str(each) for each in taken.manifest.problems) for word in ("不见了", "被改动过", "state")] == [
        *(1, 1, 1)
    ]
    done = restoring.restore(taken.path, tmp_path / "n.db", "sup1")
    assert [str(each) for each in done.problems] == list(taken.manifest.problems)
    assert evidence(done.path) == {second.name: b"forged"}


def test_no_backup_of_what_is_no_ledger(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"\x00" * 8192)
    with pytest.raises(StorageError, match="不是台账"):
        backups.back_up(tmp_path / "a.db", tmp_path / "b.zip")
    with pytest.raises(StorageError, match="没有台账"):
        backups.back_up(tmp_path / "none.db", tmp_path / "b.zip")
    assert [each.name for each in tmp_path.iterdir()] == ["a.db"]


def test_no_room(kept: SqliteWorld, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    backup = backed_up(kept)
    before = sorted(kept.folder.iterdir())
    monkeypatch.setattr(shutil, "disk_usage", lambda _: FULL)
    with pytest.raises(StorageError, match="放不下"):
        backups.back_up(kept.path, kept.folder / "c.zip")
    with pytest.raises(StorageError, match="放不下"):
        restoring.restore(backup, tmp_path / "n.db", "sup1")
    assert sorted(kept.folder.iterdir()) == before
    assert list(tmp_path.iterdir()) == []


def test_a_backup_never_takes_the_place_of_another_file(kept: SqliteWorld) -> None:
    (there := kept.folder / "c.zip").write_bytes(b"precious")
    with pytest.raises(StorageError, match="已经存在，没有改动它"):
        backups.back_up(kept.path, there)
    assert there.read_bytes() == b"precious"
    assert not list(kept.folder.glob(".new-*"))


# --- others write meanwhile ----------------------------------------------------------------------------------------


def test_who_writes_meanwhile_gets_in_between(kept: SqliteWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy is of one moment, begun anew when somebody has written; in the end writers queue, and it is done."""
    monkeypatch.setattr(snapshots, "PAGES", 8)
    written: list[str] = []

    def write(what: str, done: int, total: int) -> None:
        if what == "复制台账" and done < total:
            name = f"meanwhile{len(written)}"
            kept.open("sup1").people.add(name, name, ["viewer"])
            written.append(name)

    taken = backups.back_up(kept.path, kept.folder / "b.zip", write)
    assert len(written) > snapshots.RESTARTS
    assert taken.manifest.problems == ()
    done = restored(taken.path, kept.folder / "n.db")
    assert bodies(done.desk.path)[:-1] == bodies(kept.path)[: taken.manifest.events]
    assert set(written) <= kept.open("sup1").desk.roster().keys()


# --- damaged and hostile files -------------------------------------------------------------------------------------


def unharmed(backup: Path, folder: Path, whole: SqliteWorld) -> bool:
    """Restore: all as it was, or a refusal in Chinese that leaves nothing. Whether it was restored."""
    try:
        done = restoring.restore(backup, folder / "n.db", "sup1")
    except InspectError:
        assert list(folder.iterdir()) == []
        return False
    assert bodies(done.path)[:-1] == bodies(whole.path)
    assert evidence(done.path) == evidence(whole.path)
    shutil.rmtree(folder)
    folder.mkdir()
    return True


def test_a_damaged_backup_restores_nothing_or_all(kept: SqliteWorld, tmp_path: Path) -> None:
    """One byte changed, anywhere; the file cut off, anywhere: never a crash, never something else than there was."""
    content, chance = backed_up(kept).read_bytes(), random.Random(20261129)
    (folder := tmp_path / "to").mkdir()
    (bad := tmp_path / "bad.zip").touch()
    tail = range(len(content) - 900, len(content))
    places = [*chance.sample(range(len(content)), 20), *chance.sample(tail, 60)]
    for at in places:
        changed = bytearray(content)
        changed[at] ^= 1 << chance.randrange(8)
        bad.write_bytes(changed)
        unharmed(bad, folder, kept)
    for length in (0, 1, 100, len(content) // 2, len(content) - 1):
        bad.write_bytes(content[:length])
        assert not unharmed(bad, folder, kept)


def remade(backup: Path, change: Callable[[ZipFile, dict[str, bytes]], None]) -> Path:
    """A backup with the same members, and then something else."""
    with ZipFile(backup) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        change(archive, members)
    (path := backup.with_name("made.zip")).write_bytes(made.getvalue())
    return path


def put(archive: ZipFile, members: dict[str, bytes]) -> None:
    for name, content in members.items():
        archive.writestr(ZipInfo(name), content)


def manifest(members: dict[str, bytes], **changes: object) -> dict[str, bytes]:
    return {**members, container.MANIFEST: json.dumps({**json.loads(members[container.MANIFEST]), **changes}).encode()}


EVIL = "files/" + "ab" * 32
HOSTILE: dict[str, Callable[[ZipFile, dict[str, bytes]], None]] = {
    "a member that climbs out": lambda z, m: put(z, {**m, "../../evil": b"x"}),
    "one that climbs out below files": lambda z, m: put(z, {**m, "files/../../evil": b"x"}),
    "an absolute one": lambda z, m: put(z, {**m, "/tmp/evil": b"x"}),
    "evidence that is not what its name says": lambda z, m: put(z, manifest({**m, EVIL: b"x"}, evidence=3)),
    "evidence too many": lambda z, m: put(z, {**m, EVIL: b"x"}),
    "evidence too few": lambda z, m: put(z, {k: v for k, v in m.items() if not k.startswith("files/")}),
    "no ledger": lambda z, m: put(z, {k: v for k, v in m.items() if k != container.LEDGER}),
    "no manifest": lambda z, m: put(z, {k: v for k, v in m.items() if k != container.MANIFEST}),
    "another ledger": lambda z, m: put(z, {**m, container.LEDGER: b"SQLite format 3\x00" + b"\x00" * 4080}),
    "no ledger, honestly": lambda z, m: put(z, manifest({**m, container.LEDGER: b"x"}, database="2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881")),  # noqa: E501
    "a newer container": lambda z, m: put(z, manifest(m, format=2)),
    "a manifest of other types": lambda z, m: put(z, manifest(m, altered=["x"], evidence="2")),
    "a manifest with more": lambda z, m: put(z, {**m, container.MANIFEST: b'{"format": 1, "x": []}'}),
    "a manifest that is none": lambda z, m: put(z, {**m, container.MANIFEST: b"[" * 100_000}),
    "a manifest in bytes": lambda z, m: put(z, {**m, container.MANIFEST: b"\xff\xfe\x00"}),
}  # fmt: skip


@pytest.mark.parametrize("how", HOSTILE)
def test_a_made_up_backup_is_refused(kept: SqliteWorld, tmp_path: Path, how: str) -> None:
    """Nothing is written but below the new ledger's name, and of that nothing is left."""
    (folder := tmp_path / "deep" / "to").mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    path = remade(backed_up(kept), HOSTILE[how])
    with pytest.raises(StorageError, match=r"备份|不是台账|不是"):
        restoring.restore(path, folder / "n.db", "sup1")
    assert sorted(tmp_path.rglob("*")) == before
    assert not Path("/tmp/evil").exists()


def test_what_is_compressed_is_not_inflated(kept: SqliteWorld, tmp_path: Path) -> None:
    """A megabyte that becomes a gigabyte: refused by its table of contents."""

    def bomb(archive: ZipFile, members: dict[str, bytes]) -> None:
        put(archive, {k: v for k, v in members.items() if k != container.LEDGER})
        entry = ZipInfo(container.LEDGER)
        entry.compress_type = ZIP_DEFLATED
        archive.writestr(entry, b"\x00" * 50_000_000)

    path = remade(backed_up(kept), bomb)
    with pytest.raises(StorageError, match="不是本程序写的"):
        restoring.restore(path, tmp_path / "n.db", "sup1")
    assert list(tmp_path.iterdir()) == []


# --- killed --------------------------------------------------------------------------------------------------------

STEPS = pytest.mark.parametrize("stride", [7, pytest.param(1, marks=pytest.mark.long)])
"""Killed at each so many steps of the file system; at every one of them in the long run."""


@STEPS
def test_a_backup_that_is_killed_is_none(kept: SqliteWorld, tmp_path: Path, stride: int) -> None:
    """At any step: under the name lies a whole backup, or nothing; the ledger works on."""

    def work(folder: Path) -> None:
        backups.back_up(kept.path, folder / "b.zip")

    def check(folder: Path, done: bool) -> None:
        assert done <= (folder / "b.zip").exists()
        if (folder / "b.zip").exists():
            with container.opened(folder / "b.zip") as (_, told):
                assert not told.problems

    work(tmp_path)
    assert kill_points(work, check, tmp_path, stride) > 5
    assert kept.open("sup1").verify() == []


@STEPS
def test_a_restoring_that_is_killed_leaves_no_half_ledger(kept: SqliteWorld, tmp_path: Path, stride: int) -> None:
    """At any step: nothing at the place, or a ledger that is whole; and it can be restored there again."""
    backup = backed_up(kept)

    def work(folder: Path) -> None:
        restoring.restore(backup, folder / "n.db", "sup1")

    def check(folder: Path, done: bool) -> None:
        path = folder / "n.db"
        if not path.exists():
            assert not done
            work(folder)
        assert open_ledger(path, "sup1").verify() == []
        assert bodies(path)[:-1] == bodies(kept.path)

    work(tmp_path)
    assert kill_points(work, check, tmp_path, stride) > 5


@STEPS
def test_an_upgrade_that_is_killed_leaves_the_old_or_the_new(bygone: SqliteWorld, tmp_path: Path, stride: int) -> None:
    """At any step: the format before, untouched, or the new one, proved; what is left can be upgraded."""
    bygone.fixing()
    before = bodies(bygone.path)
    aged(bygone)
    old = bygone.path.read_bytes()

    def work(folder: Path) -> None:
        if not (folder / "a.db").exists():
            (folder / "a.db").write_bytes(old)
        upgrading.upgrade(folder / "a.db")

    def check(folder: Path, done: bool) -> None:
        path = folder / "a.db"
        if not path.exists():
            return
        assert done <= ((found := revision(path)) == sqlite.SCHEMA)
        assert found in ("0001", sqlite.SCHEMA)
        work(folder)
        assert bodies(path) == before
        assert open_ledger(path, "sup1").verify() == []

    work(tmp_path)
    assert kill_points(work, check, tmp_path, stride) > 10


@STEPS
def test_an_upgrade_that_is_killed_between_two_statements(bygone: SqliteWorld, tmp_path: Path, stride: int) -> None:
    """Of the migrations themselves: all of them or none."""
    if sys.platform == "win32":
        raise NotImplementedError
    bygone.fixing()
    aged(bygone)
    old, seen = bygone.path.read_bytes(), set()

    def work(path: Path, point: int) -> None:
        count = iter(range(1, 10_000))

        def kill(*_: object) -> None:
            if next(count) == point:
                os.kill(os.getpid(), signal.SIGKILL)

        sqlalchemy.event.listen(sqlalchemy.Engine, "before_cursor_execute", kill)
        upgrading.upgrade(path)

    for point in range(1, 10_000, 3 * stride):
        (path := tmp_path / f"{point}.db").write_bytes(old)
        ended = wait(in_child(lambda path=path, point=point: work(path, point)))  # type: ignore[misc, unused-ignore]
        seen.add(found := closed_revision(path))
        if ended == 0:
            assert found == sqlite.SCHEMA
            break
        assert ended == -signal.SIGKILL
    assert seen == {"0001", sqlite.SCHEMA}


def closed_revision(path: Path) -> str:
    """The format as the next one who opens it finds it."""
    return str(format_of(path))


# --- older formats -------------------------------------------------------------------------------------------------


def test_the_backup_before_an_upgrade_brings_the_old_ledger_back(bygone: SqliteWorld, tmp_path: Path) -> None:
    """It holds the old file byte for byte; restored by this program it is of the new format."""
    bygone.fixing()
    aged(bygone)
    old = bygone.path.read_bytes()
    done = upgrading.upgrade(bygone.path)
    assert done.backup is not None
    with ZipFile(done.backup.path) as archive:
        (copy := tmp_path / "copy.db").write_bytes(archive.read(container.LEDGER))
    assert revision(copy) == "0001"
    assert bodies(copy) == bodies(bygone.path)
    with closing(sqlite3.connect(copy)) as one, closing(sqlite3.connect(":memory:")) as other:
        other.deserialize(old)
        assert list(one.iterdump()) == list(other.iterdump())
    assert restored(done.backup.path, tmp_path / "n.db").verify() == []


def test_what_is_new_is_not_upgraded(file: SqliteWorld) -> None:
    done = upgrading.upgrade(file.path)
    assert (done.before, done.now, done.backup) == (sqlite.SCHEMA, sqlite.SCHEMA, None)
    assert not shelf.folder_of(file.path).exists()


def test_a_ledger_of_a_newer_program_is_left_alone(file: SqliteWorld) -> None:
    """And who opens it is told what it is, where, whose, and what to do."""
    for version, whose in (
        ("0999", "更新的程序，或还没有发布的程序写的"),
        ("abcd", "还没有发布的程序，或别的程序写的"),
    ):
        with file.raw() as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
        before = file.path.read_bytes()
        for work in (lambda: upgrading.upgrade(file.path), lambda: open_ledger(file.path, "sup1")):
            with pytest.raises(StorageError) as caught:
                work()
            told = str(caught.value)
            known = (
                str(file.path),
                version,
                sqlite.SCHEMA,
                whose,
                "inspect-engine restore",
            )
            assert [each for each in known if each not in told] == []
        assert file.path.read_bytes() == before


def test_a_ledger_that_is_not_of_the_format_it_says_is_left_alone(file: SqliteWorld) -> None:
    """As a program that was not released may have written it: it is tried on a copy first."""
    with file.raw() as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", ("0016",))
    before = file.path.read_bytes()
    with pytest.raises(StorageError, match="的不同，多半是还没有发布的程序写的"):
        upgrading.upgrade(file.path)
    assert file.path.read_bytes() == before


def test_without_a_backup_nothing_is_upgraded(bygone: SqliteWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    aged(bygone)
    before = bygone.path.read_bytes()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: FULL)
    with pytest.raises(StorageError, match="放不下"):
        upgrading.upgrade(bygone.path)
    assert bygone.path.read_bytes() == before


# --- the shelf -----------------------------------------------------------------------------------------------------


@pytest.fixture
def shelved(kept: SqliteWorld) -> tuple[Path, list[Path]]:
    """Five backups under dated names, the oldest first, among files that are none."""
    folder = shelf.make_folder(kept.path)
    whole = backed_up(kept).read_bytes()
    names = [f"台账-2026112{n}-100000.zip" for n in (1, 2, 3)] + [f"台账-20261123-100000-{n}.zip" for n in (2, 10)]
    for name in names:
        (folder / name).write_bytes(whole)
    (folder / "台账-20261101-100000.zip").write_bytes(b"no backup")
    (folder / "台账-notes.zip").write_bytes(whole)
    (folder / "另一本-20261101-100000.zip").write_bytes(whole)
    create_ledger(kept.folder / "other.db", "boss", "老板")
    backups.back_up(kept.folder / "other.db", folder / "台账-20261102-100000.zip")
    return folder, [folder / name for name in names]


def test_only_ones_own_dated_backups_are_outdated(kept: SqliteWorld, shelved: tuple[Path, list[Path]]) -> None:
    """By their dates, then their numbers; nothing else is ever proposed for removal."""
    folder, oldest_first = shelved
    for keep in range(6):
        assert backups.outdated(kept.path, folder, keep) == oldest_first[::-1][keep:]
    assert backups.outdated(kept.path, folder / "none", 0) == []


def test_names_are_dated_and_free(kept: SqliteWorld) -> None:
    first = backups.backup_place(kept.path, None)
    assert shelf.folder_of(kept.path) == first.parent
    first.touch()
    second = shelf.new_name(kept.path, first.parent, system_clock())
    assert second != first
    assert backups.backup_place(kept.path, kept.folder / "x.zip") == kept.folder / "x.zip"
    assert backups.backup_place(kept.path, kept.folder).parent == kept.folder


def test_the_last_backup_is_remembered_wherever_it_was_put(kept: SqliteWorld) -> None:
    assert backups.last_backup(kept.path) is None
    taken = backups.back_up(kept.path, kept.folder / "b.zip")
    last = backups.last_backup(kept.path)
    assert last is not None
    assert (last.path, last.events) == (taken.path, taken.manifest.events)
    for strange in (b"", b"[]", b'{"path": 1}', b"\xff"):
        (shelf.folder_of(kept.path) / shelf.NOTE).write_bytes(strange)
        assert backups.last_backup(kept.path) is None


def test_a_manifest_is_what_it_was(kept: SqliteWorld) -> None:
    taken = backups.back_up(kept.path, kept.folder / "b.zip")
    with container.opened(taken.path) as (_, found):
        assert replace(found, missing=tuple(found.missing), problems=tuple(found.problems)) == replace(
            taken.manifest, missing=tuple(taken.manifest.missing), problems=tuple(taken.manifest.problems)
        )
