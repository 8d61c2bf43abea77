"""What became of each draw: a fold of its events, recomputed whenever it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from inspect_engine.domain.calendars import PUBLISHED as BUILT_IN
from inspect_engine.domain.calendars import Calendar, Deadline, parse_date
from inspect_engine.domain.draws.lots import Lot, Replacement, Standing, lot_of
from inspect_engine.domain.draws.plan import Publishing
from inspect_engine.domain.events import Event
from inspect_engine.domain.words.text import same_name
from inspect_engine.errors import InputError

COMMITTED, RUN, REPLACED, RESULT, PUBLISHED = (
    f"draw.{word}" for word in ("committed", "run", "replaced", "result", "published")
)
KINDS = (COMMITTED, RUN, REPLACED, RESULT, PUBLISHED)
STATUS_TITLES = {"waiting": "已承诺，未抽取", "drawn": "已抽取", "superseded": "已由重新承诺代替"}
REASONS = {"recusal": "回避", "absent": "因故不能到场", "invalid": "不应在库", "other": "其他"}
OUTCOMES = {
    "none": "未发现问题",
    "rectify": "责令改正",
    "filed": "发现违法，转立案",
    "uncooperative": "不配合检查",
    "untraceable": "查无下落",
    "other": "其他",
}
"""Results of an inspection (memory, to be confirmed)."""


@dataclass(frozen=True)
class Draw:
    """One commitment and all that followed. ``superseded_by`` is the id of a later commitment of the same batch."""

    committed: Event
    run: Event | None = None
    replaced: tuple[Event, ...] = ()
    results: tuple[Event, ...] = ()
    published: tuple[Event, ...] = ()
    superseded_by: str | None = None
    standing: Standing = field(default_factory=lambda: Standing(()))

    @property
    def id(self) -> str:
        """The published commitment is the name of the draw."""
        return str(self.committed.data["id"])

    @property
    def status(self) -> str:
        if self.superseded_by:
            return "superseded"
        return "drawn" if self.run else "waiting"

    @property
    def year(self) -> int:
        """The year whose caps a draw counts for."""
        return parse_date(self.committed.data["period"]["from"]).year

    @property
    def events(self) -> tuple[Event, ...]:
        return (self.committed, *([self.run] if self.run else []), *self.replaced, *self.results, *self.published)

    def result(self, key: str) -> Event | None:
        """What was found at an object: the last word."""
        return next((event for event in reversed(self.results) if event.data["object"] == key), None)

    def published_on(self, key: str) -> date | None:
        return next((event.on for event in self.published if key in event.data["objects"]), None)


@dataclass(frozen=True)
class Finding:
    """One lot with its result and the clock of its publication."""

    lot: Lot
    outcome: str | None = None
    finished: date | None = None
    due: Deadline | None = None
    published_on: date | None = None

    def overdue(self, today: date) -> bool:
        """Not public in time: still not, or too late."""
        return self.due is not None and (self.published_on or today) > self.due.due_on

    def owed(self, today: date) -> bool:
        return self.published_on is None and self.overdue(today)


def findings(draw: Draw, calendar: Calendar = BUILT_IN) -> list[Finding]:
    """Every lot as it stands; the days to publish are counted by a calendar."""
    clock = Publishing.model_validate(draw.committed.data["publish"])
    return [_finding(draw, lot, partial(clock.deadline, calendar=calendar)) for lot in draw.standing.lots]


def _finding(draw: Draw, lot: Lot, due: Callable[[date], Deadline]) -> Finding:
    event = draw.result(lot.object)
    if event is None:
        return Finding(lot)
    finished = parse_date(event.data["finished"])
    return Finding(lot, event.data["outcome"], finished, due(finished), draw.published_on(lot.object))


def fold(events: Iterable[Event]) -> dict[str, Draw]:
    """All draws by id, in the order they were committed."""
    draws: dict[str, Draw] = {}
    for event in events:
        go_on(draws, event)
    return draws


def go_on(draws: dict[str, Draw], event: Event) -> None:
    """Bring all draws up to one more event."""
    key = str(event.data["id"])
    if event.kind == COMMITTED:
        for other in draws.values():
            if not other.superseded_by and same_batch(other.committed.data, event.data):
                draws[other.id] = replace(other, superseded_by=key)
        draws[key] = Draw(event)
    elif key in draws:
        draws[key] = _after(draws[key], event)


def _after(draw: Draw, event: Event) -> Draw:
    if event.kind == RUN:
        return replace(draw, run=event, standing=Standing(tuple(lot_of(lot) for lot in event.data["lots"])))
    if event.kind == REPLACED:
        return replace(draw, replaced=(*draw.replaced, event), standing=applied(draw.standing, event.data))
    if event.kind == RESULT:
        return replace(draw, results=(*draw.results, event))
    return replace(draw, published=(*draw.published, event))


def replacement(data: Mapping[str, Any]) -> Replacement:
    """What a recorded replacement asked for."""
    return Replacement(data["object"], data["inspector"], tuple(data["passed"]))


def applied(standing: Standing, data: Mapping[str, Any]) -> Standing:
    """The standing after a recorded replacement, as recorded."""
    change, instead = replacement(data), {each["instead_of"]: lot_of(each) for each in data["changes"]}
    standing = replace(standing, lots=tuple(instead.get(lot.object, lot) for lot in standing.lots))
    if change.inspector is None:
        return replace(standing, objects_out=standing.objects_out | {str(change.object)})
    if change.object is None:
        return replace(standing, out=standing.out | {change.inspector})
    return replace(standing, out_of=standing.out_of | {(change.inspector, change.object)})


def changes(before: Standing, after: Standing) -> list[dict[str, Any]]:
    """The lots that a replacement changed, each with the object it stands instead of."""
    pairs = zip(before.lots, after.lots, strict=True)
    return [{**new.plain(), "instead_of": old.object} for old, new in pairs if old != new]


def same_batch(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(same_name(one[name]) == same_name(other[name]) for name in ("office", "batch"))


def drawn_in(draws: Iterable[Draw], year: int) -> Counter[str]:
    """How often each object was drawn in a year; what was replaced or superseded does not count."""
    counted = (draw for draw in draws if draw.status == "drawn" and draw.year == year)
    return Counter(lot.object for draw in counted for lot in draw.standing.lots)


def find(draws: Mapping[str, Draw], reference: str) -> Draw:
    """A draw by its id, the beginning of it (6 or more), or its batch (the latest commitment).

    Raises InputError when there is none, or more than one.
    """
    word = reference.strip()
    found = [draw for key, draw in draws.items() if len(word) >= 6 and key.startswith(word.lower())]
    found = found or [d for d in draws.values() if same_name(d.committed.data["batch"]) == same_name(word)][-1:]
    if not found:
        raise InputError.one(f"没有抽取“{reference}”", fix="用 inspect-engine draw list 查承诺值或批次")
    if len({draw.id for draw in found}) > 1:
        raise InputError.one(f"以“{reference}”开头的抽取有 {len(found)} 次", fix="请多写几位")
    return found[0]
