"""Whoever waits for an export is told how far it has come."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest

from inspect_engine.cli import keeping
from inspect_engine.cli.outputs import shown_pace
from inspect_engine.cli.show import counting, display
from inspect_engine.cli.streams import guarded
from inspect_engine.exports import pace
from inspect_engine.exports.closure import workbook
from inspect_engine.exports.pace import Pace, told

if TYPE_CHECKING:
    from tests.exports.conftest import Town


@pytest.mark.parametrize(
    ("share", "seconds", "words"),
    [
        (0.0, 0.0, "已写 1,234 行，0%"),
        (0.5, 0.4, "已写 1,234 行，50%"),
        (0.01, 90, "已写 1,234 行，1%"),
        (0.25, 10, "已写 1,234 行，25%，还要约 30 秒"),
        (0.999, 10, "已写 1,234 行，99%，还要约 1 秒"),
        (0.1, 60, "已写 1,234 行，10%，还要约 9 分钟"),
        (0.02, 100, "已写 1,234 行，2%，还要约 1 小时 22 分钟"),
    ],
)
def test_what_is_told(share: float, seconds: float, words: str) -> None:
    assert told(1234, share, seconds) == words


def test_it_is_told_no_more_often_than_it_can_be_read() -> None:
    said: list[str] = []
    now = iter([0.0, 0.1, 0.2, 0.3, 0.4, 0.56])
    slow = Pace(said.append, lambda: next(now))
    for n in range(5):
        slow.at(n, n, 10)
    assert said == ["已写 2 行，20%", "已写 4 行，40%"]


def test_an_export_tells_row_by_row_up_to_the_file(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(pace, "EVERY", 0.0)
    summary = workbook.write(town.chief, town.folder / "pace.xlsx", pace=Pace(said.append))
    found = [re.fullmatch(r"已写 ([\d,]+) 行，(\d+)%(，还要约 .+)?", text) for text in said[:-1]]
    shares = [int(each[2]) for each in found if each]
    assert len(shares) == len(said) - 1 >= summary.sheets["台账"]
    assert shares == sorted(shares)
    assert 0 < shares[-1] <= 100
    assert re.fullmatch(r"已写 [\d,]+ 行，正在合成文件…", said[-1])


def test_only_a_terminal_shows_it_and_the_line_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr("sys.stderr", screen)
    with guarded(display, display), shown_pace() as pace:
        pace.packing(9)
    assert screen.getvalue() == ""
    monkeypatch.setattr(screen, "isatty", lambda: True)
    with guarded(display, display), shown_pace() as pace:
        pace.packing(9)
    assert screen.getvalue() == "\r\x1b[K已写 9 行，正在合成文件…\r\x1b[K"


def test_whatever_takes_long_is_told_on_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line is replaced, though what a command says can act on no terminal."""
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", screen)
    with guarded(display, display):
        with counting("核验\x1b[2J") as told:
            told(1, 2)
        keeping.progress("复制", 1, 2)
        keeping.progress("复制", 2, 2)
    shown = ("核验‹U+001B›[2J 1 / 2", "", "复制 50%", "")
    assert screen.getvalue() == "".join(f"\r\x1b[K{text}" for text in shown)
