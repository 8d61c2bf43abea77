"""What a killed export leaves goes at the next one, and what another one is making stays."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from inspect_engine.errors import InputError, StorageError
from inspect_engine.exports import leftovers, whole
from tests.conftest import Command

if TYPE_CHECKING:
    from tests.exports.conftest import Town

WRITE = """
import sys, time
from pathlib import Path
from inspect_engine.exports import whole
with whole.{kind}(Path(sys.argv[1]), force=True) as out:
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
    if sys.platform == "win32":
        raise NotImplementedError
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
    with _made(kind, path, force=False) as out:
        _fill(out, "新的")
    assert _says(path) == "新的"
    assert _new(tmp_path) == []


MAKE = {"file": whole.file, "folder": whole.folder}


@pytest.mark.parametrize("kind", ["file", "folder"])
@pytest.mark.parametrize("name", ["甲.xlsx", "长" * 85])
def test_of_two_at_a_time_one_is_refused_and_the_other_stays(kind: str, name: str, tmp_path: Path) -> None:
    """A name as long as systems take it is as good as any."""
    path = tmp_path / name
    with pytest.raises(InputError, match="已由别人写出，没有改动它") as refused:
        _both_at_once(kind, path)
    assert "再导出一次" in str(refused.value)
    assert _says(path) == "先"
    with _made(kind, path, force=True) as third:
        _fill(third, "又")
    assert _says(path) == "又"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("line", ["closure -o a.xlsx", "deadlines -o a.ics", "analysis -o a.docx"])
def test_every_command_spares_what_came_meanwhile(
    line: str, town: Town, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(leftovers, "sweep", lambda path: path.write_text("别人的", "utf-8"))
    given = "--db", str(town.path), "--user", "sup1", "export", *line.split()
    refused = command(*given)
    assert (refused.code, _says(Path(line.split()[-1]))) == (2, "别人的")
    assert "已由别人写出，没有改动它" in refused.err
    assert command(*given, "--force").code == 0
    assert _new(tmp_path) == []


def test_where_a_disk_has_no_links_one_is_refused_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", none)
    test_of_two_at_a_time_one_is_refused_and_the_other_stays("file", "乙.xlsx", tmp_path)


def test_an_empty_folder_is_taken_and_a_link_is_not(tmp_path: Path) -> None:
    path, other = tmp_path / "表", tmp_path / "别处.xlsx"
    path.mkdir()
    with whole.folder(path, force=False) as building:
        _fill(building, "新")
    assert _says(path) == "新"
    link = tmp_path / "链接.xlsx"
    link.symlink_to(other)
    with pytest.raises(InputError, match="已由别人写出"), whole.file(link, force=False) as out:
        out.write(b"x")
    assert link.is_symlink()
    assert not other.exists()


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_name_that_no_system_takes_is_told_by_that_name(kind: str, tmp_path: Path) -> None:
    path = tmp_path / ("长" * 100)
    with pytest.raises(InputError) as refused, _made(kind, path, force=True):
        pass
    assert f"没有导出到 {path}：文件名太长" in str(refused.value)
    with pytest.raises(InputError) as refused:
        whole.refuse_folder(path, force=False, ours=lambda _: False)
    assert f"不能写到 {path}：文件名太长" in str(refused.value)


def test_what_a_killed_run_had_taken_away_is_put_back(tmp_path: Path) -> None:
    """Between the earlier folder and the new one there is a moment without either."""
    path, earlier = tmp_path / "表", tmp_path / ".表.0123abcd.old"
    earlier.mkdir()
    (earlier / "说").write_text("上次")
    _aged(earlier)
    with pytest.raises(InputError, match="已经存在"):
        whole.refuse_folder(path, force=False, ours=lambda _: True)
    assert _says(path) == "上次"
    shutil.copytree(path, earlier)
    _aged(earlier)
    with whole.folder(path, force=True) as building:
        _fill(building, "这次")
    assert _says(path) == "这次"
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_replaced_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "表"
    with whole.folder(path, force=True) as building:
        _fill(building, "上次")
    replace = Path.replace

    def broken(self: Path, target: Path) -> Path:
        if self.name.endswith(".new"):
            raise OSError(errno.EIO, "broken")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(StorageError, match="磁盘读写出错"), whole.folder(path, force=True) as building:
        _fill(building, "这次")
    assert _says(path) == "上次"
    assert list(tmp_path.iterdir()) == [path]


def _made(kind: str, path: Path, *, force: bool) -> Any:
    return MAKE[kind](path, force=force)


def _both_at_once(kind: str, path: Path) -> None:
    with _made(kind, path, force=False) as second:
        with _made(kind, path, force=False) as first:
            _fill(first, "先")
        _fill(second, "后")


def _fill(out: Any, text: str) -> None:
    out.write(text.encode()) if not isinstance(out, Path) else (out / "说").write_text(text, "utf-8")


def _says(path: Path) -> str:
    return (path / "说" if path.is_dir() else path).read_text("utf-8")


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
