"""The shape of a case, and of one line of a ledger."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from inspect_engine.domain.calendars import CHINA, Pause, Rule, parse_date
from inspect_engine.domain.cases.charges import Charge, Owing, owing, told
from inspect_engine.domain.countersigning import Signing
from inspect_engine.domain.definitions import TAKEN_BACK, TIMES, Workflow
from inspect_engine.domain.definitions.workflow import FINED, GROWN, OWED
from inspect_engine.domain.events import Event
from inspect_engine.domain.proposals import Retracted
from inspect_engine.domain.units import folded

LONG_AGO = datetime.min.replace(tzinfo=CHINA)
WAITS = {
    **{"found": "issue", "graded": "issue", "issued": "serve"},
    **{"replied": "recheck", "reinspected": "close", "spot_fixed": "confirm"},
}
"""What is waited for (``words.wording.WAITING``), by the states of the workflow of hazards that ships; an office's own
flow with other states waits for none of it."""


@dataclass(frozen=True)
class Proposal:
    """An action that one person has proposed and a second one is to confirm; any other action makes it void.

    It was proposed ``on`` a day, and is said to have ``happened`` on that day or before, ``at`` a moment where
    that was given. ``override`` is the reason why a
    person who may not do this was to do it all the same, ``by`` whoever proposed it.
    """

    event: str
    trigger: str
    title: str
    on: date
    happened: date
    values: Mapping[str, str]
    persons: frozenset[str]
    files: tuple[Mapping[str, Any], ...] = ()
    override: str = ""
    by: str = ""
    at: str = ""

    @property
    def backdated(self) -> bool:
        """Whether it is said to have happened before it was proposed."""
        return self.happened < self.on

    @property
    def told(self) -> str:
        """Who has proposed it, and when."""
        dated = f"，补录 {self.happened} 的" if self.backdated else ""
        return f"{'、'.join(sorted(self.persons))} 于 {self.on} 提出{dated}"


OPEN = "open"
"""By which a discovery is named among the actions of a case."""


@dataclass(frozen=True)
class Joint:
    """An action by several: who has signed for it. ``before`` are those who had taken part in such an action by then.
    Also of what was found, once an answer of the inspection was put right: the newest such record alone counts.

    It is ``past`` once the case has come back to the state that it started from, or the action was taken anew: nothing
    rests on it any more.
    """

    signing: Signing
    trigger: str
    start: str
    before: frozenset[str]
    past: bool = False

    @property
    def finding(self) -> bool:
        """Whether it is of what was found."""
        return self.trigger == OPEN


@dataclass(frozen=True)
class Done:
    """How often an action led to a state, the last day it did, and which event of its case that was."""

    times: int
    on: date
    nth: int


@dataclass(frozen=True)
class Taken:
    """The action that was taken last, as it was put right since, and the case ``before`` it.

    ``excused`` are the records since by which a clock was said to be wrong under which the case was worked on.
    """

    event: Event
    before: Case
    excused: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Case:
    """One hazard as of its last folded event.

    ``persons`` holds, for each trigger (``open`` is the discovery), everyone who ever acted or performed it.
    ``rectified_by`` are those of them who took part in a reply, in whatever round.
    ``values`` holds the latest value of each field given in any action. ``entered_on`` is the day it came to its state,
    ``entered_at`` the moment, ``gates`` are those passed, ``parent`` is the case that opened this one, if any.

    ``pause_most`` is how many days the pause that goes on may add to the due date, ``runs_on`` what that comes to then.
    ``due_rule`` and ``pauses``, those since its last period began, are what the due date is counted from. ``part`` is
    where on the subject; ``nth`` says which time it was found, where its item counts that (else 0); ``repeat_of`` is a
    closed hazard that this one repeats, ``resembles`` an open one it may be the same as, ``duplicate_of`` the one it
    was merged into, ``absorbed`` those merged into it (ids). ``raised`` are the rungs raised, each with the due date it
    was raised over, and the state where that was the state's own limit; ``sent`` counts the notices that went out with
    them, by kind. ``joint`` are the actions that await, or awaited, another one's signature, by event. ``done`` holds,
    for each action and the state it led to, how often and when (``open`` is the discovery); ``was_major`` whether it
    was ever graded so. ``corrected`` counts what was put right, ``correction`` is what one has proposed and another is
    to confirm, ``taken`` the last action while nothing but corrections has come after it. ``last_on`` is the latest day
    of all its records, ``stepped_on`` that of the step it stands on. ``seen`` counts the inspections that found it not
    put right yet. ``backdated`` counts the steps that were entered later than they happened; ``saved`` says that it is
    not late because of such a day alone. ``replied_on`` is the day of the last reply, ``answered_on`` that of the one
    that stands: none once it was sent back. ``owner`` is whose it is to see to, empty for nobody's. ``last_event`` is
    the last that took a step, or changed what steps may be taken: notes do not. ``place`` is that of the answer it was
    found by, where one item has several. ``former`` are the units that were said to be liable until a correction of the
    case, ``acted`` is whether any action was ever taken here, ``touched`` whether anybody has done anything about it,
    but note it or pass it on. ``charge`` is the fine that was decided, and what became of it. ``untold`` is the role of
    those who have not heard of it (``State.tells``). ``retracted`` is what was proposed last and taken back, until an
    action is taken or proposed.
    """

    id: str
    number: str
    kind: str
    pack: str
    pack_version: str
    definition: str
    workflow: str
    item: str
    title: str
    inspection: str
    subject: str
    subject_name: str
    region: str
    party: str
    severity: str
    severity_why: str
    found_on: date
    state: str
    state_title: str
    clock: bool
    requirement: str = ""
    basis: str = ""
    note: str = ""
    measured: str = ""
    doubts: tuple[str, ...] = ()
    due_on: date | None = None
    due_why: str = ""
    due_provisional: bool = False
    due_rule: Rule | None = None
    pauses: tuple[Pause, ...] = ()
    paused: str = ""
    pause_most: int | None = None
    runs_on: date | None = None
    replied_on: date | None = None
    answered_on: date | None = None
    returned: int = 0
    extended: int = 0
    reopened: int = 0
    closed_on: date | None = None
    closed_how: str | None = None
    entered_on: date = date.min
    entered_at: datetime = LONG_AGO
    parent: str = ""
    part: str = ""
    repeat_of: str = ""
    resembles: str = ""
    nth: int = 0
    duplicate_of: str = ""
    absorbed: tuple[str, ...] = ()
    proposal: Proposal | None = None
    raised: frozenset[tuple[str, str, str]] = frozenset()
    sent: Mapping[str, int] = field(default_factory=dict)
    gates: frozenset[str] = frozenset()
    values: Mapping[str, str] = field(default_factory=dict)
    persons: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rectified_by: frozenset[str] = frozenset()
    joint: Mapping[str, Joint] = field(default_factory=dict)
    done: Mapping[tuple[str, str], Done] = field(default_factory=dict)
    was_major: bool = False
    owner: str = ""
    corrected: int = 0
    correction: Event | None = None
    taken: Taken | None = field(default=None, repr=False)
    last_event: str = ""
    last_on: date = date.min
    stepped_on: date = date.min
    backdated: int = 0
    saved: bool = False
    events: int = 0
    co_units: tuple[str, ...] = ()
    place: str = ""
    seen: int = 0
    former: tuple[str, ...] = ()
    acted: bool = False
    touched: bool = False
    charge: Charge | None = None
    untold: str = ""
    retracted: Retracted | None = None

    @property
    def unit(self) -> str:
        """Its party, folded for comparison."""
        return folded(self.party)

    @property
    def units(self) -> tuple[str, ...]:
        """All who are liable: the party first, which leads and answers, then those beside it."""
        return self.party, *self.co_units

    @property
    def involved(self) -> tuple[str, ...]:
        """All who are liable, and all who were said to be until that was put right: none of them is an outsider."""
        return *self.units, *self.former

    @property
    def finders(self) -> frozenset[str]:
        """Everybody who took part in finding it; of one from a paper ledger, whom that names."""
        return self.persons.get(OPEN, frozenset())

    @property
    def is_open(self) -> bool:
        return self.closed_how is None

    @property
    def is_hazard(self) -> bool:
        """Found by an inspection, as a failure: neither opened by another case nor registered."""
        return not self.parent and self.kind == "hazard"

    @property
    def escalated(self) -> int:
        """How many rungs of escalation were raised."""
        return len(self.raised)

    @property
    def late_after(self) -> date | None:
        """The day after which an unanswered case is overdue; None while no deadline runs against the party. Under a
        pause that has a bound it is the due date with the longest pause."""
        return (self.due_on if self.clock else self.runs_on) if self.is_open else None

    @property
    def begun(self) -> str:
        """JSON: the moment and the day on which an open case came to its state, and when each action was taken last,
        as :class:`Begun` reads it; empty of a closed one."""
        if not self.is_open:
            return ""
        names = sorted({trigger for trigger, _ in self.done})
        last = {name: [done.times, done.on.isoformat(), done.nth] for name in names if (done := self.last(name))}
        return json.dumps({"at": self.entered_at.isoformat(), "on": self.entered_on.isoformat(), "last": last})

    @property
    def waits(self) -> str:
        """What an open hazard waits for, of ``WAITING``; nothing while its deadline runs."""
        if not (self.is_open and self.is_hazard):
            return ""
        return "grade" if self.severity == "pending" else WAITS.get(self.state, "")

    def overdue(self, on: date) -> bool:
        """Overdue from the day after the due date, while the party has not replied (evaluated, never stored)."""
        return self.late_after is not None and self.late_after < on

    @property
    def replied_in_time(self) -> bool | None:
        """Whether the last reply, sent back or not, came by the due date; None before any reply."""
        if self.replied_on is None or self.due_on is None:
            return None
        return self.replied_on <= self.due_on

    @property
    def in_time(self) -> bool | None:
        """Whether what has ended was answered by the due date; None while open, and without an answer that stands."""
        if self.is_open or self.answered_on is None or self.due_on is None:
            return None
        return self.answered_on <= self.due_on

    def last(self, trigger: str, to: str | None = None) -> Done | None:
        """The last time that an action was taken, of those that led ``to`` a state."""
        found = [done for (name, state), done in self.done.items() if name == trigger and to in (None, state)]
        return max(found, key=lambda done: done.nth, default=None)

    def times(self, trigger: str) -> int:
        """How often an action was taken."""
        return sum(done.times for (name, _), done in self.done.items() if name == trigger)

    def facts(self, on: date) -> dict[str, str]:
        """What a workflow condition may ask for, as text (see ``definitions.workflow.CASE_FACTS``)."""
        return {
            "severity": self.severity,
            "was_major": "true" if self.was_major else "false",
            "overdue": "true" if self.clock and self.overdue(on) else "false",
            "returned": str(self.returned),
            "extended": str(self.extended),
        }


def changed(case: Case, changes: Mapping[str, Any]) -> Case:
    """As ``dataclasses.replace``, which asks each field by name and takes five times as long."""
    made = object.__new__(Case)
    made.__dict__.update(case.__dict__, **changes)
    return made


def as_signed(case: Case, found: Signing | None) -> Case:
    """A case that an inspection found, with those as its finders who stand by that: who declined did not take part."""
    if found is None or case.parent:
        return case
    finders = (case.persons["open"] - found.gone) | (found.states.keys() - found.gone)
    return changed(case, {"persons": {**case.persons, "open": finders}})


def facts_of(flow: Workflow, case: Case, on: date) -> dict[str, str]:
    """What conditions of a workflow may ask of a case: its own facts, which gates it has passed, and how often each
    action was taken; and of a fine its ``AMOUNTS``, where one was decided."""
    gates = {name: "true" if name in case.gates else "false" for name in flow.gates}
    times = {TIMES + trigger: str(case.times(trigger)) for trigger in flow.counted}
    return {**times, **gates, **case.facts(on), **_amounts(owing_of(flow, case, on))}


def _amounts(found: Owing | None) -> dict[str, str]:
    return {OWED: told(found.total), FINED: told(found.fine), GROWN: told(found.grown)} if found else {}


def owing_of(flow: Workflow, case: Case, on: date) -> Owing | None:
    """What is owed of the fine of a case on a day; None where none was decided."""
    rule, charge = flow.surcharge, case.charge
    if rule is None or charge is None:
        return None
    if case.state in rule.due and case.due_on:
        charge = replace(charge, due=case.due_on)
    return owing(rule, charge, case.state in rule.runs, on)


@dataclass(frozen=True)
class Begun:
    """Since when a case is in its state, and when each action was taken last: what limits are counted from."""

    entered_on: date
    entered_at: datetime
    done: Mapping[str, Done]

    @classmethod
    def read(cls, text: str) -> Begun:
        """From :attr:`Case.begun` of an open case."""
        data = json.loads(text)
        done = {name: Done(times, parse_date(on), nth) for name, (times, on, nth) in data["last"].items()}
        return cls(parse_date(data["on"]), datetime.fromisoformat(data["at"]), done)

    def last(self, trigger: str) -> Done | None:
        """As :meth:`Case.last`."""
        return self.done.get(trigger)


@dataclass(frozen=True)
class CaseLine:
    """One line of a ledger: what lists, boards and workbooks show of a case. ``opened`` orders lines.

    ``late_after`` is that of the party's deadline; where a limit of its state, or a further one, passes before that, it
    is the last day of this once the ledger has timed the line, ``lapsed`` whether the hour of that day has passed.
    ``waits`` is what it waits for, and ``entered_on`` since when it is in its state, as in the case.

    One with a ``parent`` was opened by that case; one of another kind than ``hazard`` was registered. Both are worked
    on like any other, but they are no hazards.
    """

    id: str
    opened: int
    number: str
    kind: str
    pack: str
    pack_version: str
    item: str
    title: str
    inspection: str
    subject: str
    subject_name: str
    party: str
    region: str
    severity: str
    state: str
    state_title: str
    is_open: bool
    found_on: date
    due_on: date | None
    late_after: date | None
    replied_on: date | None
    returned: int
    extended: int
    closed_on: date | None
    closed_how: str | None
    last_event: str
    parent: str = ""
    part: str = ""
    repeat_of: str = ""
    duplicate_of: str = ""
    reopened: int = 0
    escalated: int = 0
    co_units: tuple[str, ...] = ()
    owner: str = ""
    definition: str = ""
    workflow: str = ""
    begun: str = ""
    waits: str = ""
    entered_on: date = date.min
    lapsed: bool = False

    @property
    def units(self) -> tuple[str, ...]:
        """As :attr:`Case.units`."""
        return self.party, *self.co_units

    @property
    def told(self) -> str:
        """What it is, and where on the subject: one item may be failed at several places."""
        return f"{self.title}（{self.part}）" if self.part else self.title

    @property
    def taken_back(self) -> bool:
        """Brought in by an import that was taken back: it never was."""
        return self.closed_how == TAKEN_BACK

    @property
    def is_hazard(self) -> bool:
        """As :attr:`Case.is_hazard`."""
        return not self.parent and self.kind == "hazard"

    def overdue(self, on: date) -> bool:
        """As :meth:`Case.overdue`, of any limit that the line was timed by."""
        late = self.late_after
        return late is not None and (late < on or (self.lapsed and late == on))

    def limit(self, on: date) -> date | None:
        """The day to be told beside :meth:`overdue`: of the limit that has passed, else the due date, or else the last
        day of a limit that runs."""
        return self.late_after if self.overdue(on) else self.due_on or self.late_after


def line_of(case: Case, opened: int) -> CaseLine:
    """The line of a folded case."""
    return CaseLine(opened=opened, **dict(zip(_SAME, _same(case), strict=True)))


_SAME = tuple(f.name for f in fields(CaseLine) if f.name not in ("opened", "lapsed"))
_same = attrgetter(*_SAME)
