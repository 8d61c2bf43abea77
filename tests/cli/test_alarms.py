"""``alarm`` as people and programs use it."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.imports import inspections
from tests.conftest import INSPECTION, Command, Desk, Outcome, make_desk

KEYS = [
    *("key", "kind", "title", "status", "text", "numbers", "events", "people", "last_on", "decision", "earlier"),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A hazard whose photograph after is the one from before, and another one. To be copied."""
    folder = tmp_path_factory.mktemp("doubtful")
    desk, photo, sheet = make_desk(folder), folder / "photo.txt", folder / "inspection.yaml"
    photo.write_text("照片", encoding="utf-8")
    sheet.write_text(INSPECTION, encoding="utf-8")
    inspections.run(desk.as_("insp1"), sheet)
    desk.sign()
    served = {"served_on": "2022-02-17", "service": "direct", "received_by": "[/]=1+1"}
    filled = {"performed_by": "吴某", "measures": "改好", "finished_on": "2022-02-18"}
    for user, trigger, values in (
        ("sup1", "grade", {"severity": "general", "reason": "一般"}),
        ("sup1", "issue", {"notice_no": "1号", "requirement": "改", "days": "30"}),
        ("insp1", "serve", served),
        ("resp1", "start", {"performed_by": "吴某", "plan": "购置"}),
        ("resp1", "reply", filled),
    ):
        desk.moment += timedelta(hours=6)
        desk.as_(user).cases.act("RQ-2022-0001", trigger, values, [photo] if trigger == "reply" else [])
    return desk


@pytest.fixture
def desk(built: Desk, tmp_path: Path) -> Desk:
    """A copy of that ledger, on that day."""
    shutil.copytree(built.path.parent, tmp_path / "copy")
    return Desk(tmp_path / "copy" / built.path.name, built.moment)


@pytest.fixture
def doubtful(command: Command) -> Command:
    """The command line on that ledger."""
    return command


def listed(command: Command, *words: str, user: str = "sup1") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(command("alarm", "list", *words, "--json", user=user).out)["items"]
    return items


def test_list_as_json(doubtful: Command) -> None:
    """The documented keys; what nobody decided is open."""
    [item] = listed(doubtful, user="viewer1")
    assert list(item) == KEYS
    assert (item["kind"], item["status"], item["numbers"]) == ("photo", "open", ["RQ-2022-0001"])
    assert (item["decision"], item["earlier"], item["last_on"]) == (None, [], "2022-02-18")
    assert set(item["people"]) == {"insp1", "insp2", "resp1", "吴某"}


def test_list_chooses(doubtful: Command) -> None:
    assert len(listed(doubtful, "--open")) == len(listed(doubtful, "--kind", "photo")) == 1
    assert listed(doubtful, "--kind", "text") == listed(doubtful, "--as-of", "2022-02-17") == []
    assert len(listed(doubtful, "--case", "rq-2022-0001")) == 1
    assert listed(doubtful, "--case", "RQ-2022-0002") == []


def test_list_for_people(doubtful: Command) -> None:
    outcome = doubtful("alarm", "list")
    assert outcome.code == 0
    assert "佐证材料重复使用  待核实" in outcome.out
    assert "文件“photo.txt”" in outcome.out
    empty = doubtful("alarm", "list", "--kind", "late")
    assert (empty.code, empty.out, empty.err) == (0, "", "没有疑点。\n")


def test_decide_prints_the_event_and_show_tells_it(doubtful: Command, desk: Desk) -> None:
    key = listed(doubtful)[0]["key"]
    outcome = doubtful("alarm", "decide", key, "--verdict", "confirmed", "--reason", "[/] =1+1", "--json")
    event = json.loads(outcome.out)
    assert (outcome.code, event["kind"], event["case"]) == (0, "alarm.decided", None)
    assert event["data"]["key"] == key
    shown = doubtful("alarm", "show", key)
    assert "属实" in shown.out
    assert "[/] =1+1（sup1，2022-02-18）" in shown.out
    assert "提交整改回复  resp1" in shown.out
    assert json.loads(doubtful("alarm", "show", key, "--json").out)["decision"]["event"] == event["id"]
    assert listed(doubtful, "--open") == []


def test_counts_on_the_board_and_on_the_case(doubtful: Command) -> None:
    """Open, explained, confirmed; nothing of it for the unit."""
    expected = {"open": 1, "explained": 0, "confirmed": 0}
    assert json.loads(doubtful("board", "--json").out)["alarms"] == expected
    assert "待核实 1，属实 0，有合理解释 0" in doubtful("board").out
    assert json.loads(doubtful("case", "show", "RQ-2022-0001", "--json").out)["alarms"] == expected
    assert "1 条，待核实 1" in doubtful("case", "show", "RQ-2022-0001").out
    assert "数据疑点" not in doubtful("case", "show", "RQ-2022-0002").out
    assert json.loads(doubtful("board", "--json", user="resp1").out)["alarms"] is None
    assert "疑点" not in doubtful("board", user="resp1").out
    assert json.loads(doubtful("case", "show", "RQ-2022-0001", "--json", user="resp1").out)["alarms"] is None


def test_what_too_many_cases_share_is_not_passed_over_in_silence(
    doubtful: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kind is named, with how to look; what hangs on less is told as ever."""
    monkeypatch.setattr("inspect_engine.ledger.alarms.around.SHARING", 0)
    shown = json.loads(doubtful("case", "show", "RQ-2022-0001", "--json").out)
    assert (shown["alarms"]["open"], shown["alarms_untold"]) == (0, ["photo", "proxy"])
    told = "“佐证材料重复使用”、“一人代签”牵涉的事项太多，这里没有核对，请用 alarm list --case RQ-2022-0001"
    assert told in doubtful("case", "show", "RQ-2022-0001").out
    assert len(listed(doubtful, "--case", "RQ-2022-0001")) == 1


@pytest.mark.parametrize(
    ("words", "user", "code", "told"),
    [
        (("list", "--kind", "foto"), "sup1", 2, "没有疑点类别“foto”（是否想写“photo”？）"),
        (("list", "--case", "RQ-2022-0099"), "sup1", 2, "没有"),
        (("list", "--as-of", "2022-02-30"), "sup1", 2, "没有 2022-02-30 这一天"),
        (("list", "--as-of", "2030-01-01"), "sup1", 2, "在今天"),
        (("list",), "resp1", 1, "责任单位"),
        (("show", "photo-\x1b[31m"), "sup1", 2, "没有疑点“photo-‹U+001B›[31m”"),
        (("decide", "photo-0", "--verdict", "explained", "--reason", "x"), "sup1", 2, "没有疑点“photo-0”"),
        (("decide", "photo-0", "--verdict", "explained"), "sup1", 2, "缺少选项"),
        (("decide", "photo-0", "--verdict", "maybe", "--reason", "x"), "sup1", 2, "explained（有合理解释）"),
        (("decide", "photo-0", "--verdict", "explained", "--reason", "x"), "insp1", 1, "须由主管办理"),
    ],
)
def test_refusals(doubtful: Command, desk: Desk, words: tuple[str, ...], user: str, code: int, told: str) -> None:
    before = desk.as_("sup1").desk.head
    outcome: Outcome = doubtful("alarm", *words, user=user)
    assert (outcome.code, outcome.out) == (code, "")
    assert told in outcome.err
    assert desk.as_("sup1").desk.head == before


def test_help_is_chinese(command: Command) -> None:
    for words in ((), ("list",), ("show",), ("decide",)):
        outcome = command("alarm", *words, "--help")
        assert outcome.code == 0
        assert "Usage" not in outcome.out
        assert "疑点" in outcome.out
