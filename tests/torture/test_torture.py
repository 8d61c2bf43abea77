"""A short cut of ``make torture``: everything a few times. And the torture itself notices what it should."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_once import ELSEWHERE, LINES
from tests.torture.commands import COMMANDS
from tests.torture.power import Change, Disk

ROUNDS = 1
COMPILED = sys.platform == "linux" and shutil.which("cc") is not None


@pytest.mark.skipif(not COMPILED, reason="faults are made by a library in C: needs cc on Linux")
def test_commands_that_write_come_through_kills_cuts_bad_disks_crowds_and_jumps() -> None:
    line = [sys.executable, "-m", "tests.torture", str(ROUNDS)]
    done = subprocess.run(line, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{ROUNDS} rounds over" in done.stdout
    for happened in ("kill: ", "power cut: ", "ENOSPC: ", "eight at once: all once", "clock: back: refused"):
        assert happened in done.stdout


def test_every_command_that_stores_is_tortured() -> None:
    assert COMMANDS.keys() == LINES.keys() | ELSEWHERE.keys()


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    (tmp_path / "old").write_bytes(b"a" * 2000)
    return Disk(tmp_path)


def left(disk: Disk, *modes: str) -> set[tuple[tuple[str, bytes], ...]]:
    """What may be there after a cut."""
    found = (disk.found(mode, random.Random(seed)) for mode in modes for seed in range(40))
    return {tuple(sorted((Path(path).name, content) for path, content in each.items())) for each in found}


def write(disk: Disk, name: str, at: int, text: bytes) -> None:
    disk.make(Change("w", f"{disk.root}/{name}", "", at, text))


def sync(disk: Disk, name: str = "") -> None:
    disk.make(Change("s", f"{disk.root}/{name}".rstrip("/"), "", 0, b""))


OLD = ("old", b"a" * 2000)


def test_what_was_not_synced_may_be_lost_torn_or_there(disk: Disk) -> None:
    write(disk, "old", 0, b"b" * 1024)
    new, torn = ("old", b"b" * 1024 + b"a" * 976), ("old", b"b" * 512 + b"a" * 1488)
    assert left(disk, "nothing") == {(OLD,)}
    assert left(disk, "all") == {(new,)}
    assert left(disk, "torn") == {(OLD,), (torn,), (new,)}
    sync(disk, "old")
    assert left(disk, "nothing", "some", "torn", "all") == {(new,)}


def test_writes_are_lost_one_without_the_other(disk: Disk) -> None:
    write(disk, "old", 0, b"b")
    write(disk, "old", 1, b"c")
    kept = {dict(each)["old"][:2] for each in left(disk, "some")}
    assert kept == {b"aa", b"ba", b"ac", b"bc"}


def test_a_name_is_there_once_its_folder_is_synced(disk: Disk) -> None:
    write(disk, "new", 0, b"n")
    sync(disk, "new")
    assert left(disk, "nothing") == {(OLD,)}
    sync(disk)
    disk.make(Change("r", f"{disk.root}/new", f"{disk.root}/old", 0, b""))
    assert left(disk, "nothing", "all") == {(("new", b"n"), OLD), (("old", b"n"),)}


def test_a_folder_takes_its_files_along(disk: Disk) -> None:
    disk.make(Change("d", f"{disk.root}/x", "", 0, b""))
    write(disk, "x/f", 0, b"f")
    sync(disk, "x/f")
    disk.make(Change("r", f"{disk.root}/x", f"{disk.root}/y", 0, b""))
    sync(disk, "y")
    assert left(disk, "nothing") == {(OLD,)}
    sync(disk)
    assert left(disk, "nothing") == {(("f", b"f"), OLD)}
    assert str(disk.root) + "/y/f" in disk.found("nothing", random.Random(0))
