"""Findings and reports that nobody might have recorded are named by ``verify``, whoever forged them."""

from __future__ import annotations

from typing import Any

import pytest

from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from inspect_engine.domain.reports import RECEIVED, TRIAGED
from inspect_engine.ledger import Ledger
from tests.conftest import Desk
from tests.storage.forging import Forger

SHOP = SubjectInput(key="op-01", kind="operator", name="某燃气公司", region="530602")
REPORT = {
    "number": "XS-0001",
    "source": "public",
    "region": "530602",
    "words": "有异味",
    "subject": "",
    "place": "东街",
}


def begun(desk: Desk) -> tuple[Ledger, str]:
    """An inspection under way in which one item was failed on one part."""
    ledger = desk.as_("insp1")
    ledger.subjects.add("gas", SHOP)
    key = ledger.inspections.start("gas", ["op-01"], ["insp1", "insp2"])
    said: dict[str, Any] = {"subject": "op-01", "item": "STAFF-02", "answer": "fail", "note": "甲处"}
    ledger.inspections.answer(key, AnswerInput(**said, part="一分公司", values={"who": "principal"}))
    return ledger, key


def told(desk: Desk) -> str:
    return "\n".join(str(each) for each in desk.as_("sup1").verify())


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"answer": "pass", "part": "二分公司"}, "同一项不能既不合格又合格"),
        ({"part": " 一分公司"}, "这一处已答过一次"),
        ({}, "每一处都要写部位"),
    ],
)
def test_an_answer_beside_one_that_it_contradicts(desk: Desk, more: dict[str, Any], why: str) -> None:
    _, key = begun(desk)
    made: dict[str, Any] = {
        "inspection": key,
        "on": desk.moment.date().isoformat(),
        "subject": "op-01",
        "item": "STAFF-02",
    }
    made |= {"answer": "fail", "place": "2", "note": "乙处", "values": {}, "replaces": ""}
    made |= {"values": {"who": "principal"} if "answer" not in more else {}} | more
    Forger(desk.path).append("inspection.answered", made, "insp1")
    assert why in told(desk)


def test_an_only_answer_that_is_dropped(desk: Desk) -> None:
    """The answer would be gone as if nobody had ever found anything."""
    ledger, key = begun(desk)
    [answer] = ledger.inspections.get(key).answers
    made = {"inspection": key, "subject": "op-01", "item": "STAFF-02", "answer": answer.event, "restores": ""}
    Forger(desk.path).append("inspection.answer_retracted", {**made, "dropped": True}, "insp1")
    assert "这一项只有这一个作答" in told(desk)


@pytest.mark.parametrize(
    ("kind", "data", "who", "why"),
    [
        (RECEIVED, {**REPORT, "number": "XS-0007"}, "insp1", "编号应是 XS-0001"),
        (RECEIVED, {**REPORT, "place": ""}, "insp1", "地点不能为空"),
        (RECEIVED, REPORT, "resp1", "须由"),
        (TRIAGED, {"number": "XS-0001", "decision": "dismiss", "to": "", "why": "无"}, "sup1", "没有线索"),
    ],
    ids=["number", "nowhere", "not his", "of none"],
)
def test_a_report_that_nobody_might_record(desk: Desk, kind: str, data: dict[str, Any], who: str, why: str) -> None:
    more = {"reporter": ""} if kind == RECEIVED else {}
    Forger(desk.path).append(kind, {"on": desk.moment.date().isoformat(), **data, **more}, who)
    assert why in told(desk)


def test_a_report_decided_upon_by_an_inspector_or_taken_up_in_nothing(desk: Desk) -> None:
    desk.as_("insp1").reports.add("举报", "有异味", place="东街", region="530602")
    forger, on = Forger(desk.path), desk.moment.date().isoformat()
    forger.append(TRIAGED, {"on": on, "number": "XS-0001", "decision": "take", "to": "RQ-2022-0009", "why": ""}, "sup1")
    forger.append(TRIAGED, {"on": on, "number": "XS-0001", "decision": "dismiss", "to": "", "why": "求情"}, "insp1")
    assert "所说的隐患或检查当时不存在" in told(desk)
    assert "须由主管办理" in told(desk)
