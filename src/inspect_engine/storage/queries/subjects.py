"""Subjects that are recorded."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import Any

_COLUMNS = "key, kind, pack, name, region, party, fields, units, forms, under, closed_on, past"
WITHIN = (
    "WITH RECURSIVE tree(key) AS (SELECT :within UNION "
    "SELECT s.key FROM tree JOIN subjectrow s ON s.under = tree.key AND s.under <> '') SELECT key FROM tree"
)
"""The keys of a place and of everything that lies in it, however deep."""
WHOLE = "ifnull(i.source, '') NOT GLOB 'log:*'"
"""Inspections (``i``) that are visits: no hazards that were logged by themselves (:data:`inspections.LOGGED`)."""
_READ = ("fields", "units", "forms", "past")


def subjects_by_key(connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The recorded ones of these subjects."""
    sql = f"SELECT {_COLUMNS} FROM subjectrow WHERE key = ?"
    rows = (connection.execute(sql, (key,)).fetchone() for key in dict.fromkeys(keys))
    return {row["key"]: subject_of(row) for row in rows if row}


def places(connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Region and responsible unit of the recorded ones of these subjects."""
    sql = "SELECT key, region, party FROM subjectrow WHERE key = ?"
    rows = (connection.execute(sql, (key,)).fetchone() for key in dict.fromkeys(keys))
    return {row["key"]: (row["region"], row["party"]) for row in rows if row}


def subjects(connection: sqlite3.Connection, text: str = "") -> list[dict[str, Any]]:
    """Recorded subjects whose key, name or party contains ``text``."""
    sql = (
        f"SELECT {_COLUMNS} FROM subjectrow "
        "WHERE instr(key, :t) + instr(name, :t) + instr(party, :t) > 0 OR :t = '' ORDER BY key"
    )
    return [subject_of(row) for row in connection.execute(sql, {"t": text})]


def subject_of(row: sqlite3.Row) -> dict[str, Any]:
    """A subject as its row tells of it."""
    return {**dict(row), **{name: json.loads(row[name]) for name in _READ}}


def subjects_under(connection: sqlite3.Connection, key: str) -> list[dict[str, Any]]:
    """What lies in a place, in the order of the codes as people count."""
    sql = f"SELECT {_COLUMNS} FROM subjectrow WHERE under = ? AND under <> '' ORDER BY length(key), key"
    return [subject_of(row) for row in connection.execute(sql, (key,))]


def keys_under(connection: sqlite3.Connection, key: str) -> list[str]:
    """The keys of what lies in a place itself."""
    sql = "SELECT key FROM subjectrow WHERE under = ? AND under <> ''"
    return [str(row[0]) for row in connection.execute(sql, (key,))]


def changed_under(connection: sqlite3.Connection, key: str) -> list[dict[str, Any]]:
    """What lies in a place and was moved, called otherwise or closed before, in the order of the codes."""
    sql = (
        f"SELECT {_COLUMNS} FROM subjectrow WHERE under = ? AND under <> '' AND past <> '[]' ORDER BY length(key), key"
    )
    return [subject_of(row) for row in connection.execute(sql, (key,))]


def keys_of_kind(connection: sqlite3.Connection, kind: str, region: str) -> list[dict[str, Any]]:
    """Key, region and unit of what is recorded of a kind in a region, and lies in no other place."""
    sql = "SELECT key, region, party FROM subjectrow WHERE kind = ? AND region = ? AND under = '' ORDER BY key"
    return [dict(row) for row in connection.execute(sql, (kind, region))]


def named_under(connection: sqlite3.Connection, key: str, name: str) -> str | None:
    """The key of what lies in a place and goes by this name; one that is open rather than a closed one."""
    sql = "SELECT key FROM subjectrow WHERE under = ? AND under <> '' AND name = ? ORDER BY closed_on <> '' LIMIT 1"
    row = connection.execute(sql, (key, name)).fetchone()
    return str(row[0]) if row else None


def last_serial(connection: sqlite3.Connection, key: str) -> int:
    """The last running number that was given in a place; 0 for one that is not recorded."""
    row = connection.execute("SELECT serial FROM subjectrow WHERE key = ?", (key,)).fetchone()
    return int(row[0]) if row else 0


def keys_within(connection: sqlite3.Connection, key: str) -> list[str]:
    """A place and everything that lies in it, however deep."""
    return [str(row[0]) for row in connection.execute(WITHIN, {"within": key})]


def figures_of(connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, tuple[int, date | None, int, int]]:
    """Of each of these subjects: visits in which it was answered of and that were not discarded, the day of the last of
    them, cases found there, and those of them that are open."""
    visited = (
        f"SELECT count(*), max(day) FROM inspectionrow AS i WHERE NOT discarded AND {WHOLE} "
        "AND id IN (SELECT inspection FROM answerrow WHERE subject = :key)"
    )
    found = "SELECT count(*), total(is_open) FROM caserow WHERE subject = :key"
    told = {}
    for key in keys:
        (visits, last), (cases, left) = (connection.execute(sql, {"key": key}).fetchone() for sql in (visited, found))
        told[key] = visits, date.fromisoformat(last) if last else None, cases, int(left)
    return told


def parties(connection: sqlite3.Connection, region: str) -> set[str]:
    """The responsible units that subjects within a region have."""
    sql = "SELECT DISTINCT party FROM subjectrow WHERE region >= ? AND region < ?"
    return {str(row[0]) for row in connection.execute(sql, (region, f"{region}:"))}


def regions_of_subjects(connection: sqlite3.Connection, region: str) -> set[str]:
    """The regions within a region in which a subject is recorded."""
    sql = "SELECT DISTINCT region FROM subjectrow WHERE region >= ? AND region < ?"
    return {str(row[0]) for row in connection.execute(sql, (region, f"{region}:"))}


def subjects_of(connection: sqlite3.Connection, kind: str, pack: str) -> list[dict[str, Any]]:
    """The recorded subjects of a kind, by their first form or by one for a pack."""
    form = "json_extract(forms, '$.' || json_quote(:pack) || '.kind')"
    sql = f"SELECT {_COLUMNS} FROM subjectrow WHERE kind = :kind OR (forms <> '{{}}' AND {form} = :kind) ORDER BY key"
    return [subject_of(row) for row in connection.execute(sql, {"kind": kind, "pack": pack})]
