"""Cases that are registered, and items that are asked only of some subjects, on some days, after some answers."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from inspect_engine.domain.definitions import Definition
from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from inspect_engine.domain.judgement.explanation import explain
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.judgement.reasons import compared, conclusion, gist, grade_told
from inspect_engine.domain.versions.impact import Answered, Impact
from inspect_engine.errors import InputError, Refused
from inspect_engine.exports.closure import workbook
from inspect_engine.ledger import CaseFilter, InspectionResult, Ledger
from inspect_engine.ledger.inspections import ItemKey
from inspect_engine.reading.definitions import Library, load_library
from tests.storage.conftest import SMALL, SqliteWorld

OLD_LAW_DAY = date(2022, 12, 31)


PIT = Path(__file__).parent / "register" / "packs/pit.yaml"
MARKS = Path(__file__).parents[1] / "screens" / "marks"


class Office(SqliteWorld):
    """A ledger over the definitions in ``register``."""

    lists: Library = load_library([Path(__file__).parent / "register"])

    def answer(self, *answers: AnswerInput, on: date | None = None, storeys: str = "") -> InspectionResult:
        form = {"party": "甲公司", **({"storeys": storeys} if storeys else {})}
        shop = SubjectInput(key="shop-0", kind="shop", name="工地0", region="530600", fields=form)
        return self.inspect(pack="pit", subjects=(shop,), answers=answers, date=on or self.now.date())

    def begin(self) -> tuple[Ledger, str]:
        """The inspector at his ledger, and an inspection to be answered item by item."""
        ledger = self.open("insp1")
        ledger.subjects.add("pit", SubjectInput(key="shop-0", kind="shop", name="工地0", region="530600"))
        return ledger, ledger.inspections.start("pit", ["shop-0"], ["insp1"])


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.settle()
    return made


def given(item: str, word: Any = "fail", **values: str) -> AnswerInput:
    return AnswerInput(subject="shop-0", item=item, answer=word, values=values, sure=True)


def faults(office: Office, *answers: AnswerInput, **more: Any) -> str:
    with pytest.raises(InputError) as caught:
        office.answer(*answers, **more)
    return "；".join(problem.what for problem in caught.value.problems)


def test_what_is_registered_is_no_hazard(office: Office) -> None:
    """It is a case of its own kind and grade, counted apart from hazards on board and workbook."""
    result = office.answer(given("W-1", "register", depth="5.2"), given("S-1"))
    works = next(line for line in result.cases if line.kind == "works")
    assert (works.state_title, works.severity, result.told) == ("已登记", "major", "立隐患 1 件，登记 1 件")

    board = office.open("sup1").figures.board()
    assert (board.found, board.major, sum(board.by_state.values())) == (1, 0, 1)
    assert board.registered == {"works": {"found": 1, "open": 1, "closed": 0, "overdue": 0}}

    file = office.folder / "销号.xlsx"
    workbook.write(office.open("sup1"), file)
    book = load_workbook(file, data_only=True)
    assert str(book["总览"]["A4"].value).endswith("危大工程 1 件，已办结 0、未办结 1、逾期 0。")
    rows = list(book["登记事项"].values)
    assert [dict(zip(rows[0], row, strict=True))["等级"] for row in rows[1:]] == ["超规模"]
    assert [row[0] for row in list(book["台账"].values)[1:]] == [
        line.number for line in result.cases if line.kind == "hazard"
    ]
    assert not any("不符" in str(cell) for row in book["数据核查"].values for cell in row)


def test_a_registered_case_repeats_nothing(office: Office) -> None:
    """Registering the same pit again is no repeated hazard and resembles none."""
    office.answer(given("W-1", "register", depth="4"))
    office.pass_days(1)
    again = office.answer(given("W-1", "register", depth="4")).cases[0]
    case = office.open("sup1").cases.get(again.number)
    assert (case.repeat_of, case.resembles) == ("", "")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (given("W-1", "fail", depth="4"), "是登记项，不分合格不合格"),
        (given("W-1", "pass"), "是登记项，不分合格不合格"),
        (given("S-1", "register"), "不是登记项"),
        (given("W-1", "register", depth="2.9", complex="否"), "所填的值不属于要登记的"),
        (given("W-1", "na", depth="3"), "所填的值属于要登记的"),
        (given("W-1", "na", depth="2"), "“W-1”作答为不适用，但还缺“环境复杂”（complex），判不了不适用"),
        (given("W-1", "register"), "“W-1”登记时须填“深度（m）”"),
    ],
)
def test_words_that_do_not_fit(office: Office, answer: AnswerInput, told: str) -> None:
    """What may be answered depends on the item; a limit reached or not is said in its words."""
    assert told in faults(office, answer)


def test_sections_of_an_edition_are_asked_while_it_is_in_force(office: Office) -> None:
    """Included on its last day, left out on the next; nothing is opened by an edition that is past."""
    assert office.answer(given("S-OLD"), on=OLD_LAW_DAY).cases[0].item == "S-OLD"
    told = faults(office, given("S-OLD"), on=date(2023, 1, 1))
    assert told == "“S-OLD”这次不查：《旧标准》在检查日 2023-01-01 不在施行期内"


def test_sections_are_asked_by_what_the_subject_is(office: Office) -> None:
    """Known not to apply: not asked. Unknown: asked, for silence is no reason to pass over."""
    assert "S-TALL”这次不查：不符合“层数 > 3”" in faults(office, given("S-TALL"), storeys="3")
    assert office.answer(given("S-TALL"), storeys="4").cases[0].item == "S-TALL"
    office.pass_days(1)
    assert office.answer(given("S-TALL")).cases[0].item == "S-TALL"


def test_items_are_asked_by_earlier_answers(office: Office) -> None:
    """In one file, and one by one; 不适用 is always taken."""
    assert "不符合“S-1 的作答 不合格”" in faults(office, given("S-1", "pass"), given("S-2"))
    assert len(office.answer(given("S-1", "pass"), given("S-2", "na")).cases) == 0
    office.pass_days(1)
    assert len(office.answer(given("S-1"), given("S-2")).cases) == 2


def test_an_answer_that_lost_its_question_stops_the_inspection(office: Office) -> None:
    """An earlier answer was corrected: what hung on it has to be taken back before anything is opened."""
    ledger, key = office.begin()
    ledger.inspections.answer(key, given("S-1"))
    ledger.inspections.answer(key, given("S-2"))
    assert ItemKey("shop-0", "S-2") not in ledger.inspections.unasked(key)
    ledger.inspections.answer(key, given("S-1", "pass"))
    assert ledger.inspections.unasked(key)[ItemKey("shop-0", "S-2")] == "不符合“S-1 的作答 不合格”"
    with pytest.raises(Refused, match=r"“shop-0”的 S-2 这次不查：.*，请改答不适用"):
        ledger.inspections.finish(key)
    ledger.inspections.answer(key, given("S-2", "na"))
    assert ledger.inspections.finish(key).cases == ()


def test_one_by_one_an_item_that_is_not_asked_takes_no_answer(office: Office) -> None:
    """The same rule while walking."""
    ledger, key = office.begin()
    ledger.inspections.answer(key, given("S-1", "pass"))
    with pytest.raises(InputError, match="S-2”这次不查"):
        ledger.inspections.answer(key, given("S-2"))


def test_what_has_ended_is_read_and_not_begun(office: Office) -> None:
    """Neither as a file nor item by item."""
    with pytest.raises(InputError, match="“旧专项”已经结束，不能再开展检查：已经结束，只供查阅。"):
        office.inspect(pack="past")
    ledger, _ = office.begin()
    with pytest.raises(Refused, match="“旧专项”已经结束"):
        ledger.inspections.start("past", ["shop-0"], ["insp1"])
    assert ledger.desk.library.pack("past").ended


def test_what_another_checklist_knows_of_a_subject_stays(office: Office) -> None:
    """Two checklists share a kind of subject, each with its own form; within one form, what is left out is gone."""
    ledger = office.open("insp1")

    def record(pack: str, **fields: str) -> dict[str, str]:
        shop = SubjectInput(key="shop-0", kind="shop", name="工地0", region="530600", fields=fields)
        ledger.subjects.add(pack, shop)
        return dict(ledger.subjects.find()[0].fields)

    assert record("pit", party="甲公司", storeys="5") == {"party": "甲公司", "storeys": "5"}
    assert record("other", party="甲公司", gate="东门") == {"party": "甲公司", "storeys": "5", "gate": "东门"}
    assert record("other", party="甲公司") == {"party": "甲公司", "storeys": "5"}
    assert ledger.verify() == []


def test_an_answer_still_to_be_completed_decides_nothing(office: Office) -> None:
    """待补参 may yet turn out a failure: what hangs on it is asked, in a file and one by one."""
    assert len(office.answer(given("S-1", "missing"), given("S-2")).cases) == 1
    office.pass_days(1)
    ledger, key = office.begin()
    ledger.inspections.answer(key, given("S-1", "missing"))
    assert ItemKey("shop-0", "S-2") not in ledger.inspections.unasked(key)


@pytest.mark.parametrize(
    ("depth", "rules", "kind", "told"),
    [
        ("4", slice(None), "works", "危大（不属于检查表所列的“超规模”情形）"),
        ("5", slice(None), "works", "超规模（属于检查表所列的“超规模”情形）"),
        ("5", slice(1, None), "task", "不分级（登记事项，检查表没有分等级）"),
    ],
)
def test_grades_of_what_is_registered(office: Office, depth: str, rules: slice, kind: str, told: str) -> None:
    """In the words of its kind, and never as a hazard is graded; one without grades says so."""
    definition = office.lists.definition("pit")
    flow = definition.workflows["works"].model_copy(update={"kind": kind})
    definition = definition.model_copy(update={"workflows": {"works": flow}})
    item = definition.pack.items[0]
    item = item.model_copy(update={"severity": item.severity[rules]})
    found = explain(item, {"depth": depth}, Law(definition, office.now.date(), "530600"))
    assert grade_told(found) == told
    assert conclusion(found) == "要登记"
    assert not any(word in line for line in compared(found) for word in ("合格", "隐患"))


def test_what_is_not_to_be_registered_is_not_called_passed(office: Office) -> None:
    """Neither passed nor failed."""
    definition = office.lists.definition("pit")
    law = Law(definition, office.now.date(), "530600")
    found = explain(definition.pack.items[0], {"depth": "2", "complex": "false"}, law)
    assert (conclusion(found), gist(found)) == ("不必登记", "不必登记")


def test_cases_are_listed_by_kind(office: Office) -> None:
    """Hazards alone, or what was registered of one kind."""
    office.answer(given("W-1", "register", depth="4"), given("S-1"))
    ledger = office.open("sup1")
    assert [line.item for line in ledger.cases.page(CaseFilter(kind="works"))] == ["W-1"]
    assert [line.item for line in ledger.cases.page(CaseFilter(kind="hazard"))] == ["S-1"]
    assert ledger.cases.count(CaseFilter(kind="task")) == 0


def test_the_sheet_of_registered_cases_says_what_they_rest_on(office: Office) -> None:
    """Basis, requirement and definition of each, its end in its own words; the notes count its definition."""
    number = office.answer(given("W-1", "register", depth="4")).cases[0].number
    office.open("sup1").cases.act(number, "finish", {})
    file = office.folder / "销号.xlsx"
    workbook.write(office.open("sup1"), file)
    book = load_workbook(file, data_only=True)
    titles, row = book["登记事项"].values
    told = dict(zip(titles, row, strict=True))
    assert (told["办结方式"], told["检查项"], told["要求"]) == ("办结", "W-1", "按方案施工。")
    assert (told["定义版本"], told["登记情况"]) == ("pit 1", "登记时所填：深度：4 m")
    assert "来源材料 001" in str(told["依据"])
    notes = {label: text for label, text, *_ in book["说明"].values}
    assert "基坑管理 1”，1 件" in str(notes["pit 1"])
    heads, *rows = book["流转记录"].values
    assert [row[heads.index("动作")] for row in rows] == ["立案", "完工"]


@pytest.mark.parametrize(
    ("word", "values", "old", "new", "kind", "told"),
    [
        ("register", {"depth": "5.5"}, "5", "6", "regraded", "W-1 登记基坑：由超规模变为危大"),
        (
            "register",
            {"depth": "3.5", "complex": "false"},
            "3",
            "4",
            "no_longer_failing",
            "W-1 登记基坑：按所填的值不必登记",
        ),
        ("na", {"depth": "2.5", "complex": "false"}, "3", "2", "newly_failing", "W-1 登记基坑：按所填的值要登记"),
    ],
)
def test_another_version_is_weighed_for_what_is_registered(
    office: Office, tmp_path: Path, word: str, values: dict[str, str], old: str, new: str, kind: str, told: str
) -> None:
    """What was registered is judged again as registered: neither passed over nor called a failure."""
    folder = shutil.copytree(Path(__file__).parent / "register", tmp_path / "lists")
    pack = folder / "packs/pit.yaml"
    text = pack.read_text(encoding="utf-8")
    changed = text.replace(f'fact: depth, op: ">=", value: "{old}"', f'fact: depth, op: ">=", value: "{new}"')
    assert changed != text
    pack.write_text(changed, encoding="utf-8")
    day = office.now.date()
    impact = Impact(load_library([folder]).definition("pit"), {}, day)
    given_before = Answered("工地0", "530600", "W-1", word, values, day)
    impact.see_answer(given_before, office.lists.definition("pit"), lambda: None)
    assert [(one.kind, one.text) for one in impact.findings] == [(kind, told)]


@pytest.mark.parametrize(
    ("storeys", "old", "new", "answered", "finding"),
    [
        ("5", 'op: ">", value: "3"', 'op: ">", value: "6"', True, ("no_longer_asked", "新版不查（不符合“层数 > 6”）")),
        ("2", 'op: ">", value: "3"', 'op: ">", value: "1"', False, ("newly_asked", "新版要查，当时没有查")),
        ("", 'op: ">", value: "3"', 'op: ">", value: "1"', False, None),
    ],
)
def test_items_asked_or_not_under_another_version_are_told(
    office: Office, tmp_path: Path, storeys: str, old: str, new: str, answered: bool, finding: tuple[str, str] | None
) -> None:
    """What would no longer have been asked, and what would have been asked and was not."""
    tall = [AnswerInput(subject="shop-0", item="S-TALL", answer="fail", sure=True)] if answered else []
    opened = office.answer(AnswerInput(subject="shop-0", item="W-1", answer="na"), *tall, storeys=storeys)
    impact = office.open("sup1").definitions.impact(_changed(tmp_path, old, new))
    numbers = [case.number for case in opened.cases] or ["工地0 S-TALL"]
    expected = [(finding[0], f"S-TALL 高层不合格：{finding[1]}", numbers)] if finding else []
    assert [(one.kind, one.text, one.numbers) for one in impact.findings] == expected


def test_an_item_that_is_no_longer_registered_is_told(office: Office, tmp_path: Path) -> None:
    """A register item that becomes one for hazards changes what its answer means."""
    case = office.answer(AnswerInput(subject="shop-0", item="W-1", answer="register", values={"depth": "4"})).cases[0]
    target = _changed(tmp_path, "workflow: works\n        register: true", "workflow: flow")
    found = {one.kind: (one.text, one.numbers) for one in office.open("sup1").definitions.impact(target).findings}
    assert found["reclassified"] == ("W-1 登记基坑：由登记项改为隐患项", [case.number])


class Marks(Office):
    """A ledger over a checklist that scores."""

    lists = load_library([SMALL, MARKS])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('good: "80"', 'good: "95"', "总分由 92.50 优良 变为 92.50 合格"),
        ('required: false, deducts: "10"}', 'required: false, deducts: "15"}', "总分由 92.50 优良 变为 88.75 优良"),
        ("title: 接地[/]", "title: 接地", None),
    ],
)
def test_an_inspection_that_would_score_otherwise_is_told(tmp_path: Path, old: str, new: str, told: str | None) -> None:
    """Points and lines of the grade are no item's own matter: the whole inspection is scored again."""
    office = Marks(tmp_path)
    office.settle()
    site = SubjectInput(key="site", kind="site", name="工地甲", region="530600", fields={"pit": "false"})
    lost = AnswerInput(subject="site", item="P-1", answer="fail", values={"places": "1"})
    sections = office.lists.packs["mini"].sections
    rest = [item.id for section in sections for item in section.items if section.asked_if is None and item.id != "P-1"]
    answers = (lost, *(AnswerInput(subject="site", item=name, answer="pass") for name in rest))
    office.inspect(pack="mini", subjects=(site,), answers=answers)

    impact = office.open("sup1").definitions.impact(_changed(tmp_path, old, new, MARKS / "packs/mini.yaml"))
    found = [(one.text, one.numbers) for one in impact.findings if one.kind == "rescored"]
    assert found == ([(told, ["工地甲 2026-03-02"])] if told else [])


def _changed(folder: Path, old: str, new: str, source: Path = PIT) -> Definition:
    """The pack with one text replaced."""
    lists = shutil.copytree(source.parents[1], folder / "changed")
    pack = lists / "packs" / source.name
    text = pack.read_text(encoding="utf-8")
    assert old in text
    pack.write_text(text.replace(old, new, 1), encoding="utf-8")
    return load_library([lists] if source == PIT else [SMALL, lists]).definition(source.stem)
