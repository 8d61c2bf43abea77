"""Wherever a day is typed, it may be typed as people say it; a table of the doors, on 2022-02-17."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from inspect_engine.domain.calendars import CHINA
from tests.conftest import Command, Desk, write_inspection

GRADE = "--set severity=一般 --set reason=一般"
DOORS = [
    ("insp1", "inspect start gas --subject shop-01 --on 前天", "inspect list", '"day": "2022-02-15"'),
    ("insp1", "inspect start gas --subject shop-01 --date 2-3", "inspect list", '"day": "2022-02-03"'),
    ("sup1", f"act RQ-2022-0001 grade {GRADE} --on 昨天", "case history RQ-2022-0001", '"on": "2022-02-16"'),
    ("sup1", f"act RQ-2022-0001 grade {GRADE} --on 2月16日10点30分", "case history RQ-2022-0001", '"on": "2022-02-16"'),
    ("sup1", "report add 举报 漏气 --subject shop-01 --on 12月30日", "report list", '"on": "2021-12-30"'),
    ("sup1", "plan add gas catering --months 6 --from 明天", "plan list", '"since": "2022-02-18"'),
    ("sup1", "unit add 某某燃气有限公司 --from 1月5日", "unit list", "某某燃气有限公司"),
    ("sup1", "delegation add insp1 --of insp2 --until 后天 --reason 休假", "delegation list", '"until": "2022-02-19"'),
    ("sup1", "board --as-of 昨天", "board --as-of 2-16", '"as_of": "2022-02-16"'),
    ("sup1", "board --known-at 今天", "board --known-at 2月17日", '"known_at": "2022-02-17T23:59:59'),
    ("sup1", "alarm list --as-of 前天", "alarm list --as-of 2.15", '"items"'),
    ("sup1", "sanction list --as-of 昨天", "sanction list --as-of 2-16", '"items"'),
]


@pytest.fixture
def found(desk: Desk, command: Command) -> Command:
    file = write_inspection(desk.path.parent)
    text = file.read_text("utf-8").replace("date: 2022-02-17", "date: 2022-02-16")
    file.write_text(text.replace("[insp1, insp2]", "[insp1]"), "utf-8")
    outcome = command("inspect", "run", str(file), user="insp1")
    assert outcome.code == 0, outcome.err
    return command


@pytest.mark.parametrize(("user", "line", "then", "told"), DOORS)
def test_a_day_is_taken_as_it_is_said(found: Command, user: str, line: str, then: str, told: str) -> None:
    outcome = found(*line.split(), user=user)
    assert outcome.code == 0, outcome.err
    shown = found(*then.split(), "--json")
    assert told in json.dumps(json.loads(shown.out), ensure_ascii=False), shown.err


def test_a_field_of_an_action_takes_it_and_keeps_the_day(desk: Desk, found: Command) -> None:
    """What is stored says the day, whenever it is read; verify reads the same."""
    found("act", "RQ-2022-0001", "grade", *GRADE.split())
    paper = "--set notice_no=示〔2022〕1号 --set requirement=改 --set days=7"
    assert found("act", "RQ-2022-0001", "签发整改通知书", *paper.split()).code == 0
    desk.on("2022-02-19")
    line = "act RQ-2022-0001 serve --set service=direct --set received_by=吴某 --set served_on=昨天"
    outcome = found(*line.split())
    assert outcome.code == 0, outcome.err
    history = json.loads(found("case", "history", "RQ-2022-0001", "--json").out)["items"]
    assert history[-1]["data"]["values"]["served_on"] == "2022-02-18"
    desk.on("2022-02-24")
    put_right = ("case", "correct", "RQ-2022-0001", "--set", "served_on=2-19", "--why", "抄错", "--yes", "--json")
    outcome = found(*put_right)
    assert outcome.code == 0, outcome.err
    changes = {each["field"]: each["new"] for each in json.loads(outcome.out)["data"]["changes"]}
    assert (changes["served_on"], changes["on"]) == ("2022-02-19", "2022-02-19")
    refused = found(*put_right[:4], "served_on=昨天", *put_right[5:])
    assert (refused.code, "2022-02-23" in refused.err) == (2, True), refused.err
    assert desk.as_("sup1").verify() == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("inspect start gas --subject shop-01 --on 2月18日", "“2月18日”可以是 2021-02-18 或 2022-02-18，请写明年份"),
        ("inspect start gas --subject shop-01 --on 明天", "2022-02-18 在今天（2022-02-17）之后"),
        ("board --as-of 大前天", "应写成 2022-02-17 的样子"),
        ("report add 举报 漏气 --subject shop-01 --on 1-2-3", "是否想写 2001-02-03 或 2003-01-02"),
    ],
)
def test_what_could_be_two_days_is_asked_back(found: Command, line: str, told: str) -> None:
    outcome = found(*line.split(), user="insp1" if line.startswith("inspect") else "sup1")
    assert outcome.code == 2
    assert told in outcome.err


def test_without_a_ledger_it_is_today_in_china(command: Command, monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    monkeypatch.setattr("inspect_engine.ledger.clock.system_clock", lambda: datetime(2022, 2, 17, 9, tzinfo=CHINA))
    outcome = command("deadline", "--from", "昨天", "--days", "5", "--json")
    assert json.loads(outcome.out)["due_on"] == "2022-02-21"
    assert json.loads(command("deadline", "--from", "2-16", "--until", "2月18日", "--json").out)["working_days"] == 2
