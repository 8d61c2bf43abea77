"""Role, region and state; standing in for another; break-glass."""

from __future__ import annotations

from datetime import date

from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.ledger import Ledger, open_ledger
from tests.bdd.world import USUAL, World, step_titled

scenarios("authority.feature")


@given(parsers.parse("{who}授权{delegate}代{principal}办理，到 {day} 为止"))
def _(world: World, who: str, delegate: str, principal: str, day: str) -> None:
    world.desk(who).delegations.grant(delegate, principal, date.fromisoformat(day), "主管出差")


@when(parsers.parse("{who}代{principal}办理“{title}”"))
def _(world: World, who: str, principal: str, title: str) -> None:
    def act() -> None:
        standing_in(world, who, principal).cases.act(
            world.number, step_titled(title).trigger, usual(world, title), evidence
        )

    evidence = [world.photo(f"{title}{n}") for n in range(step_titled(title).evidence)]
    world.attempt(act)


def standing_in(world: World, who: str, principal: str) -> Ledger:
    world.desk(who)
    return open_ledger(world.path, who, world.clock, acts_for=principal)


def usual(world: World, title: str) -> dict[str, str]:
    """What people usually write in this action, by field id."""
    ids = {spec.title: spec.id for spec in step_titled(title).needs}
    return {ids[name]: str(world.today) if text == "今天" else text for name, text in USUAL[title].items()}


@when(parsers.parse("{who}因“{reason}”越权办理“{title}”"))
def _(world: World, who: str, reason: str, title: str) -> None:
    ledger, trigger, values = world.desk(who), step_titled(title).trigger, usual(world, title)
    world.attempt(lambda: ledger.overrides.propose(world.number, trigger, reason, values))


@when(parsers.parse("{who}确认越权办理“{title}”"))
def _(world: World, who: str, title: str) -> None:
    ledger = world.desk(who)
    world.attempt(lambda: ledger.overrides.confirm(world.number, step_titled(title).trigger))


@then(parsers.parse("{who}的台账里有 {count:d} 件"))
def _(world: World, who: str, count: int) -> None:
    world.settle()
    assert len(world.desk(who).cases.page()) == world.desk(who).cases.count() == count


@then(parsers.parse("{who}的看板上有 {count:d} 件"))
def _(world: World, who: str, count: int) -> None:
    assert world.desk(who).figures.board().found == count


@then(parsers.parse("“{title}”的参与人是“{names}”"))
def _(world: World, title: str, names: str) -> None:
    world.settle()
    assert set(names.split("、")) <= set(world.entry(title).event.data["persons"])


@then(parsers.parse("报表列出 1 件紧急越权：{who}提出，{other}确认"))
def _(world: World, who: str, other: str) -> None:
    world.settle()
    [told] = world.desk().overrides.all()
    assert (told.number, told.proposed_by, told.confirmed_by) == (world.number, who, other)
