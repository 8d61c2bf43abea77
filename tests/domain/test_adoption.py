"""The register of what was adopted, folded from events: what is law, what waits, what never could have been so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from inspect_engine.domain.definitions.adoption import ADOPTED, PROPOSED, Edition, counted, faults, fold, newer
from inspect_engine.domain.events import Actor, Event
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.second import seconds

NOW = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
ONE = Edition("pack", "lax", "1", "h1", "d1")
TWO = Edition("pack", "lax", "2", "h2", "d2")
OTHER = Edition("pack", "lax", "1", "h3", "d3")
RESPELLED = Edition("pack", "lax", "1", "h4", "d1")


def event(key: str, kind: str, user: str, data: dict[str, Any]) -> Event:
    return Event(key, "f", 1, "0", None, None, kind, Actor(user, "os"), NOW, data)


def act(key: str, kind: str, user: str, *editions: Edition, **more: Any) -> Event:
    return event(key, kind, user, {"items": [each.plain() for each in editions], **more})


def old(key: str, user: str) -> Event:
    return event(key, ADOPTED, user, {"hash": "h1", "pack": "lax", "version": "1"})


PROPOSAL = act("p", PROPOSED, "a", ONE)


def test_a_proposal_is_no_law_until_it_is_confirmed() -> None:
    waiting = fold([PROPOSAL], counted(()))
    assert waiting.in_force("pack", "lax") is None
    assert waiting.pending[ONE.key].by == "a"
    done = fold([PROPOSAL, act("c", ADOPTED, "b", ONE, proposed="p")], counted(()))
    held = done.in_force("pack", "lax")
    assert held is not None
    assert (held.edition, held.by, held.proposed_by) == (ONE, "b", "a")
    assert done.pending == {}


def test_the_last_adopted_is_in_force_and_the_first_is_not_forgotten() -> None:
    law = fold([act("1", ADOPTED, "a", ONE), act("2", ADOPTED, "a", TWO)], counted(()))
    held, first = law.in_force("pack", "lax"), law.holding(ONE)
    assert held is not None
    assert held.edition == TWO
    assert first is not None
    assert law.clash(OTHER) == ONE
    assert law.clash(RESPELLED) is None
    assert law.offered([ONE, TWO, RESPELLED]) == []
    assert law.offered([Edition("pack", "lax", "10", "h", "d")]) != []


@pytest.mark.parametrize(
    ("known", "supervised", "adopted"),
    [((), (), False), (("h1",), (), True), ((), ("e",), True), (("h2",), ("x",), False)],
)
def test_what_an_older_program_used_counts_by_release_or_by_supervisor(
    known: tuple[str, ...], supervised: tuple[str, ...], adopted: bool
) -> None:
    law = fold([old("e", "i")], counted(known, supervised))
    assert (law.in_force("pack", "lax") is not None) is adopted
    assert bool(law.used) is not adopted
    assert law.clash(OTHER) is None, "nobody chose its version number"


WRONG: dict[str, list[Event]] = {
    "nothing": [act("1", ADOPTED, "a")],
    "no such proposal": [act("1", ADOPTED, "b", ONE, proposed="p")],
    "his own proposal": [PROPOSAL, act("1", ADOPTED, "a", ONE, proposed="p")],
    "another than was proposed": [PROPOSAL, act("1", ADOPTED, "b", OTHER, proposed="p")],
    "twice": [PROPOSAL, act("1", ADOPTED, "b", ONE, proposed="p"), act("2", ADOPTED, "b", ONE, proposed="p")],
    "what a later proposal replaced": [
        PROPOSAL,
        act("q", PROPOSED, "a", TWO),
        act("1", ADOPTED, "b", ONE, proposed="p"),
    ],
    "the version of another": [act("1", ADOPTED, "a", ONE), act("2", ADOPTED, "a", OTHER)],
    "garbage": [event("1", ADOPTED, "a", {"items": [{"kind": "pack"}, 3]})],
    "more garbage": [event("1", PROPOSED, "a", {"items": None})],
}


@pytest.mark.parametrize("events", WRONG.values(), ids=WRONG)
def test_an_adoption_that_could_not_have_been_is_named(events: list[Event]) -> None:
    assert list(faults(events, counted(())))


RIGHT: dict[str, list[Event]] = {
    "alone": [act("1", ADOPTED, "a", ONE)],
    "by two": [PROPOSAL, act("1", ADOPTED, "b", ONE, proposed="p")],
    "alone after all": [PROPOSAL, act("1", ADOPTED, "a", ONE)],
    "another version": [act("1", ADOPTED, "a", ONE), act("2", ADOPTED, "a", TWO)],
    "of old": [old("1", "i"), act("2", ADOPTED, "a", OTHER)],
}


@pytest.mark.parametrize("events", RIGHT.values(), ids=RIGHT)
def test_an_adoption_as_it_should_be_is_not(events: list[Event]) -> None:
    assert list(faults(events, counted(("h1",)))) == []


@pytest.mark.parametrize(
    ("version", "than", "is_newer"),
    [
        ("2026.15", "2026.9", True),
        ("2026.9", "2026.15", False),
        ("2", "1", True),
        ("1", "1", False),
        ("1.1", "1", True),
        ("示-2", "2026.1", False),
        ("2026.1", "示-2", True),
    ],
)
def test_numbers_in_versions_count_as_numbers(version: str, than: str, is_newer: bool) -> None:
    assert newer(version, than) is is_newer


def person(name: str, title: str, *roles: str, region: str = "", active: bool = True) -> Person:
    return Person(name, title, frozenset(roles), active=active, region=region)


def test_the_second_is_another_person_who_may() -> None:
    me = person("a", "赵某", "supervisor")
    others = [
        person("b", "钱某", "supervisor"),
        person("c", "赵某（科长）", "supervisor"),
        person("d", "孙某", "inspector"),
        person("e", "李某", "supervisor", region="5306"),
        person("f", "周某", "supervisor", active=False),
    ]
    assert [each.name for each in seconds(me, {each.name: each for each in [me, *others]}, "adopt")] == ["b"]
