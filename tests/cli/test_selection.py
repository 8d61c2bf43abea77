"""The same conditions on ``case list``, ``board`` and ``export closure``, and days that cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Command, Desk

COMMANDS = (("case", "list"), ("board",), ("export", "closure"))


@pytest.fixture
def found(command: Command, inspection_file: Path) -> Command:
    """Two hazards of 2022-02-17: RQ-2022-0001 of a city, to be graded; RQ-2022-0002 of a county, general."""
    assert command("inspect", "run", str(inspection_file), user="insp1").code == 0
    return command


CHOOSING: list[tuple[tuple[str, ...], list[int]]] = [
    (("--region", "昭阳区"), [2]),
    (("--region", "5306"), [1, 2]),
    (("--pack", "城镇燃气", "--kind", "隐患"), [1, 2]),
    (("--severity", "待定级"), [1]),
    (("--state", "已发现", "--open"), [1, 2]),
    (("--party", "熟食店01"), [2]),
    (("--owner", ""), [1, 2]),
    (("--mine",), []),
    (("--subject", "op-01"), [1]),
    (("--find", "熟食店"), [2]),
    (("--where", "状态：已发现 !等级:重大,待定级 发现<=今天"), [2]),
    (("--where", "检查员:insp1 单位:熟食店 承办:无"), [2]),
    (("--from", "昨天", "--to", "今天"), [1, 2]),
    (("--to", "2022年2月16日"), []),
    (("--overdue",), []),
    (("--filter", "县里的", "--severity", "一般"), [2]),
]
MEANINGLESS = (
    (("--pack", "gsa"), "没有检查表包“gsa”（是否想写“gas”"),
    (("--kind", "hazrd"), "没有种类“hazrd”（是否想写“hazard”"),
    (("--severity", "特大"), "没有等级“特大”（可写："),
    (("--state", "rectifing"), "没有状态“rectifing”（是否想写“rectifying”"),
    (("--party", "熟食店001"), "没有责任单位“熟食店001”（是否想写“熟食店01”"),
    (("--owner", "insp9"), "用户“insp9”没有登记（是否想写"),
    (("--region", "火星区"), "火星区"),
    (("--filter", "没有的"), "没有存过筛选“没有的”"),
    (("--from", "2022-03-01", "--to", "2022-02-01"), "2022-02-01 在 2022-03-01 之前"),
    (("--from", "二月三十"), "二月三十"),
    (("--where", "颜色:红 发现<火星"), "没有“颜色”这个筛选字段"),
)


def test_three_commands_choose_the_same(found: Command, tmp_path: Path) -> None:
    assert found("filter", "save", "县里的", "--region", "530602").code == 0
    for number, (words, numbers) in enumerate(CHOOSING):
        today = json.loads(found("case", "list", "--json", *words).out)
        as_of = json.loads(found("case", "list", "--json", "--as-of", "今天", *words).out)
        board = json.loads(found("board", "--json", *words).out)
        assert [item["number"] for item in today["items"]] == [f"RQ-2022-000{n}" for n in numbers], words
        assert as_of["items"] == today["items"]
        assert board["found"] == len(numbers)
        assert as_of["filter"] == board["filter"] != {}
        if number % 6 == 0:
            path = tmp_path / f"{number}.xlsx"
            export = json.loads(found("export", "closure", "-o", str(path), "--json", *words).out)
            assert export["board"]["found"] == export["sheets"]["台账"] == len(numbers)
            assert export["filter"] == board["filter"]


@pytest.mark.parametrize("line", COMMANDS)
def test_a_word_that_means_nothing_is_told(found: Command, tmp_path: Path, line: tuple[str, ...]) -> None:
    out = ("-o", str(tmp_path / "台账.xlsx")) if line[0] == "export" else ()
    for words, told in MEANINGLESS:
        outcome = found(*line, *out, *words)
        assert (outcome.code, outcome.out) == (2, "")
        assert told in outcome.err
    assert not (tmp_path / "台账.xlsx").exists()


def test_the_board_says_what_it_is_about(found: Command) -> None:
    told = found("board", "--severity", "待定级", "--region", "5306", "--open").out
    assert "筛选：区划 昭通市（5306）；等级 待定级；未销号（未办结）\n" in told
    assert "未完成的检查" not in told


def test_a_list_of_an_earlier_day_is_as_it_was(found: Command, desk: Desk) -> None:
    """Page by page, in both orders; what the ledger did not know at a moment is not there."""
    desk.on("2022-02-20")
    grading = ("--set", "severity=general", "--set", "reason=认定")
    assert found("act", "RQ-2022-0001", "grade", *grading).code == 0
    then = json.loads(found("case", "list", "--as-of", "2-17", "--json").out)
    assert [item["severity"] for item in then["items"]] == ["pending", "general"]
    assert then["as_of"] == "2022-02-17"
    assert json.loads(found("case", "list", "--as-of", "2-16", "--json").out)["items"] == []
    known = json.loads(found("case", "list", "--known-at", "2022-02-19", "--severity", "待定级", "--json").out)
    assert [item["number"] for item in known["items"]] == ["RQ-2022-0001"]
    for order in ((), ("--by-due",)):
        line = ("case", "list", "--as-of", "2-17", "--limit", "1", "--json", *order)
        first = json.loads(found(*line).out)
        second = json.loads(found(*line, "--cursor", first["next"]).out)
        assert [each["items"][0]["number"] for each in (first, second)] == ["RQ-2022-0001", "RQ-2022-0002"]
        assert second["next"] is None


def test_a_day_that_has_not_come_is_refused_and_one_before_the_ledger_is_told(found: Command, tmp_path: Path) -> None:
    for line in (*COMMANDS, ("sanction", "list"), ("alarm", "list")):
        out = ("-o", str(tmp_path / "台账.xlsx"), "--force") if line[0] == "export" else ()
        days_are_weighed(lambda *words, line=line, out=out: found(*line, *out, *words))


def days_are_weighed(run: Command) -> None:
    for words, told in (
        (("--as-of", "2022-02-18"), "2022-02-18 在今天（2022-02-17）之后"),
        (("--known-at", "2022-02-18"), "2022-02-18 在现在（2022-02-17 "),
        (("--known-at", "2099-01-01T08:00"), "2099-01-01 08:00+08:00 在现在（2022-02-17 "),
    ):
        outcome = run(*words)
        assert (outcome.code, outcome.out) == (2, "")
        assert told in outcome.err
    for words, told in (
        (("--as-of", "1999-01-01"), "台账建于 2022-02-17：截至 1999-01-01 的，只有后来补录、导入的。"),
        (("--known-at", "1999-01-01"), "台账建于 2022-02-17 "),
    ):
        outcome = run(*words)
        assert outcome.code == 0, outcome.err
        assert told in outcome.err
    assert "台账建于" not in run("--as-of", "今天", "--known-at", "今天").err


def test_what_only_todays_list_tells_is_not_asked_of_another_day(found: Command) -> None:
    outcome = found("case", "list", "--untold", "--as-of", "今天")
    assert (outcome.code, "--untold" in outcome.err) == (2, True)
    assert found("case", "list", "--watched", "--as-of", "今天").code == 0
