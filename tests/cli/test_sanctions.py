"""``sanction`` at the command line: what it prints, how it ends, and where a sanctioned party is marked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Command, Desk, Outcome, enrol

PARTY = "燃气经营企业01"
HEAD = ("--set", "authority_kind=gas", "--set", "authority=某市住建局", "--set", "grounds=无证经营")
FINE = (
    *(*HEAD, "--set", "rule=rq-45-1", "--set", "amount=50000"),
    *("--set", "doc_no=罚〔2022〕1号", "--set", "notified_on=2022-02-16"),
)
KEYS = {
    *("number", "kind", "title", "penalty", "public", "spared", "party", "party_kind", "uscc", "authority"),
    *("authority_kind", "authority_title", "doc_no", "decided_on", "starts_on", "ends_on", "grounds", "basis", "cases"),
    *("values", "publish_within", "withdraw_within", "recorded_by", "published_on", "url", "withdrawn_on"),
    *("region", "pending"),
    *("revoked_on", "revoked_why", "lifted_on", "lifted_why"),
    *("in_force", "state", "publish_by", "withdraw_by", "late"),
}


def fine(command: Command, *more: str, user: str = "sup1") -> Outcome:
    return command("sanction", "impose", "fine", "--party", PARTY, *FINE, *more, user=user)


def test_impose_prints_the_number_and_tells_the_clock(command: Command) -> None:
    outcome = fine(command)
    assert (outcome.code, outcome.out) == (0, "CJ-2022-0001\n")
    assert "应于 2022-02-28 前公开（2022-02-17 次日起 7 个工作日" in outcome.err
    assert "留意：先行动作：责令停止" in outcome.err


def test_impose_in_json_has_the_keys_of_the_list_and_the_warnings(command: Command) -> None:
    printed = json.loads(fine(command, "--json").out)
    listed = json.loads(command("sanction", "list", "--json").out)
    assert set(printed) == KEYS | {"warnings"}
    assert set(listed) == {"as_of", "items", "totals"}
    assert set(listed["items"][0]) == KEYS
    assert {name: printed[name] for name in KEYS} == listed["items"][0]
    assert json.loads(command("sanction", "show", "cj-2022-0001", "--json").out) == listed["items"][0]


def test_a_period_adds_up(command: Command, desk: Desk) -> None:
    """Each party once however it is written, authorities apart; another period and what was revoked do not count."""
    talk = ("sanction", "impose", "interview", *HEAD, "--set", "basis=某市约谈办法第3条")
    fine(command)
    for n, party in enumerate(
        ((PARTY, "--uscc", "91530000MA0000007A"), (PARTY,), ("某局", "--set", "party_kind=authority"))
    ):
        desk.on(f"2022-03-{n + 1:02}")
        assert command(*talk, "--sure", "--party", *party).code == 0

    def listed(*words: str) -> list[str]:
        lines = command("sanction", "list", *words).out.splitlines()
        return [line for line in lines if line.startswith("合计")]

    talks = "合计 约谈：3 项，1 家单位，1 个主管部门"
    assert listed() == ["合计 罚款：1 项，1 家单位，50000 元", talks]
    assert listed("--from", "2022-03-01", "--to", "2022-03-03") == [talks]
    assert listed("--from", "2022-02-17", "--to", "2022-02-17") == ["合计 罚款：1 项，1 家单位，50000 元"]
    assert "没有符合条件的惩戒" in command("sanction", "list", "--to", "2022-02-16").err
    assert command("sanction", "list", "--from", "2022-03-01", "--to", "2022-02-01").code == 2
    totals = json.loads(command("sanction", "list", "--json", "--to", "2022-02-28").out)["totals"]
    assert totals == [{"kind": "fine", "title": "罚款", "count": 1, "parties": {"unit": 1}, "amount": "50000"}]
    enrol(desk.as_("sup1"), "sup2", "主管乙", ["supervisor"])
    command("sanction", "revoke", "CJ-2022-0001", "--reason", "复议撤销", "--yes")
    command("sanction", "revoke", "CJ-2022-0001", "--yes", user="sup2")
    assert listed() == [talks]
    assert len(listed("--as-of", "2022-02-28")) == 1


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--set", "base=1"), 1, "不按基数计算"),
        (("--on", "2022-02-18"), 1, "在今天（2022-02-17）之后"),
        (("--on", "3月1日"), 2, "可以是 2021-03-01 或 2022-03-01，请写明年份"),
        (("--uscc", "9153"), 2, "统一社会信用代码："),
        (("--case", "RQ-2022-0009"), 2, "没有"),
        (("--set", "amount"), 2, "应写成 字段=值"),
        (("--set", "rule=rq-46"), 2, "写了两次"),
    ],
)
def test_refusals_and_bad_input(command: Command, desk: Desk, words: tuple[str, ...], code: int, told: str) -> None:
    before = desk.as_("sup1").desk.head
    outcome = fine(command, *words)
    assert (outcome.code, outcome.out) == (code, "")
    assert told in outcome.err
    assert desk.as_("sup1").desk.head == before


def test_an_inspector_may_not_record(command: Command) -> None:
    outcome = fine(command, user="insp1")
    assert outcome.code == 1
    assert "须由主管办理" in outcome.err


def test_unknown_kinds_numbers_and_documents_suggest(command: Command) -> None:
    fine(command)
    for words, told in (
        (("impose", "fines", "--party", "甲"), "是否想写“fine”"),
        (("show", "CJ-2022-0002"), "是否想写“CJ-2022-0001”"),
        (("fines", "--ref", "csrqgltl-58"), "是否想写“csrqgltl-583”"),
        (("kinds", "interviews"), "是否想写“interview”"),
    ):
        outcome = command("sanction", *words)
        assert outcome.code == 2
        assert told in outcome.err


def test_from_publication_to_taking_down(command: Command, desk: Desk) -> None:
    fine(command)
    desk.on("2022-03-01")
    assert "逾期未公开" in command("sanction", "list").out
    assert (
        command("sanction", "publish", "CJ-2022-0001", "--on", "2022-02-28", "--url", "https://example.cn/1").code == 0
    )
    assert "逾期" not in command("sanction", "list").out
    enrol(desk.as_("sup1"), "sup2", "主管乙", ["supervisor"])
    proposed = command("sanction", "revoke", "CJ-2022-0001", "--reason", "复议撤销", "--yes")
    assert "须由另一位主管" in proposed.err
    assert "已撤销" not in command("sanction", "list").out
    revoked = command("sanction", "revoke", "CJ-2022-0001", "--yes", user="sup2")
    assert "应于 2022-03-04 前撤下" in revoked.err
    desk.on("2022-03-05")
    assert "已撤销，逾期未撤下" in command("sanction", "show", "CJ-2022-0001").out
    assert command("sanction", "withdraw", "CJ-2022-0001", "--on", "2022-03-04").code == 0
    shown = command("sanction", "show", "CJ-2022-0001").out
    assert "逾期" not in shown
    assert "复议撤销" in shown
    assert command("sanction", "withdraw", "CJ-2022-0001").code == 1


def test_the_list_can_be_narrowed_and_read_as_of_a_day(command: Command, desk: Desk) -> None:
    fine(command, "--uscc", "91530000MA0000007A")
    desk.on("2022-03-10")
    command(
        "sanction",
        "impose",
        "joint",
        "--party",
        "熟食店01",
        *HEAD,
        "--set",
        "measure=暂停项目审批",
        "--set",
        "until=2022-03-20",
    )
    desk.on("2022-03-21")

    def numbers(*words: str, user: str = "viewer1") -> list[str]:
        return [
            one["number"] for one in json.loads(command("sanction", "list", "--json", *words, user=user).out)["items"]
        ]

    assert numbers() == ["CJ-2022-0001", "CJ-2022-0002"]
    assert numbers("--in-force") == ["CJ-2022-0001"]
    assert numbers("--in-force", "--as-of", "2022-03-20") == ["CJ-2022-0001", "CJ-2022-0002"]
    assert numbers("--as-of", "2022-03-09") == ["CJ-2022-0001"]
    assert numbers("--known-at", "2022-03-09") == ["CJ-2022-0001"]
    assert numbers("--party", "熟食店 01") == ["CJ-2022-0002"]
    assert numbers("--party", "91530000ma0000007a") == ["CJ-2022-0001"]
    assert numbers(user="resp2") == ["CJ-2022-0002"]
    empty = command("sanction", "list", "--party", "无此单位")
    assert (empty.code, empty.out, empty.err) == (0, "", "没有符合条件的惩戒。\n")


def test_a_lifted_sanction_is_in_force_no_longer(command: Command, desk: Desk) -> None:
    words = ("--set", "basis=aqscf-2021 第113条", "--set", "doc_no=停1号", "--set", "notified_on=2022-02-16")
    command("sanction", "impose", "suspend-business", "--party", PARTY, *HEAD, *words)
    desk.on("2022-03-01")
    assert "解除为止" in command("sanction", "show", "CJ-2022-0001").out
    enrol(desk.as_("sup1"), "sup2", "主管乙", ["supervisor"])
    assert command("sanction", "lift", "CJ-2022-0001", "--reason", "整顿合格").code == 0
    assert "已解除" not in command("sanction", "show", "CJ-2022-0001").out
    assert command("sanction", "lift", "CJ-2022-0001", user="sup2").code == 0
    assert "已解除" in command("sanction", "show", "CJ-2022-0001").out
    assert command("sanction", "lift", "CJ-2022-0001", "--reason", "再来").code == 1


def test_the_party_is_marked_wherever_it_appears(command: Command, inspection_file: Path) -> None:
    command("inspect", "run", str(inspection_file), user="insp1")
    unmarked = command("case", "list").out + command("case", "show", "RQ-2022-0001").out
    assert "惩戒" not in unmarked
    fine(command, "--case", "RQ-2022-0001")
    [first, second] = command("case", "list").out.splitlines()[1:]
    assert ("受惩戒" in first, "受惩戒" in second) == (True, False)
    shown = command("case", "show", "RQ-2022-0001", user="resp1").out
    assert "惩戒      CJ-2022-0001 罚款（某市住建局，至 2025-02-17），在册" in shown
    assert json.loads(command("case", "show", "RQ-2022-0001", "--json").out)["sanctions"] == ["CJ-2022-0001"]
    assert json.loads(command("case", "show", "RQ-2022-0002", "--json").out)["sanctions"] == []
    subjects = json.loads(command("subject", "list", "--json").out)["items"]
    assert {one["key"]: one["sanctions"] for one in subjects} == {"op-01": ["CJ-2022-0001"], "shop-01": []}
    assert "CJ-2022-0001" in command("subject", "list").out


def test_kinds_and_fines_show_what_is_not_confirmed(command: Command) -> None:
    kinds = json.loads(command("sanction", "kinds", "--json").out)["items"]
    assert {kind["id"]: kind["penalty"] for kind in kinds}["circular"] is False
    assert "待核" in command("sanction", "kinds", "blacklist").out
    fines = json.loads(command("sanction", "fines", "--json").out)["items"]
    marks = {one["id"]: (one["confidence"], one["enforced"]) for one in fines}
    assert (marks["rq-49-5"], marks["wd-31"], marks["rq-45-1"]) == (("U", False), ("M", False), ("C", True))
    table = command("sanction", "fines", "--ref", "csrqgltl-583").out
    assert "第49条(五)【待核】" in table
    assert "不得据此罚款" in table
    assert "安全生产法" not in table


def test_missing_says_when_nothing_is(command: Command) -> None:
    outcome = command("sanction", "missing", user="insp1")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "没有应有而没有的惩戒。\n")
    assert json.loads(command("sanction", "missing", "--json").out) == {"items": []}
    assert command("sanction", "missing", user="resp1").code == 1


@pytest.mark.parametrize("name", ["[/]", "=1+1", "\x1b[31m红", "A\u202eB"])
def test_hostile_names_are_shown_and_never_obeyed(command: Command, name: str) -> None:
    command("sanction", "impose", "circular", "--party", name, *HEAD, "--set", "basis=[/]\x1b[2J")
    for words in (("list",), ("show", "CJ-2022-0001")):
        out = command("sanction", *words).out
        assert "\x1b" not in out
        assert "\u202e" not in out
    assert json.loads(command("sanction", "list", "--json").out)["items"][0]["party"] == name


def test_help_teaches(command: Command) -> None:
    text = command("sanction", "--help").out
    for word in (
        "impose",
        "publish",
        "withdraw",
        "revoke",
        "lift",
        "list",
        "show",
        "missing",
        "kinds",
        "fines",
        "例：",
    ):
        assert word in text
