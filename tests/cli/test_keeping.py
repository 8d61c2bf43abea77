"""``backup``, ``restore``, ``upgrade``, ``rebuild`` and ``doctor`` as they are typed."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from inspect_engine.cli import main
from inspect_engine.ledger import open_ledger
from inspect_engine.storage import files
from tests.conftest import Command, Desk, Outcome


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    (folder := tmp_path / "shelf").mkdir()
    return folder


def test_there_and_back(command: Command, desk: Desk, inspection_file: Path, shelf: Path, tmp_path: Path) -> None:
    """With the documented keys; what is said is what is there."""
    command("inspect", "run", str(inspection_file), user="insp1")
    head = desk.as_("sup1").desk.head
    told = json.loads(command("backup", "-o", str(shelf), "--json").out)
    (backup,) = shelf.iterdir()
    assert list(told) == [
        *("path", "size", "taken_at", "schema", "events", "chain_head", "rehearsal", "evidence", "missing", "altered"),
        *("problems", "removed", "promised"),
    ]
    assert (told["path"], told["size"]) == (str(backup), backup.stat().st_size)
    assert (told["events"], told["chain_head"], told["evidence"]) == (head.count, head.chain, 1)

    done = command("restore", str(backup), "--to", str(tmp_path / "new.db"), "--json")
    told = json.loads(done.out)
    assert (done.code, told["ok"], told["by"]) == (0, True, "sup1")
    assert "核验通过" in done.err
    again = open_ledger(tmp_path / "new.db", "sup1", desk.clock)
    assert again.verify() == []
    assert again.desk.head.count == head.count + 1
    assert again.cases.get("RQ-2022-0001").state == "found"


def dated(shelf: Path, backup: Path, *names: str) -> None:
    for name in names:
        (shelf / name).write_bytes(backup.read_bytes())


@pytest.fixture
def three(command: Command, shelf: Path) -> list[Path]:
    """Old backups, the oldest first."""
    command("backup", "-o", str(shelf / "a.zip"))
    dated(shelf, shelf / "a.zip", *(f"ledger-2022010{n}-100000.zip" for n in (1, 2, 3)))
    return sorted(shelf.glob("ledger-*"))


def test_old_ones_go_only_when_somebody_has_said_so(command: Command, shelf: Path, three: list[Path]) -> None:
    """They are named first; without a yes nothing is done at all."""
    asked = command("backup", "-o", str(shelf), "--keep", "2")
    assert (asked.code, sorted(shelf.glob("ledger-*"))) == (2, three)
    assert "删掉 2 份旧备份（ledger-20220102-100000.zip、ledger-20220101-100000.zip）" in asked.err
    done = command("backup", "-o", str(shelf), "--keep", "2", "--yes")
    assert done.code == 0
    left = sorted(shelf.glob("ledger-*"))
    assert (left[0], len(left)) == (three[2], 2)
    assert (shelf / "a.zip").exists()


def test_nobody_is_asked_where_nothing_goes(command: Command, shelf: Path, three: list[Path]) -> None:
    assert command("backup", "-o", str(shelf), "--keep", "4").code == 0
    assert len(list(shelf.glob("ledger-*"))) == 4


def test_a_backup_of_a_broken_ledger_takes_no_others_place(
    command: Command, desk: Desk, inspection_file: Path, shelf: Path, three: list[Path]
) -> None:
    command("inspect", "run", str(inspection_file), user="insp1")
    for path in [each for each in files.folder_of(desk.path).rglob("*") if each.is_file()]:
        path.write_bytes(b"forged")
    outcome = command("backup", "-o", str(shelf), "--keep", "1", "--yes")
    assert outcome.code == 4
    assert "台账核验不通过，备份照原样保留了" in outcome.err
    assert "被改动过" in outcome.err
    assert {*three} < {*shelf.glob("ledger-*")}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--keep", "2", "-o", "{shelf}/x.zip"), "--keep 只管带日期的名字"),
        (("--keep", "0"), "--keep"),
        (("-o", "{shelf}/none/x.zip"), "没有这个文件或文件夹"),
        (("-o", "{shelf}/there.zip"), "已经存在，没有改动它"),
    ],
)
def test_where_there_can_be_no_backup(command: Command, shelf: Path, words: tuple[str, ...], told: str) -> None:
    (shelf / "there.zip").write_bytes(b"precious")
    outcome = command("backup", *(word.format(shelf=shelf) for word in words))
    assert outcome.code in (2, 4)
    assert told in outcome.err
    assert [(path.name, path.read_bytes()) for path in shelf.iterdir()] == [("there.zip", b"precious")]


def test_open_draws_are_told_of(command: Command, desk: Desk, shelf: Path) -> None:
    from tests.storage.test_draws import a_draft

    desk.as_("sup1").draws.commit(a_draft())
    outcome = command("backup", "-o", str(shelf))
    assert "有 1 批抽取承诺了还没有抽，秘密数不在备份里" in outcome.err


def test_nothing_is_restored_over_a_ledger(command: Command, desk: Desk, shelf: Path) -> None:
    command("backup", "-o", str(shelf / "a.zip"))
    before = desk.path.read_bytes()
    outcome = command("restore", str(shelf / "a.zip"), "--to", str(desk.path))
    assert (outcome.code, desk.path.read_bytes()) == (4, before)
    assert "已经存在，没有改动它" in outcome.err
    assert command("restore", str(desk.path), "--to", str(shelf / "b.db")).code == 4
    assert command("restore", str(shelf / "none"), "--to", str(shelf / "b.db")).code == 4


def test_a_restore_that_is_asked_for_again_is_answered(
    command: Command, shelf: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the same request of the same account; by another one the place is taken."""
    command("backup", "-o", str(shelf / "a.zip"))
    line = ("restore", str(shelf / "a.zip"), "--to", str(shelf / "b.db"), "--json", "--request-id")
    first = command(*line, "r-1")
    before = (shelf / "b.db").read_bytes()
    again = command(*line, "r-1")
    assert (first.code, again.code, json.loads(again.out)) == (0, 0, json.loads(first.out))
    assert "以前已办过" in again.err
    assert "以前已办过" not in first.err
    assert (shelf / "b.db").read_bytes() == before
    assert open_ledger(shelf / "b.db", "sup1", desk.clock).verify() == []
    for words, account in ((("r-2",), None), (("r-1",), "technician")):
        with monkeypatch.context() as patch:
            if account:
                patch.setattr("inspect_engine.ledger.identity.os_account", lambda: "technician")
            other = command(*line, *words)
        assert (other.code, "已经存在" in other.err) == (4, True)
    assert (shelf / "b.db").read_bytes() == before


def test_a_restore_by_nobody_is_answered_again_too(
    command: Command, shelf: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command("backup", "-o", str(shelf / "a.zip"))
    monkeypatch.setattr("inspect_engine.ledger.identity.os_account", lambda: "technician")
    monkeypatch.delenv("INSPECT_ENGINE_NOW")
    said = []
    for _ in range(2):
        with pytest.raises(SystemExit) as ended:
            main(["restore", str(shelf / "a.zip"), "--to", str(shelf / "b.db"), "--json", "--request-id", "r-1"])
        assert ended.value.code == 0
        said.append(capsys.readouterr())
    assert said[0].out == said[1].out
    assert "以前已办过" in said[1].err


def test_a_place_is_meant_as_cp_means_it(command: Command, tmp_path: Path) -> None:
    """A folder that is there takes it, a name that is not is the file's; what ends as a folder has to be one."""
    refused = command("backup", "-o", f"{tmp_path / 'none'}/")
    assert (refused.code, "没有文件夹" in refused.err) == (2, True)
    assert not (tmp_path / "none").exists()
    assert command("backup", "-o", str(tmp_path / "none")).code == 0
    assert (tmp_path / "none").is_file()
    (tmp_path / "there").mkdir()
    for words in (str(tmp_path / "there"), f"{tmp_path / 'there'}/"):
        assert command("backup", "-o", words).code == 0
    assert all(each.suffix == ".zip" for each in (tmp_path / "there").iterdir())
    assert "同 cp" in command("backup", "--help").out


def test_who_is_nobody_there_is_told_how_it_is_recorded(
    command: Command, shelf: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command("backup", "-o", str(shelf / "a.zip"))
    monkeypatch.setattr("inspect_engine.ledger.identity.os_account", lambda: "technician")
    monkeypatch.delenv("INSPECT_ENGINE_NOW")
    with pytest.raises(SystemExit) as ended:
        main(["restore", str(shelf / "a.zip"), "--to", str(shelf / "b.db"), "--json"])
    printed = capsys.readouterr()
    assert ended.value.code == 0
    assert json.loads(printed.out)["by"] is None
    assert "记在“未核实”和你的系统账户名下" in printed.err


def older(path: Path) -> None:
    """As a program of the format before would have left it, as far as anybody looks."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")


@pytest.mark.parametrize("line", ["board", "whoami", "verify", "case list", "tick", "user add x --role viewer"])
def test_no_command_upgrades_by_the_way(command: Command, desk: Desk, line: str) -> None:
    """Exit 4 and what to run; not a byte changes."""
    older(desk.path)
    before = desk.path.read_bytes()
    outcome = command(*line.split())
    assert (outcome.code, outcome.out) == (4, "")
    assert "inspect-engine upgrade" in outcome.err
    assert desk.path.read_bytes() == before


def test_upgrade_of_what_is_new_does_nothing(command: Command, desk: Desk) -> None:
    before = desk.path.read_bytes()
    outcome = command("upgrade", "--json")
    assert (outcome.code, json.loads(outcome.out)["backup"]) == (0, None)
    assert "不用升级" in outcome.err
    assert desk.path.read_bytes() == before


def test_rebuild_as_it_is_typed(command: Command, desk: Desk, inspection_file: Path) -> None:
    command("inspect", "run", str(inspection_file), user="insp1")
    with closing(sqlite3.connect(desk.path)) as connection, connection:
        connection.execute("UPDATE caserow SET state = 'closed' WHERE number = 'RQ-2022-0001'")
    before = desk.path.read_bytes()
    assert "rebuild" in command("verify").out
    assert command("rebuild").code == 2
    tried = command("rebuild", "--dry-run")
    assert (tried.code, desk.path.read_bytes()) == (0, before)
    assert "state 不对" in tried.err
    outcome = command("rebuild", "--yes", "--json")
    assert outcome.code == 0
    (row,) = json.loads(outcome.out)["differences"]
    assert (row["table"], row["was"], row["columns"]) == ("caserow", "different", ["state"])
    assert command("verify").code == 0
    assert "没有要改的" in command("rebuild", "--yes").err


def test_doctor_as_it_is_typed(command: Command, desk: Desk) -> None:
    """Exit 1 for a fault only; each line begins with its mark, what to do is below."""
    desk.path.chmod(0o600)
    first = command("doctor")
    assert first.code == 0
    assert "! 备份：没有备份过\n    → inspect-engine backup" in first.out
    os.truncate(desk.path, 5000)
    broken = command("doctor")
    assert broken.code == 1
    assert "✗ " in broken.out
    told: Outcome = command("doctor", "--json")
    assert json.loads(told.out)["ok"] is False
    assert {tuple(each) for each in json.loads(told.out)["findings"]} == {("name", "state", "told", "fix")}
