"""Records of what was put right that nobody might have made are named by ``verify``, whoever forged them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.domain.corrections import KINDS, Change, record
from inspect_engine.domain.events import Event, from_body
from inspect_engine.errors import InputError, Refused
from inspect_engine.imports import inspections
from tests.conftest import Desk, enrol
from tests.storage.forging import Forger

CASE = "RQ-2022-0001"


@pytest.fixture
def found(desk: Desk, inspection_file: Path) -> Desk:
    inspections.run(desk.as_("insp1"), inspection_file)
    return desk.on("2022-02-18")


def told(desk: Desk) -> str:
    return "\n".join(str(each) for each in desk.as_("sup1").verify())


def data(desk: Desk, **more: Any) -> dict[str, Any]:
    change = Change("note", "备注", "不能出示许可证", "没有问题")
    return {**record("case", CASE, [change], "看错", desk.moment.date(), ["insp1"]), **more}


def test_an_author_alone_on_a_later_day(found: Desk) -> None:
    found.as_("sup1").cases.act(CASE, "grade", {"severity": "major", "reason": "无证"})
    forger = Forger(found.path)
    forger.append("corrected", data(found), "insp1", case=forger.case(CASE))
    assert "此外须由主管更正" in told(found)


def of_unit(desk: Desk, new: str) -> dict[str, Any]:
    change = Change("party", "责任单位", "燃气经营企业01", new)
    return record("case", CASE, [change], "看错", desk.moment.date(), ["sup1"])


def test_a_unit_that_nobody_knows(found: Desk) -> None:
    forger = Forger(found.path)
    forger.append("corrected", of_unit(found, "没有的公司"), "sup1", case=forger.case(CASE))
    assert "没有名为“没有的公司”的单位" in told(found)


def test_a_unit_put_right_by_one_where_there_are_two(found: Desk) -> None:
    enrol(found.as_("sup1"), "sup2", "主管乙", ["supervisor"])
    forger = Forger(found.path)
    forger.append("corrected", of_unit(found, "熟食店01"), "sup1", case=forger.case(CASE))
    assert "须由另一人确认才能更正" in told(found)


def test_who_belongs_to_either_unit_is_no_outsider(found: Desk) -> None:
    """The only supervisor puts the unit right; an inspector of the unit before still has no part in its case."""
    chief = found.as_("sup1")
    chief.people.add("insp3", "检查员丙", ["inspector"], "燃气经营企业01")
    chief.cases.act(CASE, "grade", {"severity": "general", "reason": "有证，未带"})
    assert chief.corrections.cases.correct(CASE, {"party": "熟食店01"}, "抄错").kind == "corrected"
    case = chief.cases.get(CASE)
    assert (case.party, case.former, case.acted) == ("熟食店01", ("燃气经营企业01",), True)
    with pytest.raises(Refused, match="你属于责任单位“燃气经营企业01”"):
        found.as_("insp3").corrections.cases.correct(CASE, {"note": "别的"}, "看错")
    offers = found.as_("insp3").cases.offers(CASE).offers
    assert offers
    assert not any(offer.allowed for offer in offers)
    assert told(found) == ""


def test_a_copy_of_what_nobody_put_right(found: Desk) -> None:
    forger = Forger(found.path)
    forger.append("corrected", data(found, of="x"), "sup1", case=forger.case(CASE))
    assert "没有更正使它随之记下" in told(found)


def test_a_subject_without_the_copies_in_its_cases(found: Desk) -> None:
    subject = found.as_("sup1").subjects.find(keys=["op-01"])[0]
    now = {**subject.plain(), "name": "某某公司", "party": "某某公司"}
    changes = [Change("name", "名称", subject.name, "某某公司"), Change("party", "责任单位", subject.party, "某某公司")]
    made = {**record("subject", "op-01", changes, "漏字", found.moment.date(), ["sup1"]), "subject": now}
    Forger(found.path).append("corrected", made, "sup1")
    assert "有关的事项没有随之更正" in told(found)


def test_a_supervisor_made_of_oneself(found: Desk) -> None:
    change = Change("roles", "角色", "inspector", "inspector,supervisor")
    user = {"title": "检查员甲", "roles": "inspector,supervisor", "party": None, "region": "", "active": True}
    made = {**record("user", "insp1", [change], "兼任", found.moment.date(), ["insp1"]), "user": user}
    Forger(found.path).append("corrected", made, "insp1")
    assert "须由主管办理" in told(found)


def test_a_lower_grade_by_one(found: Desk) -> None:
    chief = found.as_("sup1")
    chief.cases.act(CASE, "grade", {"severity": "major", "reason": "无证"})
    changes = [Change("severity", "等级", "major", "general"), Change("severity_why", "定级理由", "无证", "求情")]
    made = record("case", CASE, changes, "求情", found.moment.date(), ["sup1"])
    forger = Forger(found.path)
    forger.append("corrected", made, "sup1", case=forger.case(CASE))
    assert told(found)


def test_the_same_grade_beside_a_note_leaves_its_reason(found: Desk) -> None:
    chief = found.as_("sup1")
    chief.cases.act(CASE, "grade", {"severity": "major", "reason": "无证"})
    before = chief.cases.get(CASE)
    done = chief.corrections.cases.correct(CASE, {"severity": "重大", "note": "补写"}, "漏写")
    assert [each["field"] for each in done.data["changes"]] == ["note"]
    assert chief.cases.get(CASE).severity_why == before.severity_why
    with pytest.raises(Refused, match="没有要更正的"):
        chief.corrections.cases.correct(CASE, {"severity": "major"}, "换个理由")
    assert told(found) == ""


@pytest.mark.parametrize("field", ["served_on", "on"])
def test_what_a_wrong_clock_has_dated_is_put_right_once_that_is_said(found: Desk, field: str) -> None:
    """Served in 2030 by a clock that was ahead: excused, the day can be given, and the deadline is counted from it."""
    found.sign()
    found.as_("sup1").cases.act(CASE, "grade", {"severity": "general", "reason": "一般"})
    found.as_("sup1").cases.act(CASE, "issue", {"notice_no": "1号", "requirement": "改", "days": "5"})
    right, found.moment = found.moment, found.moment.replace(year=2030)
    served = {"served_on": "2030-02-18", "service": "direct", "received_by": "吴某"}
    found.as_("insp1").cases.act(CASE, "serve", served)
    found.moment = right + timedelta(days=1)
    found.as_("sup1").timekeeping.excuse("钟快了")
    room = found.as_("sup1").corrections.cases
    with pytest.raises(InputError, match="之后"):
        room.correct(CASE, {field: "2022-02-20"}, "当时的钟错了")
    room.correct(CASE, {field: "2022-02-18"}, "当时的钟错了")
    case = found.as_("sup1").cases.get(CASE)
    assert (case.due_on, case.stepped_on) == (date(2022, 2, 23), date(2022, 2, 18))
    found.as_("insp1").cases.act(CASE, "start", {"performed_by": "吴某", "plan": "改"})
    assert told(found) == ""


def test_what_was_put_right_of_others_is_passed_over_unread(found: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records of cases are many: neither an inspection that is shown nor a confirmation reads them."""
    sup = found.as_("sup1")
    for word in ("甲", "乙", "丙"):
        sup.corrections.cases.correct(CASE, {"note": word}, "看错")
    sup.corrections.people.correct("resp1", {"title": "某负责人"}, "写错")
    inspection = sup.inspections.all()[0].id
    read: list[Event] = []

    def counted(body: str) -> Event:
        read.append(from_body(body))
        return read[-1]

    monkeypatch.setattr("inspect_engine.storage.queries.events.from_body", counted)
    assert sup.corrections.inspections.history(inspection) == []
    with pytest.raises(InputError, match="用户 viewer1 没有待确认的更正"):
        sup.corrections.people.confirm("viewer1")
    assert [event for event in read if event.kind in KINDS] == []
