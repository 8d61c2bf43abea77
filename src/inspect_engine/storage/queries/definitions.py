"""Definitions that the ledger keeps, by the hash of their content."""

from __future__ import annotations

import sqlite3

from inspect_engine.errors import InputError


def definition(connection: sqlite3.Connection, content_hash: str) -> str:
    """Canonical JSON of a stored definition."""
    row = connection.execute("SELECT text FROM definitionrow WHERE hash = ?", (content_hash,)).fetchone()
    if row is None:
        raise InputError.one(f"台账里没有定义 {content_hash[:12]}")
    return str(row[0])


def definition_rows(connection: sqlite3.Connection, pack: str | None = None) -> list[dict[str, str]]:
    """Hash, pack and version of each checklist that is kept, in the order they came."""
    sql = (
        "SELECT hash, pack, version FROM definitionrow "
        "WHERE kind = 'pack' AND (pack = :pack OR :pack IS NULL) ORDER BY rowid"
    )
    return [dict(row) for row in connection.execute(sql, {"pack": pack})]


def definitions_lost(connection: sqlite3.Connection) -> list[str]:
    """Hashes of definitions by which somebody inspected and which are not kept any more."""
    sql = "SELECT DISTINCT definition FROM inspectionrow WHERE definition NOT IN (SELECT hash FROM definitionrow)"
    return [str(row[0]) for row in connection.execute(sql)]
