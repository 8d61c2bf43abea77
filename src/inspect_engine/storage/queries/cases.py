"""Cases as they stand: lines by filter and page, and what a case is called."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal

from inspect_engine.domain.cases import OPENED, Case, CaseLine, apply, fold, line_of
from inspect_engine.domain.people.authority import EVERYTHING, Scope
from inspect_engine.errors import InputError, StorageError
from inspect_engine.storage.queries.events import ASTRAY, Entry, case_entries

_LINE = ", ".join(f.name for f in fields(CaseLine))
_DATES = ("found_on", "due_on", "late_after", "replied_on", "closed_on")
Order = Literal["opened", "due"]


@dataclass(frozen=True)
class CaseFilter:
    """Which cases. ``region`` is a code prefix; ``overdue_on`` asks for cases overdue on that day.

    ``inspection`` asks for what it found, which leaves out cases opened by those; ``parent`` for what a case opened.
    """

    open: bool | None = None
    overdue_on: date | None = None
    severity: str | None = None
    state: str | None = None
    pack: str | None = None
    party: str | None = None
    subject: str | None = None
    kind: str | None = None
    region: str | None = None
    inspection: str | None = None
    parent: str | None = None
    text: str | None = None
    scope: Scope = EVERYTHING

    def where(self) -> tuple[str, dict[str, Any]]:
        """SQL condition and its parameters."""
        terms, values = ["1 = 1"], {}
        if self.open is not None:
            terms.append("is_open = 1" if self.open else "is_open = 0")
        if self.overdue_on:
            terms.append("is_open = 1 AND late_after < :overdue_on")
            values["overdue_on"] = self.overdue_on.isoformat()
        for name in ("severity", "state", "pack", "party", "subject", "kind", "inspection", "parent"):
            if (value := getattr(self, name)) is not None:
                terms.append(f"{name} = :{name}")
                values[name] = value
        if self.inspection is not None:
            terms.append("parent = ''")
        if self.parent:
            terms.append("parent <> ''")
        for name, region in (("region", self.region), ("scope", self.scope.region)):
            if region:
                terms.append(f"region >= :{name}_low AND region < :{name}_high")
                values |= {f"{name}_low": region, f"{name}_high": region + ":"}
        if self.scope.party is not None:
            terms.append("party = :scope_party")
            values["scope_party"] = self.scope.party
        if self.text:
            columns = ("number", "title", "subject_name", "party", "item", "state_title")
            terms.append("(" + " OR ".join(f"instr({name}, :text) > 0" for name in columns) + ")")
            values["text"] = self.text
        return " AND ".join(terms), values


def case_lines(
    connection: sqlite3.Connection,
    chosen: CaseFilter,
    *,
    order: Order = "opened",
    after: tuple[str, int] | None = None,
    offset: int = 0,
    limit: int = 128,
) -> list[CaseLine]:
    """One page of lines. ``after`` is the (due key, opened) of the line before it; every order ends in ``opened``."""
    where, values = chosen.where()
    if after and order == "due":
        where += " AND (due_key, opened) > (:after_due, :after_opened)"
        values |= {"after_due": after[0], "after_opened": after[1]}
    elif after:
        where += " AND opened > :after_opened"
        values["after_opened"] = after[1]
    keys = "due_key, opened" if order == "due" else "opened"
    sql = f"SELECT {_LINE} FROM caserow WHERE {where} ORDER BY {keys} LIMIT :limit OFFSET :offset"
    return [_line(row) for row in connection.execute(sql, {**values, "limit": limit, "offset": offset})]


def count_cases(connection: sqlite3.Connection, chosen: CaseFilter) -> int:
    """How many cases match."""
    where, values = chosen.where()
    return int(connection.execute(f"SELECT count(*) FROM caserow WHERE {where}", values).fetchone()[0])


def all_lines(connection: sqlite3.Connection, chosen: CaseFilter) -> Iterator[CaseLine]:
    """Every matching line, streamed in order of discovery."""
    where, values = chosen.where()
    for row in connection.execute(f"SELECT {_LINE} FROM caserow WHERE {where} ORDER BY opened", values):
        yield _line(row)


def _line(row: sqlite3.Row) -> CaseLine:
    values = dict(row)
    for name in _DATES:
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    values["is_open"] = bool(values["is_open"])
    return CaseLine(**values)


def opened_by(connection: sqlite3.Connection, event: str) -> CaseLine | None:
    """The case that an action opened: its opening event is the next one after the action's."""
    sql = (
        f"SELECT {_LINE} FROM caserow WHERE (opened, parent) = "
        "(SELECT pos + 1, case_id FROM eventrow WHERE id = :event)"
    )
    row = connection.execute(sql, {"event": event}).fetchone()
    return _line(row) if row else None


def case_id(connection: sqlite3.Connection, reference: str, scope: Scope = EVERYTHING) -> str:
    """The id behind an id or number.

    Raises InputError when there is none in this scope: one outside it reads the same as one that never was.
    """
    sql = "SELECT id, region, party FROM caserow WHERE id = :id OR number = :number"
    folded = unicodedata.normalize("NFKC", reference.strip())
    row = connection.execute(sql, {"id": folded.lower(), "number": folded.upper()}).fetchone()
    if row is None or not scope.covers(row[1], row[2]):
        limits = "" if scope == EVERYTHING else f"；你的范围是{scope.words}，范围以外的查不到"
        raise InputError.one(f"没有隐患“{reference}”", fix=f"用 inspect-engine case list 查编号{limits}")
    return str(row[0])


def line_at(opened: int, entries: list[Entry]) -> CaseLine:
    """The line of a case as its given events leave it."""
    case = None
    for entry in entries:
        case = apply(case, entry.event)
    assert case is not None
    return line_of(case, opened)


def case(connection: sqlite3.Connection, key: str) -> Case:
    """A case by its id, as its events leave it. Raises StorageError where a row names one that was never opened."""
    entries = case_entries(connection, key)
    if not entries or entries[0].event.kind != OPENED:
        raise StorageError(ASTRAY)
    return fold(entry.event for entry in entries)
