"""Finding hazards: logging inspections, bad files, grading by the law of the day."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.definitions import ANSWER_TITLES
from inspect_engine.domain.inspections import SubjectInput
from inspect_engine.domain.inspections.doubts import marks_text
from inspect_engine.imports import inspections
from tests.bdd.conftest import quoted
from tests.bdd.world import Table, World, item_titled

scenarios(
    "inspection.feature",
    "bad_file.feature",
    "grading.feature",
    "doubts.feature",
    "values.feature",
    "arithmetic.feature",
)
VALUES = Path(__file__).parents[1] / "cli/values"


@given("另装了取值检查表")
def _(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.install(VALUES, monkeypatch)


@when(parsers.parse("检查文件“{name}”里的“{old}”改为“{new}”后再录入"))
def _(world: World, name: str, old: str, new: str) -> None:
    path = world.folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    world.attempt(lambda: world.keep(inspections.run(world.desk("检查员甲"), path, another=True)))


# --- logging ---------------------------------------------------------------------------------------------------


@when(parsers.parse("{who}录入只写{other}的检查："))
def _(world: World, who: str, other: str, datatable: Table) -> None:
    path = world.sheet([other], datatable)
    world.attempt(lambda: world.keep(inspections.run(world.desk(who), path)))


@given(parsers.parse("{who}登记检查对象：{subjects}"))
def _(world: World, who: str, subjects: str) -> None:
    for name in subjects.split("、"):
        key, kind, region = world.subjects[name]
        world.desk(who).subjects.add("gas", SubjectInput(key=key, kind=kind, name=name, region=region))


@given(parsers.parse("{names}开始检查{subjects}"))
def _(world: World, names: str, subjects: str) -> None:
    inspectors = names.split("、")
    keys = [world.subjects[name][0] for name in subjects.split("、")]
    world.inspection = world.desk(inspectors[0]).inspections.start("gas", keys, inspectors)


@given(parsers.parse("{who}作答{subject}的“{item}”：{word}，实测{values}"))
@when(parsers.parse("{who}作答{subject}的“{item}”：{word}，实测{values}"))
def _(world: World, who: str, subject: str, item: str, word: str, values: str) -> None:
    world.attempt(lambda: world.answer(who, subject, item, word, values))


@given(parsers.re(r"(?P<who>[^“]+)作答(?P<subject>[^“]+)的“(?P<item>[^”]+)”：(?P<word>[^，]+)"))
@when(parsers.re(r"(?P<who>[^“]+)作答(?P<subject>[^“]+)的“(?P<item>[^”]+)”：(?P<word>[^，]+)"))
def _(world: World, who: str, subject: str, item: str, word: str) -> None:
    world.attempt(lambda: world.answer(who, subject, item, word))


@when(parsers.parse("{who}撤回上一答"))
def _(world: World, who: str) -> None:
    world.attempt(lambda: world.desk(who).inspections.take_back(world.inspection))


@given(parsers.parse("{who}完成检查"))
@when(parsers.parse("{who}完成检查"))
def _(world: World, who: str) -> None:
    world.attempt(lambda: world.keep(world.desk(who).inspections.finish(world.inspection)))


# --- what came of it -------------------------------------------------------------------------------------------


@then("台账里的隐患是：")
def _(world: World, datatable: Table) -> None:
    world.settle()
    assert [[line.number, line.subject_name, line.title] for line in world.desk().cases.page()] == datatable[1:]


@then("没有立隐患")
@then("台账里没有隐患")
def _(world: World) -> None:
    world.settle()
    assert world.result is None or world.result.cases == ()
    assert world.desk().cases.count() == 0


@then(parsers.parse("待补参的是“{expected}”"))
def _(world: World, expected: str) -> None:
    assert world.result is not None
    names = {key: name for name, (key, _, _) in world.subjects.items()}
    todo = "、".join(f"{names[key.subject]} {key.item}" for key in world.result.todo)
    assert (todo or "无") == expected


def recorded(world: World, subject: str, item: str) -> str | None:
    """How the ledger holds the answer to an item; None when there is none."""
    desk = world.desk()
    answers = desk.inspections.get(desk.inspections.all()[0].id).answers
    words = {(answer.subject, answer.item): answer.answer for answer in answers}
    word = words.get((world.subjects[subject][0], item_titled(item).id))
    return word and ANSWER_TITLES[word]


@then(parsers.parse("{subject}的“{item}”记为“{word}”"))
def _(world: World, subject: str, item: str, word: str) -> None:
    world.settle()
    assert recorded(world, subject, item) == word


@then(parsers.parse("{subject}的“{item}”没有作答"))
def _(world: World, subject: str, item: str) -> None:
    assert recorded(world, subject, item) is None


def marked(world: World) -> list[str]:
    """What the only inspection tells of its doubtful answers."""
    desk = world.desk()
    answers = desk.inspections.get(desk.inspections.all()[0].id).answers
    return [marks_text(answer.doubts) for answer in answers if answer.doubts]


@then(parsers.parse("那次检查里注明了“{text}”"))
def _(world: World, text: str) -> None:
    assert marked(world) == [text]


@then("那次检查里没有注明")
def _(world: World) -> None:
    world.settle()
    assert marked(world) == []


# --- bad files -------------------------------------------------------------------------------------------------


@given(parsers.parse("文件里的“{right}”错写成“{wrong}”"))
def _(world: World, right: str, wrong: str) -> None:
    path = world.folder / "检查.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(right) == 1, "例子须指明唯一的一处"
    path.write_text(text.replace(right, wrong), encoding="utf-8")


@given("文件用 GBK 编码保存")
def _(world: World) -> None:
    path = world.folder / "检查.yaml"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gbk"))


@then("指出的错处是：")
def _(world: World, datatable: Table) -> None:
    """All of these places and no others; each problem begins as written here."""
    head, *lines = world.stderr.splitlines()[1:]
    expected = [f"  {where}：{quoted(what)}" for where, what in datatable[1:]]
    found = sorted(line for line in lines if line.startswith("  "))
    assert f"共 {len(expected)} 处：" in head
    assert lines[-1] == "未保存任何内容。"
    assert len(found) == len(expected), world.stderr
    unmatched = [line for line in expected if not any(one.startswith(line) for one in found)]
    assert not unmatched, world.stderr
