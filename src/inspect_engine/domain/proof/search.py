"""The shortest way to what must not be, looked for where as little as possible is seen.

What is hidden only adds to what can happen: what cannot be reached there, cannot be reached at all. Where a way is
found that hangs on something hidden, that is looked at, too, and the search begins anew; what is found in the end
hangs on nothing that is hidden, so it is real.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from inspect_engine.domain.definitions import Transition
from inspect_engine.domain.proof.edges import Edge, Monitor
from inspect_engine.domain.proof.family import Family
from inspect_engine.domain.proof.hops import Hop
from inspect_engine.domain.proof.layout import CHILD
from inspect_engine.domain.proof.space import Space


class Query(NamedTuple):
    """What must not be: a situation that is ``bad``, or (with ``last``) an edge that leads on from one."""

    seen: Collection[str]
    bad: Callable[[Space, int], bool]
    monitor: Monitor | None = None
    last: Callable[[Edge], bool] | None = None


class Found(NamedTuple):
    """A path that is real: where it begins, and its edges."""

    space: Space
    start: int
    edges: tuple[Edge, ...]

    @property
    def severity(self) -> str:
        """The grade the case was found with."""
        return self.space.starts[self.start]

    @property
    def end(self) -> int:
        """Where it leads."""
        at = self.start
        for edge in self.edges:
            at = at & edge.keep | edge.put
        return at


def shortest(family: Family, query: Query) -> Found | None:
    """The shortest path to what must not be. Raises TooLarge."""
    seen = frozenset(query.seen)
    while True:
        space = family.space(seen, query.monitor, every=query.last is not None)
        found = _first(space, query)
        if found is None:
            return None
        doubt = doubts(found.edges) - seen
        if not doubt:
            return found
        seen |= doubt


def _first(space: Space, query: Query) -> Found | None:
    last = query.last

    def goal(at: int) -> bool:
        return query.bad(space, at) and (last is None or any(last(edge) for edge, _ in space.onward(at)))

    walked = space.walk(goal)
    if walked.found is None:
        return None
    start, edges = walked.path()
    if last is not None:
        edges = (*edges, next(edge for edge, _ in space.onward(walked.found) if last(edge)))
    return Found(space, start, edges)


def is_step(step: Transition, edge: Edge) -> bool:
    """Whether this action is taken there."""
    return isinstance(edge.what, Hop) and edge.what.step is step


def doubts(edges: Sequence[Edge]) -> frozenset[str]:
    """The hidden variables that a path hangs on. A case that was not opened on the way holds nothing up, unless it
    must be there."""
    found, opened = set[str](), set[str]()
    for edge in edges:
        hop = edge.what
        needed = (
            {link.workflow for link in hop.step.links if link.must_exist} if isinstance(hop, Hop) and hop.step else ()
        )
        for name in edge.hidden:
            case = name.removeprefix(CHILD)
            if case == name or case in opened or case in needed:
                found.add(name)
        if isinstance(hop, Hop) and hop.opens:
            if hop.opens in opened and not (hop.step and hop.step.several):
                found.add(CHILD + hop.opens)
            opened.add(hop.opens)
    return frozenset(found)
