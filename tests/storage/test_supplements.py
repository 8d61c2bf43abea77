"""A notice in force, supplemented by another one: what is added, what is taken out, and what then counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from inspect_engine.domain.cases import fold
from inspect_engine.domain.corrections import CORRECTED, PROPOSED
from inspect_engine.domain.documents.service import Service
from inspect_engine.errors import InputError, Refused
from inspect_engine.exports.documents import renderer
from inspect_engine.ledger import CaseFilter
from inspect_engine.storage.documents import Issued
from tests.conftest import settle
from tests.exports.papers import Office, copy_of, open_office, plainly
from tests.storage.forging import Body, Forger, put, where

FIRST, SECOND = "RQ-2022-0001", "RQ-2022-0002"
NOTICE, SUPPLEMENT = "示建燃改〔2022〕1号", "示建燃改〔2022〕2号"
USUAL = {"address": "某路 1 号", "responsible_person": "吴某", "reason": "复查时新查出"}
BARE = {"address": "某路 1 号", "reason": "不属于该单位"}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with one hazard under a notice that was served, and one that is graded; it is 2022-02-21."""
    office = open_office(tmp_path_factory.mktemp("kept"))
    office.issue("rectification", FIRST)
    serve(office, NOTICE)
    return office.folder


@pytest.fixture
def office(kept: Path, tmp_path: Path) -> Office:
    return copy_of(kept, tmp_path / "office")


def serve(office: Office, number: str, on: date | None = None) -> None:
    ledger = office.ledger("sup1")
    ledger.documents.serve(number, Service(on or ledger.desk.today(), "direct", "吴某"))


def supplement(
    office: Office,
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
    user: str = "sup1",
    number: str = NOTICE,
    **changes: str,
) -> Issued:
    usual = {**USUAL, "days": "7"} if add else BARE
    return office.ledger(user).supplements.issue(number, add, remove, {**usual, **changes}, plainly)


def proved(office: Office) -> None:
    """As the rules say, and as the rows would be if they were made anew."""
    assert office.ledger("sup1").verify() == []


def test_what_is_added_counts_from_its_own_service(office: Office) -> None:
    office.desk.on("2022-02-24")
    made = supplement(office, add=[SECOND], days="10")

    ledger = office.ledger("sup1")
    assert (made.number, made.supplements, made.cases, made.leaving) == (SUPPLEMENT, NOTICE, (SECOND,), ())
    assert (ledger.cases.get(SECOND).state, ledger.cases.get(SECOND).values["notice_no"]) == ("issued", SUPPLEMENT)
    assert [each.number for each in ledger.documents.successors(NOTICE)] == [SUPPLEMENT]

    office.desk.on("2022-03-01")
    serve(office, SUPPLEMENT)

    dues = [ledger.cases.get(each).due_on for each in (FIRST, SECOND)]
    assert dues == [date(2022, 2, 28), date(2022, 3, 11)]
    proved(office)


def test_what_is_taken_out_counts_no_longer_once_that_is_served(office: Office) -> None:
    """Until then its deadline goes on; then it is where it was before the notice, and may be put under another one."""
    office.act("firm", FIRST, "start", performed_by="吴某", plan="停用")
    office.desk.on("2022-03-02")
    made = supplement(office, remove=[FIRST], user="sup2")
    ledger = office.ledger("sup1")
    assert (made.cases, made.leaving, ledger.documents.get(NOTICE).left) == ((), (FIRST,), ())
    assert ledger.cases.get(FIRST).overdue(date(2022, 3, 2))

    serve(office, SUPPLEMENT)

    case = ledger.cases.get(FIRST)
    assert (case.state, case.due_on, case.clock) == ("graded", None, False)
    assert case.persons["start"] == {"firm"}
    assert ledger.documents.get(NOTICE).left == (FIRST,)
    assert list(ledger.cases.iterate(CaseFilter(overdue_on=date(2022, 3, 9)))) == []
    proved(office)

    again = office.issue("rectification", FIRST)
    serve(office, again.number)

    assert ledger.cases.get(FIRST).due_on == date(2022, 3, 9)
    assert ledger.cases.get(FIRST).values["notice_no"] == again.number
    proved(office)


def test_who_issued_a_notice_takes_nothing_out_of_it_alone(office: Office) -> None:
    with pytest.raises(Refused, match="摘出须由另一位主管办理"):
        supplement(office, remove=[FIRST])
    with pytest.raises(Refused, match=r"检查员|主管"):
        supplement(office, remove=[FIRST], user="insp1")
    assert len(office.ledger("sup1").documents.all()) == 1


def test_only_what_is_in_force_and_there_can_be_supplemented(office: Office) -> None:
    """A notice that is void or not served is not; nor is what is not in it, is taken out already, or is replied to."""
    with pytest.raises(Refused, match=f"{SECOND} 不在 {NOTICE} 里"):
        supplement(office, remove=[SECOND], user="sup2")
    with pytest.raises(Refused, match=f"{FIRST} 现为“已送达”，不能签发限期整改补充通知书（已有 {NOTICE}）"):
        supplement(office, add=[FIRST])
    with pytest.raises(InputError, match="写了两次"):
        supplement(office, add=[FIRST], remove=[FIRST], user="sup2")
    with pytest.raises(InputError, match="1 至 100 件"):
        supplement(office)
    with pytest.raises(InputError, match="要写明补充哪一份"):
        office.ledger("sup1").documents.issue("supplement", [SECOND], USUAL, plainly)

    supplement(office, remove=[FIRST], user="sup2")
    with pytest.raises(Refused, match=f"已由 {SUPPLEMENT} 摘出，送达后生效"):
        supplement(office, remove=[FIRST], user="sup2")
    with pytest.raises(Refused, match="还没有送达，不必补充"):
        supplement(office, add=[SECOND], number=SUPPLEMENT)
    office.ledger("sup1").documents.void(SUPPLEMENT, "写错")
    with pytest.raises(Refused, match="已经作废，不能补充"):
        supplement(office, add=[SECOND], number=SUPPLEMENT)
    assert supplement(office, remove=[FIRST], user="sup2").number == "示建燃改〔2022〕3号"
    proved(office)


def test_what_was_replied_to_meanwhile_stays(office: Office) -> None:
    """The service is recorded all the same: it happened."""
    supplement(office, remove=[FIRST], user="sup2")
    office.act("firm", FIRST, "start", performed_by="吴某", plan="停用")
    office.act("firm", FIRST, "reply", "r.png", performed_by="吴某", measures="已办证", finished_on="2022-02-21")

    serve(office, SUPPLEMENT)

    ledger = office.ledger("sup1")
    assert (ledger.cases.get(FIRST).state, ledger.documents.get(NOTICE).left) == ("replied", ())
    proved(office)


def test_the_service_of_a_notice_is_no_matter_of_what_has_left_it(office: Office) -> None:
    """FIRST is served again by another notice; to put the service of its old one right says nothing of it."""
    serve(office, supplement(office, remove=[FIRST], user="sup2").number)
    office.desk.on("2022-02-26")
    again = office.issue("rectification", FIRST, SECOND).number
    serve(office, again)
    room, cases = office.ledger("sup1").corrections.notices, office.ledger("sup1").cases
    before = cases.get(FIRST)

    put_right = room.correct(NOTICE, {"served_on": "2022-02-25", "received_by": "李某"}, "抄错")

    assert (put_right.kind, cases.get(FIRST)) == (CORRECTED, before)
    assert office.ledger("sup1").documents.get(NOTICE).served_on == date(2022, 2, 25)
    room.correct(again, {"received_by": "门卫"}, "抄错")
    assert [cases.get(each).values["received_by"] for each in (FIRST, SECOND)] == ["门卫", "门卫"]
    proved(office)


def test_what_is_overdue_is_taken_out_by_two_supervisors(office: Office) -> None:
    """Whoever issued the supplement does not serve it by himself then, nor an inspector, on whatever day it was."""
    settle(office.ledger("sup1"), "sup2", "firm")
    office.desk.on("2022-02-28")
    out = supplement(office, remove=[FIRST], user="sup2").number
    office.desk.on("2022-03-01")
    service = Service(date(2022, 2, 28), "direct", "吴某")
    for user in ("sup2", "insp1"):
        with pytest.raises(Refused, match=f"{FIRST} 已经逾期.*sup2 以外、没有参与整改的另一位主管登记"):
            office.ledger(user).documents.serve(out, service)
    assert office.ledger("sup1").cases.get(FIRST).due_on == date(2022, 2, 28)

    office.ledger("sup1").documents.serve(out, service)

    case = office.ledger("sup1").cases.get(FIRST)
    assert (case.state, case.due_on) == ("graded", None)
    proved(office)
    forger = Forger(office.desk.path)
    his = {name: forger.last("document.issued", number=out)[name] for name in ("feed", "actor")}
    forger.rewrite(where("document.served", lambda body: body.update(his), number=out))
    told = office.ledger("sup1").verify()
    assert any("另一位主管登记" in problem.what for problem in told), told


def test_what_is_not_overdue_may_leave_by_one(office: Office) -> None:
    settle(office.ledger("sup1"), "sup2", "firm")
    out = supplement(office, remove=[FIRST], user="sup2").number
    office.desk.on("2022-02-28")
    office.ledger("sup2").documents.serve(out, Service(date(2022, 2, 28), "direct", "吴某"))
    assert office.ledger("sup1").cases.get(FIRST).state == "graded"
    proved(office)


def test_what_a_supplement_has_taken_out_follows_its_service(office: Office) -> None:
    """To have left before it was overdue, and not after, takes two; what was done since must still stand."""
    settle(office.ledger("sup1"), "sup2", "firm")
    out = supplement(office, remove=[FIRST], user="sup2").number
    office.desk.on("2022-03-03")
    service = Service(date(2022, 3, 2), "direct", "吴某")
    office.ledger("sup1").documents.serve(out, service)
    room, cases = office.ledger("sup1").corrections.notices, office.ledger("sup1").cases

    assert room.correct(out, {"received_by": "李某"}, "抄错").kind == CORRECTED
    assert (cases.get(FIRST).corrected, cases.get(FIRST).entered_on) == (0, date(2022, 3, 2))
    assert room.correct(out, {"served_on": "2022-03-03"}, "抄错").kind == CORRECTED
    assert (cases.get(FIRST).state, cases.get(FIRST).entered_on) == ("graded", date(2022, 3, 3))
    proved(office)

    assert room.correct(out, {"served_on": "2022-02-28"}, "抄错").kind == PROPOSED
    assert cases.get(FIRST).entered_on == date(2022, 3, 3)
    office.ledger("sup2").corrections.notices.confirm(out)
    assert (cases.get(FIRST).state, cases.get(FIRST).entered_on) == ("graded", date(2022, 2, 28))
    assert cases.get(FIRST) == fold(entry.event for entry in cases.history(FIRST))
    proved(office)

    again = office.issue("rectification", FIRST).number
    office.desk.on("2022-03-05")
    with pytest.raises(Refused, match="2022-03-03 办的“签发整改通知书”就不成立了"):
        room.correct(out, {"served_on": "2022-03-05"}, "抄错")
    serve(office, again)
    room.correct(out, {"served_on": "2022-02-27"}, "又错")
    assert (cases.get(FIRST).state, cases.get(FIRST).due_on) == ("served", date(2022, 3, 14))
    proved(office)


@pytest.mark.parametrize(
    "change",
    [put(again=[{"event": "x", "data": {}}]), put(action="x"), lambda body: body["data"]["redone"].update(to="issued")],
)
def test_a_forged_day_of_leaving_is_told(office: Office, change: Callable[[Body], object]) -> None:
    serve(office, supplement(office, remove=[FIRST], user="sup2").number)
    office.desk.on("2022-02-22")
    office.ledger("sup1").corrections.notices.correct(SUPPLEMENT, {"served_on": "2022-02-22"}, "抄错")
    proved(office)
    Forger(office.desk.path).rewrite(where(CORRECTED, change, what="case"))

    assert office.ledger("sup1").verify()


def test_what_was_done_with_a_void_notice_is_put_right_by_the_next_alone(office: Office) -> None:
    """No number is written in instead of it that nobody has issued, nor other days."""
    paper = office.issue("rectification", SECOND).number
    office.ledger("sup2").documents.void(paper, "写错")
    for sets in ({"notice_no": "乱写1号"}, {"days": "90"}):
        for action in ("", "issue"):
            with pytest.raises(Refused, match="已作废的用 notice issue 重新签发"):
                office.ledger("sup1").corrections.cases.correct(SECOND, sets, "写错", action=action)

    again = office.issue("rectification", SECOND, days="9").number

    case = office.ledger("sup1").cases.get(SECOND)
    assert (case.values["notice_no"], case.values["days"]) == (again, "9")
    proved(office)


def test_a_number_forged_over_a_void_one_is_told(office: Office) -> None:
    paper = office.issue("rectification", SECOND).number
    office.ledger("sup2").documents.void(paper, "写错")
    office.issue("rectification", SECOND, days="9")
    forger = Forger(office.desk.path)
    forger.rewrite(lambda bodies: [each for each in bodies if each["data"].get("replaces") != paper])
    assert any("是随文书" in problem.what for problem in office.ledger("sup1").verify())


def test_a_void_supplement_is_replaced_and_what_it_added_follows(office: Office) -> None:
    supplement(office, add=[SECOND], days="7")
    office.ledger("sup2").documents.void(SUPPLEMENT, "期限写错")
    with pytest.raises(Refused, match="补充通知书，请作废"):
        office.ledger("sup2").documents.reissue(supplement(office, add=[SECOND], days="30").number, "又错", {}, plainly)
    serve(office, "示建燃改〔2022〕3号")

    case = office.ledger("sup1").cases.get(SECOND)
    assert (case.due_on, case.values["notice_no"]) == (date(2022, 3, 23), "示建燃改〔2022〕3号")
    proved(office)


def test_a_supplement_is_supplemented(office: Office) -> None:
    """What it added is taken out of it; each hazard of one paper may have a deadline of its own."""
    made = supplement(office, add=[SECOND], **{f"days@{SECOND}": "立即"})
    serve(office, made.number)
    assert office.ledger("sup1").cases.get(SECOND).due_on == date(2022, 2, 21)

    out = supplement(office, remove=[SECOND], user="sup2", number=SUPPLEMENT)
    serve(office, out.number)

    assert office.ledger("sup1").cases.get(SECOND).state == "graded"
    assert office.ledger("sup1").cases.get(FIRST).state == "served"
    proved(office)


@pytest.mark.parametrize(
    ("kind", "change", "told"),
    [
        ("document.issued", put(removes=[]), "没有补充通知书使它摘出"),
        ("document.issued", put(supplements="示建燃改〔2022〕9号"), "所补充的文书“示建燃改〔2022〕9号”不存在"),
        ("document.issued", put(party="另一家"), "责任单位是“某某燃气有限公司”，不是“另一家”"),
        ("case.taken_out", put(to="issued"), "去向记为“issued”，按规则应为“graded”"),
        ("case.taken_out", put(notice=SUPPLEMENT), "notice"),
    ],
)
def test_a_forged_supplement_is_told(office: Office, kind: str, change: Callable[[Body], object], told: str) -> None:
    supplement(office, remove=[FIRST], user="sup2")
    serve(office, SUPPLEMENT)
    named = {"number": SUPPLEMENT} if kind == "document.issued" else {}

    forger = Forger(office.desk.path)
    forger.rewrite(where(kind, change, **named))

    assert any(told in problem.what for problem in office.ledger("sup1").verify())


def test_its_paper_says_what_it_adds_and_takes_out(office: Office) -> None:
    ledger = office.ledger("sup2")
    values = {**USUAL, "days": "7"}
    render = renderer(ledger.desk.document_kinds)

    made = ledger.supplements.issue(NOTICE, [SECOND], [FIRST], values, render)

    printed = ledger.documents.contents(made.number)["values"]
    assert (printed["added"], printed["removed"]) == (SECOND, FIRST)
    assert printed["supplemented"] == f"{NOTICE}（限期整改通知书，2022年2月21日签发）"
    assert ledger.desk.evidence_path(made.file).stat().st_size > 10_000
