"""Codes of regions that come, go and are not in the table; and what people write instead of a code."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.definitions.adoption import REGIONS
from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from inspect_engine.ledger import create_ledger
from inspect_engine.reading.checking import Reading
from inspect_engine.reading.installed import OWN_VARIABLE
from inspect_engine.reading.offers import shipped
from tests.bdd.conftest import quoted
from tests.bdd.world import Table, World
from tests.conftest import enrol

scenarios("office_regions.feature")

HEAD = 'id: own\nversion: "1"\ntitle: 本地的增补\nas_of: "2022-01-31"\ncodes:\n'


def key(name: str) -> str:
    return f"shop-{name[-2:]}"


@given(parsers.re(r"(?P<who>检查员.)在“(?P<region>[^”]*)”登记(?P<name>熟食店\d\d)"))
@when(parsers.re(r"(?P<who>检查员.)在“(?P<region>[^”]*)”登记(?P<name>熟食店\d\d)"))
def _(world: World, who: str, region: str, name: str) -> None:
    subject = SubjectInput(key=key(name), kind="catering", name=name, region=region)
    world.attempt(lambda: world.desk(who).subjects.add("gas", subject))


@then(parsers.parse("{name} 登记在“{code}”，叫“{called}”"))
def _(world: World, name: str, code: str, called: str) -> None:
    world.settle()
    (found,) = world.desk().subjects.find(keys=[key(name)])
    assert (found.region, world.desk().desk.region_name(found.region)) == (code, called)


@given("这本台账建的时候，程序还不带增补")
def _(world: World) -> None:
    world.path.unlink()
    law = [each for each in shipped().offers() if each.edition.kind != REGIONS]
    ledger = create_ledger(world.path, "主管甲", "赵某", rehearsal=True, clock=world.clock, law=law)
    ledger.people.add("检查员甲", "孙某", ["inspector"])


@given(parsers.parse("检查员甲管“{one}”，检查员乙管“{other}”"))
def _(world: World, one: str, other: str) -> None:
    world.desk().people.set_region("检查员甲", one)
    world.desk().people.set_region("检查员乙", other)


@given(parsers.parse("{who}查出{name} 有一件隐患"))
def _(world: World, who: str, name: str) -> None:
    ledger = world.desk(who)
    running = ledger.inspections.start("gas", [key(name)], [who])
    found = AnswerInput(subject=key(name), item="CAT-01", answer="fail", values={"state": "未安装"}, sure=True)
    ledger.inspections.answer(running, found)
    ledger.inspections.finish(running)


@then(parsers.parse("检查员甲看得到 {one:d} 件，检查员乙看得到 {other:d} 件"))
def _(world: World, one: int, other: int) -> None:
    assert [world.desk(who).cases.count() for who in ("检查员甲", "检查员乙")] == [one, other]


@then(parsers.parse("看板上“{code}”有 {count:d} 件"))
def _(world: World, code: str, count: int) -> None:
    counts = world.desk().figures.board().by_region
    assert {name: group["found"] for name, group in counts.items()} == {code: count}


@given(parsers.re(r"登记了主管乙，姓名(?P<title>[^，]+)"))
def _(world: World, title: str) -> None:
    enrol(world.desk(), "主管乙", title, ["supervisor"])


@given("自己的文件夹里有一份区划增补：", target_fixture="own")
def _(world: World, monkeypatch: pytest.MonkeyPatch, datatable: Table) -> Path:
    folder = world.folder / "own"
    (folder / "regions/codes").mkdir(parents=True)
    rows = [
        f'  - {{code: "{code}", name: {name}{f", means: {means!r}" if means else ""}}}'
        for code, name, means in datatable[1:]
    ]
    (folder / "regions/codes/own.yaml").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    monkeypatch.setenv(OWN_VARIABLE, str(folder))
    return folder


@when("检查自己的文件夹", target_fixture="problems")
def _(own: Path) -> list[str]:
    reading = Reading([own])
    reading.check(prove=False)
    return [problem.what for problem in reading.problems]


@then("指出的问题有：")
def _(problems: list[str], datatable: Table) -> None:
    assert {quoted(row[0]) for row in datatable} <= set(problems)
