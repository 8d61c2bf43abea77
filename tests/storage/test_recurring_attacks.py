"""Ways around the separation of duties, the scope and the clocks, through merging, reopening, proposals and ``tick``."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from inspect_engine.domain.calendar import china_day
from inspect_engine.domain.inspection import AnswerInput, SubjectInput
from inspect_engine.errors import Conflict, InputError, Refused
from inspect_engine.packs import load_library
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
    office.lists = load_library([copy])
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


def elsewhere(office: Office, region: str, party: str = "", part: str = "") -> str:
    """The number of a hazard of the same subject, after it was recorded anew in another place or under another unit."""
    shop = SubjectInput(key="shop-0", kind="shop", name="商铺0", region=region, fields={"party": party} if party else {})
    note = f"{region}{party}{len(office.open('sup1').cases())}"
    answer = AnswerInput(subject="shop-0", item="S-1", answer="fail", part=part, note=note)
    return office.inspect(subjects=(shop,), answers=(answer,)).cases[0].number


# --- nobody closes what he rectified -------------------------------------------------------------------------------


def test_who_rectified_the_duplicate_does_not_close_the_survivor(office: Office) -> None:
    """Not under his account, not under his display name, not by way of whom he stands in for, not two merges on."""
    office.open("sup1").add_user("sup3", "主管丙", ["supervisor"])
    first, second, third = (office.hazard() for _ in range(3))
    office.act(first, "issue")
    office.act(first, "reply", "insp2", performed_by="检查员甲、主管丙")
    office.act(second, "issue")
    with pytest.raises(Refused, match="这一步不能办"):
        merge(office, first, second)
    office.act(third, "issue")
    office.act(third, "reply", "insp2", performed_by="主管丙")
    office.open("sup1").add_user("insp3", "检查员丙", ["inspector"])
    office.act(third, "back", "insp3")
    merge(office, third, second, "insp3", "sup2")
    fourth = office.hazard()
    office.act(fourth, "issue")
    merge(office, second, fourth, "insp3", "sup2")
    office.act(fourth, "reply", "insp1", performed_by="路人")
    for user in ("insp1", "insp2", "sup3"):
        with pytest.raises(Refused, match="参与过本隐患的“回复”"):
            office.act(fourth, "close", user)
    office.open("sup1").delegate("insp3", "sup3", date(2026, 3, 9), "出差")
    from inspect_engine.ledger import open_ledger

    with pytest.raises(Refused, match="参与过本隐患的“回复”"):
        open_ledger(office.path, "insp3", office.clock, acts_for="sup3").act(fourth, "close")
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
    office.open("sup1").add_user("zl", "赵六（科长）", ["inspector"])
    number = office.hazard()
    office.act(number, "issue")
    office.act(number, "reply", "insp1", performed_by="赵六")
    with pytest.raises(Refused, match="“赵六”参与过"):
        office.act(number, "close", "zl")


def test_of_two_of_one_name_neither_closes(office: Office) -> None:
    """Who is meant cannot be said; the record keeps the name as it was written."""
    for name, title in (("zw1", "张伟（一科）"), ("zw2", "张伟（二科）")):
        office.open("sup1").add_user(name, title, ["inspector"])
    number = office.hazard()
    office.act(number, "issue")
    event = office.act(number, "reply", "insp1", performed_by="张伟")
    assert event.data["values"]["performed_by"] == "张伟"
    for user in ("zw1", "zw2"):
        with pytest.raises(Refused, match="参与过"):
            office.act(number, "close", user)
    office.act(number, "close", "insp2")


def test_a_unit_written_otherwise_is_the_same_unit(office: Office) -> None:
    """Whoever belongs to it is no outsider because of a space or a full-width digit."""
    office.open("sup1").add_user("inside", "内部人", ["supervisor"], "商铺 ０")
    number = office.hazard()
    with pytest.raises(Refused, match="须由外单位的人办理"):
        office.act(number, "issue", "inside")


# --- what a merge may not hide -------------------------------------------------------------------------------------


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


def test_becoming_overdue_between_proposal_and_confirmation_counts(office: Office) -> None:
    late, fresh = office.hazard(), office.hazard()
    office.act(late, "issue")
    office.act(late, "merge", "insp1", files=PHOTO, into=fresh)
    office.pass_days(30)
    with pytest.raises(Refused, match="已逾期"):
        office.act(late, "merge", "sup1")


@pytest.mark.parametrize("change", ["region", "unit"])
def test_what_others_see_is_merged_into_nothing_else(office: Office, change: str) -> None:
    """The subject moved, or changed hands: whoever sees one of the two must not read the other's number there."""
    old = elsewhere(office, "530602", "甲店")
    new = elsewhere(office, *(("530721", "甲店") if change == "region" else ("530602", "乙店")))
    with pytest.raises(Refused, match="不能并入"):
        merge(office, new, old)


@pytest.mark.parametrize("change", ["region", "unit"])
def test_a_repetition_tells_no_number_out_of_sight(office: Office, change: str) -> None:
    """That it is a repetition is said and counted; of what, only to whoever sees that."""
    old = elsewhere(office, "530602", "甲店", "厨房")
    for trigger, user in (("issue", "sup1"), ("reply", "insp2"), ("close", "insp1")):
        office.act(old, trigger, user)
    new = elsewhere(office, *(("530721", "甲店") if change == "region" else ("530602", "乙店")), "厨房")
    ledger = office.open("sup1")
    assert ledger.case(new).repeat_of == ledger.case(old).id
    assert old not in str([entry.event.data for entry in ledger.history(new)])
    near = elsewhere(office, *(("530721", "甲店") if change == "region" else ("530602", "乙店")), "厨房")
    assert new in str([entry.event.data for entry in ledger.history(near)])
    office.open("sup1").add_user("away", "外地", ["viewer"], region="530721")
    if change == "region":
        away = office.open("away")
        assert [case.number for case in away.related(away.case(new).repeat_of)] == []
        assert [case.number for case in ledger.related(ledger.case(new).repeat_of)] == [old]


# --- proposals -----------------------------------------------------------------------------------------------------


def test_whoever_was_named_confirms_nothing(office: Office) -> None:
    """Neither the proposer, nor whom he acted for, nor he again for somebody else."""
    from inspect_engine.ledger import open_ledger

    office.open("sup1").add_user("sup3", "主管丙", ["supervisor"])
    for delegate, principal in (("sup2", "sup3"), ("sup3", "sup1"), ("sup2", "sup1")):
        office.open("sup1").delegate(delegate, principal, date(2026, 3, 9), "出差")
    number = office.hazard()
    open_ledger(office.path, "sup2", office.clock, acts_for="sup3").act(number, "drop", {"reason": "误报"})
    for user, acts_for in (("sup2", None), ("sup3", None), ("sup2", "sup1"), ("sup3", "sup1")):
        with pytest.raises(Refused, match="须由另一人确认"):
            open_ledger(office.path, user, office.clock, acts_for=acts_for).act(number, "drop")
    office.act(number, "drop", "sup1")
    office.whole()


def test_two_processes_confirm_once(office: Office) -> None:
    office.open("sup1").add_user("sup3", "主管丙", ["supervisor"])
    number = office.hazard()
    office.act(number, "drop", "sup1", reason="误报")
    codes = [in_child(lambda user=user: office.act(number, "drop", user)) for user in ("sup2", "sup3")]
    assert sorted(wait(child) for child in codes) == [0, 1]
    moved = [entry.event.kind for entry in office.open("sup1").history(number)].count("case.moved")
    assert moved == 1
    office.whole()


def test_a_base_seen_before_the_proposal_is_a_conflict(office: Office) -> None:
    """Whoever did not see it proposed does not confirm it unawares."""
    number = office.hazard()
    seen = office.case(number).last_event
    office.act(number, "drop", "sup1", reason="误报")
    with pytest.raises(Conflict):
        office.open("sup2").act(number, "drop", {"reason": "误报"}, base=seen)


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
    told = list(office.open("sup1").tick())
    assert [(one.rung, bool(one.opened)) for one in told][-2:] == [("press", True), ("propose", False)]
    ledger = office.open("sup1")
    assert len(ledger.linked(ledger.case(number))) == 1
    office.whole()


def test_whoever_is_disabled_while_it_runs_raises_no_more(office: Office) -> None:
    for _ in range(2):
        office.act(office.hazard(), "issue")
    office.pass_days(60)
    running = office.open("sup2").tick()
    next(running)
    office.open("sup1").disable_user("sup2")
    with pytest.raises(Refused, match="已停用"):
        list(running)
    assert len(list(office.open("sup1").tick())) == 4


def test_it_raises_only_what_its_supervisor_sees(office: Office) -> None:
    near, far = elsewhere(office, "530602"), office.inspect(start=7).cases[0].number
    for number in (near, far):
        office.act(number, "issue")
    office.open("sup1").add_user("chief", "县主管", ["supervisor"], region="530602")
    office.pass_days(60)
    assert {one.number for one in office.open("chief").tick()} == {near}
    assert {one.number for one in office.open("sup1").tick()} == {far}


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
    boards = [ledger.board(day[n]) for n in day]
    assert [(b.found, b.open, b.merged, b.closed) for b in boards] == [
        (2, 2, 0, 0),
        (2, 2, 0, 0),
        (2, 1, 1, 0),
        (2, 1, 1, 0),
        (2, 0, 1, 1),
        (2, 0, 1, 1),
        (2, 1, 1, 0),
    ]
    assert [ledger.board(day[6], moments[n]).open for n in (1, 3, 5)] == [2, 1, 0]
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
