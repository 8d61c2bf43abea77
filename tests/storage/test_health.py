"""What ``doctor`` sees, and that it changes nothing."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from inspect_engine.ledger import clock, parse_moment
from inspect_engine.ledger import health as examining
from inspect_engine.ledger.health import Finding, examine
from inspect_engine.ledger.keeping import backups
from inspect_engine.storage import files
from inspect_engine.storage.health import place
from tests.storage.conftest import SqliteWorld
from tests.storage.test_linked import aged
from tests.storage.test_turn import held

KIND_OF = place.kind_of


@pytest.fixture(autouse=True)
def _at_rest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On a disk of a known kind, with no settings of the person who runs the tests."""
    monkeypatch.setattr(place, "kind_of", lambda _: "ext4")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10**12))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def whole(file: SqliteWorld, monkeypatch: pytest.MonkeyPatch) -> SqliteWorld:
    """Backed up, with evidence, on the day of the desk."""
    file.path.chmod(0o600)
    number = file.fixing()[0]
    file.open("insp1").cases.act(number, "note", {"text": "一"}, [file.evidence])
    backups.back_up(file.path, file.folder / "b.zip")
    return file


def found(world: SqliteWorld) -> dict[str, Finding]:
    """By name; the worst of several."""
    order = ("ok", "warning", "fault")
    return {each.name: each for each in sorted(examine(world.path), key=lambda each: order.index(each.state))}


def states(world: SqliteWorld) -> dict[str, str]:
    return {name: each.state for name, each in found(world).items() if each.state != "ok"}


def test_all_is_well(whole: SqliteWorld) -> None:
    before = {path: path.read_bytes() for path in whole.folder.rglob("*") if path.is_file()}
    assert states(whole) == {}
    assert {path: path.read_bytes() for path in whole.folder.rglob("*") if path.is_file()} == before
    assert list(found(whole)) >= ["SQLite"]


def drop_trigger(world: SqliteWorld) -> None:
    with world.raw() as connection:
        (name,) = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' LIMIT 1").fetchone()
        connection.execute(f"DROP TRIGGER {name}")


def lose_evidence(world: SqliteWorld) -> None:
    next(each for each in files.folder_of(world.path).rglob("*") if each.is_file()).unlink()


def shorten_evidence(world: SqliteWorld) -> None:
    next(each for each in files.folder_of(world.path).rglob("*") if each.is_file()).write_bytes(b"")


def leave_something(world: SqliteWorld) -> None:
    (world.folder / f".{world.path.name}.123.new").touch()


def write_half(world: SqliteWorld) -> None:
    world.path.with_name(world.path.name + "-journal").write_bytes(b"\x00" * 512)


ILLS: dict[str, tuple[Callable[[SqliteWorld], object], str, str, str]] = {
    "trigger": (drop_trigger, "防改触发器", "fault", "数据库结构被动过：trigger"),
    "evidence": (lose_evidence, "佐证材料", "fault", "1 份里有 1 份不见了、读不到或大小不对：photo.jpg（第"),
    "size": (shorten_evidence, "佐证材料", "fault", "大小不对"),
    "leftover": (leave_something, "半成品", "warning", "没有写完的临时文件"),
    "journal": (write_half, "写入", "warning", "上一次写到一半断了"),
    "definition": (lambda w: w.tamper("DELETE FROM definitionrow"), "检查表", "fault", "存档的定义不见了"),
    "open": (lambda w: w.open("insp1").inspections.start("small", ["shop-0"], ["insp1"]), "检查", "warning", "1 次检查没有"),  # noqa: E501
    "mode": (lambda w: w.path.chmod(0o644), "权限", "warning", "0644，别的账户也能读"),
    "unbacked": (lambda w: (w.folder / "b.zip").unlink(), "备份", "warning", "现在看不到这个文件"),
}  # fmt: skip


@pytest.mark.parametrize("ill", ILLS)
def test_each_ill_is_named_and_nothing_else(whole: SqliteWorld, ill: str) -> None:
    """With the way to mend it."""
    harm, name, state, words = ILLS[ill]
    harm(whole)
    assert states(whole) == {name: state}
    assert words in found(whole)[name].told
    assert found(whole)[name].fix


@pytest.mark.parametrize(
    ("kind", "folder", "state"),
    [
        *(("nfs4", "a", "fault"), ("cifs", "a", "fault"), ("smb3", "a", "fault"), ("fuse.sshfs", "a", "fault")),
        *(("tmpfs", "a", "warning"), ("xfs", "OneDrive - 局", "fault"), ("ext4", "我的坚果云", "fault")),
        *(("", "a", "ok"), ("btrfs", "drive", "ok")),
    ],
)
def test_where_a_ledger_must_not_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, folder: str, state: str
) -> None:
    (tmp_path / folder).mkdir()
    monkeypatch.setattr(place, "kind_of", lambda _: kind)
    assert [each.state for each in place.findings(tmp_path / folder / "a.db") if each.name == "磁盘"] == [state]


def test_the_kind_of_a_disk_is_that_of_the_deepest_mount() -> None:
    assert KIND_OF(Path("/proc/self")) == ("proc" if sys.platform.startswith("linux") else "")


@pytest.mark.parametrize(("free", "state"), [(10**6, "fault"), (10**8, "warning"), (10**9, "ok")])
def test_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert [each.state for each in place.findings(tmp_path / "a.db") if each.name == "空间"] == [state]


@pytest.mark.parametrize(("back", "state"), [(9, "ok"), (11, "fault"), (60 * 24 * 400, "fault")])
def test_a_clock_before_the_last_record(
    whole: SqliteWorld, monkeypatch: pytest.MonkeyPatch, back: int, state: str
) -> None:
    moment = whole.now - timedelta(minutes=back)
    monkeypatch.setattr(clock, "now", lambda *_: moment)
    assert found(whole)["时钟"].state == state


@pytest.mark.parametrize(
    ("day", "state"),
    [("2026-06-01", "ok"), ("2026-12-01", "warning"), ("2027-01-05", "warning"), ("2030-01-01", "warning")],
)
def test_the_age_of_the_calendar(whole: SqliteWorld, monkeypatch: pytest.MonkeyPatch, day: str, state: str) -> None:
    """2026 is the last year that the built-in table has."""
    monkeypatch.setattr(clock, "now", lambda *_: parse_moment(day))
    assert found(whole)["放假安排"].state == state


def test_a_ledger_put_back_is_told_of(whole: SqliteWorld) -> None:
    """What this account saw before is longer than what lies here now."""
    before = whole.path.read_bytes()
    whole.open("sup1").people.add("new", "新人", ["viewer"])
    whole.path.write_bytes(before)
    assert states(whole)["前后"] == "fault"
    assert "末尾被截掉，或放回了旧的文件" in found(whole)["前后"].told


def test_a_home_folder_that_cannot_be_written(whole: SqliteWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSPECT_ENGINE_HOME", "/proc/none")
    monkeypatch.setattr("os.access", lambda *_: False)
    assert found(whole)["用户文件夹"].state == "warning"


def test_old_regions(whole: SqliteWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining, "newest_change", lambda: 2020)
    assert found(whole)["区划代码"].state == "warning"


def test_who_is_writing_is_told(whole: SqliteWorld) -> None:
    with held(whole.path) as child:
        assert f"进程 {child}" in found(whole)["写入"].told


def test_what_cannot_be_opened_is_looked_at_all_the_same(bygone: SqliteWorld, tmp_path: Path) -> None:
    """No ledger, an older one, somebody else's file, a damaged one."""
    assert {each.name: each.state for each in examine(tmp_path / "none.db")}["台账"] == "fault"
    (tmp_path / "text").write_text("不是台账")
    assert "不是台账" in {each.name: each.told for each in examine(tmp_path / "text")}["台账"]
    aged(bygone)
    assert "inspect-engine upgrade" in found(bygone)["台账"].told
    content = bytearray(bygone.path.read_bytes())
    content[4096 * 3 : 4096 * 8] = b"\xff" * 4096 * 5
    bygone.path.write_bytes(content)
    assert "fault" in states(bygone).values()


def test_drafts_are_told_of_by_number_and_age(whole: SqliteWorld) -> None:
    """Promise: old ones are told of, never deleted; who else may read one is a fault."""
    assert found(whole)["草稿"].told == "没有"
    whole.open("insp1").drafts.keep("note", ("x",), {"text": "话"})
    whole.open("insp2").drafts.keep("note", ("x",), {"text": "别人的话"})
    assert found(whole)["草稿"] == Finding("草稿", "ok", "有 2 份没有提交")
    assert states(whole) == {}
    [mine, other] = sorted(whole.path.with_name(f"{whole.path.name}.drafts").glob("*/*.json"))
    assert mine.parent != other.parent
    os.utime(mine, (1_600_000_000, 1_600_000_000))
    told = found(whole)["草稿"]
    assert (told.state, told.told) == ("warning", "有 2 份没有提交，1 份已过 30 天")
    assert mine.exists()
    other.parent.chmod(0o755)
    assert found(whole)["权限"].told == "别人读得到没有提交的草稿"
