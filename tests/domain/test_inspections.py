"""Everything that can be wrong with an inspection that is handed in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.domain.definitions import Definition
from inspect_engine.domain.inspections import InspectionInput, Setting, SubjectInput, faults, measured
from inspect_engine.domain.inspections.faults import inspector_faults
from inspect_engine.errors import Problem
from inspect_engine.reading.definitions import load_library
from tests.domain.conftest import ROSTER

SMALL = Path(__file__).parents[1] / "definitions" / "small"
SHOP = {"key": "shop-1", "kind": "shop", "name": "商铺一", "region": "530600", "fields": {"area": "12.5"}}
GOOD: dict[str, Any] = {
    "pack": "small",
    "date": "2026-03-02",
    "inspectors": ["insp1", "insp2"],
    "subjects": [SHOP],
    "answers": [{"subject": "shop-1", "item": "S-2", "answer": "fail", "values": {"depth": "3.2", "shored": "否"}}],
}


@pytest.fixture(scope="module")
def pack() -> Definition:
    return load_library([SMALL]).definition("small")


def found(pack: Definition, known: dict[str, SubjectInput] | None = None, **changes: Any) -> list[tuple[str, str]]:
    setting = Setting(
        date(2026, 3, 2),
        ROSTER,
        known or {},
        lambda name: Problem("", f"没有 {name}") if "missing" in name else None,
        lambda word, words: f"近似 {words[0]}",
    )
    given = InspectionInput.model_validate({**GOOD, **changes})
    return [(".".join(map(str, fault.path)), fault.what) for fault in faults(given, pack, setting)]


def answer(**changes: Any) -> dict[str, Any]:
    return {"answers": [{**GOOD["answers"][0], **changes}]}


def subject(**changes: Any) -> dict[str, Any]:
    return {"subjects": [{**SHOP, **changes}]}


def test_a_sound_inspection_has_no_fault(pack: Definition) -> None:
    """The base of these tests is accepted."""
    assert found(pack) == []


def test_a_supervisor_inspects(pack: Definition) -> None:
    assert found(pack, inspectors=["sup1"]) == []


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"date": "2026-03-03"}, "date", "在今天（2026-03-02）之后"),
        ({"inspectors": ["insp9"]}, "inspectors.0", "检查员“insp9”没有登记"),
        ({"inspectors": ["insp1，insp2"]}, "inspectors.0", "检查员“insp1，insp2”没有登记"),
        ({"inspectors": ["insp1", "insp1"]}, "inspectors.1", "写了两次"),
        ({"inspectors": ["view"]}, "inspectors.0", "不是在册的检查员"),
        ({"inspectors": ["gone"]}, "inspectors.0", "不是在册的检查员"),
        ({"subjects": [SHOP, SHOP]}, "subjects.1.key", "写了两次"),
        (subject(kind="ship"), "subjects.0.kind", "对象类型“ship”不存在"),
        (subject(region="532100"), "subjects.0.region", "没有区划代码“532100”"),
        (subject(fields={"area": "大"}), "subjects.0.fields.area", "应填数字"),
        (subject(fields={"colour": "红"}), "subjects.0.fields.colour", "没有“colour”这个字段"),
        (subject(name="甲\x00"), "subjects.0.name", "不能保存的字符"),
        (answer(subject="shop-2"), "answers.0.subject", "不在 subjects 里"),
        (answer(item="S-9"), "answers.0.item", "没有检查项“S-9”"),
        ({"answers": GOOD["answers"] * 2}, "answers.1.item", "已答过一次"),
        (answer(evidence=["missing.jpg"]), "answers.0.evidence.0", "没有 missing.jpg"),
        (answer(note="甲\x00"), "answers.0.note", "不能保存的字符"),
        (answer(values={"shored": "否"}), "answers.0.values", "不合格时须填“深度（m）”（depth）"),
        (answer(values={"depth": "深"}), "answers.0.values.depth", "应填数字"),
        (answer(values={"depth": "1.5"}), "answers.0.values", "所填的值并不构成不合格"),
        (answer(answer="pass"), "answers.0.values", "作答为合格，但所填的值已构成不合格"),
        (answer(answer="na"), "answers.0.values", "作答为不适用，但所填的值已构成不合格"),
    ],
)
def test_each_fault_is_named_at_its_place(pack: Definition, changes: dict[str, Any], place: str, words: str) -> None:
    """Every way an inspection can be wrong is said, with the path of the wrong part."""
    faulty = found(pack, **changes)
    assert [at for at, what in faulty if words in what] == [place], faulty


def test_all_faults_come_at_once(pack: Definition) -> None:
    """Nothing has to be corrected twice: one run names every fault."""
    faulty = found(pack, date="2026-03-03", **subject(region="1"), **answer(item="S-9"))
    assert [at for at, _ in faulty] == ["date", "subjects.0.region", "answers.0.item"]


def test_a_known_subject_keeps_its_identity(pack: Definition) -> None:
    """One key is one thing for ever: another name under it is a fault, other form entries are not."""
    known = {"shop-1": SubjectInput.model_validate({**SHOP, "name": "别的"})}
    assert [at for at, _ in found(pack, known)] == ["subjects.0.key"]
    assert found(pack, {"shop-1": SubjectInput.model_validate({**SHOP, "fields": {}})}) == []


def test_a_pass_needs_no_measurement_but_may_have_one(pack: Definition) -> None:
    """Required when the item fails, asked about when it passes; a measurement within the limit agrees with a pass."""
    assert found(pack, **answer(answer="pass", values={}, sure=True)) == []
    assert found(pack, **answer(answer="pass", values={}, note="目测不深")) == []
    assert [place for place, _ in found(pack, **answer(answer="pass", values={}))] == ["answers.0"]
    assert found(pack, **answer(answer="pass", values={"depth": "1.5"})) == []
    assert found(pack, **answer(answer="missing", values={})) == []


def test_measured_values_read_as_one_line(pack: Definition) -> None:
    """What was measured is shown with titles and units, in the order of the form."""
    item = pack.pack.item("S-2")
    assert item is not None
    assert (
        measured(item, {"soil": "clay", "shored": "false", "depth": "3.2"}, date(2026, 3, 2))
        == "深度：3.2 m；有支护：否；土质：粘土"
    )


def test_the_responsible_unit_is_the_subject_unless_named() -> None:
    """No party, or a blank one, means the subject itself."""
    assert SubjectInput.model_validate(SHOP).party == "商铺一"
    assert SubjectInput.model_validate({**SHOP, "fields": {"party": " "}}).party == "商铺一"
    assert SubjectInput.model_validate({**SHOP, "fields": {"party": " 物业公司 "}}).party == "物业公司"


@pytest.mark.parametrize("name", ["商铺一 ", "商铺一　", "\t商铺一"])
def test_blanks_around_a_name_make_no_other_of_it(name: str) -> None:
    given = SubjectInput.model_validate({**SHOP, "name": name})
    assert (given.name, given.party) == ("商铺一", "商铺一")


def test_names_parted_by_a_chinese_comma_are_not_taken_for_a_slip() -> None:
    """“是否想写 insp2” would lose the other one."""
    setting = Setting(date(2026, 3, 2), ROSTER, {}, lambda _: None, lambda word, words: f"近似 {words[0]}")
    (fault,) = inspector_faults((), "insp1，insp2", setting)
    assert "半角逗号" in fault.fix
