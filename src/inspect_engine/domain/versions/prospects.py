"""What lies ahead of one case in a workflow, and the promises of that workflow that it breaks or could break."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from inspect_engine.domain.cases import Case
from inspect_engine.domain.definitions import Invariant, Transition, Workflow
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.proof.space import SUCCESS, Part, View
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
        self.part = Part(flow)
        self._reached: dict[tuple[View, str | None], frozenset[View]] = {}

    def view(self, case: Case, at: str, today: date) -> View:
        """The case, standing at ``at``, as conditions see it."""
        due = 0 if case.due_on is None else 2 if case.due_on < today else 1
        counts = {name: min(getattr(case, name), cap) for name, cap in self.part.caps.items()}
        return View(at, case.severity, due, gates=case.gates.intersection(self.flow.gates), **counts)

    def reached(self, start: View, without: str | None = None) -> frozenset[View]:
        """Everything that can come of it (itself among it) when one action is never taken."""
        key = start, without
        if key not in self._reached:
            found, todo = {start}, [start]
            while todo:
                for step, _, after in self.part.moves(todo.pop()):
                    if after not in found and (step is None or step.trigger != without):
                        found.add(after)
                        todo.append(after)
            self._reached[key] = frozenset(found)
        return self._reached[key]

    def unkept(self, case: Case, at: str, today: date, roster: Mapping[str, Person]) -> Iterator[tuple[Invariant, str]]:
        """Promises that the case, standing at one of the workflow's states, breaks or could break."""
        start = self.view(case, at, today)
        for promise in self.flow.invariants:
            if why := self._why(promise, case, start, roster):
                yield promise, why

    def _why(self, promise: Invariant, case: Case, start: View, roster: Mapping[str, Person]) -> str:
        here = f"从{state(self.flow, start.state)}"
        if promise.before is not None:
            skipped = self._skipped(promise, case, start)
            return f"没有办过{action(self.flow, promise.before)}，{here}可以不经这一步就到{skipped}" if skipped else ""
        if promise.different_person is not None:
            return self._by_one_person(promise.different_person, case, roster)
        if promise.never is not None:
            met = any(self._forbidden(promise, view) for view in self.reached(start))
            return f"{here}走得到不许有的情形" if met else ""
        if promise.all_gates:
            open_gates = self._open_gates(start)
            return f"{here}可以不过关口{'、'.join(open_gates)}就销号" if open_gates else ""
        return "" if any(self._closed(view) for view in self.reached(start)) else f"{here}走不到销号"

    def _skipped(self, promise: Invariant, case: Case, start: View) -> str:
        if promise.before in case.persons:
            return ""
        found = {view.state for view in self.reached(start, promise.before)}
        return states(self.flow, [name for name in promise.reach if name in found])

    def _by_one_person(self, pair: tuple[str, str], case: Case, roster: Mapping[str, Person]) -> str:
        one, other = (known_as(case.persons.get(name, frozenset()), roster) for name in pair)
        both = sorted({name for alias, name in one.items() if alias in other})
        titles = "、".join(action(self.flow, name) for name in pair)
        return f"的{titles}都有“{'、'.join(both)}”参与" if both else ""

    def _forbidden(self, promise: Invariant, view: View) -> bool:
        never = promise.never
        return never is not None and view.state == never.state and holds(never.when, self.part.facts(view)) is True

    def _closed(self, view: View) -> bool:
        return self.flow.states[view.state].closing in SUCCESS

    def _open_gates(self, start: View) -> list[str]:
        closed = [view for view in self.reached(start) if self._closed(view)]
        missing = {name for view in closed for name in self.flow.gates if name not in view.gates}
        return [f"“{gate.title}”" for name, gate in self.flow.gates.items() if name in missing]
