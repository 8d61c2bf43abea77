"""``deadline`` and ``calendar`` as people and programs use them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inspect_engine.cli import main
from tests.conftest import Command, Desk

MADE_UP = Path(__file__).parents[1] / "storage" / "made_up" / "2027.yaml"
KEYS = ["from", "days", "calendar", "rolls", "due_on", "derivation", "provisional", "unknown_years", "paused"]


@pytest.fixture(autouse=True)
def _no_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No ledger where the default one would be."""
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: tmp_path / "nothing")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (
            ("--from", "2026-02-13", "--days", "5", "--calendar", "work"),
            [
                "2026-02-27",
                "2026-02-13 次日起 5 个工作日，至 2026-02-27；休息日不计（2026-02-15 至 2026-02-23）；"
                "调休上班照计（2026-02-14）",
            ],
        ),
        (
            ("--from", "2026-03-07", "--days", "30"),
            ["2026-04-07", "2026-03-07 次日起 30 日，至 2026-04-06；末日遇休息日，顺延至 2026-04-07"],
        ),
        (
            ("--from", "2026-03-07", "--days", "30", "--no-roll"),
            ["2026-04-06", "2026-03-07 次日起 30 日，至 2026-04-06；末日不顺延"],
        ),
        (
            ("--from", "2026-02-13", "--days", "3", "--calendar", "work", "--pause", "2026-02-14..2026-02-25=技术鉴定"),
            [
                "2026-02-27",
                "2026-02-13 次日起 3 个工作日，至 2026-02-27；暂停 11 日不计（2026-02-14 至 2026-02-24，技术鉴定）",
            ],
        ),
        (
            ("--from", "2026-03-02", "--days", "4", "--pause", "2026-03-04..=停工"),
            ["2026-03-06", "2026-03-02 次日起 4 日，至 2026-03-06；2026-03-04 起暂停（停工），恢复后另算，不会更早"],
        ),
        (
            ("--from", "2026-02-13T10:00", "--hours", "48"),
            [
                "2026-02-15T10:00:00+08:00",
                "2026-02-13 10:00 起连续 48 小时，至 2026-02-15 10:00；按小时计的不除休息日，也不顺延",
            ],
        ),
        (("--from", "2026-02-13", "--until", "2026-02-27"), ["5", "2026-02-13 次日起至 2026-02-27，共 5 个工作日"]),
        (("--from", "2026-02-14", "--until", "2026-02-23"), ["0", "2026-02-14 次日起至 2026-02-23，共 0 个工作日"]),
    ],
)
def test_the_date_and_then_how_it_came_about(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], lines: list[str]
) -> None:
    """Without a ledger; the due date alone on the first line, for shell scripts."""
    code, out, err = run(capsys, "deadline", *words)
    assert (code, out.splitlines(), err) == (0, lines, "")


def test_a_provisional_date_names_the_years(capsys: pytest.CaptureFixture[str]) -> None:
    """November 2026: the calendar of 2027 is not out."""
    code, out, _ = run(capsys, "deadline", "--from", "2026-11-20", "--days", "300", "--calendar", "work", "--json")
    found = json.loads(out)
    assert code == 0
    assert list(found) == KEYS
    assert (found["provisional"], found["unknown_years"]) == (True, [2027, 2028])
    assert "2027、2028 年放假安排未公布，按周一至周五推算，暂定" in found["derivation"]
    assert "暂定" in run(capsys, "deadline", "--from", "2026-11-20", "--until", "2027-03-01")[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--days", "5"), "缺少选项 --from"),
        (("--from", "2026-02-13"), "--days、--hours、--until 要写一个"),
        (("--from", "2026-02-13", "--days", "5", "--hours", "5"), "要写一个，且只写一个"),
        (("--from", "2月30日", "--days", "5"), "没有 2月30日 这一天"),
        (("--from", "2026-02-30", "--days", "5"), "没有 2026-02-30 这一天"),
        (("--from", "2026-02-13T10:00", "--days", "5"), "应写成 2022-02-17 的样子"),
        (("--from", "2026-02-13", "--days", "0"), "1 至 3650 日"),
        (("--from", "2026-02-13", "--days", "99999999999999999999"), "1 至 3650 日"),
        (("--from", "2026-02-13", "--days", "五"), "选项 --days 不能是“五”：应是整数"),
        (("--from", "2026-02-13", "--days", "5", "--calendar", "lunar"), "没有算法“lunar”"),
        (("--from", "2036-12-13", "--days", "50", "--calendar", "work"), "2037 年太远"),
        (("--from", "2005-12-13", "--days", "50", "--calendar", "work"), "2005 年的放假安排没有收录"),
        (("--from", "9999-12-31", "--days", "1"), "9999 年太远"),
        (("--from", "2026-02-13", "--hours", "5"), "按小时计要写起算时刻"),
        (("--from", "2026-02-13T25:00", "--hours", "5"), "看不懂"),
        (("--from", "2026-02-13T10:00", "--hours", "0"), "1 至 720"),
        (("--from", "2026-02-13T10:00", "--hours", "5", "--no-roll"), "只和 --days 一起写"),
        (("--from", "2026-02-13", "--until", "2026-02-12"), "2026-02-12 在 2026-02-13 之前"),
        (("--from", "2026-02-13", "--until", "2060-02-12"), "2060 年太远"),
        (("--from", "2026-02-13", "--days", "5", "--pause", "2026-02-14"), "应写成 起..止=事由"),
        (("--from", "2026-02-13", "--days", "5", "--pause", "2026-02-14..2026-02-15"), "应写成 起..止=事由"),
        (("--from", "2026-02-13", "--days", "5", "--pause", "2026-02-14..2026-02-13=停"), "不能在 2026-02-13 就结束"),
        (("--from", "2026-02-13", "--days", "5", "--pause", "2026-02-14..9999-12-31=停"), "2037 年太远"),
    ],
)
def test_what_cannot_be_reckoned_is_refused_in_chinese(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    code, out, err = run(capsys, "deadline", *words)
    assert (code, out) == (2, "")
    assert told in err


def test_a_hostile_reason_is_shown_and_not_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    pause = "2026-02-14..2026-02-20=[/]\x1b[31m=1+1"
    _, out, _ = run(capsys, "deadline", "--from", "2026-02-13", "--days", "5", "--pause", pause)
    assert "[/]‹U+001B›[31m=1+1" in out
    assert "\x1b" not in out


def test_a_ledger_that_was_named_has_to_be_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, err = run(capsys, "--db", str(tmp_path / "none.db"), "deadline", "--from", "2026-02-13", "--days", "5")
    assert code == 4
    assert "none.db" in err


def test_a_supervisor_adopts_a_year(desk: Desk, command: Command) -> None:
    """From then on the ledger's deadlines go by it; again it changes nothing; the list tells who and when."""
    desk.on("2026-11-20")
    words = ("deadline", "--from", "2026-11-20", "--days", "80")
    assert command(*words).out.splitlines()[0] == "2027-02-08"

    done = command("calendar", "import", str(MADE_UP))
    assert (done.code, done.out) == (0, "")
    assert "已采用 2027 年放假安排（虚构〔2026〕0号），重算了 0 件事项的期限" in done.err
    assert command(*words).out.splitlines()[0] == "2027-02-15"
    assert "没有改动" in command("calendar", "import", str(MADE_UP)).err
    assert json.loads(command("calendar", "import", str(MADE_UP), "--json").out) == {"changed": False}

    listed = command("calendar", "list")
    assert [line.split() for line in listed.out.splitlines()] == [
        ["年份", "依据", "采用日期", "采用人", "说明"],
        ["2006", "至", "2026", "程序内置"],
        ["2027", "虚构〔2026〕0号", "2026-11-20", "sup1"],
    ]
    (item,) = json.loads(command("calendar", "list", "--json").out)["items"]
    assert set(item) == {"year", "notice", "rest", "worked", "reason", "on", "by", "in_force"}


def test_correcting_a_year_takes_a_reason(desk: Desk, command: Command, tmp_path: Path) -> None:
    desk.on("2026-11-20")
    command("calendar", "import", str(MADE_UP))
    other = tmp_path / "2027.yaml"
    other.write_text(
        MADE_UP.read_text(encoding="utf-8").replace("last: 2027-02-12", "last: 2027-02-11"), encoding="utf-8"
    )

    refused = command("calendar", "import", str(other))
    assert (refused.code, refused.out) == (1, "")
    assert "2027-02-12 已知放假" in refused.err
    assert command("calendar", "import", str(other), "--replace").code == 2
    assert command("calendar", "import", str(other), "--replace", "--reason", "更正[/]").code == 0
    rows = command("calendar", "list").out.splitlines()
    assert rows[2].endswith("已被更正")
    assert rows[3].endswith("更正：更正[/]")


def test_an_inspector_is_refused_and_a_bad_file_named(desk: Desk, command: Command, tmp_path: Path) -> None:
    desk.on("2026-11-20")
    refused = command("calendar", "import", str(MADE_UP), user="insp1")
    assert (refused.code, refused.out) == (1, "")
    assert "采用放假安排" in refused.err
    bad = tmp_path / "坏.yaml"
    bad.write_text("year: 2027\nnotice: 某号\nholidays: [{name: 元旦, first: 2027-01-01}]\n", encoding="utf-8")
    named = command("calendar", "import", str(bad))
    assert (named.code, named.out) == (2, "")
    assert "坏.yaml:3:12" in named.err
    assert command("calendar", "import", str(tmp_path / "没有.yaml")).code == 2


def test_only_built_in_years_without_a_ledger(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "calendar", "list", "--json")
    assert (code, json.loads(out)) == (0, {"built_in": {"first": 2006, "last": 2026}, "items": [], "pending": []})
