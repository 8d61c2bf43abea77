"""A path in the words of its hops: what happens to a case and, one by one, to the cases that it opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from inspect_engine.domain.proof.edges import Edge, Move
from inspect_engine.domain.proof.hops import Hop
from inspect_engine.domain.proof.quotient import Quotient
from inspect_engine.domain.proof.space import Space

MOST = 4
"""How many cases of one workflow are opened at once to show what goes wrong among several."""


class TooFew(Exception):
    """One more case of a workflow would have to be open for this to happen."""


@dataclass
class Script:
    """The cases that take part, by where they come from (``ID``, ``OPENER/ID``, ``ID#2``), and what happens."""

    keys: list[str]
    titles: list[str]
    hops: list[Hop] = field(default_factory=list)


@dataclass
class Run:
    """One case on its way, and those that it opened."""

    space: Space
    at: int
    number: int
    script: Script
    copies: int
    opened: list[tuple[str, Run]] = field(default_factory=list)

    def advance(self, edge: Edge) -> None:
        """One thing happens. Raises TooFew."""
        if isinstance(edge.what, Move):
            self._move(edge.what, edge)
        else:
            self._act(edge.what, edge)
        self.at = self.at & edge.keep | edge.put

    def _act(self, hop: Hop, edge: Edge) -> None:
        several = bool(hop.step and hop.step.several)
        stays = bool(hop.step) and self.space.state_of(self.at) == (hop.step.to if hop.step else "")
        for _ in range(self.copies if several and stays else 1):
            self.script.hops.append(replace(hop, case=self.number))
            if hop.opens in self.space.children:
                self._open(str(hop.opens), edge, several=several)

    def _open(self, name: str, edge: Edge, *, several: bool) -> None:
        child = self.space.children[name]
        assert isinstance(child, Quotient)
        own, top = self.script.keys[self.number], self.number == 0
        key = name if top else f"{own}/{name}"
        if several:
            nth = 1 + sum(each == name for each, _ in self.opened)
            key = f"{key}#{nth}" if nth > 1 else key
        else:
            self.opened = [(each, run) for each, run in self.opened if each != name]
        if key not in self.script.keys:
            self.script.keys.append(key)
            self.script.titles.append(child.part.flow.title)
        grade = self.space.known(self.at & edge.keep | edge.put).get("severity", "general")
        start, number = child.start(grade), self.script.keys.index(key)
        self.opened.append((name, Run(child.space, start, number, self.script, self.copies)))

    def _move(self, move: Move, edge: Edge) -> None:
        child = self.space.children[move.child]
        assert isinstance(child, Quotient)
        there = [run for name, run in self.opened if name == move.child and child.block[run.at] == move.start]
        emptied = not child.several or move.start not in self.space.stands(move.child, self.at & edge.keep | edge.put)
        if not there or (not emptied and len(there) < 2):
            raise TooFew
        for run in there if emptied else there[:1]:
            for inner, _ in child.played(run.at, move):
                run.advance(inner)


def played(space: Space, start: int, edges: Sequence[Edge]) -> Script:
    """The path in hops. Raises TooFew where it takes more cases of one workflow than are looked at."""
    for copies in range(1, MOST + 1):
        script = Script([space.flow.id], [space.flow.title])
        try:
            run = Run(space, start, 0, script, copies)
            for edge in edges:
                run.advance(edge)
        except TooFew:
            continue
        return script
    raise TooFew
