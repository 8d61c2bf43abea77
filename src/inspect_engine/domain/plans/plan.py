"""A plan, and those of a ledger as its events say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.definitions import Pack
from inspect_engine.domain.events import Event
from inspect_engine.domain.subjects import Place, seen_by
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.text import meant, suggest
from inspect_engine.errors import Problem

SET, ENDED, TOLD = "plan.set", "plan.ended", "plan.told"
"""A plan begins; it ends; somebody was to be told how many visits have come due under it since the last time."""
UNITS = {"days": "天", "months": "个月"}
MOST = {"days": 3660, "months": 120}


@dataclass(frozen=True)
class Plan:
    """Every subject of a ``kind`` in a ``region`` (a code's beginning; empty for all) is to be inspected by a checklist
    every so many ``unit`` (days or months) from the day ``since``; where ``field`` is given, only those in whose form
    it has this ``value``. ``told`` is the day up to which somebody was to be told what had come due."""

    number: str
    pack: str
    kind: str
    field: str
    value: str
    region: str
    every: int
    unit: str
    since: date
    told: date
    ended: date | None = None

    @property
    def words(self) -> str:
        """How often."""
        return f"每 {self.every} {UNITS[self.unit]}"

    def plain(self) -> dict[str, Any]:
        """As ``plan list --json`` prints it."""
        days = {"since": self.since.isoformat(), "ended": self.ended and self.ended.isoformat()}
        return {**vars(self), **days, "told": self.told.isoformat()}

    def covers(self, kind: str, region: str, fields: Mapping[str, str]) -> bool:
        """Whether a subject falls under it."""
        fits = not self.field or fields.get(self.field) == self.value
        return kind == self.kind and region.startswith(self.region) and fits

    def asks_for(self, place: Place) -> bool:
        """Whether a recorded place falls under it, by the form that it has for the checklist, and is still there."""
        seen = None if place["closed_on"] else seen_by(place, self.pack, (self.kind,))
        return seen is not None and self.covers(seen["kind"], seen["region"], seen["fields"])

    def due_on(self, last: date | None) -> date:
        """The day by which the next visit after the ``last`` is to be made; of what was never visited the first day."""
        return self.since if last is None else max(self.since, after(last, self.every, self.unit))


def after(day: date, count: int, unit: str) -> date:
    """So many days or months later; of a month that is shorter, the last day."""
    if unit == "days":
        return day + timedelta(days=count)
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    first = date(year, month + 1, 1)
    end = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, end.day))


def fold(events: Iterable[Event]) -> dict[str, Plan]:
    """Every plan there was by its number, in order."""
    plans: dict[str, Plan] = {}
    for event in events:
        step(plans, event)
    return plans


def step(plans: dict[str, Plan], event: Event) -> None:
    """Bring plans up to one more event."""
    data = event.data
    if event.kind == SET:
        same = {name: data[name] for name in ("number", "pack", "kind", "field", "value", "region", "every", "unit")}
        since = parse_date(data["since"])
        plans[data["number"]] = Plan(**same, since=since, told=since - timedelta(days=1))
    elif event.kind == ENDED and data["number"] in plans:
        plans[data["number"]] = replace(plans[data["number"]], ended=event.on)
    elif event.kind == TOLD and data["number"] in plans:
        plans[data["number"]] = replace(plans[data["number"]], told=event.on)


def number_after(plans: Mapping[str, Plan]) -> str:
    """The number of the next plan."""
    return f"JH-{len(plans) + 1:04d}"


def condition_meant(pack: Pack, kind: str, field: str, value: str) -> tuple[str, str]:
    """A condition by codes: a field by its id or its title, a choice by its code or its title; else as it is."""
    fields = {spec.id: spec for spec in pack.kinds[kind].fields} if kind in pack.kinds else {}
    field = meant(field, {name: spec.title for name, spec in fields.items()}) if field else field
    read = forms.read([fields[field]], {field: value}, date.max).values if field in fields else {}
    return field, read.get(field, value)


def faults(pack: Pack, data: Mapping[str, Any]) -> Iterator[Problem]:
    """What keeps a plan from being made of this."""
    if data["kind"] not in pack.kinds:
        fix = suggest(data["kind"], pack.kinds) or f"可写：{'、'.join(pack.kinds)}"
        yield Problem("对象类型", f"“{pack.id}”不检查“{data['kind']}”", fix)
        return
    if not 1 <= data["every"] <= MOST[data["unit"]]:
        yield Problem("间隔", f"应是 1 至 {MOST[data['unit']]} {UNITS[data['unit']]}")
    fields = {spec.id: spec for spec in pack.kinds[data["kind"]].fields}
    if data["field"] and data["field"] not in fields:
        fix = suggest(data["field"], fields) or f"可写：{'、'.join(fields)}"
        yield Problem("条件", f"“{pack.kinds[data['kind']].title}”没有字段“{data['field']}”", fix)
    elif data["field"]:
        spec = fields[data["field"]]
        read = forms.read([spec], {spec.id: data["value"]}, date.max).values
        if read.get(spec.id) != data["value"]:
            told = f"可写：{'、'.join(spec.choices)}" if spec.choices else "照对象登记时的写法"
            yield Problem("条件", f"“{spec.title}”不能是“{data['value']}”", told)
