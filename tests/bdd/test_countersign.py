"""Who is named signs too: on one device, later, or says that he was not there."""

from __future__ import annotations

from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.cases import MOVED
from inspect_engine.errors import InputError
from tests.bdd.world import World, step_titled

scenarios("countersign.feature")

WORD = "自己 的 口令 不告诉人"
"""What people who were settled sign with."""


@given("各签各的")
def _(world: World) -> None:
    world.signs = False
    world.story = (*world.story, "各签各的")


@given(parsers.parse("{who}已办理“{title}”"))
def _(world: World, who: str, title: str) -> None:
    world.act(who, title)


def record_of(world: World, title: str) -> str:
    """The newest record of an action."""
    trigger, entries = step_titled(title).trigger, world.desk().cases.history(world.number)
    return next(
        e.event.id for e in reversed(entries) if e.event.kind == MOVED and e.event.data.get("trigger") == trigger
    )


def inspection_of(world: World) -> str:
    return world.inspection or world.case().inspection


@given(parsers.parse("{who}已签“{title}”"))
def _(world: World, who: str, title: str) -> None:
    world.desk(who).countersigning.confirm(record_of(world, title))


@when(parsers.parse("{who}签“{title}”"))
def _(world: World, who: str, title: str) -> None:
    record = record_of(world, title)
    world.attempt(lambda: world.desk(who).countersigning.confirm(record))


@given(parsers.parse("{who}已签检查"))
def _(world: World, who: str) -> None:
    world.desk(who).countersigning.confirm(inspection_of(world)[-8:])


@when(parsers.parse("{who}签检查"))
def _(world: World, who: str) -> None:
    inspection = inspection_of(world)[-8:]
    world.attempt(lambda: world.desk(who).countersigning.confirm(inspection))


@when(parsers.parse("{who}办理“{title}”，{other}当面签"))
def _(world: World, who: str, title: str, other: str) -> None:
    world.attempt(lambda: on_one_device(world, who, title, other, WORD))


@when(parsers.parse("{who}办理“{title}”，{other}当面签，口令是“{word}”"))
def _(world: World, who: str, title: str, other: str, word: str) -> None:
    world.attempt(lambda: on_one_device(world, who, title, other, word))


def on_one_device(world: World, who: str, title: str, other: str, word: str) -> None:
    seat = world.desk(who).countersigning.cosigner(other, lambda _: word)
    world.act(who, title)
    seat.confirm(record_of(world, title))


@given(parsers.parse("{who}说明没有参加“{title}”，因为“{reason}”"))
@when(parsers.parse("{who}说明没有参加“{title}”，因为“{reason}”"))
def _(world: World, who: str, title: str, reason: str) -> None:
    record = record_of(world, title)
    world.attempt(lambda: world.desk(who).countersigning.decline(record, reason))


@when(parsers.parse("{who}说明没有参加检查，因为“{reason}”"))
def _(world: World, who: str, reason: str) -> None:
    inspection = inspection_of(world)[-8:]
    world.attempt(lambda: world.desk(who).countersigning.decline(inspection, reason))


@when(parsers.parse("{who}把“{title}”由{name}改指{to}"))
def _(world: World, who: str, title: str, name: str, to: str) -> None:
    record = record_of(world, title)
    world.attempt(lambda: world.desk(who).countersigning.hand_over(record, name, to))


@given(parsers.parse("{who}已停用"))
def _(world: World, who: str) -> None:
    world.desk().people.disable(who)


@given(parsers.parse("登记检查员“{name}”，他没有口令"))
def _(world: World, name: str) -> None:
    world.desk().people.add(name, "冯某", ["inspector"])


@given(parsers.parse("{names}开始检查{subject}"))
def _(world: World, names: str, subject: str) -> None:
    inspectors = names.split("、")
    world.inspection = world.desk(inspectors[0]).inspections.start("gas", [world.subjects[subject][0]], inspectors)


@given(parsers.parse("{who}答{subject}的“{item}”合格"))
def _(world: World, who: str, subject: str, item: str) -> None:
    world.answer(who, subject, item, "合格")


@given(parsers.parse("{who}完成检查"))
def _(world: World, who: str) -> None:
    world.keep(world.desk(who).inspections.finish(world.inspection))


@then(parsers.parse("填写有误，说明里有“{text}”"))
def _(world: World, text: str) -> None:
    error = world.refusal()
    assert isinstance(error, InputError)
    assert text in str(error)


@then("核验没有问题")
def _(world: World) -> None:
    world.settle()
    world.prove()


@then(parsers.parse("认不出身份的尝试记着“{name}”"))
def _(world: World, name: str) -> None:
    assert [each.name for each in world.desk().access.attempts()] == [name]


@then(parsers.parse("有“{title}”的疑点"))
def _(world: World, title: str) -> None:
    assert title in {each.alarm.title for each in world.desk().alarms.all()}
