"""What people made of alarms. Only this is stored; the alarm itself is worked out whenever it is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspect_engine.domain.alarms.shape import KINDS, Alarm
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.standing import behind
from inspect_engine.domain.workflow.guards import known_by

DECIDED = "alarm.decided"
VERDICTS: dict[str, str] = {"explained": "有合理解释", "confirmed": "属实"}
STATUSES: dict[str, str] = {"open": "待核实", **VERDICTS}


@dataclass(frozen=True)
class Decision:
    """One person's verdict on the facts he had before him: the events named in it, and no others."""

    event: str
    key: str
    kind: str
    verdict: str
    reason: str
    by: str
    on: date
    events: frozenset[str]

    def plain(self) -> dict[str, Any]:
        names = ("key", "verdict", "reason", "by", "on", "event")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Judged:
    """An alarm with the decision on it, if any; ``earlier`` are decisions on part of the same facts."""

    alarm: Alarm
    decision: Decision | None = None
    earlier: tuple[Decision, ...] = ()

    @property
    def status(self) -> str:
        return self.decision.verdict if self.decision else "open"


def decision_data(alarm: Alarm, verdict: str, reason: str, on: date) -> dict[str, Any]:
    """Data of an ``alarm.decided`` event: it says by itself what was decided about."""
    return {
        "on": on.isoformat(),
        "key": alarm.key,
        "kind": alarm.kind,
        "text": alarm.text,
        "numbers": list(alarm.numbers),
        "events": sorted(alarm.events),
        "verdict": verdict,
        "reason": reason,
    }


def decision_of(event: Event) -> Decision:
    """The decision an ``alarm.decided`` event records."""
    data = event.data
    same = {name: str(data[name]) for name in ("key", "kind", "verdict", "reason")}
    return Decision(event=event.id, by=event.actor.user, on=event.on, events=frozenset(data["events"]), **same)


def judge(alarms: Iterable[Alarm], decisions: Sequence[Decision]) -> list[Judged]:
    """Each alarm with the last decision on it, and with those on fewer of its facts."""
    last = {decision.key: decision for decision in decisions}
    by_event: dict[str, list[Decision]] = {}
    for decision in last.values():
        by_event.setdefault(min(decision.events, default=""), []).append(decision)
    return [Judged(alarm, last.get(alarm.key), tuple(_earlier(alarm, by_event))) for alarm in alarms]


def _earlier(alarm: Alarm, by_event: Mapping[str, list[Decision]]) -> list[Decision]:
    known = [decision for event in alarm.events for decision in by_event.get(event, ())]
    return [d for d in known if d.kind == alarm.kind and d.key != alarm.key and d.events <= set(alarm.events)]


def count(judged: Iterable[Judged]) -> dict[str, int]:
    """How many are open, explained, confirmed."""
    counted = Counter(each.status for each in judged)
    return {status: counted[status] for status in STATUSES}


def by_kind(judged: Iterable[Judged]) -> dict[str, list[Judged]]:
    """The alarms of every kind, those without any included."""
    found: dict[str, list[Judged]] = {kind: [] for kind in KINDS}
    for each in judged:
        found[each.alarm.kind].append(each)
    return found


def involved(alarm: Alarm, me: Person, roster: Mapping[str, Person]) -> list[str]:
    """Under which names this person took part in what is flagged."""
    return took_part(alarm.people, me, roster)


def took_part(people: Iterable[str], me: Person, roster: Mapping[str, Person]) -> list[str]:
    """Under which of these names this person may have acted, or whoever may be acting through his account."""
    hands = behind(me.name, roster)
    return sorted(name for name in people if name in hands or me.known_as & known_by(name, roster))
