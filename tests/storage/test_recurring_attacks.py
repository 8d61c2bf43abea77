"""Ways around duties, scope and clocks: through merging, reopening, proposals, ``tick``."""

from __future__ import annotations

import shutil
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from inspect_engine.cli import main
from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import outcome
from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from inspect_engine.errors import Conflict, InputError, Refused
from inspect_engine.imports.inspections import run
from inspect_engine.ledger import open_ledger
from inspect_engine.reading.definitions import load_library
from tests.conftest import Desk, enrol
from tests.storage.conftest import in_child, wait
from tests.storage.test_recurring import LISTS, Office

FLOW = "workflows/flow.yaml"
PHOTO = 1


def edited(office: Office, folder: Path, *edits: tuple[str, str]) -> Office:
    """The office over definitions of its own."""
    copy = shutil.copytree(LISTS, folder / "lists")
    text = (copy / FLOW).read_text(encoding="utf-8")
    for old, new in edits:
        assert text.count(old) == 1
        text = text.replace(old, new)
    (copy / FLOW).write_text(text, encoding="utf-8")
    office.install(load_library([copy]))
    return office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.settle()
    return made


def merge(office: Office, double: str, into: str, *users: str) -> None:
    first, second = users or ("insp1", "sup1")
    office.act(double, "merge", first, files=PHOTO, into=into)
    office.act(double, "merge", second)


def of_unit(office: Office, party: str) -> str:
    """The number of a hazard of shop 0, which this unit answers for from now on."""
    shop = SubjectInput(key="shop-0", kind="shop", name="商铺0", region="530602", fields={"party": party})
    note = f"第 {len(office.open('sup1').cases.page()) + 1} 次检查"
    answer = AnswerInput(subject="shop-0", item="S-1", answer="fail", note=note, sure=True)
    return office.inspect(subjects=(shop,), answers=(answer,)).cases[0].number


# --- nobody closes what he rectified -------------------------------------------------------------------------------


def test_who_rectified_the_duplicate_does_not_close_the_survivor(office: Office) -> None:
    """Not under his account, not under his display name, not by way of whom he stands in for, not two merges on."""
    enrol(office.open("sup1"), "sup3", "主管丙", ["supervisor"])
    first, second, third = (office.hazard() for _ in range(3))
    office.act(first, "issue")
    office.act(first, "reply", "insp2", performed_by="检查员甲、主管丙")
    office.act(second, "issue")
    with pytest.raises(Refused, match="这一步不能办"):
        merge(office, first, second)
    office.act(third, "issue")
    office.act(third, "reply", "insp2", performed_by="主管丙")
    office.open("sup1").people.add("insp3", "检查员丙", ["inspector"])
    office.act(third, "back", "insp3")
    merge(office, third, second, "insp3", "sup2")
    fourth = office.hazard()
    office.act(fourth, "issue")
    merge(office, second, fourth, "insp3", "sup2")
    office.act(fourth, "reply", "insp1", performed_by="路人")
    for user in ("insp1", "insp2", "sup3"):
        with pytest.raises(Refused, match="参与过本隐患的“回复”"):
            office.act(fourth, "close", user)
    office.open("sup1").delegations.grant("insp3", "sup3", date(2026, 3, 9), "出差")
    with pytest.raises(Refused, match="参与过本隐患的“回复”"):
        open_ledger(office.path, "insp3", office.clock, acts_for="sup3").cases.act(fourth, "close")
    office.act(fourth, "close", "insp3")
    office.whole()


def test_two_merges_pending_make_no_circle(office: Office) -> None:
    """Each of two is proposed to be merged into the other: one goes, the other then has nothing to go into."""
    one, other = office.hazard(), office.hazard()
    office.act(one, "merge", "insp1", files=PHOTO, into=other)
    office.act(other, "merge", "insp1", files=PHOTO, into=one)
    office.act(one, "merge", "sup1")
    with pytest.raises(Refused, match="已办结"):
        office.act(other, "merge", "sup1")
    assert office.case(other).is_open
    office.whole()


def test_his_office_in_brackets_makes_no_other_man_of_him(office: Office) -> None:
    """Enrolled as “赵六（科长）”, named as “赵六” by whoever filed the reply."""
    office.open("sup1").people.add("zl", "赵六（科长）", ["inspector"])
    number = office.hazard()
    office.act(number, "issue")
    office.act(number, "reply", "insp1", performed_by="赵六")
    with pytest.raises(Refused, match="“赵六”参与过"):
        office.act(number, "close", "zl")


def test_of_two_of_one_name_it_is_asked_which(office: Office) -> None:
    """And only the one who is meant is kept from closing."""
    for name, number in (("zw1", "01"), ("zw2", "02")):
        office.open("sup1").people.add(name, "张伟", ["inspector"], distinct=number)
    hazard = office.hazard()
    office.act(hazard, "issue")
    with pytest.raises(InputError, match="“张伟”有 2 位"):
        office.act(hazard, "reply", "insp1", performed_by="张伟")
    office.act(hazard, "reply", "insp1", performed_by="张伟（01）")
    with pytest.raises(Refused, match="参与过"):
        office.act(hazard, "close", "zw1")
    office.act(hazard, "close", "zw2")


def test_a_unit_written_otherwise_is_the_same_unit(office: Office) -> None:
    """Whoever belongs to it is no outsider because of a space or a full-width digit."""
    enrol(office.open("sup1"), "inside", "内部人", ["supervisor"], "商铺 ０")
    number = office.hazard()
    with pytest.raises(Refused, match="须由外单位的人办理"):
        office.act(number, "issue", "inside")


# --- what a merge may not hide -------------------------------------------------------------------------------------


def test_what_was_merged_into_a_withdrawn_one_is_pointed_out(office: Office) -> None:
    """Also by way of another: two people could otherwise make a hazard vanish without anybody putting it right."""
    first, second, third, alone = (office.hazard() for _ in range(4))
    merge(office, first, second)
    merge(office, second, third)
    for number in (third, alone):
        office.act(number, "drop", "sup1", reason="误报")
        office.act(number, "drop", "sup2")
    found = [one.alarm.numbers for one in office.open("sup1").alarms.all() if one.alarm.kind == "sunk"]
    assert found == [(first, second, third)]
    sup = office.open("sup1")
    for number in (first, second, third, alone):
        doubts = sup.alarms.naming(number)
        assert doubts is not None
        named = [one.alarm for one in sup.alarms.all() if number in one.alarm.numbers]
        assert [(one.alarm.key, one.alarm.text) for one in doubts.judged] == [(one.key, one.text) for one in named]
        assert doubts.untold == ()


def test_an_overdue_hazard_is_not_merged_into_one_that_is_not(office: Office) -> None:
    """Otherwise the delay would be gone from every list; the other way round it stays."""
    late = office.hazard()
    office.act(late, "issue")
    office.pass_days(30)
    fresh = office.hazard()
    with pytest.raises(Refused, match="已逾期"):
        merge(office, late, fresh)
    merge(office, fresh, late)
    assert office.case(late).overdue(office.now.date())


def test_a_major_hazard_is_not_merged_into_a_lesser_one(office: Office, tmp_path: Path) -> None:
    """Its severity, and all that hangs on it, would be gone; the other way round it stays."""
    grade = (
        "  - {trigger: grade, title: 定级, from: [found], to: found, by: [supervisor], sets: {severity: severity},\n"
    )
    choice = "     needs: [{id: severity, title: 等级, type: choice, choices: {general: 一般, major: 重大}}]}\n"
    edited(office, tmp_path, ("transitions:\n", f"transitions:\n{grade}{choice}"))
    major, general = office.hazard(), office.hazard()
    office.act(major, "grade", "sup1", severity="major")
    with pytest.raises(Refused, match="重大隐患不能并入一般的"):
        merge(office, major, general)
    merge(office, general, major)
    office.whole()


def test_a_merge_breaks_no_promise_under_another_name(office: Office) -> None:
    """Who was written down by name before he was enrolled is the same man in the other case."""
    double, kept = office.hazard(), office.hazard()
    for number, by in ((double, "insp1"), (kept, "insp2")):
        office.act(number, "issue")
        office.act(number, "reply", by, performed_by="孙七（安全员）")
    office.act(double, "back", "insp2")
    office.open("sup1").people.add("sun", "孙七", ["inspector"])
    third = office.hazard()
    office.act(third, "issue")
    office.act(third, "reply", "insp1", performed_by="路人")
    office.act(third, "back", "sun")
    with pytest.raises(Refused, match="守不住“谁回复谁不能退回”"):
        merge(office, double, third)


def test_becoming_overdue_between_proposal_and_confirmation_counts(office: Office) -> None:
    late, fresh = office.hazard(), office.hazard()
    office.act(late, "issue")
    office.act(late, "merge", "insp1", files=PHOTO, into=fresh)
    office.pass_days(30)
    with pytest.raises(Refused, match="已逾期"):
        office.act(late, "merge", "sup1")


def test_nothing_is_merged_into_what_another_unit_answers_for(office: Office) -> None:
    """The shop changed hands: whoever sees one of the two must not read the other's number there."""
    old, new = of_unit(office, "甲店"), of_unit(office, "乙店")
    with pytest.raises(Refused, match="GD-2026-0001 的责任单位是“甲店”，不是“乙店”，不能并入"):
        merge(office, new, old)


def test_a_repetition_tells_no_number_out_of_sight(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    """That it is one is said and counted; of what, only to whoever sees that. What one sees can still be looked at."""
    office.open("sup1").people.add("op9", "新店主", ["responsible"], "乙店", new_unit=True)
    old = of_unit(office, "甲店")
    for trigger, user in (("issue", "sup1"), ("reply", "insp2"), ("close", "insp1")):
        office.act(old, trigger, user)
    new, near = of_unit(office, "乙店"), of_unit(office, "乙店")
    ledger, tenant = office.open("sup1"), office.open("op9")
    case = tenant.cases.get(new)
    assert (case.repeat_of, tenant.cases.get(near).resembles) == (ledger.cases.get(old).id, case.id)
    assert [old in str(entry.event.data) for entry in ledger.cases.history(new)] == [False]
    assert [new in str(entry.event.data) for entry in tenant.cases.history(near)] == [True]
    assert [[one.number for one in desk.cases.related(case.repeat_of)] for desk in (ledger, tenant)] == [[old], []]
    for user, told in (("sup1", True), ("op9", False)):
        with pytest.raises(SystemExit) as ended:
            main(["--db", str(office.path), "--user", user, "case", "show", new])
        assert (ended.value.code, old in capsys.readouterr().out) == (0, told)
    office.whole()


# --- proposals -----------------------------------------------------------------------------------------------------


def test_whoever_was_named_confirms_nothing(office: Office) -> None:
    """Neither the proposer, nor whom he acted for, nor he again for somebody else."""
    enrol(office.open("sup1"), "sup3", "主管丙", ["supervisor"])
    for delegate, principal in (("sup2", "sup3"), ("sup3", "sup1"), ("sup2", "sup1")):
        office.open("sup1").delegations.grant(delegate, principal, date(2026, 3, 9), "出差")
    number = office.hazard()
    open_ledger(office.path, "sup2", office.clock, acts_for="sup3").cases.act(number, "drop", {"reason": "误报"})
    for user, acts_for in (("sup2", None), ("sup3", None), ("sup2", "sup1"), ("sup3", "sup1")):
        with pytest.raises(Refused, match="须由另一人确认"):
            open_ledger(office.path, user, office.clock, acts_for=acts_for).cases.act(number, "drop")
    office.act(number, "drop", "sup1")
    office.whole()


def test_two_processes_confirm_once(office: Office) -> None:
    enrol(office.open("sup1"), "sup3", "主管丙", ["supervisor"])
    number = office.hazard()
    office.act(number, "drop", "sup1", reason="误报")
    children = [in_child(partial(office.act, number, "drop", user)) for user in ("sup2", "sup3")]
    assert sorted(wait(child) for child in children) == [0, 1]
    moved = [entry.event.kind for entry in office.open("sup1").cases.history(number)].count("case.moved")
    assert moved == 1
    office.whole()


def test_a_base_seen_before_the_proposal_is_a_conflict(office: Office) -> None:
    """Whoever did not see it proposed does not confirm it unawares."""
    number = office.hazard()
    seen = office.case(number).last_event
    office.act(number, "drop", "sup1", reason="误报")
    with pytest.raises(Conflict):
        office.open("sup2").cases.act(number, "drop", {"reason": "误报"}, base=seen)


def test_a_proposal_lapses_with_its_evidence(office: Office) -> None:
    """Proposed anew with other words, it needs evidence anew."""
    kept, double = office.hazard(), office.hazard()
    third = office.hazard()
    office.act(double, "merge", "insp1", files=PHOTO, into=kept)
    with pytest.raises(Refused, match="佐证材料"):
        office.act(double, "merge", "insp1", into=third)


# --- tick ----------------------------------------------------------------------------------------------------------


def test_two_rungs_at_once_open_one_case(office: Office, tmp_path: Path) -> None:
    """Both are due on the same late run, and both open a listing: the second finds the first open."""
    edited(office, tmp_path, ("title: 督办, after: 10,", "title: 督办, after: 10, opens: listing,"))
    number = office.hazard()
    office.act(number, "issue")
    office.pass_days(60)
    told = office.open("sup1").escalation.tick()
    assert [(one.rung, bool(one.opened)) for one in told][-2:] == [("press", True), ("propose", False)]
    ledger = office.open("sup1")
    assert len(ledger.cases.linked(ledger.cases.get(number))) == 1
    office.whole()


def test_the_offices_own_delay_uses_up_none_of_the_partys_rungs(office: Office) -> None:
    """Replied early, reinspected late, returned: both limits fell on one day, and each has a ladder of its own."""
    number = office.hazard()
    office.act(number, "issue")
    office.pass_days(2)
    office.act(number, "reply")
    office.pass_days(12)
    first = office.open("sup1").escalation.tick()
    office.act(number, "back", "insp2")
    again = office.open("sup1").escalation.tick()
    assert {(one.due_on, one.rung) for one in first} == {(one.due_on, one.rung) for one in again}
    assert [one.rung for one in again] == ["again"]
    assert office.open("sup1").escalation.tick() == []
    office.whole()


def test_whoever_is_disabled_while_it_runs_raises_no_more(office: Office) -> None:
    for _ in range(2):
        office.act(office.hazard(), "issue")
    office.pass_days(60)

    def disabled(_: object) -> None:
        office.open("sup1").people.disable("sup2")

    with pytest.raises(Refused, match="已停用"):
        office.open("sup2").escalation.tick(disabled)
    assert len(office.open("sup1").escalation.tick()) == 2


def test_it_raises_only_what_its_supervisor_sees(office: Office) -> None:
    near, far = of_unit(office, "甲店"), office.inspect(start=7).cases[0].number
    for number in (near, far):
        office.act(number, "issue")
    enrol(office.open("sup1"), "chief", "县主管", ["supervisor"], region="530602")
    office.pass_days(60)
    assert {one.number for one in office.open("chief").escalation.tick()} == {near}
    assert {one.number for one in office.open("sup1").escalation.tick()} == {far}


# --- reports and whole files ---------------------------------------------------------------------------------------


def test_past_days_are_as_they_were_through_merge_and_reopening(office: Office) -> None:
    """Found 2, merged on day 2, closed on day 4, reopened on day 6; known then, and of then."""
    kept, double = office.hazard(), office.hazard()
    day = {0: china_day(office.now)}
    moments = {0: office.now}
    for n in range(1, 7):
        office.pass_days(1)
        day[n], moments[n] = china_day(office.now), office.now
        if n == 2:
            merge(office, double, kept)
        if n == 4:
            office.closed(kept)
        if n == 6:
            office.act(kept, "reopen")
    ledger = office.open("sup1")
    boards = [ledger.figures.board(day[n]) for n in day]
    assert [(b.found, b.open, b.merged, b.closed) for b in boards] == [
        (2, 2, 0, 0),
        (2, 2, 0, 0),
        (2, 1, 1, 0),
        (2, 1, 1, 0),
        (2, 0, 1, 1),
        (2, 0, 1, 1),
        (2, 1, 1, 0),
    ]
    assert [ledger.figures.board(day[6], moments[n]).open for n in (1, 3, 5)] == [2, 1, 0]
    office.whole()


def test_reopened_then_withdrawn(office: Office) -> None:
    """What was closed before keeps its history; the withdrawal stands, and takes two people."""
    number = office.closed(office.hazard())
    office.act(number, "reopen")
    office.act(number, "drop", "sup1", reason="误报")
    assert office.case(number).is_open
    office.act(number, "drop", "sup2")
    case = office.case(number)
    assert (case.closed_how, case.reopened, len(case.persons["close"])) == ("withdrawn", 1, 1)
    with pytest.raises((Refused, InputError)):
        office.act(number, "reopen")
    office.whole()


# --- what is said ---------------------------------------------------------------------------------------------------


def test_people_of_elsewhere_are_not_counted_on(desk: Desk, inspection_file: Path) -> None:
    """Two of the place reinspect: where an inspector rectifies, the only supervisor is the second and may not close,
    whoever else there is in other cities."""
    number = run(desk.as_("insp1"), inspection_file).cases[1].number
    desk.sign()
    boss = desk.as_("sup1")
    for name, region in (("insp3", "530721"), ("insp4", "5307")):
        boss.people.add(name, f"邻市{name}", ["inspector"], region=region)
    boss.cases.act(number, "grade", {"severity": "general", "reason": "试"})
    boss.cases.act(number, "issue", {"notice_no": "1", "requirement": "装", "days": "5"})
    served = {"served_on": "2022-02-17", "service": "direct", "received_by": "店主"}
    desk.as_("insp1").cases.act(number, "serve", served)
    warned = next(each.warning for each in desk.as_("insp1").cases.offers(number).offers if each.trigger == "start")
    assert "就没有足够的人走到销号：“销号”须 1 人，可办的只有 0 人" in warned
    assert "；也可给责任单位登记一个账户（user add" in warned
    boss.people.set_region("insp3", "530602")
    assert {each.warning for each in desk.as_("insp1").cases.offers(number).offers} == {""}


def test_what_stays_where_it_is_says_so(office: Office, tmp_path: Path) -> None:
    moved = office.act(office.hazard(), "issue")
    assert outcome(moved, "GD-2026-0001") == "已保存：GD-2026-0001 签发 → 整改中。"
    note = "  - {trigger: note, title: 记录, from: [found], to: found, by: [supervisor]}\n"
    edited(office, tmp_path, ("transitions:\n", f"transitions:\n{note}"))
    assert outcome(office.act(office.hazard(), "note", "sup1")) == "已保存：记录，状态不变（已发现）。"
