"""More than the checklist: one item failed at several places, and hazards that are on no checklist."""

from __future__ import annotations

import shlex
import zipfile
from collections.abc import Callable, Sequence

from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.documents.citations import Found, violated
from inspect_engine.domain.inspections import SubjectInput
from tests.bdd.world import World

scenarios("office_more_than_the_checklist.feature")
Command = Callable[[Sequence[str]], None]


@given(parsers.re("文件“(?P<name>[^”]+)”里的“(?P<old>.+)”改成“(?P<new>.+)”"))
def _(world: World, name: str, old: str, new: str) -> None:
    path = world.folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@given(parsers.parse("{names}开始查{subject}（{key}）"))
def _(world: World, names: str, subject: str, key: str) -> None:
    who = names.split("、")
    ledger = world.desk(who[0])
    ledger.subjects.add("gas", SubjectInput(key=key, kind="operator", name=subject, region="530602"))
    world.inspection = ledger.inspections.start("gas", [key], who)


@when(parsers.re("(?P<who>[a-z]+)作答“(?P<words>.*)”"))
def _(world: World, command: Command, who: str, words: str) -> None:
    command(["inspect", "answer", world.inspection[-8:], "st-02", *shlex.split(words), "--user", who])


@when(parsers.re("(?P<who>[a-z]+)撤回“(?P<words>.*)”"))
def _(world: World, command: Command, who: str, words: str) -> None:
    command(["inspect", "take-back", world.inspection[-8:], *shlex.split(words), "--user", who])


@when(parsers.re("(?P<who>[a-z]+)完成检查"))
def _(world: World, command: Command, who: str) -> None:
    command(["inspect", "finish", world.inspection[-8:], "--user", who])


@when(parsers.re("(?P<who>[a-z]+)更正st-02的“(?P<words>.*)”"))
def _(world: World, command: Command, who: str, words: str) -> None:
    [inspection] = world.desk().inspections.all()
    command(["inspect", "correct", inspection.short, "st-02", *shlex.split(words), "--yes", "--user", who])


@then(parsers.parse("这一项答了“{parts}”"))
def _(world: World, parts: str) -> None:
    answers = world.desk().inspections.get(world.inspection).answers
    assert "、".join(each.part for each in answers) == parts
    assert {each.answer for each in answers} == {"fail"}


@then(parsers.re("(?P<who>[a-z]+)的台账里部位是“(?P<parts>.*)”"))
def _(world: World, who: str, parts: str) -> None:
    assert "、".join(line.part for line in _lines(world, who)) == parts


@then(parsers.re("(?P<who>[a-z]+)的台账里的隐患是“(?P<titles>.*)”"))
def _(world: World, who: str, titles: str) -> None:
    assert "、".join(line.title for line in _lines(world, who)) == titles


def _lines(world: World, who: str):  # type: ignore[no-untyped-def]
    return sorted(world.desk(who).cases.page(), key=lambda line: line.number)


@then("清单外的隐患没有可引用的条文")
def _(world: World) -> None:
    ledger = world.desk("wang")
    case = ledger.cases.get("RQ-2024-0001")
    assert case.severity == "general"
    definition = ledger.definitions.stored(case.definition)
    assert violated(Found(definition, case.item, case.found_on)) == ()


@then(parsers.parse("输出里清单外是 {count:d} 件"))
def _(world: World, count: int) -> None:
    told = dict(
        line.split() for line in world.stdout.splitlines() if line.startswith("清单外") and len(line.split()) == 2
    )
    assert told == {"清单外": str(count)}
    assert world.desk("wang").figures.board().beyond == count


@then("台账校验通过")
def _(world: World) -> None:
    assert world.desk("wang").verify() == []


@then(parsers.parse("文书“{name}”里有“{there}”，没有“{absent}”"))
def _(world: World, name: str, there: str, absent: str) -> None:
    assert "没有可以引用的义务条款" not in world.stderr
    with zipfile.ZipFile(world.folder / name) as made:
        text = made.read("word/document.xml").decode()
    assert there in text
    assert absent not in text
