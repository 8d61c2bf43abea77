"""Whether the people at hand can still bring a case to its close, given who has already done what.

People are told apart by what they may do and what they have done, not by name: of several alike, one stands for all.
The search takes situations from :class:`proof.space.Space`; nobody gains a right by taking part, so no situation need
be visited twice on one path.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

from inspect_engine.domain.cases import Case, facts_of
from inspect_engine.domain.definitions import SEVERITY_TITLES, Transition, Workflow
from inspect_engine.domain.people.authority import Person, outside
from inspect_engine.domain.people.roster import as_roster
from inspect_engine.domain.proof.crews import (
    Kind,
    Shortage,
    Staff,
    after_crew,
    crew_size,
    crews_of,
    recorders,
    staff_of,
)
from inspect_engine.domain.proof.edges import Edge
from inspect_engine.domain.proof.family import Family
from inspect_engine.domain.proof.hops import Hop
from inspect_engine.domain.proof.parts import DUE, FIELD, NO_DEADLINE, PASSED, RUNNING
from inspect_engine.domain.proof.space import Space
from inspect_engine.domain.proof.walk import TooLarge, walk
from inspect_engine.domain.workflow.guards import (
    Attempt,
    known_by,
    outsiders_only,
    own_party_only,
    region_fits,
    role_fits,
)

__all__ = ["Answer", "Shortage", "Staffing", "understaffed"]

MOST = 8_000
"""Turns of the search; when they run out nothing is claimed, and nobody is refused."""
SETS = 16
"""Sets of actions that can be manned, of which is kept from where they lead to the close."""
NOBODY = "（没有登记人员的单位）"
DEEPEST = 200
"""Actions on one path; a longer one counts as not decided."""


@dataclass(frozen=True)
class Answer:
    """``lacking`` is what nobody is left to do; not ``decided`` when the search ran out, and nothing is claimed."""

    decided: bool
    lacking: Shortage | None = None

    @property
    def enough(self) -> bool:
        return self.decided and self.lacking is None


class Staffing:
    """One workflow's ways to its close, worked out once."""

    def __init__(self, flow: Workflow) -> None:
        self.flow = flow
        self.relevant = frozenset(trigger for step in flow.transitions for trigger in step.unlike)
        self.reaching = lru_cache(SETS)(self._reaching)

    @cached_property
    def space(self) -> Space | None:
        """None when there are too many situations."""
        family = Family(self.flow, {})
        try:
            space = family.space(family.own, every=True)
            self._every = space.walk().came
        except TooLarge:
            return None
        return space

    @cached_property
    def _back(self) -> Mapping[int, list[tuple[Edge, int]]]:
        """What people can bring about, from where it leads to where it starts."""
        assert self.space is not None
        back = dict[int, list[tuple[Edge, int]]]()
        for at in self._every:
            for edge, to in self.space.onward(at):
                if edge.sure:
                    back.setdefault(to, []).append((edge, at))
        return back

    @cached_property
    def _ends(self) -> list[int]:
        assert self.space is not None
        return [at for at in self._every if self.space.ended(at)]

    @cached_property
    def _distance(self) -> Mapping[int, int]:
        """Hops to the nearest good close, where there is one."""
        found: dict[int, int] = {}
        for at, came in walk(self._ends, lambda at: self._back.get(at, ())).came.items():
            found[at] = found[came[0]] + 1 if came else 0
        return found

    def _reaching(self, able: frozenset[int]) -> Collection[int]:
        """Situations from which these actions alone, by their numbers, lead to a good close."""
        barred = {id(step) for number, step in enumerate(self.flow.transitions) if number not in able}

        def before(at: int) -> list[tuple[Edge, int]]:
            return [(edge, here) for edge, here in self._back.get(at, ()) if id(_step(edge)) not in barred]

        return walk(self._ends, before).came.keys()

    def shortage(self, case: Case, roster: Mapping[str, Person]) -> Shortage | None:
        """What nobody is left to do; None when the case can be closed, cannot be closed anyway, or is not decided."""
        return self.answer(case, roster).lacking

    def answer(self, case: Case, roster: Mapping[str, Person]) -> Answer:
        """Whether these people suffice."""
        at = self._place(case) if self.space else None
        if self.space is None or at not in self._every:
            return Answer(decided=False)
        if at not in self._distance:
            return Answer(decided=True)
        search = _Search(self, self.space, self._distance)
        staff = staff_of(self._kinds(case, roster))
        if search.closes(at, staff, frozenset()):
            return Answer(decided=True)
        decided = search.turns <= MOST
        return Answer(decided, search.shortage if decided else None)

    def _place(self, case: Case) -> int | None:
        """Where the case stands among the situations."""
        assert self.space is not None
        due = NO_DEADLINE if case.due_on is None else PASSED if case.overdue(case.last_on) else RUNNING
        given = {FIELD + name: text for name, text in case.values.items()}
        return self.space.place(case.state, {**given, **facts_of(self.flow, case, case.last_on), DUE: due})

    def _kinds(self, case: Case, roster: Mapping[str, Person]) -> Mapping[Kind, int]:
        """How many people there are of each kind who are there for the region of the case; one of none is anybody's.

        What somebody may do hangs on his roles, region and unit alone; who has taken part is looked at one by one.
        """
        people, found = as_roster(roster), Counter[Kind]()
        for person, count in people.alike(case.party, case.region):
            found[Kind(self._may(person, case), person.inspects, frozenset())] += count
        took = {
            trigger: frozenset(known for name in case.persons.get(trigger, ()) for known in known_by(name, people))
            for trigger in self.relevant
        }
        for name in sorted({name for known in took.values() for alias in known for name in people.known(alias)}):
            person = people[name]
            if person.active and not (case.region and [*outside(person, case.region)]):
                did = frozenset(trigger for trigger, known in took.items() if known & person.known_as)
                fresh = Kind(self._may(person, case), person.inspects, frozenset())
                found[fresh] -= 1
                found[replace(fresh, did=did)] += 1
        return found

    def _may(self, person: Person, case: Case) -> frozenset[int]:
        """Numbers of the transitions that such a person may record; a case of no region is anybody's."""
        attempt = Attempt(case, person, case.last_on, {}, 0, {})
        who = (role_fits, own_party_only, outsiders_only, *((region_fits,) if case.region else ()))
        return frozenset(
            number
            for number, step in enumerate(self.flow.transitions)
            if not any(True for guard in who for _ in guard(self.flow, step, attempt))
        )


def understaffed(flow: Workflow, roster: Mapping[str, Person]) -> Iterator[tuple[str, Shortage | None]]:
    """Responsible units (empty: one without people of its own here) whose cases these people cannot bring to a close.

    Without a shortage it could not be decided. A case is tried from its discovery by each single inspector; whoever
    found it, the others must be enough.
    """
    staffing, roster = Staffing(flow), as_roster(roster)
    finders = [person.name for person in roster.values() if person.active and "inspector" in person.roles]
    for party in sorted({person.party or "" for person in roster.values() if person.active} | {""}):
        found = (_found(flow, grade, party or NOBODY, who) for grade, who in product(SEVERITY_TITLES, finders or [""]))
        answers = [answer for answer in (staffing.answer(case, roster) for case in found) if not answer.enough]
        if answers:
            yield party, next((answer.lacking for answer in answers if answer.lacking), None)


def _found(flow: Workflow, severity: str, party: str, finder: str) -> Case:
    """A case just found."""
    first = flow.states[flow.initial]
    named: dict[str, Any] = dict.fromkeys(
        (f.name for f in fields(Case) if f.default is MISSING and f.default_factory is MISSING), ""
    )
    given = {"severity": severity, "party": party, "state": flow.initial, "found_on": date.min, "clock": first.clock}
    return Case(**{**named, **given}, persons={"open": frozenset({finder})})


def _step(edge: Edge) -> Transition | None:
    return edge.what.step if isinstance(edge.what, Hop) else None


class _Search:
    """Depth first, towards the close; remembers what failed, and goes nowhere from where the close is out of reach even
    if nobody were barred by what he does from there on."""

    def __init__(self, staffing: Staffing, space: Space, distance: Mapping[int, int]) -> None:
        self.flow, self.relevant, self.reaching = staffing.flow, staffing.relevant, staffing.reaching
        self.space, self.distance = space, distance
        self.number = {id(step): n for n, step in enumerate(self.flow.transitions)}
        self.failed: set[tuple[int, Staff]] = set()
        self.able: dict[Staff, frozenset[int]] = {}
        self.shortage: Shortage | None = None
        self.nearest = max(distance.values(), default=0) + 1
        self.turns = 0

    def closes(self, at: int, staff: Staff, path: frozenset[int]) -> bool:
        """Whether these people can bring the case from this situation to a good close."""
        if self.distance[at] == 0:
            return True
        self.turns += MOST if len(path) > DEEPEST else 1
        if self.turns > MOST or (at, staff) in self.failed:
            return False
        if self._reaches(at, staff):
            onward = [(edge, to) for edge, to in self._ways(at) if to not in path]
            for edge, to in sorted(onward, key=lambda pair: self.distance[pair[1]]):
                if any(self.closes(to, after, path | {at}) for after in self._crewed(edge, staff, self.distance[to])):
                    return True
        self.failed.add((at, staff))
        return False

    def _reaches(self, at: int, staff: Staff) -> bool:
        """Whether they could if nobody were barred by what he does from here on: if not, they surely cannot, and what
        is lacking on the ways from here is noted."""
        if staff not in self.able:
            manned = ((n, self._manned(step, staff)) for n, step in enumerate(self.flow.transitions))
            self.able[staff] = frozenset(number for number, crews in manned if any(True for _ in crews))
        able = self.able[staff]
        if at in self.reaching(able):
            return True

        def onward(here: int) -> list[tuple[Edge, int]]:
            return [(edge, to) for edge, to in self._ways(here) if self._may(edge, staff, able, self.distance[to])]

        walk([at], onward)
        return False

    def _may(self, edge: Edge, staff: Staff, able: frozenset[int], distance: int) -> bool:
        step = _step(edge)
        manned = step is None or self.number[id(step)] in able
        if step and not manned:
            self._note(step, staff, distance)
        return manned

    def _ways(self, at: int) -> list[tuple[Edge, int]]:
        """What people can bring about that leads to a close."""
        return [(edge, to) for edge, to in self.space.onward(at) if edge.sure and to in self.distance]

    def _crewed(self, edge: Edge, staff: Staff, distance: int) -> Iterator[Staff]:
        """The people after an action, for each way to man it."""
        step = _step(edge)
        if step is None:
            yield staff
            return
        manned = False
        for after in self._manned(step, staff):
            manned = True
            yield after
        if not manned:
            self._note(step, staff, distance)

    def _manned(self, step: Transition, staff: Staff) -> Iterator[Staff]:
        free, may = self._free(step, staff)
        gained = {step.trigger} & self.relevant
        found = (after_crew(staff, crew, gained) for crew in crews_of(step, list(free), list(may)))
        yield from (after for after in found if after is not None)

    def _free(self, step: Transition, staff: Staff) -> tuple[dict[Kind, int], dict[Kind, int]]:
        """Who is not barred from an action, and who of them may record it."""
        free = {kind: count for kind, count in staff if not kind.did & set(step.unlike)}
        return free, {kind: count for kind, count in free.items() if self.number[id(step)] in kind.may}

    def _note(self, step: Transition, staff: Staff, distance: int) -> None:
        """Keep the shortage nearest to the close."""
        free, may = self._free(step, staff)
        crews = recorders(step) > 1 and may
        found = sum(count for kind, count in free.items() if kind in may or (crews and kind.inspector))
        found = min(found, crew_size(step) - 1)
        if distance < self.nearest or (self.shortage and step is self.shortage.step and found > self.shortage.found):
            self.nearest, self.shortage = distance, Shortage(step, crew_size(step), found)
