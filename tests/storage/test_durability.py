"""Acknowledged = kept: through kill −9, a full disk, a failing write."""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import sys
import textwrap
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from inspect_engine.domain.inspections import AnswerInput
from inspect_engine.errors import StorageError
from inspect_engine.ledger import Ledger, create_ledger, open_ledger
from tests.storage.conftest import SqliteWorld, in_child, kill, wait
from tests.storage.small_disk import on_a_small_disk


@pytest.mark.parametrize("rounds", [30, pytest.param(200, marks=pytest.mark.long)])
def test_kills_lose_nothing_acknowledged(file: SqliteWorld, rounds: int) -> None:
    """Killed at any moment of acting, answering, attaching: every acknowledged event is there, the ledger proved."""
    if sys.platform == "win32":
        raise NotImplementedError
    numbers = file.fixing(3)
    inspector = file.open("insp1")
    assert inspector.desk.library.packs, "loaded before the forks"
    key = inspector.inspections.start("small", ["shop-0"], ["insp1"])
    acknowledged: list[str] = []
    chance = random.Random(20261120)

    def work(pipe: int, number: int) -> None:
        photo = file.folder / f"photo-{number}"
        for n in range(10_000):
            if n % 3 == 2:
                inspector.inspections.answer(
                    key, AnswerInput(subject="shop-0", item="S-1", answer="pass", note=f"{number}.{n}")
                )
                os.write(pipe, f"answer {number}.{n}\n".encode())
                continue
            photo.write_bytes(f"{number}.{n}".encode())
            event = inspector.cases.act(numbers[n % 3], "note", {"text": f"{number}.{n}"}, [photo])
            os.write(pipe, f"{event.id}\n".encode())

    for number in range(rounds):
        reading, writing = os.pipe()
        child = in_child(lambda w=writing, n=number: work(w, n))  # type: ignore[misc, unused-ignore]
        os.close(writing)
        with os.fdopen(reading) as lines:
            if number % 2:
                acknowledged.append(lines.readline().strip())
            time.sleep(chance.uniform(0.0, 0.1))
            assert kill(child) == -signal.SIGKILL
            acknowledged += [line.strip() for line in lines if line.endswith("\n")]
        bodies = [row[8] for row in file.snapshot()["eventrow"]]
        kept = {found.group(1) for body in bodies if (found := re.search(r'"id":"([^"]+)"', body))}
        notes = {found.group(1) for body in bodies if (found := re.search(r'"note":"([^"]+)"', body))}
        for one in acknowledged:
            assert one.removeprefix("answer ") in (notes if one.startswith("answer ") else kept), f"lost {one}"
    assert len(acknowledged) >= rounds // 2
    assert file.open("sup1").verify() == []
    file.open("insp1").cases.act(numbers[0], "note", {"text": "仍可办"})
    strays = [path.name for path in file.folder.iterdir() if path.name.endswith(".new")]
    assert strays == []


def count_events(hook_at: int, work: Callable[[], object]) -> None:
    """Run ``work`` and kill this process at the n-th file-system step it takes."""
    if sys.platform == "win32":
        raise NotImplementedError
    seen = 0

    def hook(name: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if name in ("sqlite3.connect", "os.link", "os.rename", "os.remove", "os.mkdir") or (
            name == "open" and not str(arguments[0]).endswith((".py", ".pyc"))
        ):
            seen += 1
            if seen == hook_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    work()


def kill_points(
    work: Callable[[Path], object], after: Callable[[Path, bool], None], root: Path, stride: int = 1
) -> int:
    """Kill ``work`` before each (or every so many) of its file-system steps, until it gets through; their number."""
    for point in range(1, 200, stride):
        folder = root / str(point)
        folder.mkdir()
        done = wait(in_child(lambda f=folder, p=point: count_events(p, lambda: work(f)))) == 0  # type: ignore[misc]
        after(folder, done)
        if done:
            return point
    raise AssertionError("never got through")


def test_a_ledger_being_made_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """Killed at any step, init leaves no ledger, or one with its founder in it; it can be run again."""

    def make(folder: Path) -> None:
        create_ledger(folder / "a.db", "sup1", "主管甲", law=[])  # what is adopted is one event more

    def check(folder: Path, done: bool) -> None:
        path = folder / "a.db"
        if path.exists():
            ledger = open_ledger(path, "sup1")
            assert ledger.desk.head.count >= 2, "a ledger without founder can neither be used nor made again"
            assert ledger.desk.whoami().name == "sup1"
            assert ledger.verify() == []
        else:
            assert not done
            make(folder)

    assert kill_points(make, check, tmp_path) > 3


@pytest.mark.parametrize("stride", [3, pytest.param(1, marks=pytest.mark.long)])
def test_an_act_with_evidence_is_there_whole_or_not_at_all(file: SqliteWorld, tmp_path: Path, stride: int) -> None:
    """Killed at any step of an act with a photo: the event with its file, or neither of them."""
    number = file.fixing()[0]
    root = tmp_path / "points"
    root.mkdir()

    def copy(folder: Path) -> SqliteWorld:
        made = SqliteWorld(folder, file.now)
        if not made.path.exists():
            shutil.copy(file.path, made.path)
        return made

    def act(folder: Path) -> None:
        made = copy(folder)
        made.open("insp1").cases.act(number, "note", {"text": "照片"}, [made.evidence])

    def check(folder: Path, done: bool) -> None:
        ledger = copy(folder).open("sup1")
        assert ledger.verify() == []
        assert ("text" in ledger.cases.get(number).values) >= done

    assert kill_points(act, check, root, stride) > 3


def limited(size: int, work: Callable[[], object]) -> None:
    """Run with files limited to ``size`` bytes: writes beyond fail, as on a failing disk."""
    if sys.platform == "win32":
        raise NotImplementedError
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    work()


def fill(ledger: Ledger, number: str, pipe: int) -> None:
    """Act until the disk is full; the error must be ours, in Chinese, and leave the case as it was."""
    for n in range(5_000):
        try:
            event = ledger.cases.act(number, "note", {"text": f"{n} " + "字" * 3_000})
        except StorageError as error:
            os.write(pipe, b"full\n" if "没有保存" in str(error) else f"{error!r}\n".encode())
            return
        os.write(pipe, f"{event.id}\n".encode())
    raise AssertionError("the disk never filled")


def test_a_write_that_fails_is_said_and_loses_nothing(file: SqliteWorld) -> None:
    """When a write fails (file size limit): a Chinese StorageError, earlier acknowledgements stand, all is proved."""
    number = file.fixing()[0]
    reading, writing = os.pipe()
    size = file.path.stat().st_size + 300_000
    child = in_child(lambda: limited(size, lambda: fill(file.open("insp1"), number, writing)))
    os.close(writing)
    assert wait(child) == 0
    with os.fdopen(reading) as lines:
        said = lines.read().split()
    assert said[-1] == "full"
    kept = [entry.event.id for entry in file.open("sup1").cases.history(number)]
    assert kept[2:] == said[:-1]
    assert len(said) > 5
    assert file.open("sup1").verify() == []
    file.open("insp1").cases.act(number, "note", {"text": "腾出空间后"})


FULL_DISK = textwrap.dedent(
    """
    import os, shutil, sys
    from pathlib import Path
    sys.path.insert(0, {root!r})
    from tests.storage.conftest import SqliteWorld
    from tests.storage.test_durability import fill
    disk = SqliteWorld(Path({disk!r}))
    disk.settle()
    number = disk.fixing()[0]
    reading, writing = os.pipe()
    fill(disk.open("insp1"), number, writing)
    os.close(writing)
    said = os.fdopen(reading).read().split()
    assert said[-1] == "full" and len(said) > 5, said
    assert disk.open("sup1").verify() == []
    assert [e.event.id for e in disk.open("sup1").cases.history(number)][2:] == said[:-1]
    shutil.copy(disk.path, {copy!r})
    print("proved", len(said))
    """
)


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    """On a disk of 640 KB that really fills up: a Chinese StorageError, earlier acknowledgements intact, all proved."""
    disk = tmp_path / "disk"
    disk.mkdir()
    script = FULL_DISK.format(root=str(Path(__file__).parents[2]), disk=str(disk), copy=str(tmp_path / "copy.db"))
    ran = on_a_small_disk(disk, "640k", [sys.executable, "-c", script], os.environ)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("proved")
    assert open_ledger(tmp_path / "copy.db", "sup1").verify() == []


def test_evidence_that_does_not_fit_leaves_no_event(file: SqliteWorld) -> None:
    """When the copy of a photo cannot be written, the act is refused as a storage error and nothing is left behind."""
    number = file.fixing()[0]
    file.evidence.write_bytes(b"x" * 600_000)
    before = file.snapshot()

    def attempt() -> None:
        with pytest.raises(StorageError, match="没有存下"):
            file.open("insp1").cases.act(number, "note", {"text": "x"}, [file.evidence])

    assert wait(in_child(lambda: limited(500_000, attempt))) == 0
    assert file.snapshot() == before
    assert [path for path in file.folder.rglob("*") if path.name.startswith(".")] == []


def test_a_reader_rolls_back_what_a_killed_writer_left(file: SqliteWorld) -> None:
    """A writer killed in mid-commit leaves a hot journal and half-written pages; the next reader sees the old state."""
    if sys.platform == "win32":
        raise NotImplementedError
    numbers = file.fixing()
    before = file.snapshot()

    def work() -> None:
        connection = sqlite3.connect(file.path, isolation_level=None)
        columns = "(key, kind, pack, name, region, party, fields)"
        connection.execute("PRAGMA journal_mode=TRUNCATE")
        connection.execute("PRAGMA cache_size=5")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE caserow SET state = 'closed'")
        for n in range(3_000):
            row = (f"k{n}", "shop", "small", "名" * 40, "530600", "x", "{}")
            connection.execute(f"INSERT INTO subjectrow {columns} VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        os.kill(os.getpid(), signal.SIGKILL)

    assert wait(in_child(work)) == -signal.SIGKILL
    journal = file.path.with_name(file.path.name + "-journal")
    assert journal.stat().st_size > 0, "the journal is hot: the test tests something"
    ledger = file.open("sup1")
    assert ledger.cases.get(numbers[0]).state == "fixing"
    assert file.snapshot() == before
    assert ledger.verify() == []


def someone_waits_to_commit(file: SqliteWorld) -> bool:
    """A writer whose transaction is complete lets no new reader in until the old ones are gone."""
    with closing(sqlite3.connect(file.path, timeout=0)) as other:
        try:
            other.execute("SELECT count(*) FROM eventrow").fetchone()
        except sqlite3.OperationalError as error:
            return "locked" in str(error)
    return False


def test_a_long_reader_does_not_lose_a_writers_act(file: SqliteWorld) -> None:
    """While someone reads, a writer waits its turn; its act is then there, once."""
    if sys.platform == "win32":
        raise NotImplementedError
    number = file.fixing()[0]
    (reading, ready), (told, release) = os.pipe(), os.pipe()

    def read_until_told() -> None:
        with file.raw() as connection:
            rows = connection.execute("SELECT * FROM eventrow")
            rows.fetchone()
            os.write(ready, b"!")
            os.read(told, 1)
            rows.close()

    reader = in_child(read_until_told)
    os.read(reading, 1)
    writer = in_child(lambda: file.open("insp1").cases.act(number, "note", {"text": "等"}))
    while not someone_waits_to_commit(file):
        assert os.waitpid(writer, os.WNOHANG) == (0, 0), "the writer did not wait"
        time.sleep(0.01)
    os.write(release, b"!")
    assert [wait(reader), wait(writer)] == [0, 0]
    for end in (reading, ready, told, release):
        os.close(end)
    assert file.open("sup1").cases.get(number).values["text"] == "等"
    assert file.open("sup1").verify() == []
