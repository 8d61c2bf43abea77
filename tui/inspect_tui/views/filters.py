"""Which cases the ledger shows: its view, and what a person types after ``/``: words, and ``字段:值`` pairs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.words.wording import GRADE_TITLES, KIND_TITLES
from inspect_engine.errors import InspectError
from inspect_engine.ledger import CaseFilter
from inspect_tui.views.ledger import MINE, OPEN, OVERDUE, OWN

if TYPE_CHECKING:
    from inspect_engine.domain.people.authority import Person
    from inspect_engine.ledger import Ledger

FIELDS = {
    "状态": "state",
    "等级": "severity",
    "种类": "kind",
    "单位": "party",
    "对象": "subject",
    "区划": "region",
    "专项": "pack",
    "待知悉": "untold",
}
SEVERITIES = {"一般": "general", "重大": "major", "待定级": "pending"}
OTHERS = {
    title: (kind, severity)
    for kind, titles in GRADE_TITLES.items()
    for severity, title in titles.items()
    if title not in SEVERITIES and len(titles) > 1
}
"""Grades that only one kind of case has."""
TOLD = {"主管": "supervisor"}
KINDS = {title: kind for kind, title in KIND_TITLES.items()}
Place = tuple[str, str]
"""A state, by the kind of case and its id: workflows have states of the same title, and of the same id."""
NOWHERE = ""
"""A state that no case is in."""


@dataclass(frozen=True)
class Reading:
    """The filter that was understood, ``places`` being the states asked for; ``fault`` says what was not."""

    chosen: CaseFilter
    fault: str = ""
    places: tuple[Place, ...] = ()


def read(
    text: str,
    base: CaseFilter,
    states: Mapping[str, tuple[Place, ...]],
    region: Callable[[str], str] = str,
) -> Reading:
    """Narrow ``base`` by what was typed; ``states`` maps state titles to the states that have them, ``region`` gives
    the beginning of the codes of a region, or raises ValueError."""
    chosen, words = base, []
    places: tuple[Place, ...] = ()
    for part in text.split():
        name, colon, value = part.replace("：", ":").partition(":")
        if not colon:
            words.append(part)
            continue
        if name not in FIELDS:
            return Reading(base, f"没有“{name}”这个筛选字段，可用：{'、'.join(FIELDS)}")
        known: Collection[str] | None = {
            "状态": states,
            "等级": [*SEVERITIES, *OTHERS],
            "种类": KINDS,
            "待知悉": TOLD,
        }.get(name)
        if value and known is not None and value not in known:
            return Reading(base, f"{name}没有“{value}”，可用：{'、'.join(known)}")
        if value and name == "区划":
            try:
                value = region(value)
            except ValueError as error:
                return Reading(base, str(error))
        if value and name == "状态":
            places = states[value]
        elif value:
            chosen = replace(chosen, **_found(name, value))
    return Reading(replace(chosen, text=" ".join(words) or None), places=places)


def _found(name: str, value: str) -> dict[str, Any]:
    """What one pair asks for."""
    if name == "等级" and value in OTHERS:
        kind, severity = OTHERS[value]
        return {"kind": kind, "severity": severity}
    return {FIELDS[name]: {"等级": SEVERITIES, "种类": KINDS, "待知悉": TOLD}.get(name, {}).get(value, value)}


@dataclass(frozen=True)
class Vocabulary:
    """State titles to the states that have them, and the states in which this person's role can act."""

    states: dict[str, tuple[Place, ...]]
    mine: tuple[Place, ...]


def vocabulary(ledger: Ledger, person: Person) -> Vocabulary:
    """Read it off the installed workflows; empty when they cannot be loaded (``packs check`` says why)."""
    try:
        flows = ledger.desk.library.workflows.values()
    except InspectError:
        return Vocabulary({}, ())
    states: dict[str, dict[Place, None]] = {}
    mine: dict[Place, None] = {}
    for flow in flows:
        for name, state in flow.states.items():
            states.setdefault(state.title, {})[flow.kind, name] = None
        mine |= {(flow.kind, name): None for t in flow.transitions if person.roles & set(t.by) for name in t.from_}
    return Vocabulary({title: tuple(places) for title, places in states.items()}, tuple(mine))


def base_filter(view: int, today: date, me: str) -> CaseFilter:
    if view == OVERDUE:
        return CaseFilter(overdue_on=today)
    if view == OWN:
        return CaseFilter(open=True, owner=me)
    return CaseFilter(open=True) if view in (OPEN, MINE) else CaseFilter()


def legs(view: int, reading: Reading, words: Vocabulary) -> Sequence[CaseFilter]:
    """The filters whose lines follow each other: one, or one for each state asked for or that the person can act in."""
    chosen = reading.chosen
    places = reading.places or (words.mine if view == MINE else ())
    if not places:
        return (chosen,)
    asked = [replace(chosen, kind=kind, state=state) for kind, state in places if chosen.kind in (None, kind)]
    return asked or (replace(chosen, state=NOWHERE),)
