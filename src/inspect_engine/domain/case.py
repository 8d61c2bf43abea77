"""A case is what its events say: ``fold`` them, never store what can be folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from inspect_engine.domain.calendar import parse_date
from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.events import Event

OPENED, MOVED, REPINNED = "case.opened", "case.moved", "case.repinned"
COPIED = (
    *("number", "kind", "pack", "pack_version", "definition", "workflow", "item", "title", "inspection", "subject"),
    *("subject_name", "region", "party", "severity", "severity_why", "state", "state_title", "clock"),
    *("requirement", "basis", "note", "measured"),
)
"""Facts of a case that its opening event gives as they are."""


@dataclass(frozen=True)
class Case:
    """One hazard as of its last folded event.

    ``persons`` holds, for each trigger (``open`` is the discovery), everyone who ever acted or performed it.
    ``values`` holds the latest value of each field given in any action. ``entered_on`` is the day it came to its state,
    ``gates`` are those passed, ``parent`` is the case that opened this one, if any.
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
    due_on: date | None = None
    due_why: str = ""
    due_provisional: bool = False
    replied_on: date | None = None
    returned: int = 0
    extended: int = 0
    closed_on: date | None = None
    closed_how: str | None = None
    entered_on: date = date.min
    parent: str = ""
    gates: frozenset[str] = frozenset()
    values: Mapping[str, str] = field(default_factory=dict)
    persons: Mapping[str, frozenset[str]] = field(default_factory=dict)
    last_event: str = ""
    last_on: date = date.min
    events: int = 0

    @property
    def is_open(self) -> bool:
        return self.closed_how is None

    @property
    def late_after(self) -> date | None:
        """The day after which an unanswered case is overdue; None while no deadline runs against the party."""
        return self.due_on if self.is_open and self.clock else None

    def overdue(self, on: date) -> bool:
        """Overdue from the day after the due date, while the party has not replied (evaluated, never stored)."""
        return self.late_after is not None and self.late_after < on

    @property
    def in_time(self) -> bool | None:
        """Whether the last reply came by the due date; None before any reply."""
        if self.replied_on is None or self.due_on is None:
            return None
        return self.replied_on <= self.due_on

    def facts(self, on: date) -> dict[str, str]:
        """What a workflow condition may ask for, as text (see ``rules.CASE_FACTS``)."""
        return {
            "severity": self.severity,
            "overdue": "true" if self.overdue(on) else "false",
            "returned": str(self.returned),
            "extended": str(self.extended),
        }


def facts_of(flow: Workflow, case: Case, on: date) -> dict[str, str]:
    """What conditions of a workflow may ask of a case: its own facts, and which gates it has passed."""
    gates = {name: "true" if name in case.gates else "false" for name in flow.gates}
    return {**gates, **case.facts(on)}


@dataclass(frozen=True)
class CaseLine:
    """One line of a ledger: what lists, boards and workbooks show of a case. ``opened`` orders lines.

    One with a ``parent`` was opened by that case: it is worked on like any other, but it is no hazard of its own.
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

    def overdue(self, on: date) -> bool:
        """As :meth:`Case.overdue`."""
        return self.late_after is not None and self.late_after < on


def linked_opening(opener: Case, flow: Workflow, number: str, event: Event) -> dict[str, Any]:
    """Data of the opening event of the case that ``event``, an action on ``opener``, opens.

    ``opener`` is folded up to that action. Whoever took part in the action is who opened the new case.
    """
    first = flow.states[flow.initial]
    return {
        **{name: getattr(opener, name) for name in COPIED},
        "on": event.on.isoformat(),
        "number": number,
        "kind": flow.kind,
        "workflow": flow.id,
        "title": f"{flow.title}：{opener.title}",
        "state": flow.initial,
        "state_title": first.title,
        "clock": first.clock,
        "persons": list(event.data["persons"]),
        "parent": opener.id,
        "parent_number": opener.number,
    }


def opening_title(event: Event) -> str:
    """What an opening event is called: a hazard is found, a linked case is put on file."""
    return "立案" if event.data.get("parent") else "发现"


def line_of(case: Case, opened: int) -> CaseLine:
    """The line of a folded case."""
    same = {f.name: getattr(case, f.name) for f in fields(CaseLine) if f.name != "opened"}
    return CaseLine(opened=opened, **same)


def fold(events: Iterable[Event]) -> Case:
    """The case its events describe, in order. Raises ValueError when the first is not ``case.opened``."""
    case: Case | None = None
    for event in events:
        case = apply(case, event)
    if case is None:
        raise ValueError("a case needs at least its opening event")
    return case


def apply(case: Case | None, event: Event) -> Case:
    """The case after one more event."""
    if event.kind == OPENED:
        return _opened(event)
    if case is None:
        raise ValueError(f"event {event.id} has no opened case before it")
    if event.kind == MOVED:
        case = moved(case, event.data, event.on)
    if event.kind == REPINNED:
        case = _repinned(case, event.data)
    return replace(case, last_event=event.id, last_on=max(case.last_on, event.on), events=case.events + 1)


def _opened(event: Event) -> Case:
    data = event.data
    copied = {name: data[name] for name in COPIED}
    return Case(
        id=event.case or "",
        found_on=event.on,
        persons={"open": frozenset(data["persons"])},
        entered_on=event.on,
        parent=data.get("parent", ""),
        last_event=event.id,
        last_on=event.on,
        events=1,
        **copied,
    )


def moved(case: Case, data: Mapping[str, Any], on: date) -> Case:
    """The case after an action; ``data`` is that of the event."""
    trigger, deadline = data["trigger"], data.get("deadline")
    changes: dict[str, Any] = {
        "state": data["to"],
        "state_title": data["to_title"],
        "clock": data["clock"],
        "values": {**case.values, **data["values"]},
        "persons": {**case.persons, trigger: case.persons.get(trigger, frozenset()) | set(data["persons"])},
        **data["sets"],
    }
    if data["to"] != case.state:
        changes["entered_on"] = on
    if data.get("passes") or data.get("revokes"):
        changes["gates"] = (case.gates - set(data["revokes"])) | set(data["passes"])
    if deadline:
        changes |= {"due_on": parse_date(deadline["due_on"]), "due_why": deadline["derivation"]}
        changes["due_provisional"] = deadline.get("provisional", False)
    if data["mark"] == "replied":
        changes["replied_on"] = on
    elif data["mark"]:
        changes[data["mark"]] = getattr(case, data["mark"]) + 1
    if data["closing"]:
        changes |= {"closed_on": on, "closed_how": data["closing"]}
    return replace(case, **changes)


def _repinned(case: Case, data: Mapping[str, Any]) -> Case:
    """On under another definition. Who did what stays; the event says since when the case has waited in its state."""
    pinned = {name: data[name] for name in ("definition", "pack_version", "workflow", "clock")}
    entered_on = parse_date(data["entered_on"])
    return replace(case, state=data["to"], state_title=data["to_title"], entered_on=entered_on, **pinned)


def pins(events: Iterable[Event]) -> Iterator[tuple[str, str]]:
    """For each event of a case, (hash of the definition, workflow) under which it was recorded."""
    pin = "", ""
    for event in events:
        if event.kind in (OPENED, REPINNED):
            pin = str(event.data["definition"]), str(event.data["workflow"])
        yield pin
