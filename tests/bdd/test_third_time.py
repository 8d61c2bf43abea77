"""The same hazard found a third time in a year."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, then

from inspect_engine.domain.definitions import SEVERITY_TITLES, Condition, SeverityRule
from inspect_engine.imports import inspections
from inspect_engine.reading.definitions import Library, load_library
from tests.bdd.world import World

scenarios("third_time.feature")


@given(parsers.parse("检查表写明“{item}”{days:d} 日内第 {nth:d} 次起算重大"))
def _(world: World, monkeypatch: pytest.MonkeyPatch, item: str, days: int, nth: int) -> None:
    old = load_library()
    often = Condition.model_validate({"fact": "nth", "op": ">=", "value": nth})
    rules = (
        SeverityRule.model_validate({"is": "major", "when": often}),
        SeverityRule.model_validate({"is": "general"}),
    )
    changes = {"repeats_within": days, "severity": rules}
    pack = old.packs["gas"]
    sections = tuple(
        part.model_copy(
            update={"items": tuple(one.model_copy(update=changes) if one.id == item else one for one in part.items)}
        )
        for part in pack.sections
    )
    new: Library = replace(
        old, packs={**old.packs, "gas": pack.model_copy(update={"version": "2099.1", "sections": sections})}
    )
    monkeypatch.setattr("inspect_engine.reading.definitions.load_library", lambda folders=None: new)
    world.go_by(replace(new, packs={"gas": new.packs["gas"]}))


@given(parsers.parse("“{subject}”在 {days} 各查出一次“{item}”"))
def _(world: World, subject: str, days: str, item: str) -> None:
    """Each time at another place: what is still open from before is no new hazard."""
    for day in days.split("、"):
        world.set_day(day)
        row = [subject, item, "不合格", "报警装置状态=未安装", "是"]
        answers = [["检查对象", "检查项", "作答", "实测", "另一处"], row]
        path = world.sheet(["检查员甲", "检查员乙"], answers)
        world.attempt(partial(_find, world, path))
        world.settle()


def _find(world: World, path: Path) -> None:
    world.keep(inspections.run(world.desk("检查员甲"), path))


@then(parsers.parse("三次的等级依次是“{grades}”"))
def _(world: World, grades: str) -> None:
    found = sorted(world.desk().cases.page(), key=lambda line: line.found_on)
    assert "、".join(SEVERITY_TITLES[line.severity] for line in found) == grades


@then(parsers.parse("最后一次写明“{text}”"))
def _(world: World, text: str) -> None:
    last = max(world.desk().cases.page(), key=lambda line: line.found_on)
    assert world.desk().cases.history(last.number)[0].event.data["severity_why"] == text


@then("台账核验没有问题")
def _(world: World) -> None:
    assert world.desk().verify() == []
