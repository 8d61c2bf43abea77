"""A subject is called otherwise: no name takes a hazard out of its unit's sight."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from inspect_engine.imports import inspections
from tests.conftest import Desk

if TYPE_CHECKING:
    from tests.storage.conftest import SqliteWorld


@pytest.fixture
def found(file: SqliteWorld) -> SqliteWorld:
    """A hazard under way at a shop that is its own unit; insp1 recorded both today."""
    file.fixing(1)
    return file


def number(world: SqliteWorld) -> str:
    return next(line.number for line in world.open("sup1").cases.iterate())


def clean(world: SqliteWorld) -> None:
    ledger = world.open("sup1")
    assert ledger.verify() == []
    assert ledger.keeping.rebuild() == []


def test_a_name_takes_no_hazard_out_of_its_units_sight(found: SqliteWorld) -> None:
    """What is its own unit is called otherwise: what was found stays that unit's, and what is found later is, too."""
    found.open("insp1").corrections.subjects.correct("shop-0", {"name": "商铺零号"}, "错字")
    subject = found.open("sup1").subjects.find(keys=["shop-0"])[0]
    assert (subject.name, subject.party, subject.fields) == ("商铺零号", "商铺0", {"party": "商铺0"})
    case = found.open("op1").cases.get(number(found))
    assert (case.subject_name, case.party) == ("商铺零号", "商铺0")
    found.open("op1").cases.act(number(found), "reply", {"performed_by": "op1"})
    clean(found)


def test_nor_does_it_after_the_unit_was_renamed(found: SqliteWorld) -> None:
    found.open("sup1").units.rename("商铺0", "丁处")
    found.open("sup1").corrections.subjects.correct("shop-0", {"name": "新店名"}, "漏写")
    assert [line.number for line in found.open("op1").cases.iterate()] == [number(found)]
    clean(found)


def test_where_the_form_has_no_unit_it_stays_all_the_same(file: SqliteWorld) -> None:
    house = SubjectInput(key="h", kind="house", name="商铺0", region="530602")
    said = AnswerInput(subject="h", item="S-1", answer="fail", sure=True)
    file.open("insp1").inspections.run(file.given(subjects=(house,), answers=(said,)))
    for name in ("房屋一", "房屋二"):
        file.open("insp1").corrections.subjects.correct("h", {"name": name}, "错字")
    assert file.open("op1").cases.get(number(file)).subject_name == "房屋二"
    clean(file)


def test_a_name_is_its_unit_as_long_as_nothing_was_found_there(file: SqliteWorld) -> None:
    """A slip in the name of what was only just recorded makes no other unit."""
    (shop,) = file.given(1).subjects
    file.open("insp1").subjects.add("small", shop)
    file.open("insp1").corrections.subjects.correct("shop-0", {"name": "店一"}, "错字")
    assert file.open("sup1").subjects.find(keys=["shop-0"])[0].party == "店一"
    clean(file)


def test_a_name_with_blanks_around_it_from_an_older_program(desk: Desk, inspection_file: Path) -> None:
    """It stays as it is stored, and is verified so; its file is known again, and one without them is no other shop."""
    ledger = desk.as_("insp1")
    given = inspections.read(ledger, inspection_file)
    old = [each.model_copy(update={"name": f"{each.name}　"}) for each in given.subjects]
    ledger.inspections.run(given.model_copy(update={"subjects": tuple(old)}), inspection_file.parent)
    assert {each.name for each in ledger.subjects.find()} == {each.name for each in old}
    again = ledger.inspections.run(given, inspection_file.parent)
    assert again.repeated
    assert len(ledger.subjects.find()) == len(old)
    assert desk.as_("sup1").verify() == []
