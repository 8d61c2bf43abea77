"""Waiting for another writer: told for whom, not for ever, nothing lost."""

from __future__ import annotations

import os
import pwd
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from inspect_engine.errors import StorageError
from inspect_engine.storage import turn
from tests.storage.conftest import SqliteWorld, in_child, kill, wait


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a waiting writer is told; he waits for moments instead of a minute."""
    said: list[str] = []
    monkeypatch.setattr(turn.front, "tell", said.append)
    monkeypatch.setattr(turn, "TELL_AFTER", 0.05)
    monkeypatch.setattr(turn, "PATIENCE", 0.2)
    return said


@contextmanager
def held(ledger: Path, doing: str = turn.WRITING) -> Iterator[int]:
    """Another process has its turn, and does not end it."""
    if sys.platform == "win32":
        raise NotImplementedError
    reading, writing = os.pipe()

    def hold() -> None:
        with turn.queue(ledger, doing):
            os.write(writing, b"x")
            signal.pause()

    child = in_child(hold)
    os.read(reading, 1)
    try:
        yield child
    finally:
        kill(child)
        os.close(reading)
        os.close(writing)


def test_a_lock_that_is_a_link_is_said_to_be_one(file: SqliteWorld, tmp_path: Path) -> None:
    """It is not written through, and nobody is sent to look for rights on the folder."""
    lock, target = file.path.with_name(file.path.name + ".lock"), tmp_path / "other"
    lock.unlink(missing_ok=True)
    target.write_text("x")
    lock.symlink_to(target)
    with pytest.raises(StorageError, match=r"\.lock 是一个链接.*删掉这个链接"):
        file.open("sup1").people.add("new", "新人", ["viewer"])
    assert target.read_text() == "x"
    lock.unlink()
    file.open("sup1").people.add("new", "新人", ["viewer"])


def test_who_waits_to_sign_in_is_told_that(told: list[str], tmp_path: Path) -> None:
    place = tmp_path / "sign-in"
    with (
        held(place, "核对口令"),
        pytest.raises(StorageError, match="还在核对口令，没有再等"),
        turn.queue(place, "核对口令"),
    ):
        pass
    (line,) = told
    assert "正在核对口令" in line
    assert "台账" not in line


def test_who_waits_is_told_for_whom_and_gives_up(file: SqliteWorld, told: list[str]) -> None:
    if sys.platform == "win32":
        raise NotImplementedError
    before = file.snapshot()
    me = pwd.getpwuid(os.geteuid()).pw_name
    with held(file.path) as child:
        with pytest.raises(StorageError) as caught:
            file.open("sup1").people.add("new", "新人", ["viewer"])
        (line,) = told
    for text in (line, str(caught.value)):
        assert f"账户 {me}（电脑 {os.uname().nodename}，进程 {child}）" in text
    assert "没有再等，什么都没有保存" in str(caught.value)
    assert caught.value.exit_code == 4
    assert file.snapshot() == before


def test_nobody_who_waits_a_moment_is_told(file: SqliteWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(turn.front, "tell", said.append)
    with turn.queue(file.path):
        pass
    assert said == []


def test_whoever_gave_up_does_not_keep_the_next_one_waiting(file: SqliteWorld, told: list[str]) -> None:
    """The thread left behind in the queue lets go at once when it is let in."""
    with held(file.path):
        for _ in range(3):
            with pytest.raises(StorageError), turn.queue(file.path):
                pass

    def next_one() -> None:
        turn.PATIENCE = 600
        file.open("sup1").people.add("new", "新人", ["viewer"])

    assert wait(in_child(next_one)) == 0


def test_the_turn_of_a_killed_writer_goes_to_the_next(file: SqliteWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """What he wrote into the lock file stays, and means nothing."""
    with held(file.path):
        pass
    assert file.path.with_name(file.path.name + ".lock").stat().st_size
    assert turn.holder(file.path) is None
    file.open("sup1").people.add("new", "新人", ["viewer"])


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"pid": "x"}', b'{"pid":1,"uid":-5,"host":"a","since":"b"}'])
def test_a_strange_lock_file_is_no_hindrance(file: SqliteWorld, told: list[str], content: bytes) -> None:
    lock = file.path.with_name(file.path.name + ".lock")
    with held(file.path):
        lock.write_bytes(content)
        with pytest.raises(StorageError, match="另一个程序还在写"), turn.queue(file.path):
            pass


def test_what_a_host_is_called_cannot_act_on_a_terminal(file: SqliteWorld, told: list[str]) -> None:
    lock = file.path.with_name(file.path.name + ".lock")
    with held(file.path):
        lock.write_text('{"pid":1,"uid":0,"host":"a\\u001b[2J","since":"2026-01-01T00:00:00+08:00"}')
        with pytest.raises(StorageError) as caught, turn.queue(file.path):
            pass
    assert "\x1b" not in str(caught.value) + "".join(told)


def test_writers_take_turns_in_the_order_they_came(file: SqliteWorld) -> None:
    """Eight at once, in the operating system's own queue: nobody is passed over (bounded by counts, not by time)."""
    log = file.folder / "turns"
    log.touch()

    def work(name: int) -> None:
        for _ in range(25):
            with turn.queue(file.path), log.open("a") as stream:
                stream.write(f"{name}\n")

    children = [in_child(lambda n=n: work(n)) for n in range(8)]  # type: ignore[misc]
    assert [wait(child) for child in children] == [0] * 8
    turns = log.read_text().split()
    assert sorted(turns) == sorted(str(n) for n in range(8) for _ in range(25))
