"""Where the traces of a case lead: to the cases that share them."""

from __future__ import annotations

import sqlite3

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
