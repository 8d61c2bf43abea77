"""A workflow that is opened, as those see it who wait for it: situations that they cannot tell apart are one class.

Two situations are alike (branching bisimulation) when they look the same from outside, and whatever one of them can
do, the other can do after some sure actions of its own that nobody outside sees. What can be reached, and what can
surely be reached, is the same in the classes as in the situations (van Glabbeek and Weijland 1996; signatures after
Blom and Orzan 2003).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from inspect_engine.domain.definitions import FINAL, SEVERITY_TITLES
from inspect_engine.domain.proof.edges import Edge, Guard, Move
from inspect_engine.domain.proof.parts import Part
from inspect_engine.domain.proof.space import Space
from inspect_engine.domain.proof.walk import walk

Label = tuple[Guard, bool, int]
"""What a move waits for outside, whether it is sure, and the class it leads to."""


class Quotient:
    """The classes of a workflow that is opened. ``watched`` are the sets of states that somebody waits for.

    ``several``: more than one case of it may be open at a time. Raises TooLarge.
    """

    def __init__(self, space: Space, watched: Collection[tuple[str, ...]], *, several: bool) -> None:
        self.space, self.several, self.watched = space, several, tuple(sorted(set(watched)))
        self.situations = list(space.walk().came)
        self.edges = {at: [(edge, to) for edge, to in space.onward(at)] for at in self.situations}
        self.block = self._refined()
        self.count = len(set(self.block.values()))
        self.members: dict[int, int] = {}
        for at in self.situations:
            self.members.setdefault(self.block[at], at)

    @property
    def part(self) -> Part:
        return self.space.part

    def look(self, situation: int) -> tuple[object, ...]:
        """What can be seen of it from outside."""
        state = self.space.state_of(situation)
        shape = self.part.flow.states[state]
        return shape.terminal, shape.closing in FINAL, *(state in states for states in self.watched)

    def _refined(self) -> dict[int, int]:
        block = _numbered({at: self.look(at) for at in self.situations})
        while True:
            signed = self._signed(block)
            finer = _numbered({at: (block[at], signed[at]) for at in self.situations})
            if len(set(finer.values())) == len(set(block.values())):
                return block
            block = finer

    def _signed(self, block: Mapping[int, int]) -> dict[int, frozenset[Label]]:
        """What each situation can do, perhaps after sure actions of its own inside its class."""
        own: dict[int, set[Label]] = {at: set() for at in self.situations}
        inward: dict[int, list[int]] = {}
        for at, edges in self.edges.items():
            for edge, to in edges:
                if block[to] != block[at]:
                    own[at].add((edge.guard, edge.sure, block[to]))
                elif edge.sure and not edge.guard:
                    inward.setdefault(to, []).append(at)
        todo = [at for at in self.situations if own[at] and at in inward]
        self.space.budget.spend(len(self.situations))
        while todo:
            to = todo.pop()
            for at in inward[to]:
                if not own[to] <= own[at]:
                    own[at] |= own[to]
                    if at in inward:
                        todo.append(at)
        return {at: frozenset(labels) for at, labels in own.items()}

    @cached_property
    def _moves(self) -> dict[int, tuple[Move, ...]]:
        signed = self._signed(self.block)
        name = self.part.flow.id
        return {
            stand: tuple(
                Move(name, guard, sure, stand, to)
                for guard, sure, to in sorted(signed[at], key=lambda label: (sorted(label[0]), not label[1], label[2]))
            )
            for stand, at in self.members.items()
        }

    # --- as the opener's space asks -----------------------------------------------------------------------------

    def begin(self, severity: str) -> int:
        """The class in which a case of this grade is opened."""
        return self.block[self.start(severity)]

    def start(self, severity: str) -> int:
        """The situation in which a case of this grade is opened."""
        found = self.space.place(
            self.part.flow.initial, {"severity": severity, "was_major": "true" if severity == "major" else "false"}
        )
        assert found is not None
        return found

    @cached_property
    def depends_on_grade(self) -> bool:
        return len({self.begin(severity) for severity in SEVERITY_TITLES}) > 1

    def moves(self, stand: int) -> Sequence[Move]:
        return self._moves[stand]

    def within(self, stand: int, states: Collection[str]) -> bool:
        return self.space.state_of(self.members[stand]) in states

    def is_open(self, stand: int) -> bool:
        return not self.space.closed(self.members[stand])

    def ended(self, stand: int) -> bool:
        """Whether it has come to its own end, neither withdrawn nor merged."""
        return self.space.ended(self.members[stand])

    @cached_property
    def settled(self) -> bool:
        """Whether, wherever it stands, it can by itself come to its own end, and to a close that nobody waits past."""
        accepted = [n for n in range(self.count) if not self.is_open(n) and self._accepted(n)]
        open_ = {n for n in range(self.count) if self.is_open(n)}
        ended = self._reaching(n for n in range(self.count) if self.ended(n))
        return open_ <= ended and len(self._reaching(accepted)) == self.count

    def _accepted(self, stand: int) -> bool:
        return all(self.within(stand, states) for states in self.watched)

    def _reaching(self, goals: Iterable[int]) -> set[int]:
        """Classes from which one of these can surely be reached while all others stand still."""
        back: dict[int, list[tuple[None, int]]] = {}
        for start, moves in self._moves.items():
            for move in moves:
                if move.sure and not move.guard:
                    back.setdefault(move.to, []).append((None, start))
        return set(walk(goals, lambda at: back.get(at, ())).came)

    # --- back to situations -------------------------------------------------------------------------------------

    def played(self, situation: int, move: Move) -> list[tuple[Edge, int]]:
        """What really happens where the opener sees this move: actions inside the class, and the one that leads on."""
        block = self.block[situation]

        def leads(at: int) -> tuple[Edge, int] | None:
            fits = (
                (e, to)
                for e, to in self.edges[at]
                if (e.guard, e.sure, self.block[to]) == (move.guard, move.sure, move.to)
            )
            return next(fits, None)

        def inside(at: int) -> list[tuple[Edge, int]]:
            found = ((edge, to) for edge, to in self.edges[at] if edge.sure and not edge.guard)
            return [(edge, to) for edge, to in found if self.block[to] == block]

        walked = walk([situation], inside, lambda at: leads(at) is not None)
        assert walked.found is not None
        _, edges = walked.path()
        last = leads(walked.found)
        assert last is not None
        path, at = list[tuple[Edge, int]](), situation
        for edge in edges:
            at = at & edge.keep | edge.put
            path.append((edge, at))
        return [*path, last]


def _numbered(signs: Mapping[int, object]) -> dict[int, int]:
    numbers: dict[object, int] = {}
    return {at: numbers.setdefault(sign, len(numbers)) for at, sign in signs.items()}
