"""The one search of the proof: breadth first, with the way back to where it began, and a bound on what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

NodeT = TypeVar("NodeT")
EdgeT = TypeVar("EdgeT")

SITUATIONS, HOPS = 250_000, 4_000_000
"""Situations looked at in one search, and hops looked at for one workflow in all; beyond, it is said to be too large.

About 0.5 µs and 0.3 KB each, so that no workflow takes more than seconds and a few hundred MB.
"""


class TooLarge(Exception):
    """There is more to look at than can be; ``told`` says what multiplies."""

    def __init__(self, told: str = "") -> None:
        super().__init__(told)
        self.told = told


class Budget:
    """Hops that may still be looked at, in all searches together."""

    def __init__(self, hops: int = HOPS) -> None:
        self.left = hops

    def spend(self, hops: int) -> None:
        """Raises TooLarge when there are no more."""
        self.left -= hops
        if self.left < 0:
            raise TooLarge


@dataclass(frozen=True)
class Walked(Generic[NodeT, EdgeT]):
    """``came`` holds, in order of distance, every node that was come to, and from where; ``found`` is the goal."""

    came: dict[NodeT, tuple[NodeT, EdgeT] | None]
    found: NodeT | None

    def path(self) -> tuple[NodeT, tuple[EdgeT, ...]]:
        """Where the way to the goal begins, and its edges."""
        assert self.found is not None
        edges, at = list[EdgeT](), self.found
        while (step := self.came[at]) is not None:
            at, edge = step
            edges.append(edge)
        return at, tuple(reversed(edges))


def walk(
    starts: Iterable[NodeT],
    onward: Callable[[NodeT], Sequence[tuple[EdgeT, NodeT]]],
    goal: Callable[[NodeT], bool] | None = None,
    budget: Budget | None = None,
) -> Walked[NodeT, EdgeT]:
    """From the starts to the nearest goal; without one, or when there is none, to all that can be come to.

    Raises TooLarge.
    """
    came: dict[NodeT, tuple[NodeT, EdgeT] | None] = dict.fromkeys(starts)
    todo = list(came)
    for at in todo:
        if goal and goal(at):
            return Walked(came, at)
        following = onward(at)
        for edge, to in following:
            if to not in came:
                came[to] = at, edge
                todo.append(to)
        if budget:
            budget.spend(len(following) + 1)
            if len(todo) > SITUATIONS:
                raise TooLarge
    return Walked(came, None)
