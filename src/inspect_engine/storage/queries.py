"""Reading, in plain SQL on a plain connection: the first screen and the reading commands load no ORM."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import groupby
from typing import Any, Literal

from inspect_engine.domain.calendars import CHINA
from inspect_engine.domain.cases import CaseLine, apply, line_of
from inspect_engine.domain.events import GENESIS, Event, from_body
from inspect_engine.domain.people.authority import EVERYTHING, Person, Scope
from inspect_engine.errors import InputError
from inspect_engine.storage.roster import person_of

_LINE = ", ".join(f.name for f in fields(CaseLine))
_INSPECTION = "SELECT id, pack, definition, day, inspectors, subjects, source, finished, short FROM inspectionrow"
_SHORT = re.compile("[0-9a-f]{6,8}")
_FITTING = 20
"""Inspections that one word may mean, at most: more are not told apart anyway."""
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


@dataclass(frozen=True)
class Entry:
    """A stored event with its place in the ledger."""

    pos: int
    event: Event
    recorded_at: str
    hash: str


def case_entries(connection: sqlite3.Connection, case: str) -> list[Entry]:
    """All events of a case, in order."""
    sql = "SELECT pos, body, recorded_at, hash FROM eventrow WHERE case_id = ? ORDER BY pos"
    return [Entry(r[0], from_body(r[1]), r[2], r[3]) for r in connection.execute(sql, (case,))]


def events_of(connection: sqlite3.Connection, *kinds: str, until: int | None = None) -> list[Entry]:
    """Events of these kinds, in order: registers small enough to be folded when they are read.

    ``until`` is a position as :func:`known_until` gives it.
    """
    sql = (
        f"SELECT pos, body, recorded_at, hash FROM eventrow WHERE kind IN ({', '.join('?' * len(kinds))}) "
        "AND (pos <= ? OR ? IS NULL) ORDER BY pos"
    )
    rows = connection.execute(sql, (*kinds, until, until))
    return [Entry(r[0], from_body(r[1]), r[2], r[3]) for r in rows]


def known_until(connection: sqlite3.Connection, known_at: datetime | None) -> int:
    """Position of the last event that counts as known at a moment (now, without one).

    What was known is always a beginning of the ledger, even where a clock was put back: everything from the first
    event on that was recorded later is left out.
    """
    if known_at is None:
        return changed(connection)
    sql = "SELECT coalesce(min(pos) - 1, (SELECT max(pos) FROM eventrow), 0) FROM eventrow WHERE recorded_at > ?"
    return int(connection.execute(sql, (known_at.astimezone(CHINA).isoformat(),)).fetchone()[0])


_TRACED = {
    "": "SELECT case_id FROM tracerow WHERE kind = :kind AND topic = :topic LIMIT :limit",
    "naming": "SELECT DISTINCT case_id FROM tracerow WHERE kind = 'name' AND instr(topic, :topic) > 0 LIMIT :limit",
    "merged": (
        "WITH RECURSIVE up (id) AS (VALUES (:topic) UNION SELECT duplicate_of FROM up CROSS JOIN caserow USING (id)), "
        "family (id) AS (SELECT id FROM up UNION SELECT t.case_id FROM family f CROSS JOIN tracerow t "
        "ON t.kind = 'into' AND t.topic = f.id) SELECT id FROM family WHERE id <> '' LIMIT :limit"
    ),
}


def traced(connection: sqlite3.Connection, kind: str, topic: str, limit: int) -> list[str]:
    """Ids of the cases that a trace leads to (see ``Watch.traces``), at most so many."""
    rows = connection.execute(_TRACED.get(kind, _TRACED[""]), {"kind": kind, "topic": topic, "limit": limit})
    return [str(row[0]) for row in rows]


def openings(connection: sqlite3.Connection, after: int, limit: int) -> list[int]:
    """Positions of the next opening events."""
    sql = "SELECT opened FROM caserow WHERE opened > ? ORDER BY opened LIMIT ?"
    return [int(row[0]) for row in connection.execute(sql, (after, limit))]


def histories(
    connection: sqlite3.Connection, first: int, last: int, as_of: date, until: int
) -> Iterator[tuple[int, list[Entry]]]:
    """The cases opened from ``first`` to ``last``, each with its events up to day ``as_of`` and position ``until``.

    Yields (position of the opening event, entries) in order of discovery; cases not found by then are left out.
    """
    sql = (
        "SELECT c.opened, e.pos, e.body, e.recorded_at, e.hash FROM caserow c JOIN eventrow e ON e.case_id = c.id "
        "WHERE c.opened BETWEEN ? AND ? AND e.day <= ? AND e.pos <= ? ORDER BY c.opened, e.pos"
    )
    rows = connection.execute(sql, (first, last, as_of.isoformat(), until))
    for opened, group in groupby(rows, key=lambda row: int(row[0])):
        entries = [Entry(row[1], from_body(row[2]), row[3], row[4]) for row in group]
        if entries[0].pos == opened:
            yield opened, entries


def people(connection: sqlite3.Connection) -> dict[str, tuple[Person, str | None]]:
    """Every enrolled user by name, with the OS account he is mapped to."""
    sql = "SELECT name, title, roles, party, active, region, os_user FROM userrow ORDER BY name"
    return {row["name"]: (person_of(row), row["os_user"]) for row in connection.execute(sql)}


@dataclass(frozen=True)
class Secret:
    """What is kept of a passphrase: its hash, and the digest of that hash which the events vouch for."""

    digest: str
    hash: str


def secret(connection: sqlite3.Connection, name: str) -> Secret | None:
    """What is kept of a user's passphrase; None when he has none."""
    sql = "SELECT u.secret, s.hash FROM userrow u LEFT JOIN secretrow s ON s.name = u.name WHERE u.name = ?"
    row = connection.execute(sql, (name,)).fetchone()
    return Secret(row[0], row[1] or "") if row and row[0] else None


@dataclass(frozen=True)
class Failures:
    """Failures to prove who one is since the last success, of which ``untold`` stand in no event yet."""

    name: str
    failures: int
    untold: int
    failed_at: datetime
    told_at: datetime


def failures(connection: sqlite3.Connection, *names: str) -> dict[str, Failures]:
    """Failures since the last success, of these users or of all; the empty name is for names that nobody has."""
    sql = "SELECT name, failures, untold, failed_at, told_at FROM attemptrow"
    chosen = f"{sql} WHERE name IN ({', '.join('?' * len(names))})" if names else f"{sql} ORDER BY name"
    rows = connection.execute(chosen, names)
    return {r[0]: Failures(r[0], r[1], r[2], datetime.fromisoformat(r[3]), datetime.fromisoformat(r[4])) for r in rows}


def definition(connection: sqlite3.Connection, content_hash: str) -> str:
    """Canonical JSON of a stored definition."""
    row = connection.execute("SELECT text FROM definitionrow WHERE hash = ?", (content_hash,)).fetchone()
    if row is None:
        raise InputError.one(f"台账里没有定义 {content_hash[:12]}")
    return str(row[0])


def is_adopted(connection: sqlite3.Connection, content_hash: str) -> bool:
    """Whether this ledger holds a definition."""
    return bool(connection.execute("SELECT 1 FROM definitionrow WHERE hash = ?", (content_hash,)).fetchone())


def definition_rows(connection: sqlite3.Connection, pack: str | None = None) -> list[dict[str, str]]:
    """Hash, pack and version of each stored definition, in the order they were adopted."""
    sql = "SELECT hash, pack, version FROM definitionrow WHERE pack = :pack OR :pack IS NULL ORDER BY rowid"
    return [dict(row) for row in connection.execute(sql, {"pack": pack})]


def answered(
    connection: sqlite3.Connection, pack: str, after: tuple[str, str, str], limit: int
) -> list[dict[str, Any]]:
    """One page of the answers of a pack, each with day, definition and subject; ``after`` is the key before it."""
    sql = (
        "SELECT a.inspection, a.subject, a.item, a.answer, a.entries, i.day, i.definition, "
        "s.name, s.region, s.kind, s.fields "
        "FROM answerrow a JOIN inspectionrow i ON i.id = a.inspection JOIN subjectrow s ON s.key = a.subject "
        "WHERE i.pack = ? AND (a.inspection, a.subject, a.item) > (?, ?, ?) "
        "ORDER BY a.inspection, a.subject, a.item LIMIT ?"
    )
    rows = connection.execute(sql, (pack, *after, limit))
    return [{**dict(r), "entries": json.loads(r["entries"]), "fields": json.loads(r["fields"])} for r in rows]


def number_of(connection: sqlite3.Connection, inspection_id: str, subject: str, item: str) -> str | None:
    """Number of the case that an answer led to."""
    sql = "SELECT number FROM caserow WHERE inspection = ? AND subject = ? AND item = ? AND parent = ''"
    row = connection.execute(sql, (inspection_id, subject, item)).fetchone()
    return str(row[0]) if row else None


def subjects_by_key(connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The recorded ones of these subjects."""
    sql = "SELECT key, kind, pack, name, region, party, fields FROM subjectrow WHERE key = ?"
    rows = (connection.execute(sql, (key,)).fetchone() for key in dict.fromkeys(keys))
    return {row["key"]: {**dict(row), "fields": json.loads(row["fields"])} for row in rows if row}


def places(connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Region and responsible unit of the recorded ones of these subjects."""
    sql = "SELECT key, region, party FROM subjectrow WHERE key = ?"
    rows = (connection.execute(sql, (key,)).fetchone() for key in dict.fromkeys(keys))
    return {row["key"]: (row["region"], row["party"]) for row in rows if row}


def subjects(connection: sqlite3.Connection, text: str = "") -> list[dict[str, Any]]:
    """Recorded subjects whose key, name or party contains ``text``."""
    sql = (
        "SELECT key, kind, pack, name, region, party, fields FROM subjectrow "
        "WHERE instr(key, :t) + instr(name, :t) + instr(party, :t) > 0 OR :t = '' ORDER BY key"
    )
    return [{**dict(r), "fields": json.loads(r["fields"])} for r in connection.execute(sql, {"t": text})]


def inspections(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """All inspections, newest first."""
    return [_inspection(row) for row in connection.execute(f"{_INSPECTION} ORDER BY id DESC")]


def inspection(connection: sqlite3.Connection, key: str) -> dict[str, Any]:
    """One inspection by id. Raises InputError when there is none."""
    row = connection.execute(f"{_INSPECTION} WHERE id = ?", (key,)).fetchone()
    if row is None:
        raise InputError.one(f"没有检查“{key}”")
    return _inspection(row)


def inspections_named(connection: sqlite3.Connection, word: str) -> list[dict[str, Any]]:
    """The inspections that a word may mean: an id, or a beginning of at least 6 digits of a short number."""
    word = unicodedata.normalize("NFKC", word.strip()).lower()
    if not _SHORT.fullmatch(word):
        return [_inspection(row) for row in connection.execute(f"{_INSPECTION} WHERE id = ?", (word,))]
    sql = f"{_INSPECTION} WHERE short >= ? AND short < ? ORDER BY short LIMIT {_FITTING}"
    return [_inspection(row) for row in connection.execute(sql, (word, word + "g"))]


def inspection_from(connection: sqlite3.Connection, source: str) -> str | None:
    """Id of the inspection that was read from a file with this digest."""
    row = connection.execute("SELECT id FROM inspectionrow WHERE source = ?", (source,)).fetchone()
    return str(row[0]) if row else None


def _inspection(row: sqlite3.Row) -> dict[str, Any]:
    values = dict(row)
    lists = {name: values[name].split(",") for name in ("inspectors", "subjects")}
    return {**values, **lists, "finished": bool(values["finished"])}


def answers(connection: sqlite3.Connection, inspection_id: str) -> list[dict[str, Any]]:
    """Latest answers of an inspection."""
    columns = "subject, item, answer, part, note, entries, files, doubts, event, author, replaces"
    sql = f"SELECT {columns} FROM answerrow WHERE inspection = ? ORDER BY subject, item"
    return [
        {
            **dict(r),
            "entries": json.loads(r["entries"]),
            "files": json.loads(r["files"]),
            "doubts": r["doubts"].split(",") if r["doubts"] else [],
        }
        for r in connection.execute(sql, (inspection_id,))
    ]


def last_answer(connection: sqlite3.Connection, inspection_id: str, author: str) -> sqlite3.Row | None:
    """The newest answer of a person that stands in an inspection, and what it replaced."""
    columns = "subject, item, event, pos, replaces"
    sql = f"SELECT {columns} FROM answerrow WHERE inspection = ? AND author = ? ORDER BY pos DESC LIMIT 1"
    found: sqlite3.Row | None = connection.execute(sql, (inspection_id, author)).fetchone()
    return found


def answered_over(connection: sqlite3.Connection, inspection_id: str, author: str) -> dict[str, Any] | None:
    """The newest answer of a person that another has answered anew: subject, item, position, and who did."""
    sql = "SELECT subject, item, author, replaces FROM answerrow WHERE inspection = ? AND author <> ?"
    found: list[dict[str, Any]] = []
    for row in connection.execute(sql, (inspection_id, author)):
        before = row["replaces"]
        while before:
            pos, body = connection.execute("SELECT pos, body FROM eventrow WHERE id = ?", (before,)).fetchone()
            event = from_body(body)
            if event.actor.user == author:
                found.append({**{name: row[name] for name in ("subject", "item", "author")}, "pos": pos})
                break
            before = event.data.get("replaces")
    return max(found, key=lambda one: one["pos"]) if found else None


@dataclass(frozen=True)
class Head:
    """Where the ledger's chain stands: number of events, newest link, whether it is a rehearsal, when last written."""

    count: int
    chain: str
    rehearsal: bool
    ledger: str


def head(connection: sqlite3.Connection) -> Head:
    """The chain's head and what the founding event says."""
    first = connection.execute("SELECT body FROM eventrow WHERE pos = 1").fetchone()
    last = connection.execute("SELECT pos, chain FROM eventrow WHERE pos = (SELECT max(pos) FROM eventrow)").fetchone()
    if first is None or last is None:
        return Head(0, GENESIS, False, "")
    founding = from_body(first[0])
    return Head(int(last[0]), str(last[1]), bool(founding.data["rehearsal"]), str(founding.data["ledger"]))


def changed(connection: sqlite3.Connection) -> int:
    """A number that grows with every event: cheap to poll for changes."""
    return int(connection.execute("SELECT coalesce(max(pos), 0) FROM eventrow").fetchone()[0])


def line_at(opened: int, entries: list[Entry]) -> CaseLine:
    """The line of a case as its given events leave it."""
    case = None
    for entry in entries:
        case = apply(case, entry.event)
    assert case is not None
    return line_of(case, opened)
