"""Somebody trying an action: who, with what, on which day; and what a guard of it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps

from inspect_engine.domain.calendars import PUBLISHED, Calendar, china_day
from inspect_engine.domain.cases import Case, Proposal
from inspect_engine.domain.countersigning import Signing
from inspect_engine.domain.definitions import Transition, Workflow
from inspect_engine.domain.events import VERSION
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.roster import as_roster, named_in
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.identifiers import Overlay
from inspect_engine.domain.words.names import same_person


@dataclass(frozen=True)
class Attempt:
    """One person trying one action on one case on one day.

    ``roster`` maps every enrolled name to its person, and becomes a :class:`Roster`; ``related`` are the cases this
    one opened, and its opener; ``target`` is the case this one is to be merged into; ``override`` the reason for doing
    what one may not do; ``found`` are the signatures of the inspection that found it, where several made it; ``v`` the
    version of the event it is recorded in, which later rules do not judge. ``today`` is the day it is entered, ``on``
    the day (or moment) it happened, where that is another one; ``dates`` is who says so, if not who took it.
    ``regions`` is what is known of regions, None where what was stored is looked at again.
    """

    case: Case
    person: Person
    today: date
    values: Mapping[str, str]
    files: int
    roster: Mapping[str, Person]
    related: Sequence[Case] = ()
    calendar: Calendar = PUBLISHED
    target: Case | None = None
    override: str = ""
    found: Signing | None = None
    v: int = VERSION
    on: date | datetime | None = None
    dates: Person | None = None
    regions: Overlay | None = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day it happened."""
        if isinstance(self.on, datetime):
            return china_day(self.on)
        return self.on or self.today

    @property
    def backdated(self) -> bool:
        """Whether it is entered later than it happened."""
        return self.day < self.today

    def __post_init__(self) -> None:
        object.__setattr__(self, "roster", as_roster(self.roster))
        object.__setattr__(self, "_persons", {})
        object.__setattr__(self, "_known", {})

    @property
    def opener(self) -> Case | None:
        """The case that opened this one: as that is graded now, this one is."""
        return next((each for each in self.related if each.id == self.case.parent), None)

    def proposal(self, step: Transition) -> Proposal | None:
        """What another person proposed, and this one would confirm by taking the step."""
        found = self.case.proposal
        fits = found is not None and found.trigger == step.trigger and bool(found.override) == bool(self.override)
        return found if fits else None

    def persons(self, step: Transition) -> frozenset[str]:
        """Everyone who takes part: who records it, and whoever the person fields name.

        An enrolled person's name inside a longer text (“李某（检查员乙）”, “某甲/zhao”) names that person.
        """
        found: dict[int, frozenset[str]] = self.__dict__["_persons"]
        if id(step) not in found:
            found[id(step)] = self._taking_part(step)
        return found[id(step)]

    def _taking_part(self, step: Transition) -> frozenset[str]:
        texts = [self.values[spec.id] for spec in step.needs if spec.type in forms.JOINED and spec.id in self.values]
        named = [name for text in texts for name in forms.people(text)]
        inside = [each for name in named if name not in self.roster for each in named_in(name, self.roster)]
        proposal = self.proposal(step)
        return frozenset([*self.person.names, *named, *inside, *(proposal.persons if proposal else ())])

    def known_as(self, step: Transition) -> frozenset[str]:
        """The reduced names under which those persons may stand in earlier events."""
        found: dict[int, frozenset[str]] = self.__dict__["_known"]
        if id(step) not in found:
            found[id(step)] = self.person.known_as.union(*(known_now(name, self.roster) for name in self.persons(step)))
        return found[id(step)]


Guard = Callable[[Workflow, Transition, Attempt], Iterator[str]]
Concerns = Callable[[Workflow, Transition], object]
_LIMITED: dict[Guard, tuple[Concerns, Guard]] = {}


def only_where(concerns: Concerns) -> Callable[[Guard], Guard]:
    """A guard of those steps only that ``concerns`` tells of, whoever takes them, of whatever case."""

    def limit(guard: Guard) -> Guard:
        @wraps(guard)
        def limited(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
            return guard(flow, step, attempt) if concerns(flow, step) else iter(())

        _LIMITED[limited] = concerns, guard
        return limited

    return limit


def asked_of(flow: Workflow, step: Transition, guards: Sequence[Guard]) -> tuple[Guard, ...]:
    """Those of these guards that may have something against a step, found out once and not at each attempt."""
    pairs = (_LIMITED.get(guard, (None, guard)) for guard in guards)
    return tuple(guard for concerns, guard in pairs if concerns is None or concerns(flow, step))


def known_now(name: str, roster: Mapping[str, Person]) -> frozenset[str]:
    """The reduced names of whoever is called so now."""
    return roster[name].known_as if name in roster else frozenset({same_person(name)})


def known_by(name: str, roster: Mapping[str, Person]) -> frozenset[str]:
    """The reduced names of whoever an earlier event names, people enrolled since then included."""
    if name in roster:
        return roster[name].known_as
    return frozenset({same_person(name)}).union(*(roster[each].known_as for each in named_in(name, roster)))
