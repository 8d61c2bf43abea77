"""``case history``: what was done, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from inspect_engine.cli import show
from inspect_engine.domain.cases import (
    MOVED,
    NOTED,
    PROPOSED,
    REPINNED,
    Case,
    corrections,
    entered,
    event_title,
    fold,
    remarks,
    told_on,
)
from inspect_engine.domain.countersigning import Signing
from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.telling import filled
from inspect_engine.domain.versions.repinning import told
from inspect_engine.ledger import Entry, Ledger

Merged = Sequence[tuple[Case, Sequence[Entry]]]


def plain(entries: Sequence[Entry], merged: Merged) -> dict[str, Any]:
    """As ``case history --json`` prints it."""
    others = [{"number": one.number, "items": list(map(_entry, trail))} for one, trail in merged]
    return {"items": list(map(_entry, entries)), "merged": others}


def _entry(entry: Entry) -> dict[str, Any]:
    event = entry.event
    told = {"on": event.on, "backdated": event.backdated, "pos": entry.pos}
    return {**event.plain(), **told, "recorded_at": entry.recorded_at, "hash": entry.hash}


def print_trails(ledger: Ledger, entries: Sequence[Entry], merged: Merged) -> None:
    """The trail of a case, and below it those of the cases that were merged into it."""
    _print(ledger, entries)
    for one, trail in merged:
        print(f"\n并入的 {one.number} {show.display(one.title)}：")
        _print(ledger, trail)


def _print(ledger: Ledger, entries: Sequence[Entry]) -> None:
    """One line for each event, and below it what was filled in."""
    signings, people = _signings(ledger, entries), ledger.desk.roster()
    for number, (entry, flow) in enumerate(zip(entries, ledger.definitions.flows_of(entries), strict=True), 1):
        event = entry.event
        how = "（自报）" if event.actor.via == "claimed" else ""
        state = event.data.get("to_title") or event.data.get("state_title")
        to = f" → {state}" if state else ""
        late = f"（{said}）" if (said := entered(event)) else ""
        print(show.display(f"{number}. {told_on(event)}{late}  {event_title(event)}{to}  {event.actor.user}{how}"))
        signing = signings.get(event.id)
        signed = signing and (signing.corrected if event.kind == MOVED else signing.told)
        told = [*_details(event, flow, people), ("会签", signed)]
        show.pairs((f"   {name}", value) for name, value in told)


def _signings(ledger: Ledger, entries: Sequence[Entry]) -> dict[str, Signing]:
    """The signatures of each event that several have made, or found."""
    case = fold(entry.event for entry in entries)
    found = ledger.countersigning.of(case.inspection) if not case.parent else None
    first = {entries[0].event.id: found} if found else {}
    return {**first, **{key: joint.signing for key, joint in case.joint.items()}}


def _details(event: Event, flow: Workflow, people: Mapping[str, Person]) -> Iterator[tuple[str, object]]:
    step = flow.transition(event.data.get("trigger", ""), event.data.get("from", ""))
    values = event.data.get("values", {}) if event.kind in (MOVED, PROPOSED) else {}
    yield from ((s.title, filled(s, values[s.id], people)) for s in (step.needs if step else ()) if s.id in values)
    yield from ((each.title, " → ".join(each.shown)) for each in corrections(event))
    yield from remarks(event)
    if event.kind == REPINNED:
        yield "改依", told(event.data)
    deadline = event.data.get("deadline")
    yield "期限", deadline and deadline["derivation"]
    yield (
        "附件" if event.kind == NOTED else "佐证",
        "、".join(f"{file['name']}（{file['sha256'][:12]}）" for file in event.files),
    )
