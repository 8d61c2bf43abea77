"""Plans: who is to be inspected how often, who is due, who never was."""

from __future__ import annotations

import shlex

from pytest_bdd import given, parsers, scenarios

from inspect_engine.domain.definitions import ANSWER_TITLES
from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from tests.bdd.world import World, code_of, item_titled

scenarios("office_plan.feature")


@given(parsers.parse("登记了从没查过的{name}"))
def _(world: World, name: str) -> None:
    key, kind, region = world.subjects[name]
    world.desk("检查员甲").subjects.add("gas", SubjectInput(key=key, kind=kind, name=name, region=region))


@given(parsers.parse("{who}定了计划“{line}”"))
def _(world: World, who: str, line: str) -> None:
    pack, kind, how, many = shlex.split(line)
    world.desk(who).plans.add(pack, kind, int(many), how.removeprefix("--"))


def visit(world: World, who: str, name: str, item: str, word: str) -> None:
    key = world.subjects[name][0]
    world.inspection = world.desk(who).inspections.start("gas", [key], [who])
    given = AnswerInput(subject=key, item=item_titled(item).id, answer=word, note="门锁着", sure=True)
    world.desk(who).inspections.answer(world.inspection, given)


@given(parsers.parse("{who}去{name}，“{item}”答“{word}”"))
def _(world: World, who: str, name: str, item: str, word: str) -> None:
    visit(world, who, name, item, code_of(ANSWER_TITLES, word))
    world.desk(who).inspections.finish(world.inspection)


@given(parsers.parse("{who}查了{name}，没有完成"))
def _(world: World, who: str, name: str) -> None:
    visit(world, who, name, "CAT-05", "na")


@given(parsers.parse("{who}丢弃了这次检查"))
def _(world: World, who: str) -> None:
    world.desk(who).unfinished.discard(world.inspection, "开错了")
