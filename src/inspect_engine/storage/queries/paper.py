"""Cases that were taken over from paper."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import groupby

from inspect_engine.domain.cases import Case, fold
from inspect_engine.domain.events import Event, from_body


def from_paper(connection: sqlite3.Connection, act: str) -> Iterator[tuple[str, Event]]:
    """Number and opening event of every case that an act of importing (an event's id) has opened, in order."""
    sql = (
        "SELECT c.number, e.body FROM caserow c JOIN eventrow e ON e.pos = c.opened "
        "WHERE c.inspection = ? AND c.parent = '' ORDER BY c.opened"
    )
    for number, body in connection.execute(sql, (act,)):
        yield str(number), from_body(body)


def cases_from_paper(connection: sqlite3.Connection, act: str) -> Iterator[Case]:
    """Every case that an act of importing has opened, in order, as it stands."""
    sql = (
        "SELECT e.case_id, e.body FROM caserow c JOIN eventrow e ON e.case_id = c.id "
        "WHERE c.inspection = ? AND c.parent = '' ORDER BY c.opened, e.pos"
    )
    for _, rows in groupby(connection.execute(sql, (act,)), key=lambda row: row[0]):
        yield fold(from_body(row[1]) for row in rows)


def with_papers(connection: sqlite3.Connection, act: str) -> set[str]:
    """Those of these cases (ids) about which a document is in force."""
    sql = (
        "SELECT c.id FROM caserow c JOIN documentcaserow l ON l.case_id = c.id "
        "JOIN documentrow d ON d.number = l.document WHERE c.inspection = ? AND d.voided_on IS NULL"
    )
    return {str(row[0]) for row in connection.execute(sql, (act,))}


def numbers_from_paper(connection: sqlite3.Connection, act: str, region: str) -> list[str]:
    """The numbers of these cases within a region (a prefix; empty for all), in order."""
    sql = (
        "SELECT number FROM caserow WHERE inspection = ? AND parent = '' AND region >= ? AND region < ? ORDER BY opened"
    )
    return [str(row[0]) for row in connection.execute(sql, (act, region, f"{region}:"))]


def regions_from_paper(connection: sqlite3.Connection, act: str) -> list[str]:
    """The regions of these cases, each once."""
    sql = "SELECT DISTINCT region FROM caserow WHERE inspection = ? AND parent = '' ORDER BY region"
    return [str(row[0]) for row in connection.execute(sql, (act,))]
