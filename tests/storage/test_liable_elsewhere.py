"""Another unit is liable for a case, by an answer or a subject put right: asked as of the case itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from inspect_engine.domain.corrections import CORRECTED, PROPOSED, Change, record
from inspect_engine.domain.documents.service import Service
from inspect_engine.errors import Refused
from inspect_engine.ledger.inspections import ItemKey
from tests.exports.papers import OPERATOR, Office, copy_of, open_office
from tests.storage.forging import Forger

CASE, OLD, NEW = "RQ-2022-0001", OPERATOR, "另一燃气公司"
KEY = ItemKey("op-01", "GAS-MH-4.1")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    office = open_office(tmp_path_factory.mktemp("kept"))
    office.ledger("sup1").people.add("other", "他某", ["responsible"], NEW, new_unit=True)
    office.ledger("sup1").people.add("insp3", "检查员丙", ["inspector"], OLD)
    return office.folder


@pytest.fixture
def office(kept: Path, tmp_path: Path) -> Office:
    return copy_of(kept, tmp_path)


def move(office: Office, who: str = "sup1") -> str:
    case = office.ledger("sup1").cases.get(CASE)
    room = office.ledger(who).corrections.inspections
    return room.correct(case.inspection, KEY, {"unit": NEW}, "是另一家的", sure=True).kind


def serve(office: Office) -> None:
    issued = office.issue("rectification", CASE)
    office.ledger("sup1").documents.serve(issued.number, Service(date(2022, 2, 21), "direct", "吴某"))


def test_by_an_answer_it_takes_two_once_anybody_has_acted(office: Office) -> None:
    old = office.ledger("sup1").cases.get(CASE)
    assert move(office) == PROPOSED
    assert office.ledger("sup1").cases.get(CASE).party == old.party
    with pytest.raises(Refused, match="同一个人"):
        office.ledger("sup1").corrections.inspections.confirm(old.inspection, KEY)
    assert office.ledger("sup2").corrections.inspections.confirm(old.inspection, KEY).kind == CORRECTED
    case = office.ledger("sup1").cases.get(CASE)
    assert (case.party, case.former) == (NEW, (old.party,))
    with pytest.raises(Refused, match="你属于责任单位"):
        office.ledger("insp3").corrections.cases.correct(CASE, {"note": "别的"}, "看错")
    assert office.ledger("sup1").verify() == []
    assert office.ledger("sup1").keeping.rebuild() == []


def test_by_either_it_stays_while_a_document_is_in_force(office: Office) -> None:
    serve(office)
    with pytest.raises(Refused, match=f"是发给“{OLD}”的"):
        move(office)
    with pytest.raises(Refused, match=f"{CASE}：文书.*是发给“{OLD}”的"):
        office.ledger("sup1").corrections.subjects.correct("op-01", {"party": NEW}, "是另一家的")


def test_by_the_subject_it_is_each_cases_own_matter_once_anybody_has_acted(office: Office) -> None:
    """The cases are put right first, each by two; then they follow the subject no more."""
    chief, second = office.ledger("sup1"), office.ledger("sup2")
    with pytest.raises(Refused, match=f"{CASE}：已经办过.*case correct"):
        chief.corrections.subjects.correct("op-01", {"party": NEW}, "是另一家的")
    for number in (CASE, "RQ-2022-0002"):
        assert chief.corrections.cases.correct(number, {"party": NEW}, "是另一家的").kind == PROPOSED
        second.corrections.cases.confirm(number)
    [root] = chief.corrections.subjects.correct("op-01", {"party": NEW}, "是另一家的")
    assert (root.kind, chief.subjects.named("op-01").party) == (CORRECTED, NEW)
    assert chief.cases.get(CASE).former == (OLD,)
    assert chief.verify() == []


def test_forged_as_of_one(office: Office) -> None:
    move(office)
    ledger, forger = office.ledger("sup1"), Forger(office.desk.path)
    forger.append(CORRECTED, forger.last(PROPOSED, what="answer")["data"], "sup1")
    assert "须由另一人确认才能更正" in "\n".join(map(str, ledger.verify()))


def test_forged_of_a_subject(office: Office) -> None:
    ledger = office.ledger("sup1")
    subject, today = ledger.subjects.named("op-01"), office.desk.moment.date()
    changes = [Change("party", "责任单位", OLD, NEW)]
    now = {**subject.recorded(), "party": NEW, "fields": {**subject.fields, "party": NEW}}
    made = {**record("subject", "op-01", changes, "是另一家的", today, ["sup1"]), "subject": now}
    Forger(office.desk.path).append(CORRECTED, made, "sup1")
    assert "已经办过，改责任单位须两人" in "\n".join(map(str, ledger.verify()))
