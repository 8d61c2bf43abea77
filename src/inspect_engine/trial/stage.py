"""A workflow, the workflows it opens, and as many people as it takes, played with the real engine."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import product

from inspect_engine.domain.calendars import CHINA
from inspect_engine.domain.cases import COPIED, MOVED, OPENED, PROPOSED, Case, apply, audit, facts_of
from inspect_engine.domain.definitions import FieldSpec, Invariant, Transition, Workflow
from inspect_engine.domain.events import GENESIS, Actor, Event
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.proof.crews import crew_size
from inspect_engine.domain.workflow.guards import Attempt, outsiders_only, own_party_only, role_fits
from inspect_engine.domain.workflow.lifecycle import Lifecycle
from inspect_engine.domain.workflow.waiting import Rung, waiting
from inspect_engine.errors import InputError, Refused

SAME, UNIT, BEGIN = "同一人", "责任单位", date(2026, 3, 2)
COUNTERS = ("returned", "extended")
MOST = 3_000
"""Situations looked at when asking whether a case can still be closed."""
EVERY = frozenset({"inspector", "supervisor", "responsible"})


@dataclass(frozen=True)
class Play:
    """Where things stand: a case for each workflow that is under way, the day, how many actions were taken."""

    cases: Mapping[str, Case]
    today: date = BEGIN
    taken: int = 0


class Stage:
    """``flow`` is played; ``others`` are those it may open: what is not among them is not opened.

    ``of_unit``: the one person belongs to the unit.
    """

    def __init__(self, flow: Workflow, others: Mapping[str, Workflow] | None = None, *, of_unit: bool = False) -> None:
        self.flow = flow
        self.lives = {name: Lifecycle(each) for name, each in {**(others or {}), flow.id: flow}.items()}
        steps = [step for life in self.lives.values() for step in life.workflow.transitions]
        self.crew = max(crew_size(step) for step in steps)
        self._counted = {name: _counted(life.workflow) for name, life in self.lives.items()}
        self._crowds: dict[int, dict[str, Person]] = {}
        self.one = Person(SAME, SAME, EVERY, UNIT if of_unit else None)

    def begin(self, severity: str, finder: str = "外人000") -> Play:
        """A case just found."""
        return Play({self.flow.id: self._opened(self.flow, severity, finder)})

    def take(self, play: Play, flow: str, trigger: str, values: Mapping[str, str], *, same: bool = False) -> Play:
        """One action by somebody who has taken none, or by the one person; a second person confirms where one must.

        Raises Refused or InputError.
        """
        if flow not in play.cases:
            raise Refused(trigger, [f"“{flow}”还没有立案"])
        case, life = play.cases[flow], self.lives[flow]
        step = life.workflow.transition(trigger, case.state)
        if step is None:
            raise Refused(trigger, [f"{flow} 现为“{case.state_title}”，没有动作“{trigger}”"])
        actor = self._actor(step, case, play, same=same)
        named = SAME if same else f"路人{play.taken:03d}"
        filled = {**{spec.id: self._filled(spec, actor, named, play) for spec in step.needs}, **values}
        people, related = self.people(play.taken), self._related(flow, play)
        attempt = Attempt(case, actor, play.today, filled, step.evidence, people, related)
        data = life.advance(trigger, attempt)
        if step.second:
            proposed = apply(case, self.event(PROPOSED, data, case.id, play.today, play.taken))
            another = self._fresh(step, proposed, play, crew_size(step))
            data = life.advance(trigger, replace(attempt, case=proposed, person=another, values={}))
        event = self.event(MOVED, data, case.id, play.today, play.taken)
        after = apply(case, event)
        cases = {**play.cases, flow: after}
        if (opened := data.get("opens")) in self.lives:
            cases[opened] = self._opened(self.lives[opened].workflow, after.severity, *data["persons"], parent=case.id)
        return Play(cases, play.today, play.taken + 1)

    def wait(self, play: Play, flow: str) -> Play:
        """The day after the deadline of a case. Raises Refused when none runs."""
        late = play.cases[flow].late_after if flow in play.cases else None
        if late is None or late < play.today:
            raise Refused("逾期", ["没有在计的期限"])
        return replace(play, today=late + timedelta(days=1))

    def escalate(self, play: Play, flow: str, rung: str) -> Play:
        """The day on which a rung is reached; it opens its case if none is open. Raises Refused for no such rung."""
        due = {each.id: each for each in self._ladder(play, flow)}
        if rung not in due:
            raise Refused("逾期", [f"没有在等的台阶“{rung}”"])
        play = replace(play, today=max(play.today, due[rung].on + timedelta(days=1)))
        opened = due[rung].opens
        if opened not in self.lives or self._is_open(play, opened):
            return play
        opener = play.cases[flow]
        case = self._opened(self.lives[opened].workflow, opener.severity, parent=opener.id)
        return replace(play, cases={**play.cases, opened: case})

    def _ladder(self, play: Play, flow: str) -> Sequence[Rung]:
        wait = waiting(self.lives[flow].workflow, play.cases[flow], play.today) if flow in play.cases else None
        return wait.rungs if wait else ()

    def broken(self, play: Play) -> list[Invariant]:
        """Promises that the case breaks, those about the cases it opened among them."""
        case, flow = play.cases[self.flow.id], self.flow
        standing = {name: "open" if self._is_open(play, name) else "closed" for name in flow.opened}
        facts = {**standing, **facts_of(flow, case, play.today)}
        met = [each for each in flow.invariants if each.never and case.state == each.never.state]
        linked = [each for each in met if each.never and holds(each.never.when, facts) is True]
        return [*audit.broken(flow, case, play.today), *linked]

    def _is_open(self, play: Play, name: str) -> bool:
        return name in play.cases and play.cases[name].is_open

    def closable(self, play: Play, most: int = MOST) -> bool | None:
        """Whether somebody can still bring everything to a good close, and so each case that was opened by itself.

        None when too much may happen to say. To reopen, or to merge into another case, is no way there.
        """
        withdrawn = not play.cases[self.flow.id].is_open
        pending = [name for name in play.cases if name != self.flow.id and self._is_open(play, name)]
        goals: list[Callable[[Play], bool]] = [lambda at: self._settled(at, withdrawn)]
        goals += [partial(_rectified, name=name) for name in pending]
        told = [self._reaches(play, goal, most) for goal in goals]
        return False if False in told else None if None in told else True

    def _reaches(self, play: Play, goal: Callable[[Play], bool], most: int) -> bool | None:
        seen, todo = {self._key(play)}, deque([play])
        while todo:
            play = todo.popleft()
            if goal(play):
                return True
            for following in self.onward(play):
                if (key := self._key(following)) not in seen:
                    seen.add(key)
                    todo.append(following)
            if len(seen) > most:
                return None
        return False

    def onward(self, play: Play) -> Iterator[Play]:
        """Everything that may happen next, rungs, reopening and merging left out."""
        for flow, case in play.cases.items():
            if case.late_after is not None and case.late_after >= play.today:
                yield self.wait(play, flow)
            steps = self.lives[flow].workflow.from_state(case.state)
            ways = [step.trigger for step in steps if step.mark != "reopened" and not step.merges]
            for trigger in dict.fromkeys(ways):
                for values in self.fillings(flow, trigger, case.state):
                    try:
                        yield self.take(play, flow, trigger, values)
                    except (Refused, InputError):
                        continue

    def fillings(self, flow: str, trigger: str, state: str) -> Iterator[dict[str, str]]:
        """Choices, yes and no, and every number that a condition of the workflow names, with its neighbours."""
        workflow = self.lives[flow].workflow
        step = workflow.transition(trigger, state)
        told = {leaf.fact for each in workflow.branches(trigger, state) if each.if_ for leaf in each.if_.leaves}
        told |= {step.sets.get("severity")} if step else set()
        wanted = [spec for spec in step.needs if spec.id in told] if step else []
        for values in product(*(_values(spec, workflow) for spec in wanted)):
            yield dict(zip((spec.id for spec in wanted), values, strict=True))

    def _actor(self, step: Transition, case: Case, play: Play, *, same: bool) -> Person:
        """The one person if he may record this; else somebody fresh, who may."""
        return self.one if same and self._may(self.one, step, case, play) else self._fresh(step, case, play, 1)

    def _fresh(self, step: Transition, case: Case, play: Play, number: int) -> Person:
        """One of those who come fresh to this action: an outsider, or one of the unit where only they may."""
        people, n = self.people(play.taken), play.taken * self.crew + number
        wanted = [people[f"外人{n:03d}"], people[f"单位人员{n:03d}"]]
        return next((person for person in wanted if self._may(person, step, case, play)), wanted[0])

    def _may(self, person: Person, step: Transition, case: Case, play: Play) -> bool:
        attempt = Attempt(case, person, play.today, {}, 0, self.people(play.taken))
        guards = (role_fits, own_party_only, outsiders_only)
        return not any(True for guard in guards for _ in guard(self.flow, step, attempt))

    def people(self, taken: int) -> dict[str, Person]:
        """Everybody up to those who come fresh to the next action: outsiders, people of the unit, and the one."""
        if taken in self._crowds:
            return self._crowds[taken]
        numbers = range((taken + 1) * self.crew + 1)
        crowd = [Person(f"外人{n:03d}", f"外人{n:03d}", frozenset({"inspector", "supervisor"})) for n in numbers]
        crowd += [Person(f"单位人员{n:03d}", f"单位人员{n:03d}", frozenset({"responsible"}), UNIT) for n in numbers]
        return self._crowds.setdefault(taken, {person.name: person for person in (*crowd, self.one)})

    def _filled(self, spec: FieldSpec, actor: Person, named: str, play: Play) -> str:
        if spec.type == "inspectors":
            spare = [f"外人{play.taken * self.crew + 1 + n:03d}" for n in range(1, int(spec.min or 1))]
            others = [SAME] if named == SAME and actor.name != SAME else []
            return ",".join([actor.name, *others, *spare][: max(int(spec.min or 1), 1 + len(others))])
        least = str(int(spec.min)) if spec.min is not None else "1"
        day = play.today.isoformat()
        fixed = {"person": named, "date": day, "moment": f"{day} 00:00"}
        fixed |= {"boolean": "true", "integer": least, "decimal": least}
        return next(iter(spec.choices)) if spec.choices else fixed.get(spec.type, "写明")

    def _related(self, flow: str, play: Play) -> Sequence[Case]:
        """The cases a case opened, or its opener."""
        mine = play.cases[flow]
        return [other for other in play.cases.values() if mine.id == other.parent or mine.parent == other.id]

    def _settled(self, play: Play, withdrawn: bool) -> bool:
        """Whether nothing is open and the case itself has been rectified, or had been withdrawn before."""
        return (_rectified(play, self.flow.id) or withdrawn) and not any(case.is_open for case in play.cases.values())

    def _key(self, play: Play) -> tuple[object, ...]:
        found: list[object] = []
        for name, case in sorted(play.cases.items()):
            counts = [min(getattr(case, fact), most) for fact, most in self._counted[name].items()]
            found.append(
                (name, case.state, case.severity, case.gates, *counts, case.due_on is None, case.overdue(play.today))
            )
        return tuple(found)

    def _opened(self, flow: Workflow, severity: str, *persons: str, parent: str = "") -> Case:
        first = flow.states[flow.initial]
        data = dict.fromkeys(COPIED, "试") | {
            "workflow": flow.id,
            "severity": severity,
            "state": flow.initial,
            "state_title": first.title,
            "clock": first.clock,
            "party": UNIT,
            "persons": list(persons),
            "on": BEGIN.isoformat(),
            "parent": parent,
            "title": flow.title,
            "number": flow.id,
        }
        return apply(None, self.event(OPENED, data, flow.id, BEGIN, 0))

    @staticmethod
    def event(kind: str, data: Mapping[str, object], case: str, on: date, number: int) -> Event:
        """An event of one day, as a ledger would store it."""
        moment = datetime.combine(on, datetime.min.time(), CHINA)
        return Event(f"e{number}", "f", 1, GENESIS, case, None, kind, Actor(SAME, "os"), moment, data)


def _counted(flow: Workflow) -> dict[str, int]:
    """How far the counters of a case matter: one more than the largest number an action asks for."""
    trees = [guard.if_ for step in flow.transitions for guard in step.when]
    trees += [step.if_ for step in flow.transitions if step.if_]
    asked = [(leaf.fact, leaf.is_ if leaf.value is None else leaf.value) for tree in trees for leaf in tree.leaves]
    most = {name: [int(Decimal(value or 0)) for fact, value in asked if fact == name] for name in COUNTERS}
    return {name: max(numbers) + 1 for name, numbers in most.items() if numbers}


def _rectified(play: Play, name: str) -> bool:
    return play.cases[name].closed_how in ("rectified", "on_the_spot")


def _values(spec: FieldSpec, flow: Workflow) -> list[str]:
    if spec.type == "boolean":
        return ["true", "false"]
    if spec.type == "choice":
        return list(spec.choices)
    trees = [step.if_ for step in flow.transitions if step.if_]
    marks = {leaf.value for tree in trees for leaf in tree.leaves if leaf.fact == spec.id and leaf.value is not None}
    shifts = [Decimal(0), *(Decimal(n) * sign for n in ("1", "0.5", "0.01") for sign in (1, -1))]
    near = {mark + shift for mark in marks for shift in shifts} | {
        end for end in (spec.min, spec.max) if end is not None
    }
    fits = [n for n in near if (spec.min is None or n >= spec.min) and (spec.max is None or n <= spec.max)]
    whole = [n for n in fits if n == n.to_integral_value()]
    return [format(n, "f") for n in sorted(whole if spec.type == "integer" else fits)]
