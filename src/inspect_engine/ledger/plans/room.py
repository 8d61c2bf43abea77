"""Plans as the ledger holds them, and what they ask for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.definitions import Definition
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import outside, require
from inspect_engine.domain.plans.due import Visit, in_force, newly_due, soonest
from inspect_engine.domain.plans.plan import ENDED, SET, TOLD, Plan, condition_meant, faults, fold, number_after
from inspect_engine.domain.words.meaning import kind_meant
from inspect_engine.domain.words.text import suggest
from inspect_engine.errors import InputError
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import first, once
from inspect_engine.storage import queries


@dataclass(frozen=True)
class Due:
    """How many visits are due today, and how many of them would be the first ever."""

    due: int
    never: int


class Plans:
    """``ledger.plans``."""

    def __init__(self, desk: Desk, *, definitions: Definitions) -> None:
        self._desk = desk
        self._definitions = definitions

    def all(self) -> list[Plan]:
        """Every plan of what this person sees, ended or not, in order."""
        me = self._desk.whoami()
        require(me, "survey")
        return [plan for plan in self._plans().values() if _in_sight(me.region, plan)]

    @once(first)
    def add(
        self,
        pack: str,
        kind: str,
        every: int,
        unit: str,
        *,
        field: str = "",
        value: str = "",
        region: str = "",
        since: date | None = None,
    ) -> Event:
        """Plan that subjects of a kind are inspected by a checklist every so many days or months (``unit``), from today
        on or from a day ``since``.

        Raises InputError with everything wrong, Refused when this person may not there.
        """
        me, region = self._desk.whoami(), self._desk.region_prefix(region) or self._desk.whoami().region
        require(me, "plan", region)
        definition: Definition = self._definitions.in_force(pack).definition
        kind = kind_meant(definition.pack, kind)
        field, value = condition_meant(definition.pack, kind, field, value)
        asked: dict[str, Any] = {"pack": definition.pack.id, "kind": kind, "field": field, "value": value}
        asked |= {"region": region, "every": every, "unit": unit}
        if found := list(faults(definition.pack, asked)):
            raise InputError(found)
        with self._desk.writing(me) as log:
            on = china_day(log.now)
            number = number_after(self._plans())
            return log.append(
                SET, {"on": on.isoformat(), "number": number, **asked, "since": (since or on).isoformat()}
            )

    @once(first)
    def end(self, number: str) -> Event:
        """No more visits are asked for by a plan. Raises InputError for none such, or one that has ended."""
        me = self._desk.whoami()
        require(me, "plan")
        plan = self._named(number)
        require(me, "plan", plan.region)
        with self._desk.writing(me) as log:
            return log.append(ENDED, {"on": china_day(log.now).isoformat(), "number": plan.number})

    def due(self, within: int = 0, subject: str | None = None) -> list[Visit]:
        """The visits that are due today or within so many days more, the longest due first; of one ``subject`` the next
        ones, whenever they are due."""
        me, today = self._desk.whoami(), self._desk.today()
        require(me, "survey")
        scope = self._desk.scope()
        with self._desk.reading() as connection:
            plans = [plan for plan in self._plans().values() if plan.ended is None]
            found = soonest(visit for plan in plans for visit in _visits(connection, plan, subject))
        seen = [visit for visit in found if scope.covers(visit.region)]
        return [visit for visit in seen if subject or (visit.due_on - today).days <= within]

    def count(self) -> Due:
        """How many are due; none for who is shown no inspections."""
        if not self._desk.whoami().roles - {"responsible"}:
            return Due(0, 0)
        found = self.due()
        return Due(len(found), sum(visit.last is None for visit in found))

    def remind(self, *, tell: bool = False) -> list[Event]:
        """Record of each plan in this person's region how many visits have come due since the last time, where any has;
        with ``tell`` somebody outside is to be told."""
        me = self._desk.whoami()
        require(me, "tick")
        mine = [
            plan for plan in in_force(self._plans().values(), self._desk.today()) if not list(outside(me, plan.region))
        ]
        return [event for plan in mine for event in self._remind(plan.number, tell)]

    def _remind(self, number: str, tell: bool) -> Iterator[Event]:
        on = self._desk.today()
        if not self._newly(self._plans()[number], on)[0]:
            return
        with self._desk.writing(self._desk.whoami()) as log:
            on, plan = china_day(log.now), self._plans()[number]
            count, never = self._newly(plan, on)
            if count and plan.ended is None:
                data = {"on": on.isoformat(), "number": number, "due": count, "never": never}
                yield log.append(TOLD, data | ({"tell": True} if tell else {}))

    def _newly(self, plan: Plan, on: date) -> tuple[int, int]:
        with self._desk.reading() as connection:
            return newly_due(plan, [visit.last for visit in _visits(connection, plan)], on)

    def named(self, number: str) -> Plan:
        """A plan by its number."""
        return self._plans()[number]

    def _named(self, number: str) -> Plan:
        me, plans = self._desk.whoami(), self._plans()
        seen = {name: plan for name, plan in plans.items() if _in_sight(me.region, plan)}
        word = number.strip().upper()
        if word not in seen or seen[word].ended:
            what = "已经终止" if word in seen else "没有"
            raise InputError.one(f"检查计划“{number}”{what}", fix=suggest(word, seen) or "见 plan list")
        return seen[word]

    def _plans(self) -> dict[str, Plan]:
        with self._desk.reading() as connection:
            return fold(entry.event for entry in queries.events_of(connection, SET, ENDED, TOLD))


def _in_sight(region: str, plan: Plan) -> bool:
    return plan.region.startswith(region) or region.startswith(plan.region)


def _visits(connection: sqlite3.Connection, plan: Plan, subject: str | None = None) -> Iterator[Visit]:
    rows: Sequence[dict[str, Any]]
    rows = queries.subjects_of(connection, plan.kind, plan.pack) if subject is None else _one(connection, subject)
    under = [row for row in rows if plan.asks_for(row)]
    lasts = queries.last_visits(connection, [row["key"] for row in under], plan.pack)
    for row in under:
        last = lasts.get(row["key"])
        named = row["key"], row["name"], row["region"], plan.pack, plan.number
        yield Visit(*named, last, plan.due_on(last))


def _one(connection: sqlite3.Connection, subject: str) -> Sequence[dict[str, Any]]:
    return list(queries.subjects_by_key(connection, [subject]).values())
