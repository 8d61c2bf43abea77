"""What the ledger holds of draws: those promised so far, and both pools of a plan as they are now."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from inspect_engine.domain.draws import register
from inspect_engine.domain.draws.plan import Draft, InspectorEntry, ObjectEntry, SubjectPool
from inspect_engine.domain.draws.pools import Pools, listed
from inspect_engine.domain.draws.register import KINDS, Draw
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.subjects import seen_by
from inspect_engine.storage import queries


def read_draws(connection: sqlite3.Connection) -> dict[str, Draw]:
    """Every draw by id, in the order they were promised."""
    return register.fold(entry.event for entry in queries.events_of(connection, *KINDS))


def read_pools(connection: sqlite3.Connection, draft: Draft) -> Pools:
    """Both pools as they are now, and how often each object was drawn in the year, this batch left out."""
    plan, objects, inspectors = draft.plan, draft.objects, draft.inspectors
    if objects is None:
        assert plan.objects.subjects
        objects = tuple(_subjects(connection, plan.objects.subjects))
    if inspectors is None:
        inspectors = tuple(_enrolled(person) for person, _ in queries.people(connection).values() if _inspects(person))
    others = [
        draw
        for draw in read_draws(connection).values()
        if not register.same_batch(draw.committed.data, {"office": plan.office, "batch": plan.batch})
    ]
    counts = register.drawn_in(others, plan.period.from_.year)
    earlier = {entry.key: counts[entry.key] for entry in objects if counts[entry.key]}
    return Pools(plan, listed(draft), objects, inspectors, earlier)


def _subjects(connection: sqlite3.Connection, chosen: SubjectPool) -> Iterator[ObjectEntry]:
    for row in queries.subjects(connection):
        of_pack = row["pack"] == chosen.pack or chosen.pack in row["forms"]
        seen = seen_by(row, chosen.pack, (chosen.kind,)) if of_pack and not row["closed_on"] else None
        if seen and row["region"].startswith(chosen.region or ""):
            facts = {name: seen["fields"].get(getattr(chosen, name)) or None for name in ("credit", "risk")}
            yield ObjectEntry(**{name: row[name] for name in ("key", "name", "party", "region")}, **facts)


def _inspects(person: Person) -> bool:
    return person.active and "inspector" in person.roles


def _enrolled(person: Person) -> InspectorEntry:
    return InspectorEntry(key=person.name, name=person.title, regions=(person.region,) if person.region else ())
