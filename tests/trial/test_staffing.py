"""Staffing: people who heed the warnings never end with a case that nobody may close."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import combinations
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from inspect_engine.domain.cases import MOVED, PROPOSED, Case, apply
from inspect_engine.domain.definitions import Transition, Workflow
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.proof import breaches
from inspect_engine.domain.proof.crews import recorders
from inspect_engine.domain.workflow.guards import Attempt
from inspect_engine.domain.workflow.lifecycle import Lifecycle
from inspect_engine.domain.workflow.staffing import Staffing, understaffed
from inspect_engine.errors import InputError, Refused
from inspect_engine.reading.definitions import load_library
from inspect_engine.trial.stage import UNIT, Stage
from tests.trial.flows import STEADY, workflows

SHIPPED = load_library().workflows
HAZARD = SHIPPED["hazard"]
ROLES = st.sets(st.sampled_from(["inspector", "supervisor", "responsible"]), min_size=1, max_size=2)
ROSTERS = st.lists(ROLES, min_size=2, max_size=6)


def enrolled(roles: list[set[str]]) -> dict[str, Person]:
    """People 甲0, 甲1 …; whoever has the role belongs to the unit."""
    unit = [UNIT if "responsible" in mine else None for mine in roles]
    return {f"甲{n}": Person(f"甲{n}", f"甲{n}", frozenset(mine), unit[n]) for n, mine in enumerate(roles)}


def walk(flow: Workflow, roster: dict[str, Person], seed: int, steps: int = 14) -> None:
    """Random people take random actions that nobody warns of; the case never gets where none is left."""
    chance, life, stage = Random(seed), Lifecycle(flow), Stage(flow)
    finders = [name for name, person in roster.items() if "inspector" in person.roles]
    play = stage.begin(chance.choice(["general", "major", "pending"]), chance.choice(finders))
    case, today = play.cases[flow.id], play.today
    assume(life.staffing.answer(case, roster).enough)
    for number in range(steps):
        if not case.is_open:
            return
        moves = [
            (o.trigger, p)
            for p in roster.values()
            for o in life.offers(case, p, today, roster)
            if o.allowed and not o.warning
        ]
        if case.late_after and case.late_after >= today and (not moves or chance.random() < 0.2):
            today = case.late_after.replace() + (case.late_after.resolution)
            continue
        assert moves, f"nobody may act on {case.state}, and nobody was warned"
        chance.shuffle(moves)
        case = _taken(stage, life, case, moves, today, roster, number)


def _taken(
    stage: Stage,
    life: Lifecycle,
    case: Case,
    moves: list[tuple[str, Person]],
    today: date,
    roster: dict[str, Person],
    number: int,
) -> Case:
    """The case after the first of these moves that can be filled in and manned without leaving a shortage."""
    for trigger, person in moves:
        step = life.workflow.transition(trigger, case.state)
        assert step is not None
        for values in stage.fillings(life.workflow.id, trigger, case.state):
            for crew in _crews(step, person, roster):
                filled = _filled(step, values, crew, today, f"路人{number:03d}")
                attempt = Attempt(case, person, today, filled, step.evidence, roster)
                for data in _recorded(stage, life, step, attempt, number):
                    event = stage.event(MOVED, data, case.id, today, number)
                    after = stage.signed(apply(case, event), event)
                    if not after.is_open or life.staffing.shortage(after, roster) is None:
                        return after
    raise AssertionError(f"no offered action can be taken without a shortage in {case.state}")


def _recorded(
    stage: Stage, life: Lifecycle, step: Transition, attempt: Attempt, number: int
) -> Iterator[dict[str, Any]]:
    """What is recorded of an action; where a second person must confirm, once for each who may."""
    try:
        data = life.advance(step.trigger, attempt)
    except (Refused, InputError):
        return
    if not step.second:
        yield data
        return
    case = apply(attempt.case, stage.event(PROPOSED, data, attempt.case.id, attempt.today, number))
    for person in attempt.roster.values():
        with suppress(Refused, InputError):
            yield life.advance(step.trigger, replace(attempt, case=case, person=person, values={}))


def _crews(step: Transition, person: Person, roster: dict[str, Person]) -> list[list[str]]:
    mates = [name for name in roster if name != person.name]
    return [[person.name, *mates] for mates in combinations(mates, recorders(step) - 1)]


def _filled(step: Transition, values: dict[str, str], crew: list[str], today: date, third: str) -> dict[str, str]:
    fixed = {"person": third, "date": today.isoformat(), "boolean": "true", "inspectors": ",".join(crew)}
    filled = {}
    for spec in step.needs:
        least = str(int(spec.min)) if spec.min is not None else "1"
        first = next(iter(spec.choices), "写明")
        filled[spec.id] = fixed.get(spec.type, least if spec.type in ("integer", "decimal") else first)
    return {**filled, **values}


@settings(max_examples=60, **STEADY)
@given(workflows(), ROSTERS, st.integers(0, 2**32))
def test_whoever_heeds_the_warnings_never_gets_stuck(flow: Workflow, roles: list[set[str]], seed: int) -> None:
    """On random workflows with random rosters."""
    roster = enrolled(roles)
    assume(any("inspector" in mine for mine in roles))
    assume(not any(breach.kind == "stuck" for breach in breaches(flow)))
    walk(flow, roster, seed)


@pytest.mark.long
@settings(max_examples=25, **STEADY)
@given(ROSTERS, st.integers(0, 2**32))
def test_nor_on_the_workflow_that_ships(roles: list[set[str]], seed: int) -> None:
    """The same with the built-in life cycle of hazards."""
    roster = enrolled([*roles, {"inspector"}, {"inspector"}, {"inspector"}, {"supervisor"}])
    walk(HAZARD, roster, seed, 30)


@pytest.mark.parametrize(
    ("roles", "lacking"),
    [
        ([{"inspector", "supervisor"}], "现场核实销号"),
        ([{"inspector"}, {"supervisor"}], "复查合格"),
        ([{"inspector"}, {"inspector"}, {"supervisor"}], "销号"),
        ([{"inspector"}, {"inspector"}, {"responsible"}], "销号"),
        ([{"inspector"}, {"inspector"}, {"supervisor"}, {"responsible"}], None),
        ([{"inspector"}, {"inspector"}, {"inspector"}, {"supervisor"}], None),
    ],
    ids=["one person", "one inspector", "two without the unit", "no supervisor", "two and the unit", "three"],
)
def test_a_roster_too_small_for_its_duties(roles: list[set[str]], lacking: str | None) -> None:
    """A one-person office cannot re-inspect its own work; the message names the duty that nobody is left for."""
    units = UNIT if any("responsible" in mine for mine in roles) else ""
    found = {party: shortage and shortage.step.title for party, shortage in understaffed(HAZARD, enrolled(roles))}
    assert found.get(units) == lacking


@pytest.mark.parametrize("flow", SHIPPED.values(), ids=lambda flow: flow.id)
def test_a_small_office_can_finish_whatever_ships(flow: Workflow) -> None:
    """Three inspectors, two supervisors and one person of the unit, nobody with two roles."""
    office = [{"inspector"}, {"inspector"}, {"inspector"}, {"supervisor"}, {"supervisor"}, {"responsible"}]
    assert list(understaffed(flow, enrolled(office))) == []


def test_the_disabled_do_not_count() -> None:
    """Somebody who has left cannot re-inspect."""
    roster = enrolled([{"inspector"}, {"inspector"}, {"inspector"}, {"supervisor"}])
    assert not list(understaffed(HAZARD, roster))
    roster["甲0"] = replace(roster["甲0"], active=False)
    assert list(understaffed(HAZARD, roster))


def test_a_large_roster_is_enough() -> None:
    """Of several alike one stands for all, so that the search of three hundred people ends in an answer."""
    roster = enrolled([{"inspector"}] * 300 + [{"supervisor"}] * 3)
    case = Stage(HAZARD).begin("general", "甲0").cases["hazard"]
    staffing = Staffing(HAZARD)
    assert staffing.shortage(case, roster) is None


@pytest.mark.parametrize(
    ("roles", "unlike", "lacking"),
    [
        ([{"inspector"}, {"supervisor"}], [], (2, 1)),
        ([{"inspector"}, {"supervisor"}, {"supervisor"}], [], None),
        ([{"inspector", "supervisor"}, {"supervisor"}], ["open"], (2, 1)),
        ([{"inspector", "supervisor"}, {"supervisor"}, {"supervisor"}], ["open"], None),
    ],
    ids=["one", "two", "one of two found it", "two others"],
)
def test_who_confirms_is_a_second_person(
    roles: list[set[str]], unlike: list[str], lacking: tuple[int, int] | None
) -> None:
    """It takes two who may, neither of them barred; the finder is the first one enrolled."""
    finish = {"trigger": "finish", "title": "销号", "from": ["a"], "to": "b", "by": ["supervisor"], "second": "true"}
    flow = Workflow.model_validate(
        {
            **{"id": "two", "title": "两人", "version": "1", "kind": "hazard", "initial": "a"},
            "states": {"a": {"title": "甲", "untimed": "试"}, "b": {"title": "乙", "closing": "rectified"}},
            "transitions": [{**finish, "unlike": unlike}],
        }
    )
    shortage = Staffing(flow).shortage(Stage(flow).begin("general", "甲0").cases["two"], enrolled(roles))
    assert (shortage and (shortage.needed, shortage.found)) == lacking
