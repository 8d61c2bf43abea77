"""双随机抽查: the example of the repository, drawn in a ledger."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.draws import record
from inspect_engine.domain.draws.register import OUTCOMES, REASONS, STATUS_TITLES, Draw, findings
from inspect_engine.reading.draws import Reading
from tests.bdd.world import Table, World, code_of

scenarios("draw.feature")
EXAMPLE = Path(__file__).parents[2] / "examples" / "draw"
NUMBER, DRAWN_ON = "03 08 15 22 27 31 09", "2026-11-29"


@pytest.fixture
def plan(world: World) -> Path:
    return world.folder / "plan.yaml"


def latest(world: World) -> Draw:
    return world.desk().draws.all()[-1]


def commit(world: World, plan: Path, who: str = "主管甲", again: str | None = None) -> None:
    world.desk(who).draws.commit(Reading(plan, world.today).read(), again)


def rewrite(plan: Path, old: str, new: str) -> None:
    text = plan.read_text(encoding="utf-8")
    assert old in text
    plan.write_text(text.replace(old, new), encoding="utf-8")


@given("有样例抽取计划")
def _(world: World) -> None:
    shutil.copytree(EXAMPLE, world.folder, dirs_exist_ok=True)


@given("已承诺并抽取")
def _(world: World, plan: Path) -> None:
    commit(world, plan)
    world.set_day(DRAWN_ON)
    world.desk().draws.run("DEMO-1", NUMBER)


@given(parsers.parse("计划的抽查事项改为“{matter}”"))
def _(plan: Path, matter: str) -> None:
    rewrite(plan, "matter: site-safety", f"matter: {matter}")


@given(parsers.parse("计划的公开数日期改为“{day}”"))
def _(plan: Path, day: str) -> None:
    rewrite(plan, "on: +6", f"on: {day}")


@given(parsers.parse("{who}承诺抽取"))
@when(parsers.parse("{who}承诺抽取"))
def _(world: World, plan: Path, who: str) -> None:
    world.attempt(lambda: commit(world, plan, who))


@when(parsers.parse("{who}重新承诺抽取，理由是“{reason}”"))
def _(world: World, plan: Path, who: str, reason: str) -> None:
    world.attempt(lambda: commit(world, plan, who, reason))


@when(parsers.parse("{who}用公开数“{number}”抽取"))
def _(world: World, who: str, number: str) -> None:
    world.attempt(lambda: world.desk(who).draws.run("DEMO-1", number))


@when(parsers.parse("{who}以“{reason}”替换第 {place:d} 个对象的第 {nth:d} 名检查员，说明“{note}”"))
def _(world: World, who: str, reason: str, place: int, nth: int, note: str) -> None:
    lot = latest(world).standing.lots[place - 1]
    chosen = {"object_": lot.object, "inspector": lot.inspectors[nth - 1]}
    world.attempt(lambda: world.desk(who).draws.replace("DEMO-1", code_of(REASONS, reason), note, **chosen))


@when(parsers.parse("{who}录入第 {place:d} 个对象的结果“{outcome}”"))
def _(world: World, who: str, place: int, outcome: str) -> None:
    assert outcome in OUTCOMES.values()
    key = latest(world).standing.lots[place - 1].object
    world.attempt(lambda: world.desk(who).draws.result("DEMO-1", key, world.today, outcome))


@when(parsers.parse("有人把导出的记录里的“{old}”改成“{new}”"), target_fixture="sheet")
def _(world: World, old: str, new: str) -> object:
    text = json.dumps(world.desk().draws.export("DEMO-1"), ensure_ascii=False)
    assert old in text
    return json.loads(text.replace(old, new))


@then(parsers.parse("承诺值有 {digits:d} 位，名单里有 {objects:d} 个对象、{inspectors:d} 名检查员"))
def _(world: World, digits: int, objects: int, inspectors: int) -> None:
    world.settle()
    draw = latest(world)
    pools = world.desk().draws.snapshot(draw)
    assert (len(draw.id), sum(map(len, pools.strata.values())), len(pools.staff)) == (digits, objects, inspectors)


@then(parsers.parse("抽中了 {objects:d} 个对象，每个对象 {inspectors:d} 名检查员"))
def _(world: World, objects: int, inspectors: int) -> None:
    world.settle()
    lots = latest(world).standing.lots
    assert (len({lot.object for lot in lots}), {len(set(lot.inspectors)) for lot in lots}) == (objects, {inspectors})


@then(parsers.parse("{who}核对抽取，没有不符"))
def _(world: World, who: str) -> None:
    world.settle()
    assert list(record.problems(world.desk(who).draws.record("DEMO-1"))) == []


@then("导出的记录不用台账也核对得上")
def _(world: World) -> None:
    sheet = json.loads(json.dumps(world.desk().draws.export("DEMO-1")))
    world.path.rename(world.folder / "away.db")
    assert list(record.problems(sheet, sheet["events"][0]["body"]["data"]["id"])) == []
    (world.folder / "away.db").rename(world.path)


@then("抽取列表是：")
def _(world: World, datatable: Table) -> None:
    world.settle()
    draws = world.desk().draws.all()
    found = [[STATUS_TITLES[d.status], (d.committed.data["again"] or {"reason": ""})["reason"]] for d in draws]
    assert found == datatable[1:]


@then(parsers.parse("第 {place:d} 个对象有 {count:d} 名检查员，其中没有原来的第 1 名"))
def _(world: World, place: int, count: int) -> None:
    world.settle()
    draw = latest(world)
    assert draw.run
    team, first = draw.standing.lots[place - 1].inspectors, draw.run.data["lots"][place - 1]["inspectors"][0]
    assert (len(set(team)), first in team) == (count, False)


@then("抽取记录里还查得到原来的检查员")
def _(world: World) -> None:
    events = world.desk().draws.export("DEMO-1")["events"]
    first = events[1]["body"]["data"]["lots"][0]["inspectors"][0]
    assert (events[2]["body"]["data"]["inspector"], events[2]["body"]["data"]["reason"]) == (first, "recusal")


@then(parsers.parse("第 {place:d} 个对象的公示期限是 {day}"))
def _(world: World, place: int, day: str) -> None:
    world.settle()
    due = findings(latest(world))[place - 1].due
    assert due
    assert due.due_on == date.fromisoformat(day)


@then(parsers.parse("逾期未公示的有 {count:d} 个"))
def _(world: World, count: int) -> None:
    assert sum(each.owed(world.today) for each in findings(latest(world))) == count


@then(parsers.parse("核对指出“{one}”“{other}”有不符"))
def _(sheet: object, one: str, other: str) -> None:
    assert {one, other} <= {problem.where for problem in record.problems(sheet)}
