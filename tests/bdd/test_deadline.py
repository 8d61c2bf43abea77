"""Deadlines: asked for on the command line, provisional until a year's arrangement is adopted, counted again then."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.ledger import parse_moment
from tests.bdd.world import World

scenarios("deadline.feature")
MADE_UP = Path(__file__).parents[1] / "storage" / "made_up" / "2027.yaml"
ARRANGEMENT = "虚构的 2027 年放假安排，春节从 {first} 放到 {last}"


def file(world: World, first: str, last: str) -> Path:
    """The made-up arrangement with another 春节."""
    text = MADE_UP.read_text(encoding="utf-8")
    old = "first: 2027-02-05, last: 2027-02-12"
    assert old in text
    path = world.folder / "2027.yaml"
    path.write_text(text.replace(old, f"first: {first}, last: {last}"), encoding="utf-8")
    return path


@given(parsers.parse("{who}采用" + ARRANGEMENT))
@when(parsers.parse("{who}采用" + ARRANGEMENT))
def _(world: World, who: str, first: str, last: str) -> None:
    path = file(world, first, last)
    world.attempt(lambda: world.desk(who).calendars.adopt(path))


@when(parsers.parse("{who}更正" + ARRANGEMENT + "，理由是“{reason}”"))
def _(world: World, who: str, first: str, last: str, reason: str) -> None:
    path = file(world, first, last)
    world.attempt(lambda: world.desk(who).calendars.adopt(path, replace=True, reason=reason))


def due(world: World, as_of: str, known: str | None = None) -> str:
    moment = parse_moment(f"{known}T23:59:59+08:00") if known else None
    (one,) = world.desk().figures.histories(date.fromisoformat(as_of), moment)
    return str(one.line.due_on)


@then(parsers.re(r"截至 (?P<as_of>\S+)，期限是 (?P<day>\S+)"))
def _(world: World, as_of: str, day: str) -> None:
    world.settle()
    assert due(world, as_of) == day


@then(parsers.re(r"截至 (?P<as_of>\S+)，按 (?P<known>\S+) 入账的算，期限是 (?P<day>\S+)"))
def _(world: World, as_of: str, known: str, day: str) -> None:
    world.settle()
    assert due(world, as_of, known) == day


@then(parsers.parse("输出的第一行是“{text}”"))
def _(world: World, text: str) -> None:
    assert world.stdout.splitlines()[0] == text
