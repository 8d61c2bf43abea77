"""The history of a case, reduced to what stands out in it: who did what, when, with which files and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from inspect_engine.domain.calendars import china_day, parse_date
from inspect_engine.domain.cases import MOVED, OPENED, PROPOSED, SEEN, CaseLine, event_title
from inspect_engine.domain.corrections import CORRECTED
from inspect_engine.domain.countersigning import DECLINED
from inspect_engine.domain.definitions import FieldSpec, Transition, Workflow
from inspect_engine.domain.events import Event, Origin
from inspect_engine.domain.words import forms

OPEN, AGAIN = "open", "again"
"""The trigger of a discovery, and of finding it again, not put right yet: that is no step of the case."""


@dataclass(frozen=True, slots=True, eq=False)
class Act:
    """One action on a case. ``at`` is the author's clock; ``booked_on`` the day this ledger recorded it.

    ``turn`` counts how often the trigger had been taken on this case, from 1. ``due_on`` is the due date before it.
    ``proves`` says that the action has to come with evidence, ``by_unit`` that it is the responsible unit's to take.
    ``entries`` are what was filled in, by field definition; empty where the workflow is not at hand.
    """

    case: CaseLine
    event: str
    trigger: str
    title: str
    turn: int
    on: date
    at: datetime
    booked_on: date
    actor: str
    via: str
    persons: tuple[str, ...]
    mark: str | None
    closing: str | None
    due_on: date | None
    proves: bool
    by_unit: bool
    files: tuple[Mapping[str, Any], ...]
    entries: tuple[tuple[FieldSpec, str], ...]
    first: Event | None = None
    """The proposal that it confirms."""
    origin: Origin | None = None
    declined: tuple[tuple[str, str], ...] = ()
    """Who is named in it and said that he did not take part, and his reason."""
    undone: bool = False
    """Whether it was a reply that has been taken back."""
    shared: bool = False
    """Whether its files were declared to show several subjects at once."""
    inspection: str = ""
    """The inspection by which it was found, first or again."""
    sheet: str = ""
    """The SHA-256 of the reply sheet that it was read from: all of a sheet is recorded in one go."""

    @property
    def day(self) -> date:
        """The Chinese day on which its author recorded it."""
        return china_day(self.at)

    def names(self, kind: str) -> list[str]:
        """Who stands in the fields of a type: ``person`` or ``inspectors``."""
        return [name for spec, value in self.entries if spec.type == kind for name in forms.people(value)]

    @property
    def reinspects(self) -> bool:
        """Whether inspectors sign for it and do not send the case back."""
        return self.mark != "returned" and bool(self.names("inspectors"))


def acts_of(case: CaseLine, history: Iterable[tuple[Event, str, Workflow | None]]) -> Iterator[Act]:
    """The actions of a case, and where it was found again, in order, from (event, when it was recorded, the workflow it
    was recorded under)."""
    turns: Counter[str] = Counter()
    due_on: date | None = None
    proposed: Event | None = None
    history = tuple(history)
    absent = [event.data for event, _, _ in history if event.kind == DECLINED]
    undone = {event.data["undone"] for event, _, _ in history if event.kind == CORRECTED and "undone" in event.data}
    for event, recorded_at, flow in history:
        if event.kind in (OPENED, MOVED, SEEN):
            trigger = _trigger(event)
            turns[trigger] += 1
            act = _act(case, event, china_day(datetime.fromisoformat(recorded_at)), flow, turns[trigger], due_on)
            said = tuple((each["name"], each["reason"]) for each in absent if each["record"] == event.id)
            act = replace(act, declined=said, undone=event.id in undone) if said or event.id in undone else act
            yield replace(act, first=proposed) if proposed and event.data.get("proposed") == proposed.id else act
        proposed = event if event.kind == PROPOSED else proposed
        if deadline := event.data.get("deadline"):
            due_on = parse_date(deadline["due_on"])


def _trigger(event: Event) -> str:
    return AGAIN if event.kind == SEEN else str(event.data.get("trigger", OPEN))


def _act(case: CaseLine, event: Event, booked_on: date, flow: Workflow | None, turn: int, due_on: date | None) -> Act:
    data, trigger = event.data, _trigger(event)
    step = flow.transition(trigger, data["from"]) if flow and event.kind == MOVED else None
    return Act(
        case=case,
        event=event.id,
        trigger=trigger,
        title=event_title(event),
        turn=turn,
        on=event.on,
        at=event.at,
        booked_on=booked_on,
        actor=event.actor.user,
        via=event.actor.via,
        persons=tuple(data["persons"]),
        mark=data.get("mark"),
        closing=data.get("closing"),
        due_on=due_on,
        proves=step is None or step.evidence > 0,
        by_unit=step is not None and "responsible" in step.by,
        files=event.files,
        entries=tuple(_filled(step, data)),
        origin=event.origin,
        shared=bool(data.get("shared")),
        inspection=str(data.get("inspection", "")),
        sheet=str(data.get("sheet", {}).get("sha256", "")),
    )


def _filled(step: Transition | None, data: Mapping[str, Any]) -> Iterator[tuple[FieldSpec, str]]:
    values = data.get("values", {})
    for spec in step.needs if step else ():
        if spec.id in values:
            yield spec, str(values[spec.id])


def last_reply(acts: Sequence[Act]) -> int | None:
    """Where the last reply stands; None without one."""
    return next((n for n in reversed(range(len(acts))) if acts[n].mark == "replied"), None)
