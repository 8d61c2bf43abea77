"""What ``deadline`` says on a command line, and when it does not: what nobody knows yet, what was left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_engine.cli.calendars import deadlines
from tests.cli.test_judgement import run
from tests.sentences import Sweep, unaccounted

TAKEN = {"按日": "a word that is taken", "按工作日": "a word that is taken"}
ASKED = {
    "until-known": "--from 2026-12-21 --until 2026-12-28",
    "until-december-29": "--from 2026-12-21 --until 2026-12-29",
    "until-2027": "--from 2026-12-21 --until 2027-01-08",
    "days": "--from 2026-03-02 --days 5",
    "days-unrolled": "--from 2026-03-02 --days 5 --no-roll",
    "days-at-work": "--from 2026-03-02 --days 5 --calendar work",
    "days-civil": "--from 2026-03-02 --days 5 --calendar civil",
    "days-paused": "--from 2026-03-02 --days 4 --pause 2026-03-03..2026-03-04=鉴定",
    "days-still": "--from 2026-03-02 --days 4 --pause 2026-03-03..=停工",
    "hours": "--from 2026-03-02T10:00 --hours 2",
}
SAID = {
    "5\n2026-12-21 次日起至 2026-12-28，共 5 个工作日\n": "until-known",
    "6\n2026-12-21 次日起至 2026-12-29，共 6 个工作日；2027 年放假安排未公布，按周一至周五推算，暂定\n": (
        "until-december-29"
    ),
    "14\n2026-12-21 次日起至 2027-01-08，共 14 个工作日；2027 年放假安排未公布，按周一至周五推算，暂定\n": "until-2027",
    "未公布": "until-december-29 until-2027",
    "2026-03-09\n2026-03-02 次日起 5 日，至 2026-03-07；末日遇休息日，顺延至 2026-03-09\n": "days days-civil",
    "2026-03-07\n2026-03-02 次日起 5 日，至 2026-03-07；末日不顺延\n": "days-unrolled",
    "2026-03-09\n2026-03-02 次日起 5 个工作日，至 2026-03-09；休息日不计（2026-03-07 至 2026-03-08）\n": "days-at-work",
    "；暂停 1 日不计（2026-03-03，鉴定）": "days-paused",
    "；2026-03-03 起暂停（停工），恢复后另算，不会更早\n": "days-still",
    "2026-03-02T12:00:00+08:00\n2026-03-02 10:00 起连续 2 小时，至 2026-03-02 12:00；": "hours",
}


def test_deadline_says_what_is_so_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: tmp_path / "nothing")
    Sweep(lambda words: run(capsys, "deadline", *words.split())[1], ASKED, SAID).check()


def test_every_sentence_of_deadline_is_swept() -> None:
    assert unaccounted([Sweep(str, {}, SAID, elsewhere=TAKEN)], deadlines) == []
