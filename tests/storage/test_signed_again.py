"""Once an answer was put right, those who inspected sign what it says now: a signature from before is none of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from inspect_engine.domain.cases import OPENED
from inspect_engine.domain.corrections import CORRECTED
from inspect_engine.errors import Refused
from inspect_engine.ledger.inspections import ItemKey
from tests.conftest import take_over
from tests.exports.papers import CODE, GIVEN, OFFICE, USUAL, Office, copy_of, open_office, plainly
from tests.storage.forging import Body, Forger

if TYPE_CHECKING:
    from pathlib import Path

    from inspect_engine.domain.documents.composing import Content

FIRST, SECOND = "RQ-2022-0001", "RQ-2022-0002"
OTHER, KNOWN = ItemKey("op-01", "GAS-MH-4.3"), ItemKey("op-01", "GAS-MH-4.2")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with two graded hazards, found and signed by two independent people; to be copied."""
    office = open_office(tmp_path_factory.mktemp("kept"))
    office.ledger("sup1").people.add("insp3", "检查员丙", ["inspector"])
    for name in ("insp1", "insp3"):
        take_over(office.ledger("sup1"), name, f"{name} 自己的 口令")
    for name in ("insp1", "insp2", "insp3"):
        office.ledger("sup2").vouching.confirm(name)
    certificates = {name: f"滇执{name}" for name in ("insp1", "insp2", "insp3")}
    office.ledger("sup1").offices.add(CODE, OFFICE, USUAL, certificates)
    return office.folder


@pytest.fixture
def office(kept: Path, tmp_path: Path) -> Office:
    return copy_of(kept, tmp_path / "office")


def inspection(office: Office) -> str:
    return office.ledger("sup1").cases.get(FIRST).inspection


def add(office: Office) -> str:
    """A supervisor adds an answer that fails to the inspection that was signed; the number of its hazard, graded."""
    room = office.ledger("sup1").corrections.inspections
    room.correct(inspection(office), OTHER, {"answer": "fail", "note": "没有预案"}, "漏答")
    found = room.case_of(inspection(office), OTHER)
    assert found
    office.ledger("sup1").cases.act(found.number, "grade", {"severity": "general", "reason": "一般"})
    return found.number


def issue(office: Office, number: str) -> str:
    """Who inspected, as a notice of a hazard prints it."""
    seen: list[Content] = []

    def render(content: Content) -> bytes:
        seen.append(content)
        return plainly(content)

    values = {"address": "某路 1 号", **GIVEN["rectification"]}
    office.ledger("sup1").documents.issue("rectification", [number], values, render)
    return re.sub("（证号 [^）]*）", "", seen[0].values["inspectors"])


def waiting(office: Office, number: str) -> list[tuple[str, tuple[str, ...]]]:
    ledger = office.ledger("sup1")
    return [(each.what, each.waiting) for each in ledger.countersigning.unsigned(ledger.cases.get(number))]


def test_a_hazard_that_a_correction_opens_awaits_those_who_inspected(office: Office) -> None:
    number = add(office)
    assert waiting(office, number) == [("更正后的检查", ("insp1", "insp2"))]
    for name in ("insp1", "insp2"):
        with pytest.raises(Refused, match=f"更正后的检查待“{name}”签"):
            issue(office, number)
        office.ledger(name).countersigning.confirm(number)
    assert issue(office, number) == "检查员甲、检查员乙"
    assert office.ledger("sup1").verify() == []


def test_what_was_found_before_is_as_good_as_it_was(office: Office) -> None:
    """Nothing else waits: neither the other hazards of the inspection, nor what is no notice."""
    add(office)
    assert waiting(office, SECOND) == []
    assert issue(office, SECOND) == "检查员甲、检查员乙"


def test_an_answer_that_is_put_right_awaits_them_for_its_own_hazard(office: Office) -> None:
    room = office.ledger("sup1").corrections.inspections
    room.correct(inspection(office), KNOWN, {"note": "制度不全"}, "写错")
    assert waiting(office, SECOND) == [("更正后的检查", ("insp1", "insp2"))]
    office.ledger("insp1").countersigning.confirm(SECOND)
    room.correct(inspection(office), KNOWN, {"note": "制度没有"}, "又写错")
    assert waiting(office, SECOND) == [("更正后的检查", ("insp1", "insp2"))]
    with pytest.raises(Refused, match="更正后的检查待“insp1”签"):
        issue(office, SECOND)
    assert waiting(office, FIRST) == []
    office.desk.sign()
    assert issue(office, SECOND) == "检查员甲、检查员乙"
    assert office.ledger("sup1").verify() == []


def test_who_is_away_is_replaced_by_who_made_the_correction(office: Office) -> None:
    """A supervisor hands over the signature, and who did not stand by it is not printed."""
    number, chief = add(office), office.ledger("sup1")
    chief.countersigning.hand_over(number, "insp2", "insp3")
    office.desk.sign()
    assert issue(office, number) == "检查员甲、检查员丙"
    assert chief.cases.get(number).persons["open"] >= {"insp1", "insp2", "insp3", "sup1"}
    assert chief.verify() == []


def test_a_signature_from_before_is_told_of(office: Office) -> None:
    room = office.ledger("sup1")
    key = inspection(office)
    assert room.countersigning.signed_before(key, room.corrections.inspections.history(key)) == ()
    add(office)
    assert room.countersigning.signed_before(key, room.corrections.inspections.history(key)) == ("insp2",)


@pytest.mark.parametrize("awaits", [[], ["insp1"], None])
def test_verify_names_a_signature_that_is_not_asked_for(office: Office, awaits: list[str] | None) -> None:
    """Of a hazard that is opened, and of one that is put right."""
    add(office)
    office.ledger("sup1").corrections.inspections.correct(inspection(office), KNOWN, {"note": "制度不全"}, "写错")

    def forge(bodies: list[Body]) -> list[Body]:
        for body in bodies:
            if body["kind"] in (OPENED, CORRECTED) and "awaits" in body["data"]:
                if awaits is None:
                    del body["data"]["awaits"], body["data"]["least"]
                else:
                    body["data"]["awaits"] = awaits
        return bodies

    Forger(office.desk.path).rewrite(forge)
    told = " ".join(map(str, office.ledger("sup1").verify()))
    assert told.count("awaits") >= 2 or told.count("会签") >= 2, told
