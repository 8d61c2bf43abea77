"""``demo`` with the samples it offers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inspect_engine import open_ledger
from tests.conftest import Command, Desk


def test_another_sample_is_played(command: Command, tmp_path: Path) -> None:
    """A registered accident is told as such; where there is no hazard there is no rate."""
    played = command("demo", "accident-2021-fictional", "--dir", str(tmp_path / "演练"))
    assert played.code == 0, played.err
    assert "登记事故 1 件，已办结 1 件" in played.out
    assert "整改率" not in played.out
    assert "case history SG-2021-0001" in played.out
    assert (tmp_path / "演练" / "closure.xlsx").is_file()


@pytest.mark.parametrize(("name", "words"), [("zhaotong", "zhaotong-2022"), ("../..", "已有：accident-")])
def test_no_such_sample(command: Command, tmp_path: Path, name: str, words: str) -> None:
    refused = command("demo", name, "--dir", str(tmp_path / "演练"))
    assert (refused.code, refused.out) == (2, "")
    assert words in refused.err
    assert not (tmp_path / "演练").exists()


SMALL = "accident-2021-fictional"


def test_what_it_made_is_made_anew(command: Command, tmp_path: Path) -> None:
    """Half of it too, where it was broken off; programs are told where everything is."""
    first = command("demo", SMALL, "--dir", str(tmp_path / "d"), "--json")
    again = command("demo", SMALL, "--dir", str(tmp_path / "d"), "--json")
    assert (first.code, again.code) == (0, 0), again.err
    assert "重建演练台账" in again.err
    told = json.loads(again.out)
    assert set(told) == {"ledger", "workbook", "sheets", "board", "events", "chain_head"}
    assert Path(told["workbook"]).is_file()


@pytest.mark.parametrize("before", [False, True], ids=["alone", "where a demo was"])
def test_a_rehearsal_of_ones_own_is_kept(command: Command, desk: Desk, tmp_path: Path, before: bool) -> None:
    place = tmp_path / "d"
    if before:
        command("demo", SMALL, "--dir", str(place))
    place.mkdir(exist_ok=True)
    desk.path.replace(place / "ledger.db")
    mine = (place / "ledger.db").read_bytes()

    outcome = command("demo", SMALL, "--dir", str(place))

    assert outcome.code == 2
    assert "不是 demo 建的演练台账，没有改动它" in outcome.err
    assert (place / "ledger.db").read_bytes() == mine


def test_what_was_done_since_the_demo_is_set_aside(command: Command, tmp_path: Path) -> None:
    """A second demo takes nothing away: neither what somebody did there, nor what lay there before."""
    place = tmp_path / "d"
    place.mkdir()
    (place / "closure.xlsx").write_text("mine")
    assert "已移到" in command("demo", SMALL, "--dir", str(place)).err
    assert (place / "保留-1" / "closure.xlsx").read_text() == "mine"

    ledger = open_ledger(place / "ledger.db")
    ledger.people.add("later", "后来的人", ["viewer"])
    outcome = command("demo", SMALL, "--dir", str(place))

    assert (outcome.code, "已移到" in outcome.err) == (0, True)
    assert "later" in open_ledger(place / "保留-2" / "ledger.db").desk.roster()
    assert "later" not in open_ledger(place / "ledger.db").desk.roster()
    assert "已移到" not in command("demo", SMALL, "--dir", str(place)).err
