"""What one event leaves behind by which cases are found that an alarm may name together with its own.

A trace says no more than the event itself: no definition, roster or calendar. It may be left where no alarm looks; it
is never missing where one does. Watchers say which traces to follow (``Watch.traces``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache

from inspect_engine.domain.alarms.records import LATE_DAYS
from inspect_engine.domain.alarms.signers import SAME_MINUTE, pair_of, topic_of
from inspect_engine.domain.alarms.texts import SHORTEST_TEXT, essence, mark_of
from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import MOVED, OPENED, SEEN
from inspect_engine.domain.events import Event
from inspect_engine.domain.units import folded
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.names import same_person

Trace = tuple[str, str]
"""A kind and a topic: ``file`` and its SHA-256, ``name`` and a reduced name, ``co_unit`` and a folded one …"""
STEPS = (OPENED, MOVED)
LEAVING = (*STEPS, SEEN)
"""Kinds of events that leave traces; what is seen again, by its files alone."""

TELLS: dict[str, str] = {
    "file": "photo",
    "text": "text",
    "day": "batch",
    "late": "late",
    "merged": "sunk",
    **dict.fromkeys(("name", "naming", "filed", "pair"), "proxy"),
}
"""The kind of alarm for which a kind of trace is followed."""


def traces_of(history: Iterable[tuple[Event, str]]) -> Iterator[tuple[Event, set[Trace]]]:
    """The events of one case, in order, each with when it was recorded, and what each leaves behind."""
    before: Event | None = None
    for event, recorded_at in history:
        if event.kind in LEAVING:
            yield event, traces(event, china_day(datetime.fromisoformat(recorded_at)), before)
            before = event if event.kind in STEPS else before


def traces(event: Event, booked_on: date, before: Event | None) -> set[Trace]:
    """Of an action or discovery; ``before`` is the one before it on the same case, of :data:`STEPS`."""
    data, actor = event.data, event.actor.user
    found: set[Trace] = {("file", str(file["sha256"])) for file in event.files}
    if event.kind not in STEPS:
        return found
    found.update(*(_said(str(value)) for value in data.get("values", {}).values()))
    if data.get("mark") == "replied":
        found.add(("filed", actor))
    if data.get("mark") == "replied" or data.get("closing") == "rectified":
        found.add(("day", f"{actor} {china_day(event.at)}"))
    if (booked_on - event.on).days > LATE_DAYS:
        found.add(("late", f"{actor} {booked_on}"))
    found.update(("co_unit", folded(name)) for name in data.get("co_units", ()))
    if into := data.get("merged_into"):
        found.add(("into", str(into)))
    if before and before.actor.user != actor and event.at - before.at < SAME_MINUTE:
        found.add(("pair", pair_of(before.actor.user, actor)))
    return found


@lru_cache(maxsize=4096)
def _said(value: str) -> tuple[Trace, ...]:
    """What one value leaves: names, days and set phrases come again and again."""
    names = {same_person(name) for name in (value, *forms.people(value))}
    found = tuple(("name", topic_of(name)) for name in names if name)
    if (value.isascii() and len(value) < SHORTEST_TEXT) or len(essence(value)) < SHORTEST_TEXT:
        return found
    return ("text", mark_of(value).hex()), *found
