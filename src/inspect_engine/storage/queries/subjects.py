"""Subjects that are recorded."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any


def subjects_by_key(connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The recorded ones of these subjects."""
    sql = "SELECT key, kind, pack, name, region, party, fields, units FROM subjectrow WHERE key = ?"
    rows = (connection.execute(sql, (key,)).fetchone() for key in dict.fromkeys(keys))
    return {row["key"]: _subject(row) for row in rows if row}


def places(connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Region and responsible unit of the recorded ones of these subjects."""
    sql = "SELECT key, region, party FROM subjectrow WHERE key = ?"
    rows = (connection.execute(sql, (key,)).fetchone() for key in dict.fromkeys(keys))
    return {row["key"]: (row["region"], row["party"]) for row in rows if row}


def subjects(connection: sqlite3.Connection, text: str = "") -> list[dict[str, Any]]:
    """Recorded subjects whose key, name or party contains ``text``."""
    sql = (
        "SELECT key, kind, pack, name, region, party, fields, units FROM subjectrow "
        "WHERE instr(key, :t) + instr(name, :t) + instr(party, :t) > 0 OR :t = '' ORDER BY key"
    )
    return [_subject(row) for row in connection.execute(sql, {"t": text})]


def _subject(row: sqlite3.Row) -> dict[str, Any]:
    return {**dict(row), **{name: json.loads(row[name]) for name in ("fields", "units")}}


def parties(connection: sqlite3.Connection, region: str) -> set[str]:
    """The responsible units that subjects within a region have."""
    sql = "SELECT DISTINCT party FROM subjectrow WHERE region >= ? AND region < ?"
    return {str(row[0]) for row in connection.execute(sql, (region, f"{region}:"))}


def subjects_of(connection: sqlite3.Connection, kind: str) -> list[dict[str, Any]]:
    """The recorded subjects of a kind."""
    sql = "SELECT key, kind, pack, name, region, party, fields FROM subjectrow WHERE kind = ? ORDER BY key"
    return [{**dict(r), "fields": json.loads(r["fields"])} for r in connection.execute(sql, (kind,))]
