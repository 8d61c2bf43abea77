"""A hazard logged by itself: a case like any other, and no visit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from inspect_engine.domain.definitions import FREE, FREE_TITLE
from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from inspect_engine.errors import InputError, Refused
from inspect_engine.imports import inspections
from inspect_engine.ledger import Ledger
from inspect_engine.ledger.inspections.opening import begin, planned
from tests.conftest import Desk, write_inspection

SITE = {"key": "site-1", "kind": "site", "name": "某工地", "region": "530602"}


@pytest.fixture
def inspector(desk: Desk) -> Ledger:
    """With a shop that has one hazard of CAT-01 already, and was visited then."""
    inspections.run(desk.as_("insp1"), write_inspection(desk.path.parent))
    desk.on("2022-03-02")
    return desk.as_("insp1")


def no_alarm(**said: object) -> AnswerInput:
    return AnswerInput.model_validate(
        {
            "subject": "shop-01",
            "item": "CAT-01",
            "answer": "fail",
            "note": "没有装",
            "values": {"state": "none"},
            **said,
        }
    )


def test_it_is_a_case_with_basis_grade_and_unit_in_one_go(desk: Desk, inspector: Ledger) -> None:
    photo = desk.path.parent / "photo.txt"
    given = no_alarm(part="二层", another=True, evidence=(str(photo),))
    result = inspector.logged.add("gas", given, ["insp1", "insp2"])
    case = inspector.cases.get(result.cases[0].number)
    assert (case.item, case.part, case.party, case.severity, case.found_on) == (
        *("CAT-01", "二层", "熟食店01", "general"),
        date(2022, 3, 2),
    )
    assert "GB" in case.basis or "第" in case.basis
    assert [file["name"] for file in inspector.cases.history(case.id)[0].event.files] == ["photo.txt"]
    assert result.signing is not None
    assert list(result.signing.waiting) == ["insp2"]
    assert inspector.verify() == []
    desk.as_("sup1").keeping.rebuild()
    assert inspector.verify() == []


def test_it_is_no_visit_of_plans_places_scores_or_files(desk: Desk, inspector: Ledger) -> None:
    boss = desk.as_("sup1")
    boss.plans.add("gas", "catering", 1, "months")
    before = boss.plans.due(subject="shop-01"), boss.subjects.below("shop-01"), boss.inspections.unsettled()
    result = inspector.logged.add("gas", no_alarm(another=True))
    after = boss.plans.due(subject="shop-01"), boss.subjects.below("shop-01"), boss.inspections.unsettled()
    assert (after[0], after[2]) == (before[0], before[2])
    assert [(b.visits, b.last) for b in after[1]] == [(b.visits, b.last) for b in before[1]]
    assert boss.inspections.get(result.inspection).inspection.logged
    # the same day's whole inspection is none that was logged before
    whole = write_inspection(desk.path.parent)
    again = whole.with_name("again.yaml")
    told = whole.read_text("utf-8").replace("2022-02-17", "2022-03-02").replace("fail,", "fail, another: true,")
    again.write_text(told, "utf-8")
    assert not inspections.run(desk.as_("insp1"), again, sure=True).repeated
    assert boss.plans.due(subject="shop-01") != before[0]
    assert boss.verify() == []


def test_a_scored_situation_is_logged_without_a_score(desk: Desk, inspector: Ledger) -> None:
    desk.as_("sup1").subjects.add("site-safety-score", SubjectInput.model_validate(SITE))
    hit = inspector.logged.index().search("没有戴安全帽")[0].entry
    assert hit.situation is not None
    given = {
        "subject": "site-1",
        "item": hit.item.id,
        "answer": "fail",
        "note": "两人",
        "values": {hit.situation.id: "2"},
    }
    result = inspector.logged.add(hit.pack.id, AnswerInput.model_validate(given))
    assert result.cases[0].title == hit.item.failure
    with pytest.raises(Refused, match="单独记的"):
        inspector.scores.get(result.inspection)


def test_what_is_open_from_before_is_asked_about(desk: Desk, inspector: Ledger) -> None:
    [known] = inspector.logged.before("gas", no_alarm())
    with pytest.raises(InputError, match="仍未改"):
        inspector.logged.add("gas", no_alarm())
    result = inspector.logged.add("gas", no_alarm(still=known.number))
    assert (result.cases, result.seen) == ((), (known.number,))
    assert inspector.cases.history(known.id)[-1].event.data["inspection"] == result.inspection
    assert inspector.verify() == []


def test_own_words_have_no_item(inspector: Ledger) -> None:
    given = AnswerInput.model_validate({"subject": "shop-01", "title": "楼梯间堆放气瓶", "note": "六瓶"})
    result = inspector.logged.add("gas", given)
    case = inspector.cases.get(result.cases[0].number)
    assert (case.item, case.title, case.severity) == (FREE, "楼梯间堆放气瓶", "pending")
    assert FREE_TITLE in dict(given.values)


def test_nothing_is_told_of_other_regions(desk: Desk, inspector: Ledger) -> None:
    desk.as_("sup1").people.add("far", "远处检查员", ["inspector"], region="530629")
    far = desk.as_("far")
    assert (far.logged.usual("shop-01"), far.logged.before("gas", no_alarm()), far.logged.last().subject) == (
        {},
        [],
        None,
    )
    with pytest.raises(InputError, match="没有登记"):
        far.logged.add("gas", no_alarm(another=True))
    assert inspector.logged.usual("shop-01") == {("gas", "CAT-01"): 1}
    last = inspector.logged.last()
    assert last.subject is not None
    assert (last.subject.key, last.inspectors) == ("op-01", ("insp1", "insp2"))


def test_nobody_inspects_what_he_does_not_see(desk: Desk, inspector: Ledger, tmp_path: Path) -> None:
    """A bug: an inspector of another region was written down with one, for whom there is nobody of that name."""
    desk.as_("sup1").people.add("far", "远处检查员", ["inspector"], region="530629")
    desk.as_("sup1").people.add("near", "近处检查员", ["inspector"], region="530602")
    near, names = desk.as_("near"), ["near", "far"]
    told = "检查员“far”没有登记"
    with pytest.raises(InputError, match=told):
        near.logged.add("gas", no_alarm(another=True), names)
    with pytest.raises(InputError, match=told):
        near.inspections.start("gas", ["shop-01"], names)
    with pytest.raises(InputError, match="“far”的区划是 530629，管不到对象的区划 530602"):
        inspector.inspections.start("gas", ["shop-01"], ["insp1", "far"])
    file = write_inspection(tmp_path)
    file.write_text(file.read_text(encoding="utf-8").replace("insp2", "far"), encoding="utf-8")
    with pytest.raises(InputError, match="管不到"):
        inspections.run(inspector, file)
    assert near.logged.add("gas", no_alarm(another=True), ["near", "insp1"]).cases


def test_only_hazards_by_those_who_inspect(desk: Desk, inspector: Ledger, tmp_path: Path) -> None:
    for wrong in (no_alarm(answer="pass", values={"state": "fit"}), no_alarm(item="CAT-99", another=True)):
        with pytest.raises(InputError):
            inspector.logged.add("gas", wrong)
    with pytest.raises(Refused):
        desk.as_("viewer1").logged.add("gas", no_alarm(another=True))
    with pytest.raises(Refused, match="名单里没有"):
        inspector.logged.add("gas", no_alarm(another=True), ["insp2"])
    with pytest.raises(InputError, match="missing"):
        inspector.logged.add("gas", no_alarm(another=True, evidence=(str(tmp_path / "missing.jpg"),)))


def test_a_forged_one_shows(inspector: Ledger) -> None:
    law, me = inspector.definitions.in_force("gas"), inspector.desk.whoami()
    with inspector.desk.writing(me) as log:
        of = begin(log, planned(law, date(2022, 3, 2), ["insp1"], ["shop-01"], logged=True))
    inspector.inspections.answer(of.id, no_alarm(answer="na", values={}))
    inspector.inspections.finish(of.id)
    assert [problem for problem in inspector.verify() if "单独记的隐患" in str(problem)]
