"""What can happen next in a space, worked out once for each value of what it hangs on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from inspect_engine.domain.definitions import Transition
from inspect_engine.domain.proof.hops import Hop
from inspect_engine.domain.proof.walk import Budget

Guard = frozenset[tuple[str, tuple[str, ...], bool]]
"""What a case that was opened waits for outside itself: workflow, states, whether it must exist."""


class Move(NamedTuple):
    """A case that was opened goes from one class to another."""

    child: str
    guard: Guard
    sure: bool
    start: int
    to: int


class Edge(NamedTuple):
    """What can happen next: the situation after it is ``situation & keep | put``.

    ``hidden`` are the variables it hangs on that are not seen. ``guard`` is what it waits for outside.
    """

    keep: int
    put: int
    what: Hop | Move
    sure: bool
    hidden: frozenset[str]
    guard: Guard


class Monitor(NamedTuple):
    """What a promise keeps in mind: a number below ``size``, changed by actions of the case in ``triggers``."""

    size: int
    start: int
    triggers: frozenset[str]
    after: Callable[[int, Transition], int]


class Group:
    """Actions from one state that hang on the same variables; what they come to is worked out once for each value."""

    def __init__(self, mask: int) -> None:
        self.mask = mask
        self.known: dict[int, tuple[Edge, ...]] = {}
        self.make: list[Callable[[int], Iterator[Edge]]] = []

    def edges(self, situation: int, every: bool, budget: Budget) -> tuple[Edge, ...]:
        key = situation & self.mask
        if key not in self.known:
            found = [edge for make in self.make for edge in make(situation)]
            budget.spend(20 * len(self.make) + len(found))
            self.known[key] = tuple(found if every else self._unlike(situation, found))
        return self.known[key]

    def _unlike(self, situation: int, found: Sequence[Edge]) -> Iterator[Edge]:
        """Of edges that come to the same, one that is sure, if any is, else one for each doubt; none that surely
        changes nothing."""
        moving = [e for e in found if situation & e.keep | e.put != situation or ~e.keep & ~self.mask]
        sure = {(edge.keep, edge.put, edge.guard): edge for edge in reversed(moving) if edge.sure}
        told = set[object]()
        for edge in moving:
            same = edge.keep, edge.put, edge.guard
            key = same if same in sure else (*same, edge.hidden)
            if key not in told:
                told.add(key)
                yield sure.get(same, edge)
