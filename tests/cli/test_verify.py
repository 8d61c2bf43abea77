"""``verify`` as it is seen: problems, notices, and how far it has come."""

from __future__ import annotations

import io
import json
import sys

import pytest

from inspect_engine.cli.show import counting
from tests.conftest import Command, Desk


def test_what_is_only_to_be_looked_at_is_told_beside(desk: Desk, command: Command) -> None:
    folder = desk.path.with_name(desk.path.name + ".files")
    folder.mkdir()
    (folder / "谁放的.jpg").write_bytes(b"x")
    told = command("verify", "--json")
    shape = json.loads(told.out)
    assert (told.code, shape["ok"], shape["problems"]) == (0, True, [])
    assert [each["what"] for each in shape["notices"]] == ["谁放的.jpg 没有流转记录提到"]
    assert "提示：佐证材料文件夹：谁放的.jpg 没有流转记录提到" in told.err


@pytest.mark.parametrize("terminal", [True, False])
def test_only_a_terminal_is_told_how_far_it_has_come(terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stream(io.StringIO):
        def isatty(self) -> bool:
            return terminal

    monkeypatch.setattr(sys, "stderr", Stream())
    with counting("核验") as told:
        told(500, 1200)
    assert isinstance(sys.stderr, Stream)
    assert sys.stderr.getvalue() == ("\r\x1b[K核验 500 / 1200\r\x1b[K" if terminal else "")
