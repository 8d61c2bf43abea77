"""The file of a ledger that is open vanishes, or another one comes in its place: nothing is written there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from inspect_engine.errors import StorageError
from inspect_engine.ledger import Ledger, create_ledger, open_ledger
from inspect_engine.ledger.witness import Same

Change = Callable[[Path], None]


@pytest.fixture
def opened(tmp_path: Path) -> Ledger:
    create_ledger(tmp_path / "台账.db", "sup", "主管甲", rehearsal=True, law=[])
    ledger = open_ledger(tmp_path / "台账.db", "sup")
    ledger.desk.changed()
    return ledger


def _another(path: Path) -> None:
    path.unlink()
    create_ledger(path, "sup", "主管乙", rehearsal=True, law=[])


def _another_over_it(path: Path) -> None:
    """The same file by its number, another ledger in it."""
    create_ledger(path.with_name("别的.db"), "sup", "主管乙", rehearsal=True, law=[])
    path.write_bytes(path.with_name("别的.db").read_bytes())


def _earlier(path: Path) -> None:
    shutil.copy(path.with_name("早先.db"), path)


@pytest.mark.parametrize("change", [_another, _another_over_it, _earlier])
def test_nothing_is_written_into_a_file_that_came_in_the_place_of_the_ledger(opened: Ledger, change: Change) -> None:
    path = opened.desk.path
    shutil.copy(path, path.with_name("早先.db"))
    opened.people.add("insp1", "检查员甲", ["inspector"])
    kept = shutil.copy(path, path.with_name("原来.db"))
    change(path)
    before = path.read_bytes()
    with pytest.raises(StorageError, match="放回原来的文件"):
        opened.people.add("insp2", "检查员乙", ["inspector"])
    with pytest.raises(StorageError, match="放回原来的文件"):
        opened.desk.changed()
    assert path.read_bytes() == before
    shutil.copy(kept, path)
    opened.people.add("insp2", "检查员乙", ["inspector"])
    assert {"insp1", "insp2"} <= opened.desk.roster().keys()


@pytest.mark.parametrize("change", [_another, _another_over_it])
def test_nothing_is_kept_or_read_beside_another_ledger(opened: Ledger, change: Change, tmp_path: Path) -> None:
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(b"jpg")
    change(opened.desk.path)
    there = sorted(tmp_path.rglob("*"))
    with pytest.raises(StorageError, match="另一本台账"):
        opened.desk.keep(photo)
    with pytest.raises(StorageError, match="另一本台账"):
        opened.drafts.keep("act", ("RQ-1",), {"note": "填了一半"})
    with pytest.raises(StorageError, match="另一本台账"):
        opened.drafts.drop("act", ("RQ-1",))
    with pytest.raises(StorageError, match="另一本台账"):
        opened.desk.roster()
    assert sorted(tmp_path.rglob("*")) == there


def test_a_ledger_that_vanished_is_told_so_not_made_anew_and_goes_on_when_it_is_back(opened: Ledger) -> None:
    path = opened.desk.path
    away = path.rename(path.with_name("拔了.db"))
    for attempt in (opened.desk.changed, lambda: opened.people.add("insp1", "检查员甲", ["inspector"])):
        with pytest.raises(StorageError, match=r"不见了.*插回") as told:
            attempt()
        assert "init" not in str(told.value)
    assert not path.exists()
    away.rename(path)
    opened.people.add("insp1", "检查员甲", ["inspector"])
    assert "insp1" in opened.desk.roster()


def test_no_writer_makes_a_file_that_is_gone_anew(tmp_path: Path) -> None:
    from sqlalchemy.exc import OperationalError

    from inspect_engine.storage import sqlite

    engine = sqlite.make_engine(tmp_path / "没有.db", mode="rw")
    with pytest.raises(OperationalError), engine.begin():
        pass
    assert not list(tmp_path.iterdir())


def test_a_look_between_a_commit_and_its_being_noted_finds_no_other_file(
    opened: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The terminal polls on one thread while another stores."""
    wrote, before = Same.wrote, opened.desk.changed()

    def late(same: Same, count: int, link: str) -> None:
        opened.desk.changed()
        wrote(same, count, link)

    monkeypatch.setattr(Same, "wrote", late)
    opened.people.add("insp1", "检查员甲", ["inspector"])
    assert opened.desk.changed() > before
    opened.people.add("insp2", "检查员乙", ["inspector"])
