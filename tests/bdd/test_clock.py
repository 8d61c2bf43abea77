"""A clock that was wrong: what is refused, what a supervisor says of it, what two of them annul."""

from __future__ import annotations

from datetime import timedelta

from pytest_bdd import given, parsers, scenarios, then, when

from tests.bdd.world import Table, World

scenarios("clock.feature")


@given("有一本正式台账，登记了这些人：")
def _(world: World, datatable: Table) -> None:
    world.begin(str(datatable), lambda: world.found(datatable, rehearsal=False))


@given(parsers.parse("时钟拨回 {minutes:d} 分钟"))
def _(world: World, minutes: int) -> None:
    world.now -= timedelta(minutes=minutes)


@when(parsers.parse("{who}登记用户“{name}”"))
def _(world: World, who: str, name: str) -> None:
    world.attempt(lambda: world.desk(who).people.add(name, name, ["viewer"]))


@then(parsers.parse("台账里有用户“{name}”"))
def _(world: World, name: str) -> None:
    assert name in world.desk().desk.roster()


@given(parsers.parse("{who}督办逾期事项"))
@when(parsers.parse("{who}督办逾期事项"))
def _(world: World, who: str) -> None:
    world.desk(who).escalation.tick()


@when(parsers.parse("{who}说明比现在晚的记录时钟有误"))
def _(world: World, who: str) -> None:
    world.attempt(lambda: world.desk(who).timekeeping.excuse("主板电池没电，钟快了一年"))


@when(parsers.parse("{who}作废隐患的督办"))
def _(world: World, who: str) -> None:
    world.attempt(lambda: world.desk(who).annulling.annul(world.case().id, "钟快了一年"))


@then(parsers.parse("隐患督办过 {count:d} 次"))
def _(world: World, count: int) -> None:
    assert world.case().escalated == count


@then("随之立案的都已办结")
def _(world: World) -> None:
    opened = world.desk().cases.linked(world.case())
    assert opened
    assert not any(each.is_open for each in opened)


@then(parsers.parse("时钟倒退过 {count:d} 次，都已说明"))
def _(world: World, count: int) -> None:
    found = world.desk().timekeeping.setbacks()
    assert [each.excused for each in found] == [True] * count
