"""The board's stock by region, pack and state, counted from two small indexes instead of the folded ledger."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from inspect_engine.storage.queries.cases import FOUND, CaseFilter

if TYPE_CHECKING:
    from inspect_engine.domain.figures.stock import Sort

LATE = ("late_after", "opened", "region", "pack", "kind", "parent")
"""The index of what is late, or will be: ``CaseFilter.overdue_on`` and ``due_from`` are answered from it."""
STOCK = ("region", "pack", "state_title", "closed_how", "severity")
"""The index of hazards by what the board counts them by."""
Places = dict[tuple[str, str], int]
"""Counts by region and pack."""


def stock(connection: sqlite3.Connection, chosen: CaseFilter) -> list[tuple[Sort, int]]:
    """How many hazards there are of each sort, of those that match."""
    from inspect_engine.domain.figures.stock import Sort

    where, values = chosen.where()
    named = ", ".join(STOCK)
    sql = f"SELECT {named}, count(*) FROM caserow WHERE {FOUND} AND {where} GROUP BY {named}"
    return [(Sort(*row[:-1]), row[-1]) for row in connection.execute(sql, values)]


def late(connection: sqlite3.Connection, chosen: CaseFilter, on: date, lapsed: Collection[str]) -> Places:
    """How many hazards are overdue on a day in each region and pack, of those that match; ``lapsed`` are so by a limit
    that rows do not say."""
    where, values = chosen.where()
    own = f"SELECT region, pack FROM {_late(chosen)} AND late_after < :on AND {FOUND} AND {where}"
    other = (
        f"SELECT region, pack FROM caserow WHERE id IN (SELECT value FROM json_each(:lapsed)) AND {FOUND} AND {where} "
        "AND NOT coalesce(late_after < :on, 0)"
    )
    sql = f"SELECT region, pack, count(*) FROM ({own} UNION ALL {other}) GROUP BY 1, 2"
    given = {**values, "on": on.isoformat(), "lapsed": json.dumps(sorted(lapsed))}
    return {(row[0], row[1]): row[2] for row in connection.execute(sql, given)}


def due_days(connection: sqlite3.Connection, chosen: CaseFilter, today: date, until: date) -> tuple[int, int, int]:
    """How many open cases, of those that match, have passed the deadline of the party, have it today, and after that
    until a day."""
    where, values = chosen.where()
    each = ", ".join(f"coalesce(sum(late_after {sign} :today), 0)" for sign in "<=>")
    sql = f"SELECT {each} FROM {_late(chosen)} AND late_after <= :until AND {where}"
    row = connection.execute(sql, {**values, "today": today.isoformat(), "until": until.isoformat()}).fetchone()
    return row[0], row[1], row[2]


def waits(connection: sqlite3.Connection, chosen: CaseFilter) -> dict[str, int]:
    """How many hazards wait for what, of those that match."""
    where, values = chosen.where()
    sql = f"SELECT waits, count(*) FROM caserow WHERE waits <> '' AND {where} GROUP BY waits"
    return {row[0]: row[1] for row in connection.execute(sql, values)}


def _late(chosen: CaseFilter) -> str:
    """Open cases with a deadline, of one unit by what is the unit's, else in the order of the deadlines."""
    by = "" if chosen.scope.party is not None else " INDEXED BY caserow_late"
    return f"caserow{by} WHERE is_open = 1 AND late_after IS NOT NULL"
