"""A situation as one number: the state, the variables of the case that are seen, where cases that it opened stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from inspect_engine.domain.definitions import FINAL
from inspect_engine.domain.proof.edges import Monitor, Move
from inspect_engine.domain.proof.parts import DUE, FIELD, Part

CHILD = "case "
"""Before the id of a workflow: the variable that says where the case of it stands."""


class Child(Protocol):
    """A workflow that may be opened, as its opener sees it: a few classes of where its case may stand."""

    several: bool

    @property
    def part(self) -> Part: ...
    @property
    def count(self) -> int: ...
    @property
    def settled(self) -> bool: ...
    @property
    def depends_on_grade(self) -> bool: ...
    def begin(self, severity: str) -> int: ...
    def moves(self, stand: int) -> Sequence[Move]: ...
    def within(self, stand: int, states: Collection[str]) -> bool: ...
    def is_open(self, stand: int) -> bool: ...


class Variable(NamedTuple):
    """A place in the number that is a situation."""

    shift: int
    mask: int

    def of(self, situation: int) -> int:
        return situation >> self.shift & self.mask

    @property
    def bits(self) -> int:
        return self.mask << self.shift


class Layout:
    """Where in the number the variables stand that are seen, and what they say."""

    def __init__(
        self, part: Part, children: Mapping[str, Child], seen: Collection[str], monitor: Monitor | None = None
    ) -> None:
        self.part, self.flow, self.children, self.monitor = part, part.flow, children, monitor
        self.states = tuple(self.flow.states)
        self.seen = frozenset(_needed(seen, children))
        self.variables: dict[str, Variable] = {}
        self._end = 0
        self.state = self._variable(len(self.states))
        self.own = [name for name in self.part.domains if name in self.seen]
        for name in self.own:
            self.variables[name] = self._variable(len(self.part.domains[name]))
        self.cases = [name for name in self.children if CHILD + name in self.seen]
        for name in self.cases:
            child = self.children[name]
            self.variables[CHILD + name] = self._variable(2**child.count if child.several else child.count + 1)
        self.mind = self._variable(self.monitor.size if self.monitor else 1)

    def _variable(self, size: int) -> Variable:
        bits = (size - 1).bit_length()
        found = Variable(self._end, (1 << bits) - 1)
        self._end += bits
        return found

    @property
    def size(self) -> str:
        """What multiplies, in Chinese."""
        titles = {"severity": "等级", DUE: "期限", "was_major": "曾否重大", "returned": "退回", "extended": "延期"}
        gates = [name for name in self.own if name in self.flow.gates]
        told = [f"{len(self.states)} 状态"]
        told += [
            f"{len(self.part.domains[name])} {titles.get(name, name.removeprefix(FIELD))}"
            for name in self.own
            if name not in gates
        ]
        told += [f"{2 ** len(gates)} 关口"] if gates else []
        told += [
            f"{self.variables[CHILD + name].mask + 1} {self.children[name].part.flow.title}" for name in self.cases
        ]
        return " × ".join(told)

    def state_of(self, situation: int) -> str:
        return self.states[self.state.of(situation)]

    def known(self, situation: int) -> dict[str, str]:
        """The variables of the case that are seen."""
        return {name: self.part.domains[name][self.variables[name].of(situation)] for name in self.own}

    def facts(self, situation: int) -> dict[str, str]:
        """What conditions and promises see; of a case that was opened, whether it is ``open``, ``closed`` or was
        ``never`` there."""
        found = self.part.facts(self.state_of(situation), self.known(situation))
        for name in self.cases:
            raw = self.variables[CHILD + name].of(situation)
            found[name] = "never" if raw == 0 else "open" if self.is_open(name, situation) else "closed"
        return found

    def stands(self, name: str, situation: int) -> list[int]:
        """The classes in which there are cases of a workflow."""
        raw = self.variables[CHILD + name].of(situation)
        if self.children[name].several:
            return [n for n in range(self.children[name].count) if raw >> n & 1]
        return [raw - 1] if raw else []

    def is_open(self, name: str, situation: int) -> bool:
        return any(self.children[name].is_open(stand) for stand in self.stands(name, situation))

    def open_cases(self, situation: int) -> list[str]:
        """Workflows of which a case is seen to be open, the case itself left out."""
        return [name for name in self.cases if self.is_open(name, situation)]

    def closed(self, situation: int) -> bool:
        return self.flow.states[self.state_of(situation)].terminal

    def ended(self, situation: int) -> bool:
        """Whether the case has come to its own end, neither withdrawn nor merged."""
        return self.flow.states[self.state_of(situation)].closing in FINAL

    def place(self, state: str, known: Mapping[str, str]) -> int | None:
        """The situation of a case that stands so; None where a variable has no such value."""
        found = self.states.index(state) << self.state.shift
        for name in self.own:
            domain, text = self.part.domains[name], known.get(name)
            if text is not None and text not in domain:
                if not text.isdecimal():
                    return None
                text = domain[-1]
            found |= (domain.index(text) if text is not None else 0) << self.variables[name].shift
        return found


def _needed(seen: Collection[str], children: Mapping[str, Child]) -> Iterator[str]:
    """What is to be seen, and the grade, where a case that is opened begins according to it."""
    yield from seen
    if any(CHILD + name in seen and child.depends_on_grade for name, child in children.items()):
        yield "severity"
