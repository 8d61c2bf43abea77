"""Everything that can go wrong with a workflow and the cases it opens, each with its shortest path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.proof.breach import Breach, named
from inspect_engine.domain.proof.closing import never_closed
from inspect_engine.domain.proof.pairs import by_pairs
from inspect_engine.domain.proof.safety import broken_promises, never_reached, without_days, without_deadline
from inspect_engine.domain.proof.space import MOST, Space, TooLarge

FEW = 10_000
"""Situations looked at to resolve a doubt."""


def breaches(flow: Workflow, others: Mapping[str, Workflow] | None = None) -> Iterator[Breach]:
    """Everything that can go wrong, each with its shortest path. ``others`` are the workflows it may open.

    Where it opens several, it is proved beside each of them in turn. Only if that leaves a doubt are all looked at
    together, as far as that is possible: beside all of them less may happen.
    """
    around = others or {}
    try:
        found = list(by_pairs(flow, around)) if len(flow.opened & around.keys()) > 1 else None
    except TooLarge:
        found = [_too_large()]
    if found is None or found:
        try:
            found = list(together(flow, around, MOST if found is None else FEW))
        except TooLarge:
            found = found or [_too_large()]
    yield from found


def together(flow: Workflow, others: Mapping[str, Workflow], most: int = MOST) -> Iterator[Breach]:
    """What can go wrong among all of them at once. Raises TooLarge."""
    space = Space(flow, others, most=most)
    for finder in (broken_promises, never_closed, never_reached, without_deadline, without_days):
        for breach in finder(space):
            yield named(breach, space)


def _too_large() -> Breach:
    return Breach("too_large", ("states",), f"情形超过 {MOST} 种，无法逐一证明")
