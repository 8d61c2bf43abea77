"""Everything that can happen to a case, and to the cases it opens, as a graph of finitely many situations.

A situation is what conditions can see of a case: state, grade, whether a deadline runs or has passed, how often it was
returned and extended (counted no further than any condition asks), which gates it has passed; and the same of one case
of each workflow that it opens. People are not part of it: that two duties are apart is decided from ``unlike``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from inspect_engine.domain.definitions import SEVERITY_TITLES, Condition, Transition, Workflow
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.samples import of_action

MOST = 50_000
"""Situations explored; more are refused, so that time and memory are bounded."""
SUCCESS = ("rectified", "on_the_spot")
"""Closing kinds that mean the hazard is gone."""


class TooLarge(Exception):
    """The workflow has more situations than can be explored."""


class View(NamedTuple):
    """What conditions can see of one case. ``due``: 0 no deadline yet, 1 running, 2 passed.

    ``given`` are the fields with days for a deadline that have been filled in.
    """

    state: str
    severity: str
    due: int = 0
    returned: int = 0
    extended: int = 0
    gates: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()


Situation = tuple[View | None, ...]
"""The case itself, then one case of each workflow it can open, if any is there."""


@dataclass(frozen=True)
class Hop:
    """One thing that happens: an action, or (without ``step``) the passing of a deadline.

    ``case`` counts from 0, the case itself; ``values`` are those that choose the branch or set the grade.
    """

    case: int
    step: Transition | None
    values: Mapping[str, str]

    @property
    def trigger(self) -> str:
        return self.step.trigger if self.step else "overdue"

    @property
    def words(self) -> str:
        if self.step is None:
            return "逾期"
        told = {spec.id: spec for spec in self.step.needs}
        chosen = [told[name].choices.get(value, value) for name, value in self.values.items()]
        return self.step.title + (f"（{'，'.join(chosen)}）" if chosen else "")


class Part:
    """One workflow of a space, with what is worked out once."""

    def __init__(self, flow: Workflow) -> None:
        self.flow = flow
        self.caps = {name: _highest(flow, name) + 1 for name in ("returned", "extended")}
        self.branches = {
            state: [
                flow.branches(trigger, state) for trigger in dict.fromkeys(t.trigger for t in flow.from_state(state))
            ]
            for state in flow.states
        }
        self.periods = {step.deadline.days for step in flow.transitions if step.deadline}
        self._fillings: dict[int, list[dict[str, str]]] = {}
        self._known: dict[tuple[int, tuple[str, ...]], list[Mapping[str, str]]] = {}

    def begin(self, severity: str) -> View:
        return View(self.flow.initial, severity)

    def facts(self, view: View) -> dict[str, str]:
        """As ``lifecycle.facts_of`` gives them."""
        overdue = view.due == 2 and self.flow.states[view.state].clock
        facts = {name: "true" if name in view.gates else "false" for name in self.flow.gates}
        facts |= {"severity": view.severity, "overdue": "true" if overdue else "false"}
        return facts | {"returned": str(view.returned), "extended": str(view.extended)}

    def moves(self, view: View) -> Iterator[tuple[Transition | None, Mapping[str, str], View]]:
        """What can happen next to this case alone."""
        if self.flow.states[view.state].clock and view.due == 1:
            yield None, {}, view._replace(due=2)
        facts = self.facts(view)
        for branches in self.branches[view.state]:
            for step in branches:
                if all(holds(guard.if_, facts) is True for guard in step.when) and view.gates.issuperset(step.gates):
                    for values in self._ways(step, branches, facts):
                        yield step, values, self._after(step, values, view)

    def _ways(
        self, step: Transition, branches: Sequence[Transition], facts: Mapping[str, str]
    ) -> Sequence[Mapping[str, str]]:
        """What may be filled in so that this branch is taken, once for each grade that it may set."""
        asked = tuple(facts.get(leaf.fact or "", "") for leaf in (step.if_.leaves if step.if_ else ()))
        key = id(step), asked
        if key not in self._known:
            self._known[key] = list(_ways(step, self._filled(branches), facts))
        return self._known[key]

    def _filled(self, branches: Sequence[Transition]) -> list[dict[str, str]]:
        key = id(branches)
        if key not in self._fillings:
            self._fillings[key] = of_action(branches)
        return self._fillings[key]

    def _after(self, step: Transition, values: Mapping[str, str], view: View) -> View:
        counts = {name: getattr(view, name) for name in self.caps}
        if step.mark in counts:
            counts[step.mark] = min(counts[step.mark] + 1, self.caps[step.mark])
        return View(
            state=step.to,
            severity=values[step.sets["severity"]] if "severity" in step.sets else view.severity,
            due=1 if step.deadline else view.due,
            gates=(view.gates - set(step.revokes)) | set(step.passes),
            given=view.given | {spec.id for spec in step.needs if spec.id in self.periods},
            **counts,
        )


def _ways(
    step: Transition, fillings: Iterable[dict[str, str]], facts: Mapping[str, str]
) -> Iterator[Mapping[str, str]]:
    graded = step.sets.get("severity")
    spec = next((spec for spec in step.needs if spec.id == graded), None)
    wanted = set(spec.choices) if spec else {""}
    for values in fillings:
        if step.if_ is None or holds(step.if_, {**values, **facts}) is True:
            for grade in sorted({values[graded]} & wanted if graded in values else wanted):
                wanted.discard(grade)
                yield {**values, graded: grade} if graded else values
            if not wanted:
                return


class Space:
    """All situations that can come about, in order of distance from the start, and the hops between them."""

    def __init__(self, flow: Workflow, others: Mapping[str, Workflow] | None = None) -> None:
        opened = sorted(flow.opened & (others or {}).keys())
        self.parts = [Part(flow), *(Part((others or {})[name]) for name in opened)]
        self.flow = flow
        self.places = {part.flow.id: n for n, part in enumerate(self.parts)}
        self.situations: list[Situation] = []
        self.hops: list[list[tuple[Hop, int]]] = []
        self.starts = len(SEVERITY_TITLES)
        self._explore()

    def _explore(self) -> None:
        number: dict[Situation, int] = {}
        for severity in SEVERITY_TITLES:
            begin: Situation = (self.parts[0].begin(severity), *(None for _ in self.parts[1:]))
            number[begin] = len(self.situations)
            self.situations.append(begin)
        for situation in self.situations:
            onward = []
            for hop, after in self._moves(situation):
                if after not in number:
                    number[after] = len(self.situations)
                    self.situations.append(after)
                onward.append((hop, number[after]))
            self.hops.append(onward)
            if len(self.situations) > MOST:
                raise TooLarge

    def _moves(self, situation: Situation) -> Iterator[tuple[Hop, Situation]]:
        for n, view in enumerate(situation):
            for step, values, after in self.parts[n].moves(view) if view else ():
                if step is None or self._joint(n, step, situation):
                    yield Hop(n, step, values), self._with(situation, n, step, after)

    def _joint(self, n: int, step: Transition, situation: Situation) -> bool:
        """Whether linked cases stand where the step wants them, and it opens no second one beside an open one."""
        for link in step.links:
            place = self.places.get(link.workflow)
            other = situation[place] if place is not None and (n == 0) != (place == 0) else None
            if other is not None and other.state not in link.in_:
                return False
        opened = situation[self.places[step.opens]] if n == 0 and step.opens in self.places else None
        return opened is None or self.parts[self.places[step.opens or ""]].flow.states[opened.state].terminal

    def _with(self, situation: Situation, n: int, step: Transition | None, after: View) -> Situation:
        found = [*situation]
        found[n] = after
        if n == 0 and step and step.opens in self.places:
            place = self.places[step.opens]
            found[place] = self.parts[place].begin(after.severity)
        return tuple(found)

    def distance_to(self, good: Iterable[int]) -> dict[int, int]:
        """Hops to the nearest of the good situations, for each from which one can be reached."""
        backward: list[list[int]] = [[] for _ in self.situations]
        for at, hops in enumerate(self.hops):
            for _, to in hops:
                backward[to].append(at)
        found = dict.fromkeys(good, 0)
        todo = deque(found)
        while todo:
            at = todo.popleft()
            for before in backward[at]:
                if before not in found:
                    found[before] = found[at] + 1
                    todo.append(before)
        return found

    def view(self, at: int) -> View:
        """The case itself in a situation."""
        view = self.situations[at][0]
        assert view is not None
        return view

    def facts(self, at: int) -> Mapping[str, str]:
        return self.parts[0].facts(self.view(at))

    def closed_well(self, at: int) -> bool:
        """Whether the case is closed by having been rectified, and every case it opened is closed."""
        return self.flow.states[self.view(at).state].closing in SUCCESS and not self.waiting(at)

    def waiting(self, at: int) -> list[int]:
        """Parts whose case is open, the case itself left out."""
        found = enumerate(zip(self.parts, self.situations[at], strict=True))
        return [n for n, (part, view) in found if n and view and not part.flow.states[view.state].terminal]


def _highest(flow: Workflow, fact: str) -> int:
    """The largest number any condition compares a counter with."""
    trees: list[Condition] = [guard.if_ for step in flow.transitions for guard in step.when]
    trees += [step.if_ for step in flow.transitions if step.if_]
    trees += [promise.never.when for promise in flow.invariants if promise.never]
    asked = [leaf for tree in trees for leaf in tree.leaves if leaf.fact == fact]
    return max((int(leaf.value if leaf.value is not None else Decimal(leaf.is_ or 0)) for leaf in asked), default=0)
