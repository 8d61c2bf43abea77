"""Whoever is liable, or has rectified, puts what was found right by no way; and no name takes a hazard out of sight."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from inspect_engine.domain.corrections import Change, record
from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from inspect_engine.errors import Refused
from inspect_engine.ledger.inspections import ItemKey
from tests.storage.forging import Forger

if TYPE_CHECKING:
    from tests.storage.conftest import SqliteWorld

KEY = ItemKey("shop-0", "S-1")


@pytest.fixture
def found(file: SqliteWorld) -> SqliteWorld:
    """A hazard under way; insp1 found it, and so he might put his words right today."""
    file.fixing(1)
    return file


def number(world: SqliteWorld) -> str:
    return next(line.number for line in world.open("sup1").cases.iterate())


def reply(world: SqliteWorld, who: str) -> None:
    world.open(who).cases.act(number(world), "reply", {"performed_by": who})


def ways(world: SqliteWorld, who: str) -> dict[str, Callable[[], object]]:
    """Each way in which the finding can be put right."""
    room = world.open(who).corrections
    return {
        "case": lambda: room.cases.correct(number(world), {"note": "没有问题"}, "写错"),
        "beside": lambda: room.cases.correct(number(world), {"part": "别处", "performed_by": "别人"}, "写错"),
        "answer": lambda: room.inspections.correct(
            world.open("sup1").inspections.all()[0].id, KEY, {"note": "无"}, "错"
        ),
        "name": lambda: room.subjects.correct("shop-0", {"name": "无关店"}, "录错"),
        "party": lambda: room.subjects.correct("shop-0", {"party": "无关单位"}, "录错"),
    }


def clean(world: SqliteWorld) -> None:
    ledger = world.open("sup1")
    assert ledger.verify() == []
    assert ledger.keeping.rebuild() == []


def test_who_rectified_does_not_touch_what_was_found(found: SqliteWorld) -> None:
    """Not even as the one who found it, on the same day; his own step stays his to put right."""
    reply(found, "insp1")
    for way, act in ways(found, "insp1").items():
        with pytest.raises(Refused, match="参与过本事项的整改"):
            pytest.fail(f"{way}: {act()}")
    found.open("insp1").corrections.cases.correct(number(found), {"performed_by": "孙某"}, "写错")
    clean(found)


@pytest.mark.parametrize("party", ["商铺0", None])
def test_a_supervisor_of_the_unit_or_who_rectified_does_not_either(found: SqliteWorld, party: str | None) -> None:
    roles = ["supervisor", "inspector", *(["responsible"] if party else [])]
    found.open("sup1").people.add("sup4", "主管丁", roles, party)
    found.open("sup2").vouching.confirm("sup4")
    reply(found, "sup4")
    found.pass_days(1)
    for way, act in ways(found, "sup4").items():
        with pytest.raises(Refused, match=r"外单位的人更正|参与过本事项的整改"):
            pytest.fail(f"{way}: {act()}")
    clean(found)


def test_nor_one_of_a_unit_liable_beside_it_by_its_subject(file: SqliteWorld) -> None:
    shop = SubjectInput(key="co", kind="shop", name="共责店", region="530602", fields={"party": "甲处"})
    said = AnswerInput(subject="co", item="S-1", answer="fail", sure=True, co_units=("乙处",))
    file.open("insp1").inspections.run(file.given(subjects=(shop,), answers=(said,)))
    file.open("sup1").people.add("supU", "主管戊", ["supervisor"], "乙处")
    file.open("sup2").vouching.confirm("supU")
    for sets in ({"name": "改名店"}, {"party": "丙处"}):
        with pytest.raises(Refused, match="外单位的人更正"):
            file.open("supU").corrections.subjects.correct("co", sets, "录错")
    file.open("sup2").corrections.subjects.correct("co", {"name": "改名店"}, "录错")
    clean(file)


@pytest.mark.parametrize("v", [3, 4])
def test_verify_names_it_from_the_version_on(bygone: SqliteWorld, v: int) -> None:
    """What an older program has stored was lawful then."""
    found = bygone
    found.fixing(1)
    reply(found, "insp1")
    changes = [Change("note", "备注", found.open("sup1").cases.get(number(found)).note, "没有问题")]
    data = record("case", number(found), changes, "写错", found.now.date(), ["insp1"])
    forger = Forger(found.path)
    forger.append("corrected", data, "insp1", case=forger.case(number(found)))
    forger.rewrite(lambda bodies: [*bodies[:-1], {**bodies[-1], "v": v}])
    told = "\n".join(map(str, found.open("sup1").verify()))
    assert ("参与过本事项的整改" in told) == (v == 4)


def test_a_name_takes_no_hazard_out_of_its_units_sight(found: SqliteWorld) -> None:
    """What is its own unit is called otherwise: what was found stays that unit's, and what is found later is, too."""
    found.open("insp1").corrections.subjects.correct("shop-0", {"name": "商铺零号"}, "错字")
    subject = found.open("sup1").subjects.find(keys=["shop-0"])[0]
    assert (subject.name, subject.party, subject.fields) == ("商铺零号", "商铺0", {"party": "商铺0"})
    case = found.open("op1").cases.get(number(found))
    assert (case.subject_name, case.party) == ("商铺零号", "商铺0")
    reply(found, "op1")
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
