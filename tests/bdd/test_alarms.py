"""What looks like closure on paper, in the words of those who look into it."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.alarms import KINDS, STATUSES, Alarm, Judged
from inspect_engine.imports import inspections
from tests.bdd.world import World

scenarios("alarms.feature")

SHOPS = {"店主一": "RQ-2022-0001", "店主二": "RQ-2022-0002", "店主三": "RQ-2022-0003"}
VERDICTS = {"有合理解释": "explained", "属实": "confirmed"}


def alarms(world: World) -> list[Judged]:
    world.settle()
    return world.desk().alarms.all()


def only(world: World) -> Judged:
    [judged] = alarms(world)
    return judged


@given("三家店各有一起隐患，通知书已送达，已开始整改")
def _(world: World) -> None:
    def work() -> None:
        answers = [["检查对象", "检查项", "作答", "实测"]]
        answers += [[f"熟食店0{n}", "CAT-01", "不合格", "报警装置状态=未安装"] for n in (1, 2, 3)]
        world.keep(inspections.run(world.desk("检查员甲"), world.sheet(["检查员甲", "检查员乙"], answers)))
        for owner, number in SHOPS.items():
            world.set_day("2022-02-18")
            world.number = number
            world.act("主管甲", "定级")
            world.act("主管甲", "签发整改通知书", {"整改期限": "30"})
            world.act("检查员乙", "送达", {"签收人（拒签的写见证人）": f"{owner}家人"})
            world.set_day("2022-02-21")
            world.act(owner, "开始整改", {"整改责任人": owner})

    world.begin("三家店", work)


def reply(world: World, owner: str, *, photo: str = "", measures: str = "", person: str = "") -> None:
    """The reply of one shop: its own photograph, words and person where nothing else is said."""
    path = world.folder / f"{photo or owner}.jpg"
    path.write_text(photo or owner, encoding="utf-8")
    values = {
        "performed_by": person or owner,
        "measures": measures or f"{owner}请人装了报警器，试过会响",
        "finished_on": str(world.today),
    }
    world.desk(owner).cases.act(SHOPS[owner], "reply", values, [path])


@when("三家店各自回复，各有各的照片和写法")
def _(world: World) -> None:
    world.set_day("2022-03-02")
    for owner in SHOPS:
        reply(world, owner)


@given("店主一和店主二用同一张照片回复")
@when("店主一和店主二用同一张照片回复")
def _(world: World) -> None:
    world.set_day("2022-03-02")
    for owner in ("店主一", "店主二"):
        reply(world, owner, photo="改好")
    world.number = SHOPS["店主一"]


@when("店主三也用这张照片回复")
def _(world: World) -> None:
    reply(world, "店主三", photo="改好")


@when(parsers.parse("{count}家店的回复都写“{text}”"))
def _(world: World, count: str, text: str) -> None:
    world.set_day("2022-03-02")
    for owner in list(SHOPS)[: {"两": 2, "三": 3}[count]]:
        reply(world, owner, measures=text)


@when(parsers.parse("三家店的回复都写实际整改人是“{person}”"))
def _(world: World, person: str) -> None:
    world.set_day("2022-03-02")
    for owner in SHOPS:
        reply(world, owner, person=person)


@given("主管甲未经复查把隐患销了号")
def _(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules forbid it; the alarm looks for what got past them. The reinspection is left out of what is read."""
    world.set_day("2022-03-02")
    reply(world, "店主一")
    world.number = SHOPS["店主一"]
    world.set_day("2022-03-03")
    world.act("检查员甲", "复查合格")
    world.act("主管甲", "销号")
    monkeypatch.setattr("inspect_engine.domain.alarms.acts.Act.reinspects", property(lambda act: False))


@given(parsers.parse("{who}认定{verdict}，理由“{reason}”"))
@when(parsers.parse("{who}认定{verdict}，理由“{reason}”"))
def _(world: World, who: str, verdict: str, reason: str) -> None:
    key = only(world).alarm.key

    def work() -> None:
        world.desk(who).alarms.decide(key, VERDICTS[verdict], reason)

    world.attempt(work)


@then("没有疑点")
def _(world: World) -> None:
    assert alarms(world) == []


@then(parsers.parse("有一个“{title}”的疑点，涉及 {numbers}"))
def _(world: World, title: str, numbers: str) -> None:
    alarm: Alarm = only(world).alarm
    assert KINDS[alarm.kind][0] == title
    assert list(alarm.numbers) == numbers.split("、")


@then(parsers.parse("疑点写明“{text}”"))
def _(world: World, text: str) -> None:
    assert text in only(world).alarm.text


@then(parsers.parse("疑点现为“{status}”"))
def _(world: World, status: str) -> None:
    assert STATUSES[only(world).status] == status


@then(parsers.parse("先前的认定是“{reason}”"))
def _(world: World, reason: str) -> None:
    assert [decision.reason for decision in only(world).earlier] == [reason]


@then(parsers.parse("截至 {day} 没有疑点"))
def _(world: World, day: str) -> None:
    assert world.desk().alarms.all(date.fromisoformat(day)) == []


@then(parsers.parse("截至 {day} 有 {count:d} 个疑点"))
def _(world: World, day: str, count: int) -> None:
    assert len(world.desk().alarms.all(date.fromisoformat(day))) == count
