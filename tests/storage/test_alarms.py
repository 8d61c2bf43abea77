"""Alarms in a real ledger: worked out when asked for, on any past day; only decisions are stored."""

from __future__ import annotations

import shutil
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from inspect_engine.domain.alarms import Judged
from inspect_engine.errors import Conflict, InputError, Refused
from inspect_engine.imports import inspections
from inspect_engine.ledger import Ledger
from tests.conftest import Desk, enrol, make_desk

SHEET = """\
pack: gas
date: 2022-02-17
inspectors: [insp1, insp2]
subjects:
  - {key: op-01, kind: operator, name: 燃气经营企业01, region: "530600"}
  - {key: shop-01, kind: catering, name: 熟食店01, region: "530602"}
answers:
  - {subject: op-01, item: GAS-MH-4.1, answer: fail, note: 无证}
  - {subject: shop-01, item: CAT-01, answer: fail, values: {state: none}}
"""
CASES = ("RQ-2022-0001", "RQ-2022-0002")


def reply(desk: Desk, tmp_path: Path, number: str, user: str, photo: str) -> None:
    """The unit of a case hands in its reply."""
    path = tmp_path / photo
    path.write_text(photo, encoding="utf-8")
    values = {"performed_by": "吴某", "measures": "改好", "finished_on": desk.moment.date().isoformat()}
    desk.as_(user).cases.act(number, "reply", values, [path])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Two hazards of two units, both replied to on 2 March with one and the same photograph. To be copied."""
    folder = tmp_path_factory.mktemp("town")
    desk, sheet = make_desk(folder), folder / "sheet.yaml"
    sheet.write_text(SHEET, encoding="utf-8")
    enrol(desk.as_("sup1"), "sup2", "主管乙", ["supervisor"])
    inspections.run(desk.as_("insp1"), sheet)
    desk.sign()
    desk.on("2022-02-18")
    for number, user in zip(CASES, ("resp1", "resp2"), strict=True):
        sup = desk.as_("sup1")
        sup.cases.act(number, "grade", {"severity": "general", "reason": "一般"})
        sup.cases.act(number, "issue", {"notice_no": "1号", "requirement": "改", "days": "30"})
        served = {"served_on": "2022-02-18", "service": "direct", "received_by": user}
        desk.as_("insp1").cases.act(number, "serve", served)
        desk.moment += timedelta(hours=1)
        desk.as_(user).cases.act(number, "start", {"performed_by": "吴某", "plan": "购置"})
    desk.on("2022-03-02")
    for number, user in zip(CASES, ("resp1", "resp2"), strict=True):
        reply(desk, folder, number, user, "改好.jpg")
    return desk


@pytest.fixture
def town(built: Desk, tmp_path: Path) -> Desk:
    """A copy of that ledger, on that day."""
    shutil.copytree(built.path.parent, tmp_path / "town")
    return Desk(tmp_path / "town" / built.path.name, built.moment)


def only(ledger: Ledger) -> Judged:
    [judged] = ledger.alarms.all()
    return judged


def test_worked_out_from_the_events(town: Desk) -> None:
    judged = only(town.as_("viewer1"))
    assert (judged.alarm.kind, judged.alarm.numbers, judged.status) == ("photo", CASES, "open")
    before = town.as_("sup1").desk.head
    assert (town.as_("sup1").alarms.get(judged.alarm.key).alarm.key, town.as_("sup1").desk.head) == (
        judged.alarm.key,
        before,
    )


def test_as_of_a_day_and_as_known_at_a_moment(town: Desk) -> None:
    """Before the second reply there was no alarm; before the decision it was open."""
    sup, replied = town.as_("sup2"), town.moment
    key = only(sup).alarm.key
    town.on("2022-03-10")
    sup.alarms.decide(key, "confirmed", "两家同一张照片")
    days = {
        day: [each.status for each in sup.alarms.all(_day(day))] for day in ("2022-03-01", "2022-03-02", "2022-03-10")
    }
    assert days == {"2022-03-01": [], "2022-03-02": ["open"], "2022-03-10": ["confirmed"]}
    assert [each.status for each in sup.alarms.all(None, replied)] == ["open"]
    assert sup.alarms.all(None, replied - timedelta(seconds=2)) == []


def _day(text: str) -> date:
    return date.fromisoformat(text)


def test_deciding_changes_no_case(town: Desk) -> None:
    sup = town.as_("sup2")
    judged = only(sup)
    before = [(case.state, case.last_event, case.events) for case in map(sup.cases.get, CASES)]
    event = sup.alarms.decide(judged.alarm.key, "explained", " 两家在一处 ")
    assert (event.kind, event.case, event.data["reason"]) == ("alarm.decided", None, "两家在一处")
    assert event.data["events"] == sorted(judged.alarm.events)
    assert [(case.state, case.last_event, case.events) for case in map(sup.cases.get, CASES)] == before
    decision = only(sup).decision
    assert decision is not None
    assert (decision.verdict, decision.by, decision.event) == ("explained", "sup2", event.id)
    assert sup.verify() == []


def test_new_evidence_opens_it_again(town: Desk, tmp_path: Path) -> None:
    """A third use of the same photograph: another key, and the decision on the first two is told beside it."""
    sup = town.as_("sup2")
    key = only(sup).alarm.key
    sup.alarms.decide(key, "explained", "一处两家")
    town.on("2022-03-03")
    refused = {"inspectors": "insp1,insp2", "reason": "没有改"}
    town.as_("insp1").cases.act(CASES[0], "return", refused)
    town.on("2022-03-04")
    reply(town, tmp_path, CASES[0], "resp1", "改好.jpg")
    judged = only(sup)
    assert judged.alarm.key != key
    assert (judged.status, [decision.key for decision in judged.earlier]) == ("open", [key])
    with pytest.raises(InputError, match="没有疑点"):
        sup.alarms.decide(key, "confirmed", "晚了一步")


def test_other_work_leaves_the_decision_alone(town: Desk) -> None:
    sup = town.as_("sup2")
    sup.alarms.decide(only(sup).alarm.key, "explained", "一处两家")
    town.on("2022-03-03")
    town.as_("insp1").cases.act(CASES[0], "return", {"inspectors": "insp1,insp2", "reason": "没有改"})
    assert only(sup).status == "explained"


@pytest.mark.parametrize("who", ["insp1", "viewer1"])
def test_only_supervisors_decide(town: Desk, who: str) -> None:
    with pytest.raises(Refused, match="须由主管办理"):
        town.as_(who).alarms.decide(only(town.as_(who)).alarm.key, "explained", "看过")


def test_a_unit_sees_none_and_decides_none(town: Desk) -> None:
    with pytest.raises(Refused):
        town.as_("resp1").alarms.all()
    with pytest.raises(Refused):
        town.as_("resp1").alarms.decide("photo-000000000000", "explained", "看过")


def test_nobody_decides_about_himself(town: Desk, tmp_path: Path) -> None:
    """A supervisor who is an inspector too, and replied for three units: another one has to look."""
    sup = town.as_("sup1")
    enrol(sup, "both", "兼职丙", ["supervisor", "inspector"])
    town.on("2022-03-03")
    refused = {"inspectors": "insp1,insp2", "reason": "没有改"}
    town.as_("insp1").cases.act(CASES[0], "return", refused)
    town.on("2022-03-05")
    reply(town, tmp_path, CASES[0], "both", "改好.jpg")
    key = only(sup).alarm.key
    with pytest.raises(Refused, match="“both”参与过其中的办理，须由另一位主管处理"):
        town.as_("both").alarms.decide(key, "explained", "没事")
    town.as_("sup2").alarms.decide(key, "confirmed", "属实")


@pytest.mark.parametrize(
    ("verdict", "reason", "told"),
    [
        ("ok", "看过", "没有结论"),
        ("", "看过", "没有结论"),
        ("explained", " ", "理由不能为空"),
        ("explained", "x\x00", "不能"),
    ],
)
def test_bad_decisions(town: Desk, verdict: str, reason: str, told: str) -> None:
    sup = town.as_("sup2")
    before = sup.desk.head
    with pytest.raises(InputError, match=told):
        sup.alarms.decide(only(sup).alarm.key, verdict, reason)
    assert sup.desk.head == before


def test_a_second_supervisor_sees_what_the_first_decided(town: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two look at the same time; whoever comes second is told, and may decide anew once he has seen it."""
    first, second = town.as_("sup1"), town.as_("sup2")
    key = only(first).alarm.key
    looked = second.alarms.get(key)
    first.alarms.decide(key, "explained", "一处两家")
    monkeypatch.setattr(second.alarms, "get", lambda _: looked)
    before = second.desk.head
    with pytest.raises(Conflict, match="刚被他人处理"):
        second.alarms.decide(key, "confirmed", "不信")
    assert second.desk.head == before
    town.as_("sup2").alarms.decide(key, "confirmed", "问过两家，照片是借的")
    assert only(first).status == "confirmed"


def test_of_two_at_once_one_wins(town: Desk) -> None:
    key = only(town.as_("sup1")).alarm.key
    ledgers, outcomes = [town.as_("sup1"), town.as_("sup2")], []
    together = threading.Barrier(2)

    def decide(ledger: Ledger) -> None:
        seen = ledger.alarms.get(key)
        ledger.alarms.get = lambda key: seen  # type: ignore[method-assign]
        together.wait()
        try:
            ledger.alarms.decide(key, "explained", "看过")
            outcomes.append("decided")
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=decide, args=(ledger,)) for ledger in ledgers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict", "decided"]


def test_board_and_alarms_in_one_pass(town: Desk) -> None:
    sup = town.as_("sup1")
    survey = sup.alarms.survey()
    board, judged = survey.board, survey.judged
    assert board == sup.figures.board()
    assert [each.alarm.key for each in judged] == [each.alarm.key for each in sup.alarms.all()]


def test_a_disabled_supervisor_is_checked_under_the_lock(town: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """He looked while he was one; by the time it is his turn he is none."""
    second = town.as_("sup2")
    looked = only(second)

    def look(_: str) -> Judged:
        town.as_("sup1").people.disable("sup2")
        return looked

    monkeypatch.setattr(second.alarms, "get", look)
    with pytest.raises(Refused, match="停用"):
        second.alarms.decide(looked.alarm.key, "explained", "看过")


def test_a_second_supervisor_kept_away_by_a_correction_is_told(town: Desk) -> None:
    """One makes the other a viewer, enrols a third alone, and puts the other back: each told under one alarm."""
    chief = town.as_("sup1")
    chief.corrections.people.correct("sup2", {"roles": "viewer"}, "录错")
    enrol(chief, "sup3", "主管丙", ["supervisor"])
    town.as_("sup1").corrections.people.correct("sup3", {"roles": "inspector"}, "录错")
    town.as_("sup1").corrections.people.correct("sup3", {"roles": "supervisor"}, "录错")
    told = [each.alarm.text for each in chief.alarms.all() if each.alarm.kind == "alone"]
    assert ["登记主管 sup3" in text for text in told].count(True) == 1
    assert all("把另一位主管" in text and "更正了登记" in text for text in told)
    assert any("更正用户 sup3" in text for text in told)
    assert town.as_("sup1").verify() == []


def test_a_reply_taken_back_is_no_other_use(town: Desk, tmp_path: Path) -> None:
    """The same photograph sent again to the same hazard, or to the one it belongs to, served once."""
    for number, user in zip(CASES, ("resp1", "resp2"), strict=True):
        town.as_(user).corrections.cases.take_back(number, "附错")
    for _ in range(2):
        reply(town, tmp_path, CASES[0], "resp1", "改好.jpg")
        assert [judged for judged in town.as_("sup1").alarms.all() if judged.alarm.kind == "photo"] == []
        town.as_("resp1").corrections.cases.take_back(CASES[0], "附错")
