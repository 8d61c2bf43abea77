"""What a killed export leaves goes at the next one, and what another one is making stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inspect_engine.exports import leftovers, whole

WRITE = """
import sys, time
from pathlib import Path
from inspect_engine.exports import whole
with whole.{kind}(Path(sys.argv[1])) as out:
    print("begun", flush=True)
    time.sleep(600)
"""


def _begun(kind: str, path: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITE.format(kind=kind), str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "begun\n"
    return process


def _new(folder: Path) -> list[Path]:
    return sorted(each for each in folder.iterdir() if each.name.endswith(".new"))


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_killed_run_leaves_nothing_for_long_and_a_running_one_is_left_alone(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "闭环台账.xlsx"
    process = _begun(kind, path)
    try:
        (building,) = _new(tmp_path)
        _aged(building)
        leftovers.sweep(path)
        assert _new(tmp_path) == [building]  # somebody is at it
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert _new(tmp_path) == [building]
    with whole.file(path) as out:
        out.write("新的".encode())
    assert path.read_text("utf-8") == "新的"
    assert _new(tmp_path) == []


def test_only_what_is_ours_and_old_enough_goes(tmp_path: Path) -> None:
    path, other = tmp_path / "甲.xlsx", tmp_path / "重要"
    other.write_text("重要")
    names = (
        ".甲.xlsx.0123abcd.new",
        ".甲.xlsx.new",
        ".乙.xlsx.0123abcd.new",
        ".甲.xlsx.0123abcd.new.bak",
        "x甲.xlsx.0123abcd.new",
    )
    for name in names:
        (tmp_path / name).write_text("半份")
        _aged(tmp_path / name)
    (tmp_path / ".甲.xlsx.99999999.new").write_text("刚刚开始")
    (tmp_path / ".甲.xlsx.88888888.new").symlink_to(other)
    leftovers.sweep(path)
    left = {each.name for each in tmp_path.iterdir()}
    assert left == {*names[1:], ".甲.xlsx.99999999.new", ".甲.xlsx.88888888.new", other.name}
    leftovers.sweep(tmp_path / "没有这个文件夹" / "甲.xlsx")


def _aged(path: Path) -> None:
    then = time.time() - 60
    os.utime(path, (then, then))
