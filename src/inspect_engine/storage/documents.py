"""Numbered documents, and numbers that actions say: read in plain SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.events import Event, from_body
from inspect_engine.storage.queries import CaseFilter

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer


@dataclass(frozen=True)
class Issued:
    """One numbered document as it stands; ``cases`` are the numbers of its cases, in its order.

    One that ``supplements`` another adds ``cases`` to that, and takes ``leaving`` out of it; ``left`` are those of its
    own cases that were taken out by such a one, which was served.
    """

    number: str
    id: str
    office: str
    year: int
    serial: int
    kind: str
    title: str
    day: date
    party: str
    issuer: str
    sha256: str
    name: str
    size: int
    replaces: str | None
    served_on: date | None
    service: str | None
    received_by: str | None
    refused: bool
    voided_on: date | None
    voided_by: str | None
    void_reason: str | None
    supplements: str | None = None
    cases: tuple[str, ...] = ()
    leaving: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        return "已作废" if self.voided_on else "已送达" if self.served_on else "未送达"

    def concerns(self, case: str) -> bool:
        """Whether it was issued for a case (number), which was not taken out of it since."""
        return case in self.cases and case not in self.left

    @property
    def file(self) -> dict[str, Any]:
        """The stored file, as events name it."""
        return {"sha256": self.sha256, "name": self.name, "size": self.size}


COLUMNS = tuple(f.name for f in fields(Issued) if f.name not in ("cases", "leaving", "left"))
"""Those of its fields that its row has."""
_COLUMNS = ", ".join(f"d.{name}" for name in COLUMNS)
_DAYS = ("day", "served_on", "voided_on")


def documents(
    connection: sqlite3.Connection, seen: CaseFilter, *, number: str | None = None, after: str | None = None
) -> Iterator[Issued]:
    """Documents about a case that ``seen`` matches, in the order they were numbered; with ``number`` that one, with
    ``after`` those that were issued in the place of that one, or supplement it."""
    where, values = seen.where()
    about = f"SELECT 1 FROM documentcaserow l JOIN caserow ON id = l.case_id WHERE l.document = d.number AND {where}"
    sql = (
        f"SELECT {_COLUMNS} FROM documentrow d WHERE (:number IS NULL OR d.number = :number) "
        f"AND (:after IS NULL OR :after IN (d.replaces, d.supplements)) AND EXISTS ({about}) "
        "ORDER BY d.office, d.year, d.serial"
    )
    for row in connection.execute(sql, {**values, "number": number, "after": after}).fetchall():
        yield _issued(connection, row)


def of_case(connection: sqlite3.Connection, case: str) -> list[Issued]:
    """All documents about a case (id), in the order they were issued."""
    sql = (
        f"SELECT {_COLUMNS} FROM documentcaserow l JOIN documentrow d ON d.number = l.document "
        "JOIN eventrow e ON e.id = d.id WHERE l.case_id = ? ORDER BY e.pos"
    )
    return [_issued(connection, row) for row in connection.execute(sql, (case,)).fetchall()]


def issuing(connection: sqlite3.Connection, found: Issued) -> Event:
    """The event by which a document was issued."""
    return from_body(connection.execute("SELECT body FROM eventrow WHERE id = ?", (found.id,)).fetchone()[0])


def serving(connection: sqlite3.Connection, found: Issued) -> Event | None:
    """The event by which a document was served; None of one that was not."""
    sql = (
        "SELECT body FROM eventrow WHERE kind = 'document.served' AND pos > (SELECT pos FROM eventrow WHERE id = ?) "
        "AND body ->> '$.data.number' = ? ORDER BY pos LIMIT 1"
    )
    row = connection.execute(sql, (found.id, found.number)).fetchone() if found.served_on else None
    return from_body(row[0]) if row else None


def issued_after(connection: sqlite3.Connection, event: Event) -> Event | None:
    """The event by which the next document after an event was issued."""
    sql = (
        "SELECT body FROM eventrow WHERE kind = 'document.issued' AND pos > (SELECT pos FROM eventrow WHERE id = ?) "
        "ORDER BY pos LIMIT 1"
    )
    row = connection.execute(sql, (event.id,)).fetchone()
    return from_body(row[0]) if row else None


def last_serial(connection: sqlite3.Connection, office: str, year: int) -> int:
    """The last number given of an office and year, voided ones too; 0 before the first."""
    sql = "SELECT max(serial) FROM documentrow WHERE office = ? AND year = ?"
    return int(connection.execute(sql, (office, year)).fetchone()[0] or 0)


def last_written(connection: sqlite3.Connection, office: str, year: int) -> int:
    """The last number of an office and year that an action says; 0 where none does."""
    sql = "SELECT max(serial) FROM numberrow WHERE office = ? AND year = ?"
    return int(connection.execute(sql, (office, year)).fetchone()[0] or 0)


def is_written(connection: sqlite3.Connection, number: str) -> bool:
    """Whether an action says this number."""
    return connection.execute("SELECT 1 FROM numberrow WHERE number = ? LIMIT 1", (number,)).fetchone() is not None


def case_ids(connection: sqlite3.Connection, number: str) -> list[str]:
    """Ids of the cases of a document of this number; none where no document has it."""
    sql = "SELECT case_id FROM documentcaserow WHERE document = ? AND NOT leaves ORDER BY place"
    return [str(row[0]) for row in connection.execute(sql, (number,))]


def leaving_ids(connection: sqlite3.Connection, number: str) -> list[str]:
    """Ids of the cases that a document takes out of the one that it supplements."""
    sql = "SELECT case_id FROM documentcaserow WHERE document = ? AND leaves ORDER BY place"
    return [str(row[0]) for row in connection.execute(sql, (number,))]


def leaving_soon(connection: sqlite3.Connection, number: str) -> dict[str, str]:
    """Cases (ids) of a document that one not served yet takes out of it, each with the number of that."""
    sql = (
        "SELECT l.case_id, l.document FROM documentrow d JOIN documentcaserow l ON l.document = d.number "
        "WHERE d.supplements = ? AND l.leaves AND d.served_on IS NULL AND d.voided_on IS NULL"
    )
    return {str(case): str(paper) for case, paper in connection.execute(sql, (number,))}


def last_day(log: Writer, office: str) -> date | None:
    """The latest day on which an office has issued anything."""
    day = log.connection.exec_driver_sql("SELECT max(day) FROM documentrow WHERE office = ?", (office,)).scalar()
    return date.fromisoformat(str(day)) if day else None


def _issued(connection: sqlite3.Connection, row: sqlite3.Row) -> Issued:
    values = dict(row)
    for name in _DAYS:
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    sql = (
        "SELECT number, leaves, left_by FROM documentcaserow d JOIN caserow ON id = case_id "
        "WHERE document = ? ORDER BY d.place"
    )
    found = connection.execute(sql, (values["number"],)).fetchall()
    cases = tuple(str(number) for number, leaves, _ in found if not leaves)
    leaving = tuple(str(number) for number, leaves, _ in found if leaves)
    left = tuple(str(number) for number, leaves, by in found if by and not leaves)
    return Issued(**{**values, "refused": bool(values["refused"])}, cases=cases, leaving=leaving, left=left)
