"""The four views of the ledger, and what the definitions say about who acts in which state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from inspect_engine.errors import InspectError
from inspect_engine.ledger import CaseFilter
from inspect_tui.widgets.view_bar import MINE, OPEN, OVERDUE

if TYPE_CHECKING:
    from inspect_engine.domain.authority import Person
    from inspect_engine.ledger import Ledger


@dataclass(frozen=True)
class Vocabulary:
    """State titles to ids, and the states in which this person's role can act."""

    states: dict[str, str]
    mine: tuple[str, ...]


def vocabulary(ledger: Ledger, person: Person) -> Vocabulary:
    """Read it off the installed workflows; empty when they cannot be loaded (``packs check`` says why)."""
    try:
        flows = ledger.library.workflows.values()
    except InspectError:
        return Vocabulary({}, ())
    states = {state.title: name for flow in flows for name, state in flow.states.items()}
    mine = [name for flow in flows for step in flow.transitions if person.roles & set(step.by) for name in step.from_]
    return Vocabulary(states, tuple(dict.fromkeys(mine)))


def base_filter(view: int, today: date) -> CaseFilter:
    if view == OVERDUE:
        return CaseFilter(overdue_on=today)
    return CaseFilter(open=True) if view in (OPEN, MINE) else CaseFilter()


def legs(view: int, chosen: CaseFilter, words: Vocabulary) -> Sequence[CaseFilter]:
    """The filters whose lines follow each other: one, or one for each state the person can act in."""
    if view != MINE or chosen.state:
        return (chosen,)
    return [replace(chosen, state=state) for state in words.mine] if words.mine else (chosen,)
