"""Cases as they stand: lines by filter and page, and what a case is called."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Literal

from inspect_engine.domain.cases import MOVED, OPENED, PROPOSED, Case, CaseLine, fold, line_of
from inspect_engine.domain.cases.wanted import Clause
from inspect_engine.domain.people.authority import EVERYTHING, Scope
from inspect_engine.domain.proposals import RETRACTED
from inspect_engine.domain.units import folded
from inspect_engine.errors import InputError, StorageError
from inspect_engine.storage.queries.choosing import conditions
from inspect_engine.storage.queries.events import ASTRAY, Entry, case_entries
from inspect_engine.storage.queries.subjects import WITHIN

_LINE = ", ".join(f.name for f in fields(CaseLine) if f.name != "lapsed")
_BESIDE = "SELECT case_id FROM tracerow WHERE kind = 'co_unit' AND topic IN"
FOUND = "parent = '' AND kind = 'hazard'"
"""Hazards that an inspection found; a statement that says so word for word is answered from a small index."""
_DATES = ("found_on", "due_on", "late_after", "replied_on", "closed_on", "entered_on")
_CHOSEN = " OR id IN (SELECT value FROM json_each(:lapsed))"
_FEW = ("party", "subject", "within", "inspection", "parent", "owner", "untold", "ids")
"""What leaves few cases, which an index of its own finds sooner than that of what is late."""
_PINNED = "caserow INDEXED BY caserow_flow"
_ANY_HOUR = "0001-01-01T00:00:00+08:00"
Order = Literal[
    "opened",
    "due",
    "late",
    "waits",
    "number",
    "title",
    "subject",
    "party",
    "grade",
    "state",
    "owner",
    "region",
    "item",
    "closed",
]
_RANKS = "general pending major"
_NEVER = "9999-12-31"
_ORDERS: dict[Order, tuple[str, Callable[[CaseLine], str | int]]] = {
    "opened": ("opened", lambda line: line.opened),
    "due": ("due_key", lambda line: str(line.due_on or _NEVER)),
    "late": ("late_after", lambda line: str(line.late_after or _NEVER)),
    "waits": ("entered_on", lambda line: str(line.entered_on)),
    "number": ("number", lambda line: line.number),
    "title": ("title", lambda line: line.title),
    "subject": ("subject_name", lambda line: line.subject_name),
    "party": ("party", lambda line: line.party),
    "grade": (f"instr('{_RANKS}', severity)", lambda line: _RANKS.find(line.severity) + 1),
    "state": ("state_title", lambda line: line.state_title),
    "owner": ("owner", lambda line: line.owner),
    "region": ("region", lambda line: line.region),
    "item": ("item", lambda line: line.item),
    "closed": (f"coalesce(closed_on, '{_NEVER}')", lambda line: str(line.closed_on or _NEVER)),
}
"""What lines are sorted by: the expression, and its value of a line; those by ``opened``, ``due``, ``late`` and how
long they have waited have indexes."""


@dataclass(frozen=True)
class CaseFilter:
    """Which cases. ``region`` is a code prefix; ``overdue_on`` asks for cases overdue on that day.

    ``within`` is the key of a subject: what was found there, and in what lies in it. ``inspection`` asks for what it
    found, which leaves out cases opened by those; ``parent`` for what a case opened, ``owner`` for what is somebody's
    to see to. ``party`` is a unit by any of its names, which ``party_names`` are, folded, where the register was asked;
    its cases are those that it answers for, or is liable for beside another. ``untold`` asks for those that a role has
    not heard of. ``ids`` names cases one by one. ``lapsed`` are those that are overdue by a limit
    which rows do not say; ``found_from`` and ``found_to`` ask for those found from one day to another, both in it.
    ``waits`` asks for hazards that wait for something (``WAITING``), ``due_from`` and ``due_to`` for open ones whose
    first limit passes from one day to another, both in it: of those ``apart`` rows do not say when, ``lapsed`` are the
    ones. All of the ``clauses`` hold.
    """

    open: bool | None = None
    overdue_on: date | None = None
    severity: str | None = None
    state: str | None = None
    pack: str | None = None
    party: str | None = None
    subject: str | None = None
    within: str | None = None
    kind: str | None = None
    region: str | None = None
    inspection: str | None = None
    parent: str | None = None
    owner: str | None = None
    text: str | None = None
    scope: Scope = EVERYTHING
    party_names: frozenset[str] = frozenset()
    ids: frozenset[str] | None = None
    untold: str | None = None
    lapsed: frozenset[str] = frozenset()
    found_from: date | None = None
    found_to: date | None = None
    waits: str | None = None
    due_from: date | None = None
    due_to: date | None = None
    apart: frozenset[str] = frozenset()
    clauses: tuple[Clause, ...] = ()

    def where(self, *, by_unit: bool = True) -> tuple[str, dict[str, Any]]:
        """SQL condition and its parameters; without the one that :meth:`branches` part, where not ``by_unit``."""
        terms, values = ["1 = 1"], dict[str, Any]()
        if self.open is not None:
            few = "+" if self.untold or self.waits else ""  # their own index finds them, not that of what is open
            terms.append(f"{few}is_open = {int(self.open)}")
        if passing := self.passing(values):
            values |= {"lapsed": json.dumps(sorted(self.lapsed))} if self.lapsed else {}
            terms.append(f"is_open = 1 AND ({passing}{_CHOSEN if self.lapsed else ''})")
        for name in (
            *("severity", "state", "pack", "subject", "kind", "inspection", "parent", "owner", "untold", "waits"),
        ):
            if (value := getattr(self, name)) is not None:
                terms.append(f"{name} = :{name}")
                values[name] = value
        for name, sign in (("found_from", ">="), ("found_to", "<=")):
            if day := getattr(self, name):
                terms.append(f"found_on {sign} :{name}")
                values[name] = day.isoformat()
        if self.within is not None:
            terms.append(f"subject IN ({WITHIN})")
            values["within"] = self.within
        if self.inspection is not None:
            terms.append("parent = ''")
        terms += [f"{name} <> ''" for name in ("parent", "owner", "untold", "waits") if getattr(self, name)]
        for name, region in (("region", self.region), ("scope", self.scope.region)):
            if region:
                terms.append(f"region >= :{name}_low AND region < :{name}_high")
                values |= {f"{name}_low": region, f"{name}_high": region + ":"}
        for label, names in self._units()[0 if by_unit else 1 :]:
            listed = _listed(label, names, values)
            terms.append(f"(unit IN {listed} OR id IN ({_BESIDE} {listed}))")
        if self.ids is not None:
            terms.append(f"id IN {_listed('chosen', self.ids, values)}")
        if self.text:
            columns = ("number", "title", "subject_name", "party", "item", "state_title")
            terms.append("(" + " OR ".join(f"instr({name}, :text) > 0" for name in columns) + ")")
            values["text"] = self.text
        asked, more = conditions(self.clauses)
        return " AND ".join([*terms, *asked]), values | more

    def passing(self, values: dict[str, Any]) -> str:
        """SQL condition on when the first limit passes, as far as rows say; empty where nothing is asked of that."""
        within = []
        for name, sign in (("overdue_on", "<"), ("due_from", ">="), ("due_to", "<=")):
            if day := getattr(self, name):
                within.append(f"late_after {sign} :{name}")
                values[name] = day.isoformat()
        if self.apart:
            within.append("id NOT IN (SELECT value FROM json_each(:apart))")
            values["apart"] = json.dumps(sorted(self.apart))
        return " AND ".join(within)

    def branches(self) -> tuple[list[str], dict[str, Any]]:
        """SQL conditions one of which each case fulfils, each to be read in the order of an index, and parameters."""
        values: dict[str, Any] = {}
        if not (units := self._units()):
            return ["1 = 1"], values
        listed = _listed(*units[0], values)
        beside = f"id IN ({_BESIDE} {listed}) AND +unit NOT IN {listed}"
        return [*(f"unit = :{name}" for name in values), beside], values

    def _units(self) -> list[tuple[str, frozenset[str]]]:
        """The units one of which must be liable: the one that somebody is there for, and the one he asks for."""
        mine = [] if self.scope.party is None else [("mine", self.scope.units)]
        asked = [] if self.party is None else [("asked", self.party_names or frozenset({folded(self.party)}))]
        return mine + asked


def _listed(label: str, names: frozenset[str], values: dict[str, Any]) -> str:
    """``(:mine_0, :mine_1)``, with their values."""
    found = {f"{label}_{n}": name for n, name in enumerate(sorted(names))}
    values.update(found)
    return f"({', '.join(f':{name}' for name in found)})"


def sort_key(line: CaseLine, order: Order = "opened") -> tuple[str | int, int]:
    """Where a line stands in an order, for the page after it."""
    return _ORDERS[order][1](line), line.opened


def case_lines(
    connection: sqlite3.Connection,
    chosen: CaseFilter,
    *,
    order: Order = "opened",
    descending: bool = False,
    after: tuple[str | int, int] | None = None,
    offset: int = 0,
    limit: int = 128,
) -> list[CaseLine]:
    """One page of lines. ``after`` is the :func:`sort_key` of the line before it; every order ends in ``opened``."""
    where, values = chosen.where(by_unit=False)
    expression, way, sign = _ORDERS[order][0], *(("DESC", "<") if descending else ("ASC", ">"))
    if after and order == "opened":
        where += f" AND opened {sign} :after_opened"
        values["after_opened"] = after[1]
    elif after:
        where += f" AND ({expression}, opened) {sign} (:after_key, :after_opened)"
        values |= {"after_key": after[0], "after_opened": after[1]}
    keys = f"opened {way}" if order == "opened" else f"sorted_by {way}, opened {way}"
    branches, more = chosen.branches()
    limited = (chosen.overdue_on or chosen.due_from or chosen.due_to) and not chosen.lapsed
    ordered = order == "late" and limited and chosen.scope.party is None
    by = "caserow INDEXED BY caserow_late" if ordered else "caserow"
    parts = [f"SELECT {_LINE}, {expression} AS sorted_by FROM {by} WHERE {branch} AND {where}" for branch in branches]
    sql = f"{' UNION ALL '.join(parts)} ORDER BY {keys} LIMIT :limit OFFSET :offset"
    return [_line(row) for row in connection.execute(sql, {**values, **more, "limit": limit, "offset": offset})]


def case_numbers(connection: sqlite3.Connection, chosen: CaseFilter) -> dict[str, str]:
    """The number of every matching case, by id, in order of discovery."""
    where, values = chosen.where()
    return dict(connection.execute(f"SELECT id, number FROM caserow WHERE {where} ORDER BY opened", values).fetchall())


def count_cases(connection: sqlite3.Connection, chosen: CaseFilter) -> int:
    """How many cases match."""
    if chosen.passing({}):
        return _count_passing(connection, chosen)
    where, values = chosen.where()
    return int(connection.execute(f"SELECT count(*) FROM caserow WHERE {where}", values).fetchone()[0])


def _count_passing(connection: sqlite3.Connection, chosen: CaseFilter) -> int:
    """How many match by when rows say that the first limit passes, and how many more by what those do not say."""
    where, values = replace(chosen, overdue_on=None, due_from=None, due_to=None).where()
    passing = chosen.passing(values)
    few = any(getattr(chosen, name) is not None for name in _FEW) or chosen.scope.party is not None or chosen.clauses
    by = "caserow" if few else "caserow INDEXED BY caserow_late"
    asked = [f"SELECT count(*) FROM {by} WHERE is_open = 1 AND {passing} AND {where}"]
    if chosen.lapsed:
        values["lapsed"] = json.dumps(sorted(chosen.lapsed))
        beside = f"id IN (SELECT value FROM json_each(:lapsed)) AND is_open = 1 AND ({passing}) IS NOT TRUE"
        asked.append(f"SELECT count(*) FROM caserow WHERE {beside} AND {where}")
    return sum(int(connection.execute(sql, values).fetchone()[0]) for sql in asked)


def all_lines(connection: sqlite3.Connection, chosen: CaseFilter) -> Iterator[CaseLine]:
    """Every matching line, streamed in order of discovery."""
    where, values = chosen.where()
    for row in connection.execute(f"SELECT {_LINE} FROM caserow WHERE {where} ORDER BY opened", values):
        yield _line(row)


def _line(row: sqlite3.Row) -> CaseLine:
    values = dict(row)
    values.pop("sorted_by", None)
    values["co_units"] = tuple(json.loads(values["co_units"]))
    for name in _DATES:
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    values["is_open"] = bool(values["is_open"])
    return CaseLine(**values)


@dataclass(frozen=True)
class Alike:
    """Open cases of one workflow (``ids``) in one ``state``, with the same deadline of the party, that began alike."""

    state: str
    late_after: date | None
    begun: str
    ids: tuple[str, ...]


def begun_alike(
    connection: sqlite3.Connection, chosen: CaseFilter, pin: tuple[str, str], hourly: frozenset[str]
) -> list[Alike]:
    """The open cases that match under one (definition, workflow), by all that their limits are counted from; the moment
    only in ``hourly`` states."""
    where, values = chosen.where()
    values |= {"pinned": pin[0], "under": pin[1]}
    mine = f"is_open = 1 AND definition = :pinned AND workflow = :under AND {where}"
    listed = _listed("hourly", hourly, values)
    day = f"CASE WHEN state IN {listed} THEN begun ELSE json_set(begun, '$.at', '{_ANY_HOUR}') END"
    sql = f"SELECT state, late_after, {day} AS since, json_group_array(id) FROM {_PINNED} WHERE {mine} GROUP BY 1, 2, 3"
    return [
        Alike(state, date.fromisoformat(late) if late else None, since, tuple(json.loads(ids)))
        for state, late, since, ids in connection.execute(sql, values)
    ]


def open_flows(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """(definition, workflow) of open cases, each once: read from one to the next, however many cases there are."""
    found: list[tuple[str, str]] = []
    one = f"SELECT min(workflow) FROM {_PINNED} WHERE is_open = 1 AND definition = ? AND workflow > ?"
    other = f"SELECT min(definition) FROM {_PINNED} WHERE is_open = 1 AND definition > ?"
    definition = ""
    while definition := connection.execute(other, (definition,)).fetchone()[0] or "":
        workflow = ""
        while workflow := connection.execute(one, (definition, workflow)).fetchone()[0] or "":
            found.append((definition, workflow))
    return found


def openers(connection: sqlite3.Connection) -> set[str]:
    """The ids of cases that have opened others."""
    return {row[0] for row in connection.execute("SELECT DISTINCT parent FROM caserow WHERE parent <> ''")}


def opened_by(connection: sqlite3.Connection, event: str) -> CaseLine | None:
    """The case that an action opened: its opening event is the next one after the action's."""
    sql = (
        f"SELECT {_LINE} FROM caserow WHERE (opened, parent) = "
        "(SELECT pos + 1, case_id FROM eventrow WHERE id = :event)"
    )
    row = connection.execute(sql, {"event": event}).fetchone()
    return _line(row) if row else None


def proposed_cases(connection: sqlite3.Connection) -> list[str]:
    """Ids of cases of which somebody has proposed an action that waits for a second person, in order."""
    sql = (
        "SELECT DISTINCT case_id FROM eventrow AS one WHERE kind = ? AND NOT EXISTS (SELECT 1 FROM eventrow AS later "
        "WHERE later.case_id = one.case_id AND later.pos > one.pos AND (later.kind = ? OR later.kind = ? "
        "AND json_extract(later.body, '$.data.proposed') = one.id)) ORDER BY pos"
    )
    found = [row[0] for row in connection.execute(sql, (PROPOSED, MOVED, RETRACTED))]
    return [key for key in found if case(connection, key).proposal]


def case_id(connection: sqlite3.Connection, reference: str, scope: Scope = EVERYTHING) -> str:
    """The id behind an id or number.

    Raises InputError when there is none in this scope: one outside it reads the same as one that never was.
    """
    sql = "SELECT id, region, party, co_units FROM caserow WHERE id = :id OR number = :number"
    folded = unicodedata.normalize("NFKC", reference.strip())
    row = connection.execute(sql, {"id": folded.lower(), "number": folded.upper()}).fetchone()
    if row is None or not scope.covers(row[1], row[2], *json.loads(row[3])):
        limits = "" if scope == EVERYTHING else f"；你的范围是{scope.words}，范围以外的查不到"
        raise InputError.one(f"没有隐患“{reference}”", fix=f"用 inspect-engine case list 查编号{limits}")
    return str(row[0])


def line_at(opened: int, entries: list[Entry]) -> CaseLine:
    """The line of a case as its given events leave it."""
    return line_of(fold(entry.event for entry in entries), opened)


def case(connection: sqlite3.Connection, key: str) -> Case:
    """A case by its id, as its events leave it. Raises StorageError where a row names one that was never opened."""
    entries = case_entries(connection, key)
    if not entries or entries[0].event.kind != OPENED:
        raise StorageError(ASTRAY)
    return fold(entry.event for entry in entries)
