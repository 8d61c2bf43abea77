"""``Lifecycle.offers`` with its warnings about people, against the same without, as the roster grows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from functools import partial
from typing import Any

from measure import Row, compare, digits, span, timed

from inspect_engine.domain.cases import Case
from inspect_engine.domain.definitions import Transition, Workflow
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.workflow.guards import Attempt
from inspect_engine.domain.workflow.lifecycle import Lifecycle
from inspect_engine.reading.definitions import load_library

DAY, UNIT = date(2026, 3, 2), "企业0"
SIZES = (5, 50, 500)
CREW = ("inspector", "inspector", "supervisor", "responsible", "inspector")
"""Roles of each five people enrolled: what the shipped workflow needs to be staffed."""
SCENES = (("replied", "p001"), ("rectifying", "p001"), ("found", "p002"))
"""States, and who looks: an inspector with two actions open, then a supervisor."""
DID = {"open": "p000", "start": "p003", "reply": "u"}
EARLIER = {"found": ("open",), "rectifying": ("open", "start"), "replied": ("open", "start", "reply")}


class Unwarned(Lifecycle):
    """The same without a look at the people."""

    def _warning(self, branches: Sequence[Transition], attempt: Attempt) -> str:  # noqa: ARG002
        return ""


def rows() -> Iterator[Row]:
    """Each size in each scene; then people who fall short; then the first time."""
    flow = load_library().workflows["hazard"]
    for state, who in SCENES:
        for size in SIZES:
            yield _scene(f"“{flow.states[state].title}”{size} 人", flow, state, who, roster(size))
    short = {name: person for name, person in roster(500).items() if person.roles != {"supervisor"}}
    yield _scene("“已回复”，400 人没有主管", flow, "replied", "p001", short)
    row = _scene("“已回复”7 人，唯一的主管办过整改", flow, "replied", "p001", handful())
    yield row.noted(f"{row.note}；本就无人能销号，不该怪办理人" if "提醒" in row.note else row.note)
    yield _first(flow)


def roster(size: int) -> dict[str, Person]:
    """People of the roles of ``CREW`` in turn; the responsible belong to units in turn."""
    return {person.name: person for person in map(_person, range(size))}


def handful() -> dict[str, Person]:
    """Five inspectors, one supervisor, one of the unit. The supervisor is who took part in ``start``: nobody is left
    to close, whoever acts now, so that no warning is due."""
    inspectors = [Person(f"p{n:03}", f"人员{n:03}", frozenset({"inspector"})) for n in (0, 1, 2, 4, 5)]
    supervisor = Person(DID["start"], "主管", frozenset({"supervisor"}))
    unit = Person("u", "责任人", frozenset({"responsible"}), UNIT)
    return {person.name: person for person in (*inspectors, supervisor, unit)}


def _person(n: int) -> Person:
    role = CREW[n % len(CREW)]
    unit = f"企业{n // len(CREW) % 7}" if role == "responsible" else None
    return Person(f"p{n:03}", f"人员{n:03}", frozenset({role}), unit)


def case(flow: Workflow, state: str) -> Case:
    """A case of ``UNIT`` standing in a state."""
    blank: dict[str, Any] = dict.fromkeys(
        (f.name for f in fields(Case) if f.default is MISSING and f.default_factory is MISSING), ""
    )
    done = {trigger: frozenset({name}) for trigger, name in DID.items() if trigger in EARLIER[state]}
    here = {"party": UNIT, "severity": "general", "state": state, "clock": flow.states[state].clock, "persons": done}
    due = None if state == flow.initial else DAY
    return Case(**{**blank, **here, "found_on": DAY, "last_on": DAY, "entered_on": DAY, "due_on": due})


def _scene(name: str, flow: Workflow, state: str, who: str, people: Mapping[str, Person]) -> Row:
    words = case(flow, state), people[who], DAY, people
    ours, plain = Lifecycle(flow), Unwarned(flow)
    row = compare(name, partial(ours.offers, *words), partial(plain.offers, *words), "不看人手", rounds=7)
    found = ours.offers(*words)
    warned = sum(bool(offer.warning) for offer in found)
    return row.noted(f"{sum(offer.allowed for offer in found)} 项可办" + (f"，{warned} 项有提醒" if warned else ""))


def _first(flow: Workflow) -> Row:
    """A process that asks once, as every command does, works out the ways to the close first."""
    people = roster(5)
    words = case(flow, "replied"), people["p001"], DAY, people
    mine, plain = (min(timed(partial(kind(flow).offers, *words)) for _ in range(5)) for kind in (Lifecycle, Unwarned))
    return Row("新建流程后头一次，5 人", span(mine), "不看人手", span(plain), digits(mine / plain), "含展开流程")
