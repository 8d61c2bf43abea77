"""The four views of the ledger, and what the definitions say about who acts in which state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from inspect_engine.errors import InspectError
from inspect_engine.ledger import CaseFilter
from inspect_tui.filters import Place, Reading
from inspect_tui.widgets.view_bar import MINE, OPEN, OVERDUE

if TYPE_CHECKING:
    from inspect_engine.domain.people.authority import Person
    from inspect_engine.ledger import Ledger

NOWHERE = ""
"""A state that no case is in."""


@dataclass(frozen=True)
class Vocabulary:
    """State titles to the states that have them, and the states in which this person's role can act."""

    states: dict[str, tuple[Place, ...]]
    mine: tuple[Place, ...]


def vocabulary(ledger: Ledger, person: Person) -> Vocabulary:
    """Read it off the installed workflows; empty when they cannot be loaded (``packs check`` says why)."""
    try:
        flows = ledger.library.workflows.values()
    except InspectError:
        return Vocabulary({}, ())
    states: dict[str, dict[Place, None]] = {}
    mine: dict[Place, None] = {}
    for flow in flows:
        for name, state in flow.states.items():
            states.setdefault(state.title, {})[flow.kind, name] = None
        mine |= {(flow.kind, name): None for t in flow.transitions if person.roles & set(t.by) for name in t.from_}
    return Vocabulary({title: tuple(places) for title, places in states.items()}, tuple(mine))


def base_filter(view: int, today: date) -> CaseFilter:
    if view == OVERDUE:
        return CaseFilter(overdue_on=today)
    return CaseFilter(open=True) if view in (OPEN, MINE) else CaseFilter()


def legs(view: int, reading: Reading, words: Vocabulary) -> Sequence[CaseFilter]:
    """The filters whose lines follow each other: one, or one for each state asked for or that the person can act in."""
    chosen = reading.chosen
    places = reading.places or (words.mine if view == MINE else ())
    if not places:
        return (chosen,)
    asked = [replace(chosen, kind=kind, state=state) for kind, state in places if chosen.kind in (None, kind)]
    return asked or (replace(chosen, state=NOWHERE),)
