"""What can happen to one case by itself: the views that conditions have of it, and what leads from one to the next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from inspect_engine.domain.definitions import Condition, Transition, Workflow
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.rules.samples import of_action

SUCCESS = ("rectified", "on_the_spot")
"""Closing kinds that mean the hazard is gone."""


class View(NamedTuple):
    """What conditions can see of one case. ``due``: 0 no deadline yet, 1 running, 2 passed.

    ``given`` are the fields with days for a deadline that have been filled in. A pause changes nothing in ``due``: the
    deadline moves on by as many days as the pause lasts, and one that had passed before has passed afterwards.
    """

    state: str
    severity: str
    due: int = 0
    returned: int = 0
    extended: int = 0
    gates: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()


class Rung(NamedTuple):
    """A rung of escalation that opens a case of another workflow."""

    id: str
    title: str
    opens: str


Move = tuple[Transition | None, Mapping[str, str], View, bool]
"""An action (None: a deadline passes), the values that matter, what follows, and whether it was dated back."""


class Part:
    """One workflow of a space, with what is worked out once.

    Of a case that stands ``beside`` the one in question only what its own actions ask for is looked at.
    """

    def __init__(self, flow: Workflow, *, beside: bool = False) -> None:
        self.flow = flow
        self.unasked = {"severity", "overdue"} - _asked(flow) if beside else set[str]()
        self.beside = beside
        self.caps = {name: _highest(flow, name) + 1 for name in ("returned", "extended")}
        self.branches = {
            state: [
                flow.branches(trigger, state) for trigger in dict.fromkeys(t.trigger for t in flow.from_state(state))
            ]
            for state in flow.states
        }
        self.periods = {step.deadline.days for step in flow.transitions if step.deadline}
        self.rungs = {name: list(_rungs(flow, state.overdue)) for name, state in flow.states.items()}
        self._fillings: dict[int, list[dict[str, str]]] = {}
        self._known: dict[tuple[int, tuple[str, ...]], list[Mapping[str, str]]] = {}
        self._onward: dict[View, Sequence[Move]] = {}

    def begin(self, severity: str) -> View:
        return View(self.flow.initial, "general" if "severity" in self.unasked else severity)

    def facts(self, view: View) -> dict[str, str]:
        """As ``lifecycle.facts_of`` gives them."""
        overdue = view.due == 2 and self.flow.states[view.state].clock
        facts = {name: "true" if name in view.gates else "false" for name in self.flow.gates}
        facts |= {"severity": view.severity, "overdue": "true" if overdue else "false"}
        return facts | {"returned": str(view.returned), "extended": str(view.extended)}

    def raised(self, view: View) -> Sequence[Rung]:
        """Rungs that are reached by waiting where the deadline has passed, or where the state has a limit of its own.

        Each is raised once over one due date; here again and again, which adds to what can happen.
        """
        state = self.flow.states[view.state]
        late = view.due == 2 if state.clock and view.due else state.within is not None
        return self.rungs[view.state] if late else ()

    def onward(self, view: View) -> Sequence[Move]:
        """What can happen next to this case alone."""
        if view not in self._onward:
            self._onward[view] = list(self._moves(view))
        return self._onward[view]

    def moves(self, view: View) -> Iterator[tuple[Transition | None, Mapping[str, str], View]]:
        """As :meth:`onward`, without what is only possible by dating back."""
        return ((step, values, after) for step, values, after, back in self.onward(view) if not back)

    def _moves(self, view: View) -> Iterator[Move]:
        if self.flow.states[view.state].clock and view.due == 1:
            yield None, {}, view._replace(due=2), False
        facts = self.facts(view)
        for branches in self.branches[view.state]:
            for step in branches:
                if all(holds(guard.if_, facts) is True for guard in step.when) and view.gates.issuperset(step.gates):
                    for values in self._ways(step, branches, facts):
                        after = self._after(step, values, view)
                        yield step, values, after, False
                        if after.due == 2 and step.dated_by and self.flow.states[step.to].paused:
                            yield step, values, after._replace(due=1), True

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
        graded = "severity" in step.sets and "severity" not in self.unasked
        dated = step.deadline and "overdue" not in self.unasked
        return View(
            state=step.to,
            severity=values[step.sets["severity"]] if graded else view.severity,
            due=1 if dated else view.due,
            gates=(view.gates - set(step.revokes)) | set(step.passes),
            given=view.given if self.beside else view.given.union(_periods(step, self.periods)),
            **counts,
        )


def _asked(flow: Workflow) -> set[str]:
    """Facts that conditions of actions ask for."""
    trees = [guard.if_ for step in flow.transitions for guard in step.when]
    trees += [step.if_ for step in flow.transitions if step.if_]
    return {leaf.fact or "" for tree in trees for leaf in tree.leaves}


def _periods(step: Transition, periods: Collection[str]) -> Iterator[str]:
    """Fields of the action with days for a deadline."""
    return (spec.id for spec in step.needs if spec.id in periods)


def _rungs(flow: Workflow, name: str | None) -> Iterator[Rung]:
    """The rungs of a ladder that open something."""
    while name:
        rung = flow.escalations[name]
        if rung.opens:
            yield Rung(name, rung.title, rung.opens)
        name = rung.then


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


def _highest(flow: Workflow, fact: str) -> int:
    """The largest number any condition compares a counter with."""
    trees: list[Condition] = [guard.if_ for step in flow.transitions for guard in step.when]
    trees += [step.if_ for step in flow.transitions if step.if_]
    trees += [promise.never.when for promise in flow.invariants if promise.never]
    asked = [leaf for tree in trees for leaf in tree.leaves if leaf.fact == fact]
    return max((int(leaf.value if leaf.value is not None else Decimal(leaf.is_ or 0)) for leaf in asked), default=0)
