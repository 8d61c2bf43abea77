"""One street, one table: a finding for several subjects at once, what is still there, shared photographs, slips."""

from __future__ import annotations

import io
import shlex
import sys
from collections.abc import Callable, Sequence

import pytest
from docx import Document
from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from tests.bdd.world import World

scenarios("office_walks.feature")
Command = Callable[[Sequence[str]], None]
STALLS = [f"stall-{n:02d}" for n in range(1, 7)]


@given("街上有摊位 stall-01 到 stall-06")
def _(world: World) -> None:
    def add() -> None:
        ledger = world.desk("wang")
        for key in STALLS:
            ledger.subjects.add("gas", SubjectInput(key=key, kind="catering", name=f"摊位{key[-2:]}", region="530602"))

    world.begin("stalls", add)


@given("王主管登记了东街市场（CS-0001）和它的摊位“豆花摊”")
def _(world: World) -> None:
    ledger = world.desk("wang")
    ledger.subjects.add("gas", SubjectInput(key="CS-0001", kind="market", name="东街市场", region="530602"))
    shape = {"under": "CS-0001", "kind": "catering", "name": "豆花摊"}
    ledger.subjects.add("gas", SubjectInput.model_validate(shape))


@given(parsers.parse("{names}开始查这些摊位"))
def _(world: World, names: str) -> None:
    who = names.split("、")
    world.inspection = world.desk(who[0]).inspections.start("gas", STALLS, who)


@given(parsers.parse("{names}查过摊位，{keys}没有装报警器"))
def _(world: World, names: str, keys: str) -> None:
    who = names.split("、")
    rooms = world.desk(who[0]).inspections
    of = rooms.start("gas", STALLS, who)
    same = {"item": "CAT-01", "answer": "fail", "note": "没有装", "values": {"state": "none"}}
    rooms.answer_all(of, [AnswerInput.model_validate({**same, "subject": key}) for key in keys.split("、")])
    rooms.finish(of)


@given(parsers.parse("{names}在stall-01查到两处没有装报警器：{parts}"))
def _(world: World, names: str, parts: str) -> None:
    who = names.split("、")
    rooms = world.desk(who[0]).inspections
    of = rooms.start("gas", STALLS, who)
    same = {"subject": "stall-01", "item": "CAT-01", "answer": "fail", "note": "没有装", "values": {"state": "none"}}
    for part in parts.split("、"):
        rooms.answer(of, AnswerInput.model_validate({**same, "part": part}))
    rooms.finish(of)


@given(parsers.re("文件“(?P<name>[^”]+)”里的“(?P<old>.+)”改成“(?P<new>.+)”"))
def _(world: World, name: str, old: str, new: str) -> None:
    path = world.folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@given(parsers.parse("有一张照片“{name}”"))
def _(world: World, name: str) -> None:
    (world.folder / name).write_bytes(name.encode())


@when(parsers.re("(?P<who>[a-z]+)(?P<verb>作答|试办)“(?P<words>.*)”"))
def _(world: World, command: Command, who: str, verb: str, words: str) -> None:
    tried = ["--dry-run"] if verb == "试办" else []
    command(["inspect", "answer", world.inspection[-8:], *shlex.split(words), *tried, "--user", who])


@when(parsers.re("(?P<who>[a-z]+)在终端里作答“(?P<words>.*)”，回答“(?P<said>.*)”"))
def _(world: World, command: Command, monkeypatch: pytest.MonkeyPatch, who: str, words: str, said: str) -> None:
    class Keyboard(io.StringIO):
        def isatty(self) -> bool:
            return True

    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", Keyboard(f"{said}\n"))
        patch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
        command(["inspect", "answer", world.inspection[-8:], *shlex.split(words), "--user", who])


@when(parsers.re("(?P<who>[a-z]+)撤回作答“(?P<words>.*)”"))
def _(world: World, command: Command, who: str, words: str) -> None:
    command(["inspect", "take-back", world.inspection[-8:], *shlex.split(words), "--user", who])


@when(parsers.re("(?P<who>[a-z]+)完成检查"))
def _(world: World, command: Command, who: str) -> None:
    command(["inspect", "finish", world.inspection[-8:], "--user", who])


@when(parsers.re("(?P<who>[a-z]+)更正stall-01的“(?P<words>.*)”"))
def _(world: World, command: Command, who: str, words: str) -> None:
    line = [world.inspection[-8:], "stall-01", *shlex.split(words)]
    command(["inspect", "correct", *line, "--yes", "--user", who])


@when(parsers.re("(?P<who>[a-z]+)出告知单“(?P<words>.*)”"))
def _(world: World, command: Command, who: str, words: str) -> None:
    command(["inspect", "slip", world.inspection[-8:], *shlex.split(words), "--user", who])


@then(parsers.re("已作答的是“(?P<keys>.*)”"))
def _(world: World, keys: str) -> None:
    answers = world.desk("li").inspections.get(world.inspection).answers
    assert "、".join(each.subject for each in answers) == keys


@then("这几答是一次存下的")
def _(world: World) -> None:
    """One request, one moment: all of them, or none."""
    ledger = world.desk("li")
    with ledger.desk.reading() as connection:
        rows = connection.execute("SELECT body FROM eventrow WHERE kind = 'inspection.answered'").fetchall()
        moments = connection.execute(
            "SELECT DISTINCT recorded_at FROM eventrow WHERE kind = 'inspection.answered'"
        ).fetchall()
    assert (len(rows), len(moments)) == (5, 1)


@then(parsers.re("隐患有 (?P<count>[0-9]+) 件(?P<apart>，每件一家)?"))
def _(world: World, count: str, apart: str | None) -> None:
    lines = list(world.desk("wang").cases.iterate())
    assert len(lines) == int(count)
    assert not apart or len({line.subject for line in lines}) == len(lines)


@then(parsers.parse("{key}的隐患备注是“{note}”"))
def _(world: World, key: str, note: str) -> None:
    ledger = world.desk("wang")
    assert [ledger.cases.get(each.id).note for each in ledger.cases.iterate() if each.subject == key] == [note]


@then(parsers.parse("{number}又见 {times:d} 次"))
def _(world: World, number: str, times: int) -> None:
    assert world.desk("wang").cases.get(number).seen == times


@then("没有照片重复使用的疑点")
def _(world: World) -> None:
    assert [each.alarm.numbers for each in world.desk("wang").alarms.all() if each.alarm.kind == "photo"] == []


@then(parsers.parse("照片“{name}”有重复使用的疑点，{count:d} 件"))
def _(world: World, name: str, count: int) -> None:
    found = [each.alarm for each in world.desk("wang").alarms.all() if each.alarm.kind == "photo"]
    assert [(name in each.text, len(each.numbers)) for each in found] == [(True, count)]


@then(parsers.parse("Word文件“{name}”里有“{first}”和“{second}”"))
def _(world: World, name: str, first: str, second: str) -> None:
    made = Document(str(world.folder / name))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    texts = [*(each.text for each in made.paragraphs), *cells]
    assert all(any(wanted in text for text in texts) for wanted in (first, second))


@given(parsers.parse("摊位的{role}是“{unit}”"))
def _(world: World, role: str, unit: str) -> None:
    ledger = world.desk("wang")
    for key in STALLS:
        shape = {"key": key, "kind": "catering", "name": f"摊位{key[-2:]}", "region": "530602", "units": {role: unit}}
        ledger.subjects.add("gas", SubjectInput.model_validate(shape))


@when(parsers.re("wang一家一份签发整改通知书(“(?P<more>.*)”)?"))
def _(world: World, command: Command, more: str | None) -> None:
    world.countersign()
    numbers = [line.number for line in world.desk("wang").cases.iterate()]
    command(["act", *numbers, "grade", "--set", "severity=general", "--set", "reason=一般", "--user", "wang"])
    said = {
        "days": "7",
        **{f"responsible_person@{number}": "摊主" for number in numbers},
        "address": "东街",
        "review_authority": "某市政府",
    }
    said |= {"court": "某区法院", "inspection_type": "special", "requirement": "装好"}
    sets = [word for name, text in said.items() for word in ("--set", f"{name}={text}")]
    command(
        ["notice", "issue", "rectification", *numbers, *sets, *shlex.split(more or ""), "--per-unit", "--user", "wang"]
    )


@then(parsers.parse("文书发给了“{units}”"))
def _(world: World, units: str) -> None:
    assert sorted(each.party for each in world.desk("wang").documents.all()) == sorted(units.split("、"))


@then(parsers.parse("给“{unit}”的是“{title}”，列了 {count:d} 件，有“{first}”和“{second}”"))
def _(world: World, unit: str, title: str, count: int, first: str, second: str) -> None:
    ledger = world.desk("wang")
    [found] = [each for each in ledger.documents.all() if each.party == unit]
    assert (found.title, len(found.cases)) == (title, count)
    made = Document(str(ledger.desk.evidence_path(found.file)))
    text = "".join(cell.text for table in made.tables for row in table.rows for cell in row.cells)
    assert first in text
    assert second in text


@then(parsers.parse("给“{unit}”的写着“{first}”和“{second}”"))
def _(world: World, unit: str, first: str, second: str) -> None:
    ledger = world.desk("wang")
    [found] = [each for each in ledger.documents.all() if each.party == unit]
    made = Document(str(ledger.desk.evidence_path(found.file)))
    text = "".join(cell.text for table in made.tables for row in table.rows for cell in row.cells)
    assert first in text, text
    assert second in text, text


@then(parsers.parse("“{unit}”有 {count:d} 件"))
def _(world: World, unit: str, count: int) -> None:
    assert sum(line.party == unit for line in world.desk("wang").cases.iterate()) == count


@then("台账校验通过")
def _(world: World) -> None:
    assert world.desk("wang").verify() == []
