"""What lies ahead of one case in a workflow, and the promises of that workflow that it breaks or could break."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from inspect_engine.domain.cases import Case, facts_of
from inspect_engine.domain.definitions import FINAL, SUCCESS, Invariant, Passing, Transition, Workflow
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.proof.edges import Edge
from inspect_engine.domain.proof.family import Family
from inspect_engine.domain.proof.hops import Hop
from inspect_engine.domain.proof.parts import DUE, NO_DEADLINE, PASSED, RUNNING
from inspect_engine.domain.proof.walk import walk
from inspect_engine.domain.words.names import same_person
from inspect_engine.domain.words.wording import action, state, states


def ahead(flow: Workflow, start: str, *, without: Collection[Transition] = ()) -> frozenset[str]:
    """States that can follow (``start`` among them) when some actions are never taken; conditions count as met."""
    found, todo = {start}, [start]
    while todo:
        for step in flow.from_state(todo.pop()):
            if step not in without and step.to not in found:
                found.add(step.to)
                todo.append(step.to)
    return frozenset(found)


def lies_behind(flow: Workflow, earlier: str, later: str) -> bool:
    """Whether every way from the start to ``later`` leads through ``earlier``."""
    entering = [step for step in flow.transitions if step.to == earlier]
    return earlier == flow.initial or later not in ahead(flow, flow.initial, without=entering)


def known_as(names: Collection[str], roster: Mapping[str, Person]) -> dict[str, str]:
    """Every reduced name under which these persons may stand in events, with the name as recorded."""
    return {
        alias: name
        for name in sorted(names)
        for alias in (roster[name].known_as if name in roster else {same_person(name)})
    }


class Outlook:
    """One workflow, explored from where cases stand; what is found once is kept."""

    def __init__(self, flow: Workflow) -> None:
        self.flow = flow
        family = Family(flow, {})
        asked = {leaf.fact or "" for each in flow.invariants if each.never for leaf in each.never.when.leaves}
        facts = {DUE if name == "overdue" else name for name in asked} & family.part.domains.keys()
        self.space = family.space(family.own | facts | flow.gates.keys())
        self._reached: dict[tuple[int, tuple[str, ...]], frozenset[int]] = {}

    def place(self, case: Case, at: str, today: date) -> int:
        """The case, standing at ``at``, as conditions see it."""
        due = NO_DEADLINE if case.due_on is None else PASSED if case.due_on < today else RUNNING
        found = self.space.place(at, {**facts_of(self.flow, case, today), DUE: due})
        assert found is not None
        return found

    def reached(self, start: int, without: tuple[str, ...] = ()) -> frozenset[int]:
        """Everything that can come of it (itself among it) when some actions are never taken."""
        key = start, without
        if key not in self._reached:

            def onward(at: int) -> list[tuple[Edge, int]]:
                return [(edge, to) for edge, to in self.space.onward(at) if not _among(edge, without)]

            self._reached[key] = frozenset(walk([start], onward).came)
        return self._reached[key]

    def unkept(self, case: Case, at: str, today: date, roster: Mapping[str, Person]) -> Iterator[tuple[Invariant, str]]:
        """Promises that the case, standing at one of the workflow's states, breaks or could break."""
        start = self.place(case, at, today)
        for promise in self.flow.invariants:
            if why := self._why(promise, case, start, roster):
                yield promise, why

    def _why(self, promise: Invariant, case: Case, start: int, roster: Mapping[str, Person]) -> str:
        here = f"从{state(self.flow, self.space.state_of(start))}"
        if promise.before is not None:
            skipped = self._skipped(promise, case, start)
            asked = "、".join(action(self.flow, name) for name in triggers(promise))
            return f"没有办过{asked}，{here}可以不经这一步就到{skipped}" if skipped else ""
        if promise.roles:
            return self._wrongly_done(promise, case)
        if promise.different_person is not None:
            return self._by_one_person(promise.different_person, case, roster)
        if promise.never is not None:
            met = any(self._forbidden(promise, at) for at in self.reached(start))
            return f"{here}走得到不许有的情形" if met else ""
        if promise.all_gates:
            open_gates = self._open_gates(start)
            return f"{here}可以不过关口{'、'.join(open_gates)}就销号" if open_gates else ""
        return "" if any(self._closed(at, FINAL) for at in self.reached(start)) else f"{here}走不到销号"

    def _skipped(self, promise: Invariant, case: Case, start: int) -> str:
        if not promise.since and case.persons.keys() & set(triggers(promise)):
            return ""
        last = max((done.nth for name in triggers(promise) if (done := case.last(name))), default=0)
        if last > max((done.nth for name in promise.since if (done := case.last(name))), default=0):
            return ""
        found = {self.space.state_of(at) for at in self.reached(start, triggers(promise))}
        return states(self.flow, [name for name in promise.reach if name in found])

    def _wrongly_done(self, promise: Invariant, case: Case) -> str:
        done = [step for step in self.flow.transitions if (step.trigger, step.to) in case.done]
        wrong = [action(self.flow, step.trigger) for step in done if promise.lets_in_wrongly(step)]
        return f"办过{'、'.join(dict.fromkeys(wrong))}" if wrong else ""

    def _by_one_person(self, pair: tuple[str, str], case: Case, roster: Mapping[str, Person]) -> str:
        one, other = (known_as(case.persons.get(name, frozenset()), roster) for name in pair)
        both = sorted({name for alias, name in one.items() if alias in other})
        titles = "、".join(action(self.flow, name) for name in pair)
        return f"的{titles}都有“{'、'.join(both)}”参与" if both else ""

    def _forbidden(self, promise: Invariant, at: int) -> bool:
        never = promise.never
        if never is None or self.space.state_of(at) != never.state:
            return False
        return holds(never.when, self.space.facts(at)) is True

    def _closed(self, at: int, how: frozenset[str]) -> bool:
        return self.flow.states[self.space.state_of(at)].closing in how

    def _open_gates(self, start: int) -> list[str]:
        closed = [self.space.known(at) for at in self.reached(start) if self._closed(at, SUCCESS)]
        missing = {name for known in closed for name in self.flow.gates if known[name] == "false"}
        return [f"“{gate.title}”" for name, gate in self.flow.gates.items() if name in missing]


def triggers(promise: Invariant) -> tuple[str, ...]:
    """The actions that must come before."""
    return tuple(dict.fromkeys(each.trigger if isinstance(each, Passing) else each for each in promise.passed))


def _among(edge: Edge, without: tuple[str, ...]) -> bool:
    return isinstance(edge.what, Hop) and edge.what.step is not None and edge.what.trigger in without
