"""Which cases the ledger shows: its view, and what a person types after ``/``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from inspect_engine.domain.cases.asking import Vocabulary, told, understood
from inspect_engine.errors import InspectError
from inspect_engine.ledger import CaseFilter
from inspect_tui.views.ledger import MINE, OPEN, OVERDUE, OWN

if TYPE_CHECKING:
    from inspect_engine.domain.definitions import Workflow
    from inspect_engine.domain.people.authority import Person
    from inspect_engine.ledger import Ledger

Place = tuple[str, str]
"""A state, by the kind of case and its id: workflows have states of the same title, and of the same id."""
NOWHERE = ""
"""A state that no case is in."""


@dataclass(frozen=True)
class Reading:
    """The filter that was understood; ``fault`` says what was not."""

    chosen: CaseFilter
    fault: str = ""


def read(text: str, base: CaseFilter, words: Vocabulary) -> Reading:
    """Narrow ``base`` by what was typed, as far as it is understood."""
    asked = understood(text, words)
    chosen = replace(base, clauses=(*base.clauses, *asked.clauses), untold=asked.untold)
    if asked.open is None or base.open == asked.open:
        return Reading(chosen, "；".join(asked.faults))
    only = replace(chosen, open=asked.open) if base.open is None else replace(chosen, state=NOWHERE)
    return Reading(only, "；".join(asked.faults))


def mine(ledger: Ledger, person: Person) -> tuple[Place, ...]:
    """The states in which this person's role can act."""
    found: dict[Place, None] = {}
    for flow in _flows(ledger):
        found |= {(flow.kind, name): None for t in flow.transitions if person.roles & set(t.by) for name in t.from_}
    return tuple(found)


def _flows(ledger: Ledger) -> Sequence[Workflow]:
    """The installed workflows; none when they cannot be loaded (``packs check`` says why)."""
    try:
        return list(ledger.desk.library.workflows.values())
    except InspectError:
        return ()


def base_filter(view: int, today: date, me: str) -> CaseFilter:
    if view == OVERDUE:
        return CaseFilter(overdue_on=today)
    if view == OWN:
        return CaseFilter(open=True, owner=me)
    return CaseFilter(open=True) if view in (OPEN, MINE) else CaseFilter()


def legs(view: int, reading: Reading, places: Sequence[Place]) -> Sequence[CaseFilter]:
    """The filters whose lines follow each other: one, or one for each state that the person can act in."""
    chosen = reading.chosen
    if view != MINE or not places:
        return (chosen,)
    return [replace(chosen, kind=kind, state=state) for kind, state in places]


def apart(ledger: Ledger, typed: str, words: Vocabulary) -> list[tuple[str, int]]:
    """Each of several conditions in words, and how many cases it chooses by itself."""
    clauses = understood(typed, words).clauses
    if len(clauses) < 2:
        return []
    return [
        (
            told(clause, {"pack": words.packs, "owner": words.people, "finder": words.people}),
            ledger.cases.count(CaseFilter(clauses=(clause,))),
        )
        for clause in clauses
    ]
