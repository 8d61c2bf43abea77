"""Cases that a hazard opens, and how long each step may take: as people at the command line meet them."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pytest
from pytest_bdd import given, parsers, scenarios, then

from inspect_engine.reading.definitions import load_library
from tests.bdd.stops import with_stop
from tests.bdd.world import World

scenarios("linked.feature")


@given("检查表规定：整改中可以责令停工；复查限 5 个工作日，逾期 1 日催办，逾期 5 日督办")
def _(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    new = with_stop(load_library())
    monkeypatch.setattr("inspect_engine.reading.definitions.load_library", lambda folders=None: new)
    world.begin("停工与时限", lambda: None)


@given(parsers.parse("{who}责令停工"))
def _(world: World, who: str) -> None:
    world.desk(who).cases.act(world.number, "halt", {"reason": "有泄漏危险"})


def shown(world: World, command: Callable[[Sequence[str]], None], number: str) -> dict[str, Any]:
    command([*shlex.split(f"case show {number} --json"), "--user", world.founder])
    found: dict[str, Any] = json.loads(world.stdout)
    return found


@then(parsers.parse("输出正好是一份 JSON，是 {number} 的流转记录"))
def _(world: World, number: str) -> None:
    printed = json.loads(world.stdout)
    [entry] = [entry for entry in world.desk().cases.history(number) if entry.event.id == printed["id"]]
    assert printed == json.loads(entry.event.body())


@then(parsers.parse("停工事项 {number} 现为“{state}”"))
def _(world: World, number: str, state: str) -> None:
    assert world.desk().cases.get(number).state_title == state


@then(parsers.parse("{number} 的 JSON 里，关联事项是 {other}，没有来自"))
def _(world: World, command: Callable[[Sequence[str]], None], number: str, other: str) -> None:
    found = shown(world, command, number)
    case = world.desk().cases.get(other)
    told = {"id": case.id, "number": other, "kind": "stop_work", "title": case.title}
    assert found["linked"] == [{**told, "state": "stopped", "state_title": "停工中", "is_open": True}]
    assert found["parent"] is None


@then(parsers.parse("{number} 的 JSON 里，来自 {other}，没有关联事项"))
def _(world: World, command: Callable[[Sequence[str]], None], number: str, other: str) -> None:
    found = shown(world, command, number)
    assert (found["parent"]["number"], found["parent"]["state"], found["linked"]) == (other, "rectifying", [])


@then(parsers.parse("{number} 的 JSON 里，时限到 {due}，已超 {days:d} 日，该办 {rung}，下一级 {following}"))
def _(
    world: World, command: Callable[[Sequence[str]], None], number: str, due: str, days: int, rung: str, following: str
) -> None:
    wait = shown(world, command, number)["waiting"]
    assert (wait["due_on"], wait["days_overdue"], wait["untimed"]) == (due, days, None)
    assert ([each["id"] for each in wait["reached"]], wait["next"]["id"]) == ([rung], following)


@then(parsers.parse("看板上发现 {found:d} 件、未销号 {left:d} 件，没有“{state}”"))
def _(world: World, found: int, left: int, state: str) -> None:
    world.settle()
    board = world.desk().figures.board()
    assert (board.found, board.open) == (found, left)
    assert state not in board.by_state


@then(parsers.parse("工作簿“{name}”的台账只有 {number}，说明里写明另有 {count:d} 件"))
def _(world: World, name: str, number: str, count: int) -> None:
    book = openpyxl.load_workbook(world.folder / name)
    assert [row[0] for row in book["台账"].iter_rows(min_row=2, values_only=True)] == [number]
    assert any(f"另有 {count} 件" in str(cell) for row in book["说明"].iter_rows(values_only=True) for cell in row)
