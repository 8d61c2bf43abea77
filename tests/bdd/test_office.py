"""A day in an office: what was typed wrong is put right, and once is once."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence

from pytest_bdd import parsers, scenarios, then, when

from tests.bdd.world import World

scenarios("office_corrections.feature", "office_once.feature")


@when(parsers.parse("{who}更正“{item}”的作答“{words}”"))
def _(world: World, command: Callable[[Sequence[str]], None], who: str, item: str, words: str) -> None:
    [inspection] = world.desk().inspections.all()
    command(["inspect", "correct", inspection.short, "shop-01", item, *shlex.split(words), "--user", who])


@when(parsers.parse("{who}确认“{subject}”的“{item}”的更正"))
def _(world: World, command: Callable[[Sequence[str]], None], who: str, subject: str, item: str) -> None:
    inspection = world.desk().inspections.all()[0]
    command(["inspect", "correct", inspection.short, subject, item, "--yes", "--user", who])


@then(parsers.parse("{who}的台账里有 {count:d} 件"))
def _(world: World, who: str, count: int) -> None:
    assert len(world.desk(who).cases.page()) == count


@when(parsers.parse("{who}查看这次检查"))
def _(world: World, command: Callable[[Sequence[str]], None], who: str) -> None:
    [inspection] = world.desk().inspections.all()
    command(["inspect", "show", inspection.short, "--user", who])
