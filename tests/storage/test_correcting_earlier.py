"""An action that is not the last is put right: all that came after it is judged anew, or it is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from inspect_engine.domain.cases import Case, fold
from inspect_engine.domain.corrections import CORRECTED, PROPOSED
from inspect_engine.domain.documents.service import Service
from inspect_engine.errors import InputError, Refused
from tests.conftest import settle
from tests.exports.papers import Office, copy_of, open_office
from tests.storage.forging import Body, Forger, put, where

CASE, BESIDE = "RQ-2022-0001", "RQ-2022-0002"
NOTICE = "示建燃改〔2022〕1号"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hazard under a notice of seven days: served on 02-21 and entered later, begun on 02-23, replied to on 02-28."""
    office = open_office(tmp_path_factory.mktemp("kept"))
    settle(office.ledger("sup1"), "sup2", "firm")
    office.issue("rectification", CASE)
    office.desk.on("2022-02-22")
    office.ledger("insp1").documents.serve(NOTICE, Service(date(2022, 2, 21), "direct", "吴某"))
    office.desk.on("2022-02-23")
    office.act("firm", CASE, "start", performed_by="吴某", plan="停用")
    office.desk.on("2022-02-28")
    office.act("firm", CASE, "reply", "r.png", performed_by="吴某", measures="已办证", finished_on="2022-02-28")
    return office.folder


@pytest.fixture
def office(kept: Path, tmp_path: Path) -> Office:
    found = copy_of(kept, tmp_path / "office")
    found.desk.on("2022-03-02")
    return found


def case_of(office: Office) -> Case:
    return office.ledger("sup1").cases.get(CASE)


def test_a_field_of_an_earlier_action_is_put_right(office: Office) -> None:
    """What it says changes; state, deadline and who took part do not."""
    before = case_of(office)

    event = office.ledger("sup1").corrections.cases.correct(CASE, {"plan": "停用并检修"}, "漏写", action="start")

    after = case_of(office)
    assert (event.kind, event.data["again"]) == (CORRECTED, [])
    assert after.values["plan"] == "停用并检修"
    assert (after.state, after.due_on, after.persons) == (before.state, before.due_on, before.persons)
    assert after.corrected == 1
    assert office.ledger("sup1").verify() == []


def test_the_last_action_can_still_be_put_right_after_that(office: Office) -> None:
    room = office.ledger("sup1").corrections.cases
    room.correct(CASE, {"plan": "停用并检修"}, "漏写", action="开始整改")
    room.correct(CASE, {"measures": "已办证并检修"}, "漏写")
    room.correct(CASE, {"plan": "停用"}, "又错", action="start")

    assert (case_of(office).values["plan"], case_of(office).values["measures"]) == ("停用", "已办证并检修")
    assert case_of(office).corrected == 3
    assert office.ledger("sup1").verify() == []
    office.act("insp2", CASE, "pass_reinspection", "p.png", inspectors="insp1、insp2", conclusion="合格")
    assert case_of(office).state == "reinspected"


def test_a_service_is_put_right_once_the_case_has_moved_on(office: Office) -> None:
    room = office.ledger("sup1").corrections.notices
    found = room.correct(NOTICE, {"received_by": "吴某某"}, "漏字")
    assert (found.kind, case_of(office).due_on) == (CORRECTED, date(2022, 2, 28))
    assert (case_of(office).state, case_of(office).values["received_by"]) == ("replied", "吴某某")
    assert office.ledger("sup1").documents.get(NOTICE).received_by == "吴某某"
    assert office.ledger("sup1").verify() == []


def test_a_deadline_that_moves_later_takes_two(office: Office) -> None:
    proposed = office.ledger("sup1").corrections.notices.correct(NOTICE, {"served_on": "2022-02-22"}, "抄错一天")
    assert (proposed.kind, case_of(office).due_on) == (PROPOSED, date(2022, 2, 28))

    office.ledger("sup2").corrections.notices.confirm(NOTICE)

    assert (case_of(office).due_on, case_of(office).state) == (date(2022, 3, 1), "replied")
    assert office.ledger("sup1").verify() == []


def test_what_would_make_a_later_step_unlawful_is_refused_with_that_named(office: Office) -> None:
    """Served after the unit began; begun by who then inspected: the step that does not stand is named."""
    other = office.issue("rectification", BESIDE).number
    office.desk.on("2022-03-03")
    office.ledger("insp1").documents.serve(other, Service(date(2022, 3, 2), "direct", "吴某"))
    began = {"performed_by": "吴某", "plan": "停用"}
    office.ledger("insp1").cases.act(BESIDE, "start", began, on=date(2022, 3, 2))
    with pytest.raises(Refused, match="2022-03-02 办的“开始整改”就不成立了"):
        office.ledger("sup1").corrections.notices.correct(other, {"served_on": "2022-03-03"}, "抄错")
    office.act("insp2", CASE, "pass_reinspection", "p.png", inspectors="insp1、insp2", conclusion="合格")
    with pytest.raises(Refused, match="2022-03-03 办的“复查合格”就不成立了"):
        office.ledger("sup1").corrections.cases.correct(CASE, {"performed_by": "insp2"}, "写错", action="start")
    assert case_of(office).corrected == 0


def test_what_is_no_action_of_the_case_or_no_field_of_it_is_named(office: Office) -> None:
    room = office.ledger("sup1").corrections.cases
    with pytest.raises(InputError, match="没有办过“close”"):
        room.correct(CASE, {"conclusion": "好"}, "写错", action="close")
    with pytest.raises(InputError, match="不是那一步所填的"):
        room.correct(CASE, {"note": "好"}, "写错", action="start")
    with pytest.raises(InputError, match="measures"):
        room.correct(CASE, {"measures": "好"}, "写错", action="start")
    with pytest.raises(Refused, match="是随文书"):
        room.correct(CASE, {"days": "30"}, "写错", action="issue")
    with pytest.raises(Refused, match="没有要更正的"):
        room.correct(CASE, {"plan": "停用"}, "写错", action="start")
    with pytest.raises(Refused, match="须由主管更正"):
        office.ledger("insp1").corrections.cases.correct(CASE, {"plan": "好"}, "写错", action="start")


def test_any_day_is_counted_from_the_same_events(office: Office) -> None:
    """Folded from all events at once, or as the rows were written one by one; and after a rebuild."""
    office.ledger("sup1").corrections.notices.correct(NOTICE, {"received_by": "吴某某"}, "漏字")
    office.ledger("sup1").corrections.cases.correct(CASE, {"on": "2022-02-22"}, "当天就开始了", action="start")
    ledger = office.ledger("sup1")

    events = [entry.event for entry in ledger.cases.history(CASE)]

    assert fold(events) == case_of(office)
    assert [line.due_on for line in ledger.cases.iterate() if line.number == CASE] == [date(2022, 2, 28)]
    assert ledger.verify() == []


@pytest.mark.parametrize(
    ("change", "told"),
    [(put(again=[{"event": "x", "data": {}}]), ""), (put(action="x"), "没有办过“x”"), (put(why=""), "理由")],
)
def test_a_forged_one_is_told(office: Office, change: Callable[[Body], object], told: str) -> None:
    office.ledger("sup1").corrections.cases.correct(CASE, {"plan": "停用并检修"}, "漏写", action="start")
    Forger(office.desk.path).rewrite(where(CORRECTED, change))

    problems = office.ledger("sup1").verify()

    assert problems
    assert any(told in problem.what for problem in problems)
