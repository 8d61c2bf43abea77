"""``demo`` with the samples it offers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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
