"""When a house was built decides what is asked of it, when that ended whether it is still punished; what is measured is
held against the first judgement."""

from __future__ import annotations

from datetime import date

import pytest

from inspect_engine.domain.judgement.asking import unasked
from inspect_engine.domain.judgement.deriving import derive
from inspect_engine.domain.words import forms
from tests.definitions.sides import NO, TODAY, YES, item, judged, pack, said

OK, BAD, OPEN = "合格", "不合格", "判不了"
PLANNED = ("LW-A3.1", "LW-A3.5", "LW-A3.6")
PERMIT = {"price": "320", "area": "700", "permitted": NO}
PUNISHED = {
    "LW-A4.1": PERMIT,
    "LW-A5.1": {"who": "builder", "how": "none"},
    "LW-A6.1": {"in_use": YES, "accepted": NO},
    "LW-A6.2": {"special": YES, "reviewed": NO},
    "LW-A7.1": {"structural": YES, "designed": NO, "approved": NO, "by_user": NO},
}
"""What the housing department punishes itself, with values that fail."""


def asked(name: str, kind: str, form: dict[str, str]) -> set[str]:
    left_out = unasked(pack(name), kind, form, {}, date.fromisoformat(TODAY))
    return {one.id for one in pack(name).pack.items_for(kind) if one.id not in left_out}


def town(year: str, altered: str = "false") -> set[str]:
    return asked("illegal-building", "building", {"built_year": year, "zone": "urban", "altered": altered})


@pytest.mark.parametrize(
    ("year", "planning"),
    [
        ("1983", set()),
        ("1984", {"LW-A3.6"}),
        ("1989", {"LW-A3.6"}),
        ("1990", {"LW-A3.5"}),
        ("2007", {"LW-A3.5"}),
        ("2008", {"LW-A3.1"}),
        ("2026", {"LW-A3.1"}),
    ],
)
def test_planning_is_asked_by_the_law_of_the_time(year: str, planning: set[str]) -> None:
    """城市规划条例 1984-01-05, 城市规划法 1990-04-01, 城乡规划法 2008-01-01."""
    assert town(year) & set(PLANNED) == planning


@pytest.mark.parametrize(("year", "is_asked"), [("1985", False), ("1997", False), ("1998", True), ("2010", True)])
def test_a_permit_to_build_and_acceptance_are_asked_since_the_building_act(year: str, is_asked: bool) -> None:
    assert ("LW-A4.1" in town(year)) is is_asked
    assert ("LW-A6.1" in town(year)) is is_asked


def test_an_old_house_that_was_altered_later_is_asked_for_the_alteration() -> None:
    assert {"LW-A4.1", "LW-A6.1", "LW-A3.1", "LW-A3.6"} <= town("1985", "true")


def test_a_house_whose_alterations_nobody_knows_is_asked() -> None:
    found = asked("illegal-building", "building", {"built_year": "1985", "zone": "urban"})
    assert {"LW-A4.1", "LW-A3.1"} <= found


def test_what_is_under_construction_is_asked_by_the_law_of_today() -> None:
    found = asked("illegal-building", "construction", {"zone": "urban"})
    assert {"LW-A4.1", "LW-A3.1"} <= found
    assert not {"LW-A3.5", "LW-A3.6"} & found


@pytest.mark.parametrize(("year", "is_asked"), [("2007", False), ("2008", True)])
def test_in_villages_the_planning_permit_came_in_2008(year: str, is_asked: bool) -> None:
    rural = {"built_year": year, "zone": "rural", "altered": "false"}
    assert ("LW-A3.2" in asked("illegal-building", "building", rural)) is is_asked
    house = {"built_year": year, "altered": "false", "storeys": "1", "use": "living"}
    assert ("NF-L1" in asked("rural-housing", "house", house)) is is_asked


@pytest.mark.parametrize(("year", "is_asked"), [("1992", False), ("1993", True)])
def test_a_design_for_two_storeys_is_asked_since_the_regulation(year: str, is_asked: bool) -> None:
    house = {"built_year": year, "altered": "false", "storeys": "2", "use": "living"}
    assert ("NF-L3" in asked("rural-housing", "house", house)) is is_asked


@pytest.mark.parametrize(("plan", "answer"), [("none", BAD), ("beyond", BAD), ("have", OK)])
def test_what_older_laws_asked_is_graded_by_the_supervisor(plan: str, answer: str) -> None:
    for name in ("LW-A3.5", "LW-A3.6"):
        assert said("illegal-building", name, {"plan": plan}) == answer
        assert judged("illegal-building", name, {"plan": plan}).verdict.severity == "pending"


def limitation(name: str, values: dict[str, str], on: str = TODAY) -> str | None:
    one, day = item("illegal-building", name), date.fromisoformat(on)
    entry = forms.read(one.values, {**PUNISHED[name], **values}, day)
    assert not entry.faults
    return next(each.value for each in derive(one, entry.values, day) if each.spec.id == "limitation")


@pytest.mark.parametrize("name", PUNISHED)
@pytest.mark.parametrize(
    ("ended", "harmed", "told"),
    [
        ("2024-11-29", NO, "未过2年"),
        ("2024-11-28", NO, "已过2年：不再给予行政处罚"),
        ("2024-11-28", YES, "可以处罚"),
        ("2021-11-29", YES, "可以处罚"),
        ("2021-11-28", YES, "已过5年"),
    ],
)
def test_whether_it_may_still_be_punished_is_told(name: str, ended: str, harmed: str, told: str) -> None:
    """行政处罚法 第36条: two years; five where life and safety are concerned and harm was done."""
    assert told in (limitation(name, {"ended": ended, "harmed": harmed}) or "")
    assert said("illegal-building", name, {**PUNISHED[name], "ended": ended, "harmed": harmed}) in (BAD, OPEN)


@pytest.mark.parametrize("name", PUNISHED)
def test_what_goes_on_has_not_begun_to_run_out(name: str) -> None:
    assert "没有起算" in (limitation(name, {}) or "") or "先查明" in (limitation(name, {}) or "")
    assert "第36条" in (item("illegal-building", name).note or "")


@pytest.mark.parametrize("name", [one.id for one in pack("illegal-building").pack.items])
def test_the_limitation_stands_wherever_the_department_files_a_case(name: str) -> None:
    one = item("illegal-building", name)
    if "住房城乡建设部门立案查处" in (one.note or ""):
        assert name in PUNISHED


@pytest.mark.parametrize(("pack_id", "name"), [("illegal-building", "LW-REG"), ("rural-housing", "NF-REG")])
def test_as_many_signs_are_chosen_as_there_are(pack_id: str, name: str) -> None:
    one = item(pack_id, name)
    signs = {spec.id: spec for spec in one.values if spec.type == "multichoice"}
    assert set(signs) == {"serious_signs", "some_signs"}
    entry = forms.read(one.values, {"sign": "serious", "serious_signs": "settled、cracked"}, date(2026, 11, 29))
    assert entry.values["serious_signs"] == "settled,cracked"


TILT = {"height": "10", "foundation": YES, "sign": "none"}
CRACK = {"document": "某市文件第3条", "allowed_width": "1", "storey_height": "3", "allowed_share": "50", "sign": "none"}


@pytest.mark.parametrize(
    ("name", "values", "on", "answer"),
    [
        ("NF-M1", {**TILT, "storeys": "2", "offset": "300"}, TODAY, OK),
        ("NF-M1", {**TILT, "storeys": "2", "offset": "301"}, TODAY, BAD),
        ("NF-M1", {**TILT, "storeys": "2", "offset": "300.1"}, TODAY, BAD),
        ("NF-M1", {**TILT, "storeys": "3", "offset": "200"}, TODAY, OK),
        ("NF-M1", {**TILT, "storeys": "3", "offset": "200.1"}, TODAY, BAD),
        ("NF-M1", {**TILT, "storeys": "3", "offset": "201"}, TODAY, BAD),
        ("NF-M1", {**TILT, "storeys": "3", "offset": "201", "foundation": NO}, TODAY, OK),
        ("NF-M1", {**TILT, "storeys": "3", "offset": "201", "sign": "some"}, TODAY, OK),
        ("NF-M1", {**TILT, "storeys": "3", "offset": "201"}, "2022-06-21", OPEN),
        ("NF-M1", {**TILT, "storeys": "3", "offset": "201"}, "2022-06-22", BAD),
        ("NF-M1", {**TILT, "storeys": "3", "offset": "1", "height": "0"}, TODAY, OPEN),
        ("NF-M2", {**CRACK, "width": "1", "length": "1.5"}, TODAY, OK),
        ("NF-M2", {**CRACK, "width": "1.1", "length": "0"}, TODAY, BAD),
        ("NF-M2", {**CRACK, "width": "0", "length": "1.51"}, TODAY, BAD),
        ("NF-M2", {**CRACK, "width": "0", "length": "1.501"}, TODAY, BAD),
        ("NF-M2", {**CRACK, "width": "9", "length": "0", "sign": "serious"}, TODAY, OK),
    ],
)
def test_what_is_measured_is_held_against_the_first_judgement(
    name: str, values: dict[str, str], on: str, answer: str
) -> None:
    assert said("rural-housing", name, values, on) == answer


def test_no_width_of_a_crack_is_the_countrys() -> None:
    found = judged("rural-housing", "NF-M2", {**CRACK, "width": "9", "length": "0"})
    assert found.verdict.severity == "pending"
    assert "待核" in (item("rural-housing", "NF-M2").note or "")
