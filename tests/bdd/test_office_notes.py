"""Notes: what is to be known of a case, in whatever state it is; they are no step."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.cases import Case, CaseLine
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger import CaseFilter
from tests.bdd.world import World

scenarios("office_notes.feature", "office_watching.feature")


@pytest.fixture
def seen() -> dict[str, tuple[Case, CaseLine]]:
    """The case and its line before the first note."""
    return {}


def stands(world: World) -> tuple[Case, CaseLine]:
    desk = world.desk()
    return desk.cases.get(world.number), next(desk.cases.iterate(CaseFilter(text=world.number)))


@given(parsers.parse("{who}看过这件隐患"))
def _(world: World, who: str) -> None:
    world.seen = world.desk(who).cases.get(world.number).last_event


@when(parsers.parse("{who}记备注“{text}”"))
def _(world: World, seen: dict[str, tuple[Case, CaseLine]], who: str, text: str) -> None:
    seen.setdefault(world.number, stands(world))
    world.attempt(lambda: world.desk(who).notes.add(world.number, text))


@when(parsers.parse("{who}记备注“{text}”，附一张照片"))
def _(world: World, seen: dict[str, tuple[Case, CaseLine]], who: str, text: str) -> None:
    seen.setdefault(world.number, stands(world))
    photo = world.photo(f"备注{who}")
    world.attempt(lambda: world.desk(who).notes.add(world.number, text, [photo]))


@then("除了备注，隐患和原来一模一样")
def _(world: World, seen: dict[str, tuple[Case, CaseLine]]) -> None:
    world.settle()
    (case, line), (before, listed) = stands(world), seen[world.number]
    assert case.events > before.events
    assert (replace(case, events=before.events), line) == (before, listed)


@then("没有办成或看不到")
def _(world: World) -> None:
    assert isinstance(world.refusal(), Refused | InputError)
