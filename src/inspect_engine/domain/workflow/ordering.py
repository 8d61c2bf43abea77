"""In what order actions are offered: what leads on first, what ends a case without result last."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from inspect_engine.domain.definitions import VOID, Workflow
from inspect_engine.domain.workflow.holding import onward

if TYPE_CHECKING:
    from inspect_engine.domain.workflow.lifecycle import Offer

Rank = Literal["next", "on", "stays", "aside", "void"]
RANKS: tuple[Rank, ...] = ("next", "on", "stays", "aside", "void")
"""What a workflow is written to see next; other steps, the nearest to the close first; what leaves the case where it
is; what opens another case; what ends it without result (撤销、并案)."""
FAR = 1_000
"""Farther than any close."""


def ordered(flow: Workflow, state: str, offers: Iterable[Offer]) -> tuple[Offer, ...]:
    """What may be done first, then what is refused, both by rank and then by how far they leave the case from its
    close; alike ones as the workflow writes them."""
    far = distances(flow)

    def key(offer: Offer) -> tuple[bool, int, int]:
        rank = rank_of(flow, state, offer.trigger)
        return not offer.allowed, RANKS.index(rank), far.get(offer.to, FAR)

    return tuple(sorted(offers, key=key))


def rank_of(flow: Workflow, state: str, trigger: str) -> Rank:
    """What an action is to a case that stands in a state."""
    branches = flow.branches(trigger, state)
    if branches and all(flow.states[step.to].closing in VOID for step in branches):
        return "void"
    due = onward(flow, state)
    if due and due.trigger == trigger:
        return "next"
    if any(step.opens for step in branches):
        return "aside"
    return "stays" if all(step.to == state for step in branches) else "on"


def distances(flow: Workflow) -> dict[str, int]:
    """Steps from each state to the nearest end that is one; states from which there is none are not named."""
    ends = (name for name, state in flow.states.items() if state.terminal and state.closing not in VOID)
    found, at = dict.fromkeys(ends, 0), 0
    edges = {(start, step.to) for step in flow.transitions for start in step.from_}
    while near := {start for start, to in edges if found.get(to) == at and start not in found}:
        at += 1
        found |= dict.fromkeys(near, at)
    return found
