"""``demo`` with the samples it offers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Command


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
