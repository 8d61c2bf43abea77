"""A workflow, the workflows it opens, and as many people as it takes, played with the real engine."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import product

from inspect_engine.domain.calendars import CHINA, PUBLISHED, Rule, count
from inspect_engine.domain.cases import COPIED, MOVED, OPENED, PROPOSED, Case, apply, audit, facts_of
from inspect_engine.domain.countersigning import SIGNED
from inspect_engine.domain.definitions import Condition, FieldSpec, Invariant, Transition, Workflow
from inspect_engine.domain.events import GENESIS, Actor, Event
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.proof.crews import recorders
from inspect_engine.domain.proof.floor import implied
from inspect_engine.domain.rules import pairs
from inspect_engine.domain.workflow.guards import Attempt, outsiders_only, own_party_only, role_fits
from inspect_engine.domain.workflow.lifecycle import Lifecycle
from inspect_engine.domain.workflow.waiting import Rung, waiting
from inspect_engine.errors import InputError, Refused
from inspect_engine.trial.forms import fitted

VOID = ("withdrawn", "merged")
"""Ways to give a case up."""
SAME, UNIT, BEGIN = "同一人", "责任单位", date(2026, 3, 2)
COUNTERS = ("returned", "extended")
MOST = 3_000
"""Situations looked at when asking whether a case can still be closed."""
ROOM = 60
"""Days given to a deadline, as far as its form lets: none passes only because an action must be waited for."""
EVERY = frozenset({"inspector", "supervisor", "responsible"})


@dataclass(frozen=True)
class Play:
    """Where things stand: the cases under way, the day, how many actions were taken.

    Cases go by where they come from: ``ID``, ``OPENER/ID`` one step further down, ``ID#2`` for a second one beside it.
    """

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
        self.crew = max(recorders(step) + 1 for step in steps)
        flows = [life.workflow for life in self.lives.values()]
        self._counted = {flow.id: _counted(flow) for flow in flows}
        self._times = {trigger: most for flow in flows for trigger, most in _counted(flow, flow.counted).items()}
        self._asked = {flow.id: _asked(flow) for flow in flows}
        self._compared = {name for flow in flows for pair in pairs.pairs(_trees(flow)) for name in pairs.apart(pair)}
        self._days = {step.deadline.days for step in steps if step.deadline}
        self._crowds: dict[int, dict[str, Person]] = {}
        self.one = Person(SAME, SAME, EVERY, UNIT if of_unit else None)

    def begin(self, severity: str, finder: str = "外人000") -> Play:
        """A case just found."""
        return Play({self.flow.id: self._opened(self.flow.id, severity, finder)})

    def take(self, play: Play, key: str, trigger: str, values: Mapping[str, str], *, same: bool = False) -> Play:
        """One action by somebody who has taken none, or by the one person; a second person confirms where one must.

        Where a case must have waited before, it has. Raises Refused or InputError.
        """
        if key not in play.cases:
            raise Refused(trigger, [f"“{key}”还没有立案"])
        case, life = play.cases[key], self._life(key)
        step = life.workflow.transition(trigger, case.state)
        if step is None:
            raise Refused(trigger, [f"{key} 现为“{case.state_title}”，没有动作“{trigger}”"])
        play = replace(play, today=max(play.today, self._earliest(step, case)))
        actor = self._actor(step, case, play, same=same)
        named = SAME if same else f"路人{play.taken:03d}"
        fixed, standing = pairs.parted(values)
        filled = {**{spec.id: self._filled(spec, actor, named, play) for spec in step.needs}, **fixed}
        wanted = [pairs.standing(*each) for each in standing.items()]
        filled = fitted(step, filled, fixed, wanted, (case.values, facts_of(life.workflow, case, play.today)))
        people, related = self.people(play.taken), self._related(key, play)
        attempt = Attempt(case, actor, play.today, filled, step.evidence, people, related)
        data = life.advance(trigger, attempt)
        if "to" not in data:
            proposed = apply(case, self.event(PROPOSED, data, case.id, play.today, play.taken))
            another = self._fresh(step, proposed, play, recorders(step) + 1)
            data = life.advance(trigger, replace(attempt, case=proposed, person=another, values={}))
        event = self.event(MOVED, data, case.id, play.today, play.taken)
        after = self.signed(apply(case, event), event)
        cases = {**play.cases, key: after}
        if (opened := data.get("opens")) in self.lives:
            new = self._new_key(play, key, opened, several=step.several)
            cases[new] = self._opened(new, after.severity, *data["persons"], parent=case.id)
        return Play(cases, play.today, play.taken + 1)

    def signed(self, case: Case, event: Event) -> Case:
        """The case once everybody whom its last event awaits has signed."""
        for name in event.data.get("awaits", ()):
            data = {"record": event.id, "name": name}
            case = apply(case, replace(event, kind=SIGNED, data=data))
        return case

    def _life(self, key: str) -> Lifecycle:
        return self.lives[key.split("/")[-1].split("#")[0]]

    def _new_key(self, play: Play, opener: str, name: str, *, several: bool) -> str:
        """Under what the case goes that is opened now; it takes the place of one before, unless there are several."""
        own = name if opener == self.flow.id else f"{opener}/{name}"
        nth = 1 + sum(key.split("#")[0] == own for key in play.cases)
        return f"{own}#{nth}" if several and nth > 1 else own

    def _earliest(self, step: Transition, case: Case) -> date:
        if step.earliest is None:
            return BEGIN
        if step.earliest.days is None:
            return (case.entered_at + timedelta(hours=step.earliest.hours or 0, days=1)).date()
        rule = Rule(case.entered_on, step.earliest.days, step.earliest.calendar, rolls=False)
        return count(rule, PUBLISHED).due_on + timedelta(days=1)

    def wait(self, play: Play, key: str) -> Play:
        """The day after the deadline of a case. Raises Refused when none runs."""
        late = play.cases[key].late_after if key in play.cases else None
        if late is None or late < play.today:
            raise Refused("逾期", ["没有在计的期限"])
        return replace(play, today=late + timedelta(days=1))

    def escalate(self, play: Play, key: str, rung: str) -> Play:
        """The day on which a rung is reached; it opens its case if none is open. Raises Refused for no such rung."""
        due = {each.id: each for each in self._ladder(play, key)}
        if rung not in due:
            raise Refused("逾期", [f"没有在等的台阶“{rung}”"])
        play = replace(play, today=max(play.today, due[rung].on + timedelta(days=1)))
        opened = due[rung].opens
        if opened not in self.lives:
            return play
        opener, new = play.cases[key], self._new_key(play, key, opened, several=False)
        if any(case.is_open for name, case in play.cases.items() if name.split("#")[0] == new):
            return play
        case = self._opened(new, opener.severity, parent=opener.id)
        return replace(play, cases={**play.cases, new: case})

    def _ladder(self, play: Play, key: str) -> Sequence[Rung]:
        wait = waiting(self._life(key).workflow, play.cases[key], play.today) if key in play.cases else None
        return wait.rungs if wait else ()

    def broken(self, play: Play) -> list[Invariant]:
        """Promises that the case breaks, those about the cases it opened and those of the floor among them."""
        promises = [*self.flow.invariants, *(each.promise for each in implied(self.flow))]
        return [each for each in promises if self.breaks(play, each)]

    def breaks(self, play: Play, promise: Invariant) -> bool:
        """Whether the case breaks a promise."""
        case, flow = play.cases[self.flow.id], self.flow
        if promise.never is None:
            return audit.breaks(flow, case, play.today, promise)
        facts = {**{name: self._standing(play, name) for name in flow.opened}, **facts_of(flow, case, play.today)}
        return case.state == promise.never.state and self._holds(promise.never.when, facts)

    def _holds(self, tree: Condition, facts: Mapping[str, str]) -> bool:
        """As a promise asks: a case that was never opened is closed, too."""
        closed = {name: "closed" for name in self.flow.opened if facts[name] == "never"}
        return holds(tree, facts) is True or holds(tree, {**facts, **closed}) is True

    def _standing(self, play: Play, name: str) -> str:
        there = [case for key, case in play.cases.items() if key.split("#")[0] == name]
        return "never" if not there else "open" if any(case.is_open for case in there) else "closed"

    def closable(self, play: Play, most: int = MOST) -> bool | None:
        """Whether somebody can still bring everything to a good close, and so each case that was opened by itself.

        None when too much may happen to say. To reopen, or to merge into another case, is no way there.
        """
        void = play.cases[self.flow.id].closed_how in VOID
        pending = [key for key, case in play.cases.items() if key != self.flow.id and case.is_open]
        goals: list[Callable[[Play], bool]] = [partial(self._settled, void=void)]
        goals += [partial(_came_to_its_end, key=key) for key in pending if not void and "/" not in key]
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
        for key, case in play.cases.items():
            if case.late_after is not None and case.late_after >= play.today:
                yield self.wait(play, key)
            steps = self._life(key).workflow.from_state(case.state)
            ways = [step.trigger for step in steps if step.mark != "reopened" and not step.merges]
            for trigger in dict.fromkeys(ways):
                for values in self.fillings(key, trigger, case.state):
                    try:
                        yield self.take(play, key, trigger, values)
                    except (Refused, InputError):
                        continue

    def fillings(self, key: str, trigger: str, state: str) -> Iterator[dict[str, str]]:
        """Choices, yes and no, and every number that a condition of the workflow names, with its neighbours."""
        workflow = self._life(key).workflow
        step = workflow.transition(trigger, state)
        trees = [each.if_ for each in workflow.transitions if each.if_]
        trees += [guard.if_ for each in workflow.transitions for guard in each.when]
        told = {leaf.fact for tree in trees for leaf in tree.leaves if not leaf.than}
        told |= {step.sets.get("severity")} if step else set()
        wanted = [spec for spec in step.needs if spec.id in told] if step else []
        values = {spec.id: _values(spec, workflow) for spec in wanted}
        chosen = [each.if_ for each in workflow.branches(trigger, state) if each.if_]
        values |= {pair: list(pairs.standings(pair)) for pair in pairs.pairs(chosen)}
        for each in product(*values.values()):
            yield dict(zip(values, each, strict=True))

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
        room = spec.id in self._compared and (spec.max is None or spec.max > (spec.min or 1))
        if spec.id in self._days:
            return str(int(min(max(spec.min or 0, ROOM), spec.max or ROOM)))
        least = str((int(spec.min) if spec.min is not None else 1) + room)
        day = play.today.isoformat()
        fixed = {"person": named, "date": day, "moment": f"{day} 00:00"}
        fixed |= {"boolean": "true", "integer": least, "decimal": least, "period": least}
        return next(iter(spec.choices)) if spec.choices else fixed.get(spec.type, "写明")

    def _related(self, key: str, play: Play) -> Sequence[Case]:
        """The cases a case opened, its opener, and what that opened besides."""
        mine = play.cases[key]
        kin = [other for other in play.cases.values() if mine.id in (other.parent, other.id)]
        kin += [other for other in play.cases.values() if mine.parent and mine.parent in (other.id, other.parent)]
        return list({other.id: other for other in kin}.values())

    def _settled(self, play: Play, *, void: bool) -> bool:
        """Whether nothing is open, and the case itself has come to its end, or had been given up before."""
        ended = void or _came_to_its_end(play, self.flow.id)
        return ended and not any(case.is_open for case in play.cases.values())

    def _key(self, play: Play) -> tuple[object, ...]:
        found: list[object] = []
        for key, case in sorted(play.cases.items()):
            flow = self._life(key).workflow
            counts = [min(getattr(case, fact), most) for fact, most in self._counted[flow.id].items()]
            times = [min(case.times(trigger), self._times.get(trigger, 0)) for trigger in sorted(flow.counted)]
            told = key, case.state, case.severity, case.was_major, case.gates, *counts, *times
            found.append((*told, case.due_on is None, case.overdue(play.today), *self._told(flow, case)))
        return tuple(found)

    def _told(self, flow: Workflow, case: Case) -> list[tuple[str, str]]:
        """What was filled in, as far as conditions ask for it."""
        return [(name, text) for name, text in sorted(case.values.items()) if name in self._asked[flow.id]]

    def _opened(self, key: str, severity: str, *persons: str, parent: str = "") -> Case:
        flow = self._life(key).workflow
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
            "number": key,
        }
        return apply(None, self.event(OPENED, data, key, BEGIN, 0))

    @staticmethod
    def event(kind: str, data: Mapping[str, object], case: str, on: date, number: int) -> Event:
        """An event of one day, as a ledger would store it."""
        moment = datetime.combine(on, datetime.min.time(), CHINA)
        return Event(f"e{number}", "f", 1, GENESIS, case, None, kind, Actor(SAME, "os"), moment, data)


def _trees(flow: Workflow) -> list[Condition]:
    trees = [guard.if_ for step in flow.transitions for guard in step.when]
    return trees + [step.if_ for step in flow.transitions if step.if_]


def _asked(flow: Workflow) -> set[str]:
    return {name for tree in _trees(flow) for leaf in tree.leaves for name in (leaf.fact, leaf.than) if name}


def _counted(flow: Workflow, triggers: Collection[str] | None = None) -> dict[str, int]:
    """How far the counters of a case matter: one more than the largest number an action asks for."""
    asked = [
        (leaf.fact, leaf.is_ if leaf.value is None else leaf.value) for tree in _trees(flow) for leaf in tree.leaves
    ]
    names = {name: name for name in COUNTERS} if triggers is None else {name: f"times-{name}" for name in triggers}
    most = {name: [int(Decimal(value or 0)) for fact, value in asked if fact == own] for name, own in names.items()}
    return {name: max(numbers) + 1 for name, numbers in most.items() if numbers}


def _came_to_its_end(play: Play, key: str) -> bool:
    """Whether a case was closed otherwise than by being given up."""
    how = play.cases[key].closed_how
    return how is not None and how not in VOID


def _values(spec: FieldSpec, flow: Workflow) -> list[str]:
    if spec.type == "boolean":
        return ["true", "false"]
    if spec.type == "choice":
        return list(spec.choices)
    trees = _trees(flow)
    marks = {leaf.value for tree in trees for leaf in tree.leaves if leaf.fact == spec.id and leaf.value is not None}
    shifts = [Decimal(0), *(Decimal(n) * sign for n in ("1", "0.5", "0.01") for sign in (1, -1))]
    near = {mark + shift for mark in marks for shift in shifts} | {
        end for end in (spec.min, spec.max) if end is not None
    }
    fits = [n for n in near if (spec.min is None or n >= spec.min) and (spec.max is None or n <= spec.max)]
    whole = [n for n in fits if n == n.to_integral_value()]
    return [format(n, "f") for n in sorted(whole if spec.type == "integer" else fits)]
