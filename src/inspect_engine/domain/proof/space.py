"""Everything that can happen to a case, and to the cases it opens, as far as it is looked at.

A situation is one number, made of what is *seen*: the state, some variables of the case (:mod:`parts`), where each of
some cases that it opened stands (:mod:`quotient`), and what a promise keeps in mind (:class:`Monitor`). What is hidden
may be anything: hiding only adds to what can happen, and takes from what is sure. People are not part of it: that two
duties are apart is decided from ``unlike``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from inspect_engine.domain.definitions import SEVERITY_TITLES, Link, Transition
from inspect_engine.domain.proof.edges import Edge, Group, Guard, Monitor, Move
from inspect_engine.domain.proof.hops import Hop
from inspect_engine.domain.proof.layout import CHILD, Child, Layout
from inspect_engine.domain.proof.parts import DUE, PASSED, RUNNING, Outcome, Part
from inspect_engine.domain.proof.walk import Budget, TooLarge, Walked, walk


class Space(Layout):
    """The situations of a case, as far as ``seen``, and what leads from one to the next.

    What the case waits for of the workflows ``outside`` is kept as guards; else that never holds it up. ``every`` keeps
    edges apart that come to the same.
    """

    def __init__(
        self,
        part: Part,
        children: Mapping[str, Child],
        seen: Collection[str],
        budget: Budget,
        monitor: Monitor | None = None,
        *,
        outside: Collection[str] = (),
        every: bool = False,
    ) -> None:
        super().__init__(part, children, seen, monitor)
        self.budget, self.outside, self.every = budget, outside, every
        self._groups = {n: list(self._grouped(name)) for n, name in enumerate(self.states)}
        self._moving: dict[str, dict[int, list[Group]]] = {name: {} for name in self.cases}
        self.taken = set[int]()
        self.starts: dict[int, str] = {}
        for severity in SEVERITY_TITLES:
            self.starts.setdefault(self._start(severity), severity)

    def _start(self, severity: str) -> int:
        known = {"severity": severity, "was_major": "true" if severity == "major" else "false"}
        found = self.place(self.flow.initial, known)
        assert found is not None
        return found | (self.monitor.start if self.monitor else 0) << self.mind.shift

    def onward(self, situation: int) -> list[tuple[Edge, int]]:
        """What can happen next, and what follows."""
        found = []
        for group in self._groups[self.state.of(situation)]:
            for edge in group.edges(situation, self.every, self.budget):
                found.append((edge, situation & edge[0] | edge[1]))
        for name in self.cases:
            for stand in self.stands(name, situation):
                for group in self._moves(name, stand):
                    for edge in group.edges(situation, self.every, self.budget):
                        found.append((edge, situation & edge[0] | edge[1]))
        return found

    def walk(self, goal: Callable[[int], bool] | None = None) -> Walked[int, Edge]:
        """From the discovery to the nearest goal, or everywhere. Raises TooLarge."""
        try:
            return walk(self.starts, self.onward, goal, self.budget)
        except TooLarge as error:
            raise TooLarge(self.size) from error

    def _grouped(self, state: str) -> Iterator[Group]:
        """The groups of a state, in the order in which its actions are written."""
        groups: dict[int, Group] = {}

        def add(names: Iterable[str], make: Callable[[int], Iterator[Edge]], also: int = 0) -> None:
            mask = also | self.state.bits
            for name in names:
                if name in self.variables:
                    mask |= self.variables[name].bits
            groups.setdefault(mask, Group(mask)).make.append(make)

        if self.flow.states[state].clock and DUE in self.seen:
            add([DUE], self._passes)
        for branches in self.part.ways[state]:
            for step in branches:
                add(self._hang_on(step), self._taken(step, branches, state), self._minds(step))
        for rung in self.part.rungs[state] if self.cases else ():
            if rung.opens in self.cases:
                asked = self.part.asks(rung.if_) if rung.if_ else ()
                add([DUE, CHILD + rung.opens, "severity", *asked], self._raised(state, Hop(0, None, {}, rung)))
        yield from groups.values()

    def _minds(self, step: Transition) -> int:
        return self.mind.bits if self.monitor and step.trigger in self.monitor.triggers else 0

    def _hang_on(self, step: Transition) -> Iterator[str]:
        yield from self.part.reads(step)
        for link in step.links:
            yield CHILD + link.workflow
        if step.opens:
            yield CHILD + step.opens
            yield "severity"

    def _passes(self, situation: int) -> Iterator[Edge]:
        if self.part.domains[DUE][self.variables[DUE].of(situation)] == RUNNING:
            yield self._edge({DUE: PASSED}, Hop(0, None, {}), sure=True)

    def _raised(self, state: str, hop: Hop) -> Callable[[int], Iterator[Edge]]:
        """A rung that is reached by waiting where the deadline has passed, or where the state has a limit of its own.

        Each is raised once over one due date; here again and again, which adds to what can happen.
        """

        def make(situation: int) -> Iterator[Edge]:
            shape, known = self.flow.states[state], self.known(situation)
            late = known.get(DUE, PASSED) == PASSED if shape.clock else shape.within is not None
            if shape.clock and shape.within and known.get(DUE) == "none":
                late = True
            meant, unseen = self.part.reaches(hop.rung and hop.rung.if_, state, known)
            if late and meant and hop.opens and self._may_open(hop.opens, situation, several=False):
                grade = known.get("severity", "general")
                hidden = unseen | frozenset({DUE} if shape.clock and DUE not in known else ())
                yield self._edge(self._opened(hop.opens, situation, grade), hop, sure=False, hidden=hidden)

        return make

    def _taken(self, step: Transition, branches: Sequence[Transition], state: str) -> Callable[[int], Iterator[Edge]]:
        """An action of the case itself."""
        barred = step.mark == "reopened" or step.merges is not None

        def make(situation: int) -> Iterator[Edge]:
            known = self.known(situation)
            joint = self._joint(step.links, situation)
            if joint is None or (step.opens and not self._may_open(step.opens, situation, several=bool(step.several))):
                return
            sure, hidden, guard = joint
            child = self.children.get(step.opens or "")
            if child and step.opens not in self.cases and not child.settled:
                sure, hidden = False, hidden | {f"{CHILD}{step.opens}"}
            for outcome in self.part.outcomes(step, branches, state, known):
                self.taken.add(id(step))
                yield self._of_outcome(step, outcome, situation, sure and not barred, hidden, guard)

        return make

    def _of_outcome(
        self, step: Transition, outcome: Outcome, situation: int, sure: bool, hidden: frozenset[str], guard: Guard
    ) -> Edge:
        sets: dict[str, str | int] = {**outcome.sets}
        if step.opens and step.opens in self.cases:
            grade = outcome.sets.get("severity") or self.known(situation).get("severity", "general")
            sets |= self._opened(step.opens, situation, grade)
        edge = self._edge(
            sets,
            Hop(0, step, outcome.values, None, outcome.back),
            sure=sure and outcome.sure,
            hidden=hidden | outcome.hidden,
            guard=guard,
            state=step.to,
        )
        if self._minds(step) and self.monitor:
            mind = self.monitor.after(self.mind.of(situation), step)
            edge = edge._replace(keep=edge.keep & ~self.mind.bits, put=edge.put | mind << self.mind.shift)
        return edge

    def _edge(
        self,
        sets: Mapping[str, str | int],
        what: Hop | Move,
        *,
        sure: bool,
        hidden: frozenset[str] = frozenset(),
        guard: Guard = frozenset(),
        state: str | None = None,
    ) -> Edge:
        keep, put = -1, 0
        for name, value in sets.items():
            variable = self.variables[name]
            number = value if isinstance(value, int) else self.part.domains[name].index(value)
            keep &= ~variable.bits
            put |= number << variable.shift
        if state is not None:
            keep &= ~self.state.bits
            put |= self.states.index(state) << self.state.shift
        return Edge(keep, put, what, sure, hidden, guard)

    def _joint(self, links: Sequence[Link], situation: int) -> tuple[bool, frozenset[str], Guard] | None:
        """Whether linked cases surely stand where they must, what that hangs on; None where they do not."""
        sure, hidden, guard = True, set[str](), set[tuple[str, tuple[str, ...], bool]]()
        for link in links:
            child = self.children.get(link.workflow)
            if child is None:
                if link.workflow in self.outside:
                    guard.add((link.workflow, link.in_, bool(link.must_exist)))
            elif link.workflow not in self.cases:
                sure = sure and child.settled and not link.must_exist
                hidden.add(CHILD + link.workflow)
            elif not self._standing(link.workflow, link.in_, bool(link.must_exist), situation):
                return None
        return sure, frozenset(hidden), frozenset(guard)

    def _standing(self, name: str, states: Collection[str], must_exist: bool, situation: int) -> bool:
        stands = self.stands(name, situation)
        return bool(stands or not must_exist) and all(self.children[name].within(each, states) for each in stands)

    def _may_open(self, name: str, situation: int, *, several: bool) -> bool:
        return several or name not in self.cases or not self.is_open(name, situation)

    def _opened(self, name: str, situation: int, severity: str) -> dict[str, str | int]:
        """Where the cases of a workflow stand once one more has been opened."""
        begin = self.children[name].begin(severity)
        if self.children[name].several:
            return {CHILD + name: self.variables[CHILD + name].of(situation) | 1 << begin}
        return {CHILD + name: begin + 1}

    def _moves(self, name: str, stand: int) -> list[Group]:
        """What a case that was opened can do where it stands."""
        if stand not in self._moving[name]:
            groups: dict[int, Group] = {}
            for move in self.children[name].moves(stand):
                mask = self.variables[CHILD + name].bits if self.children[name].several else 0
                for other, _, _ in move.guard:
                    mask |= self.state.bits if other == self.flow.id else 0
                    mask |= self.variables[CHILD + other].bits if CHILD + other in self.variables else 0
                groups.setdefault(mask, Group(mask)).make.append(self._moved(move))
            self._moving[name][stand] = list(groups.values())
        return self._moving[name][stand]

    def _moved(self, move: Move) -> Callable[[int], Iterator[Edge]]:
        """One move of a case that was opened; where there are several, of one of those that stand there, or of all."""

        def make(situation: int) -> Iterator[Edge]:
            sure, hidden = move.sure, set[str]()
            for other, states, must_exist in move.guard:
                if other == self.flow.id:
                    if self.state_of(situation) not in states:
                        return
                elif other not in self.cases:
                    sibling = self.children.get(other)
                    sure = sure and sibling is not None and sibling.settled and not must_exist
                    hidden.add(CHILD + other)
                elif not self._standing(other, states, must_exist, situation):
                    return
            name, raw = CHILD + move.child, self.variables[CHILD + move.child].of(situation)
            if not self.children[move.child].several:
                yield self._edge({name: move.to + 1}, move, sure=sure, hidden=frozenset(hidden))
                return
            yield self._edge({name: raw & ~(1 << move.start) | 1 << move.to}, move, sure=sure, hidden=frozenset(hidden))
            yield self._edge({name: raw | 1 << move.to}, move, sure=False, hidden=frozenset(hidden))

        return make
