"""Finds the nearest case that can no longer be closed, or that keeps a case it opened from closing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from inspect_engine.domain.proof.breach import Breach, Kind, shown
from inspect_engine.domain.proof.edges import Edge
from inspect_engine.domain.proof.family import Family
from inspect_engine.domain.proof.layout import CHILD
from inspect_engine.domain.proof.quotient import Quotient
from inspect_engine.domain.proof.search import Found, doubts
from inspect_engine.domain.proof.space import Space
from inspect_engine.domain.proof.walk import walk
from inspect_engine.errors import Place


@dataclass(frozen=True)
class Stuck:
    """Where a case stands that cannot be closed; ``only`` is what can only be withdrawn there, if that is the fault."""

    found: Found
    only: str = ""


def never_closed(family: Family) -> Iterator[Breach]:
    """The nearest situation without a sure way to the close, of the case or of one that it opened. Raises TooLarge."""
    stuck = nearest(family)
    if stuck:
        yield _told(family, stuck)


def nearest(family: Family, *, alone: bool = False) -> Stuck | None:
    """The nearest such situation, real; ``alone``, as if the case opened nothing.

    What can come to its close by itself, whatever others do, need not be looked at: it can be waited for.
    """
    seen = frozenset(CHILD + name for name, child in family.children.items() if not child.settled)
    while True:
        space = family.space(() if alone and not seen else seen, alone=alone)
        ways = Ways(space)
        stuck = ways.stuck()
        if stuck is None:
            return None
        doubt = (doubts(stuck.found.edges) | ways.hidden_from(stuck.found.end)) - space.seen
        if not doubt:
            return stuck
        seen |= doubt


class Ways:
    """All situations of a space, and from which of them there is a sure way where."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.walked = space.walk()
        self._back: dict[int, list[tuple[None, int]]] = {}
        for at in self.walked.came:
            for edge, to in space.onward(at):
                if edge.sure:
                    self._back.setdefault(to, []).append((None, at))

    def leading_to(self, goals: Iterable[int]) -> dict[int, object]:
        """Situations from which one of these can surely be reached."""
        return cast("dict[int, object]", walk(goals, lambda at: self._back.get(at, ())).came)

    def stuck(self) -> Stuck | None:
        """The nearest situation from which a case, itself or opened, cannot come to its end."""
        space, every = self.space, self.walked.came
        rest = [at for at in every if space.closed(at) and not space.open_cases(at)]
        settled = self.leading_to(rest)
        closable = self.leading_to(at for at in rest if space.ended(at))
        ended = {name: self.leading_to(self._ended(name)) for name in space.children if CHILD + name in space.seen}
        for at in every:
            void = space.closed(at) and not space.ended(at)
            only = next((n for n in space.open_cases(at) if at not in ended[n]), "") if not void else ""
            if only or at not in (settled if space.closed(at) else closable):
                only = only if at in (settled if space.closed(at) else closable) else ""
                start, edges = self._path(at)
                return Stuck(Found(space, start, edges), only)
        return None

    def _ended(self, name: str) -> Iterator[int]:
        """Situations in which cases of a workflow have come to their own end."""
        child = cast("Quotient", self.space.children[name])
        for at in self.walked.came:
            stands = self.space.stands(name, at)
            if any(child.ended(each) for each in stands) and not any(child.is_open(each) for each in stands):
                yield at

    def _path(self, at: int) -> tuple[int, tuple[Edge, ...]]:
        edges = list[Edge]()
        while (step := self.walked.came[at]) is not None:
            at, edge = step
            edges.insert(0, edge)
        return at, tuple(edges)

    def hidden_from(self, at: int) -> frozenset[str]:
        """What is hidden and might open a way, from a situation on."""
        reached = walk([at], self.space.onward).came
        edges = (edge for here in reached for edge, _ in self.space.onward(here))
        return frozenset(name for edge in edges if not edge.sure for name in edge.hidden)


def _told(family: Family, stuck: Stuck) -> Breach:
    """A case that nobody can close, with what it waits for."""
    flow, found = family.flow, stuck.found
    state = found.space.state_of(found.end)
    promise = next((p for p in flow.invariants if p.always_closable), None)
    place: Place = ("invariants", flow.invariants.index(promise)) if promise else ("states", state)
    if stuck.only:
        title = f"“{family.children[stuck.only].part.flow.title}”只能撤销，办不成"
        return shown(Breach("deadlock", place, title, promise=promise), found)
    blocking = _blocking(family, found)
    kind: Kind = "deadlock" if blocking else "stuck"
    title = promise.title if promise else f"走到“{flow.states[state].title}”就再也销不了号"
    if blocking:
        title = f"与“{'”“'.join(blocking)}”互相等待，谁也办不结"
    return shown(Breach(kind, place, title, promise=promise), found)


def _blocking(family: Family, found: Found) -> list[str]:
    """Titles of the workflows whose cases hold it up."""
    space, at = found.space, found.end
    names: Collection[str] = space.open_cases(at)
    if not names and family.children and nearest(family, alone=True) is None:
        names = [name for name in family.children if CHILD + name in space.seen and space.stands(name, at)]
        names = names or sorted(family.children)
    return [family.children[name].part.flow.title for name in names]
