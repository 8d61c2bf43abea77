"""Inspections and their answers."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.events import Event, from_body
from inspect_engine.errors import InputError
from inspect_engine.storage.queries.cases import FOUND
from inspect_engine.storage.queries.countersigning import all_signing, signing_rows
from inspect_engine.storage.queries.subjects import WHOLE

if TYPE_CHECKING:
    from inspect_engine.domain.inspections.before import Before

_INSPECTION = (
    "SELECT id, pack, definition, day, inspectors, subjects, source, finished, short, discarded FROM inspectionrow"
)
_SHORT = re.compile("[0-9a-f]{6,8}")
_LATELY = 300
"""Inspections among which somebody's last one is looked for."""
_FITTING = 20
"""Inspections that one word may mean, at most: more are not told apart anyway."""


def inspections(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """All inspections, newest first."""
    signing: dict[str, list[dict[str, Any]]] = {}
    for each in all_signing(connection):
        signing.setdefault(each["inspection"], []).append(each)
    rows = connection.execute(f"{_INSPECTION} ORDER BY id DESC")
    return [_inspection(row, signing.get(row["id"], [])) for row in rows]


def inspections_of(connection: sqlite3.Connection, subject: str) -> list[dict[str, Any]]:
    """The inspections in which something was answered of a subject, newest first."""
    mine = "SELECT inspection FROM answerrow WHERE subject = ?"
    rows = connection.execute(f"{_INSPECTION} WHERE id IN ({mine}) ORDER BY id DESC", (subject,)).fetchall()
    return [_inspection(row, signing_rows(connection, row["id"])) for row in rows]


def inspection(connection: sqlite3.Connection, key: str) -> dict[str, Any]:
    """One inspection by id. Raises InputError when there is none."""
    row = connection.execute(f"{_INSPECTION} WHERE id = ?", (key,)).fetchone()
    if row is None:
        raise InputError.one(f"没有检查“{key}”")
    return _inspection(row, signing_rows(connection, key))


def inspections_named(connection: sqlite3.Connection, word: str) -> list[dict[str, Any]]:
    """The inspections that a word may mean: an id, or a beginning of at least 6 digits of a short number."""
    word = unicodedata.normalize("NFKC", word.strip()).lower()
    if not _SHORT.fullmatch(word):
        rows = connection.execute(f"{_INSPECTION} WHERE id = ?", (word,)).fetchall()
    else:
        sql = f"{_INSPECTION} WHERE short >= ? AND short < ? ORDER BY short LIMIT {_FITTING}"
        rows = connection.execute(sql, (word, word + "g")).fetchall()
    return [_inspection(row, signing_rows(connection, row["id"])) for row in rows]


def inspection_from(connection: sqlite3.Connection, source: str) -> str | None:
    """Id of the inspection that was read from a file with this digest."""
    row = connection.execute("SELECT id FROM inspectionrow WHERE source = ?", (source,)).fetchone()
    return str(row[0]) if row else None


def _inspection(row: sqlite3.Row, signing: list[dict[str, Any]]) -> dict[str, Any]:
    values = {**dict(row), "signing": signing}
    lists = {name: values[name].split(",") for name in ("inspectors", "subjects")}
    return {**values, **lists, **{name: bool(values[name]) for name in ("finished", "discarded")}}


def unfinished(connection: sqlite3.Connection) -> tuple[int, date | None]:
    """How many inspections are under way, and the day of the oldest."""
    count, oldest = connection.execute("SELECT count(*), min(day) FROM inspectionrow WHERE ended IS NULL").fetchone()
    return int(count), date.fromisoformat(oldest) if oldest else None


def under_way(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """The inspections that are under way, the oldest first."""
    rows = connection.execute(f"{_INSPECTION} WHERE ended IS NULL ORDER BY day, id")
    return [_inspection(row, []) for row in rows]


def begun(connection: sqlite3.Connection, as_of: date, until: int) -> list[Event]:
    """The events that began what was under way at the end of a day, as known at a position; the oldest first."""
    ended = "SELECT substr(recorded_at, 1, 10) FROM eventrow WHERE pos = i.ended"
    sql = (
        "SELECT e.body FROM inspectionrow i JOIN eventrow e ON e.pos = i.begun "
        "WHERE i.begun <= :until AND substr(e.recorded_at, 1, 10) <= :as_of "
        f"AND (i.ended IS NULL OR i.ended > :until OR ({ended}) > :as_of) ORDER BY i.day, i.id"
    )
    return [from_body(row[0]) for row in connection.execute(sql, {"until": until, "as_of": as_of.isoformat()})]


def asking(connection: sqlite3.Connection, inspection_id: str) -> list[tuple[str, str]]:
    """Subject and item of each answer that stands and says 不合格."""
    sql = "SELECT subject, item FROM answerrow WHERE inspection = ? AND answer = 'fail' ORDER BY subject, item"
    return [(row[0], row[1]) for row in connection.execute(sql, (inspection_id,))]


def answers(connection: sqlite3.Connection, inspection_id: str) -> list[dict[str, Any]]:
    """Latest answers of an inspection."""
    columns = (
        "subject, item, place, answer, part, note, entries, files, doubts, event, author, replaces, unit, co_units, "
        "still, another, shared"
    )
    sql = f"SELECT {columns} FROM answerrow WHERE inspection = ? ORDER BY subject, item, CAST(place AS INTEGER)"
    return [
        {
            **dict(r),
            "entries": json.loads(r["entries"]),
            "files": json.loads(r["files"]),
            "co_units": json.loads(r["co_units"]),
            "doubts": r["doubts"].split(",") if r["doubts"] else [],
            "another": bool(r["another"]),
            "shared": bool(r["shared"]),
        }
        for r in connection.execute(sql, (inspection_id,))
    ]


def answer_entries(connection: sqlite3.Connection, inspection_id: str, subject: str, item: str, place: str) -> Any:
    """What was filled in with the latest answer to one item, a mapping; None where there is none."""
    sql = "SELECT entries FROM answerrow WHERE inspection = ? AND subject = ? AND item = ? AND place = ?"
    row = connection.execute(sql, (inspection_id, subject, item, place)).fetchone()
    return json.loads(row[0]) if row else None


def unsettled(connection: sqlite3.Connection, words: Sequence[str]) -> list[dict[str, Any]]:
    """Answers of ended inspections that are one of ``words``, and were not followed by a later answer to the same item
    of the same subject; the oldest first."""
    marks = ", ".join("?" * len(words))
    sql = f"""
        SELECT inspection, day, pack, subject, item, answer, note, author, pos FROM (
            SELECT a.inspection, i.day, i.pack, a.subject, a.item, a.answer, a.note, a.author, MAX(a.pos) AS pos
            FROM answerrow AS a JOIN inspectionrow AS i ON i.id = a.inspection AND i.finished
            GROUP BY i.pack, a.subject, a.item
        ) WHERE answer IN ({marks}) ORDER BY pos"""
    return [dict(row) for row in connection.execute(sql, tuple(words))]


def last_answer(connection: sqlite3.Connection, inspection_id: str, author: str) -> sqlite3.Row | None:
    """The newest answer of a person that stands in an inspection, and what it replaced."""
    columns = "subject, item, place, event, pos, replaces"
    sql = f"SELECT {columns} FROM answerrow WHERE inspection = ? AND author = ? ORDER BY pos DESC LIMIT 1"
    found: sqlite3.Row | None = connection.execute(sql, (inspection_id, author)).fetchone()
    return found


def answered_by(connection: sqlite3.Connection, inspection_id: str) -> frozenset[str]:
    """Everybody who has ever answered in an inspection, whatever became of his answers: looked for among the answers
    that were given while it was under way."""
    from inspect_engine.domain.inspections.hands import ANSWERED

    sql = """
        SELECT e.body FROM inspectionrow AS i JOIN eventrow AS e
        ON e.kind = ? AND e.pos >= i.begun AND e.pos <= ifnull(i.ended, 9223372036854775807)
        WHERE i.id = ? AND instr(e.body, i.id)"""
    told = (from_body(row[0]) for row in connection.execute(sql, (ANSWERED, inspection_id)))
    return frozenset(event.actor.user for event in told if event.data["inspection"] == inspection_id)


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


def answered(
    connection: sqlite3.Connection, pack: str, after: tuple[str, str, str, str], limit: int
) -> list[dict[str, Any]]:
    """One page of the answers of a pack, each with day, definition and subject; ``after`` is the key before it."""
    sql = (
        "SELECT a.inspection, a.subject, a.item, a.place, a.answer, a.entries, i.day, i.definition, "
        "s.name, s.region, s.kind, s.fields, s.pack, s.forms, s.party "
        "FROM answerrow a JOIN inspectionrow i ON i.id = a.inspection JOIN subjectrow s ON s.key = a.subject "
        "WHERE i.pack = ? AND NOT i.discarded AND (a.inspection, a.subject, a.item, a.place) > (?, ?, ?, ?) "
        "ORDER BY a.inspection, a.subject, a.item, a.place LIMIT ?"
    )
    rows = connection.execute(sql, (pack, *after, limit))
    read = ("entries", "fields", "forms")
    return [{**dict(r), **{name: json.loads(r[name]) for name in read}} for r in rows]


def case_found(connection: sqlite3.Connection, inspection_id: str, subject: str, item: str, place: str) -> str | None:
    """Id of the case that an answer led to last."""
    sql = "SELECT id FROM caserow WHERE inspection = ? AND subject = ? AND item = ? AND place = ? AND parent = ''"
    row = connection.execute(f"{sql} ORDER BY opened DESC LIMIT 1", (inspection_id, subject, item, place)).fetchone()
    return str(row[0]) if row else None


def open_before(connection: sqlite3.Connection, subject: str, item: str, on: date) -> list[Before]:
    """The hazards of an item that are open at a subject and were found by a day, in the order they were opened."""
    from inspect_engine.domain.inspections.before import Before

    columns = "id, number, part, title, found_on, state_title, due_on"
    sql = f"SELECT {columns} FROM caserow WHERE {FOUND} AND subject = ? AND item = ? AND closed_on IS NULL"
    rows = connection.execute(f"{sql} AND found_on <= ? ORDER BY opened", (subject, item, on.isoformat()))
    dated = (({**dict(row), "found_on": parse_date(row["found_on"])}, row["due_on"]) for row in rows)
    return [Before(**{**row, "due_on": parse_date(due) if due else None}) for row, due in dated]


def all_open_before(
    connection: sqlite3.Connection, subjects: Iterable[str], on: date
) -> dict[tuple[str, str], list[Before]]:
    """The same of every item of these subjects, by subject and item, where there are any."""
    sql = f"SELECT subject, item FROM caserow WHERE {FOUND} AND subject = ? AND closed_on IS NULL AND found_on <= ?"
    pairs = {tuple(row) for key in subjects for row in connection.execute(sql, (key, on.isoformat()))}
    return {(key, item): open_before(connection, key, item, on) for key, item in sorted(pairs)}


def case_numbered(connection: sqlite3.Connection, word: str) -> str | None:
    """Id of the case of a number, or id."""
    row = connection.execute(
        "SELECT id FROM caserow WHERE number = ? UNION SELECT id FROM caserow WHERE id = ?", (word.upper(), word)
    ).fetchone()
    return str(row[0]) if row else None


def still_found(connection: sqlite3.Connection, inspection_id: str) -> list[str]:
    """Numbers of the cases that an inspection found not put right yet, in the order of its answers."""
    sql = "SELECT c.number FROM answerrow a JOIN caserow c ON c.id = a.still WHERE a.inspection = ? ORDER BY a.pos"
    return [str(row[0]) for row in connection.execute(sql, (inspection_id,))]


def inspections_alike(
    connection: sqlite3.Connection, pack: str, day: date, subjects: Iterable[str]
) -> list[dict[str, Any]]:
    """The visits by a checklist on a day in which anything was answered of these subjects, the newest first."""
    mine = "SELECT inspection FROM answerrow WHERE subject = ?"
    sql = f"{_INSPECTION} AS i WHERE pack = ? AND +day = ? AND {WHOLE} AND id IN ({mine})"
    # by what was answered, not by the day: of that there may be any number
    asked = [connection.execute(sql, (pack, day.isoformat(), key)).fetchall() for key in subjects]
    found = {row["id"]: _inspection(row, []) for rows in asked for row in rows}
    return sorted(found.values(), key=lambda row: str(row["id"]), reverse=True)


def number_of(connection: sqlite3.Connection, inspection_id: str, subject: str, item: str) -> str | None:
    """Number of a case that the answers to an item led to."""
    sql = "SELECT number FROM caserow WHERE inspection = ? AND subject = ? AND item = ? AND parent = ''"
    row = connection.execute(sql, (inspection_id, subject, item)).fetchone()
    return str(row[0]) if row else None


def last_visits(connection: sqlite3.Connection, subjects: Iterable[str], pack: str) -> dict[str, date]:
    """Of each of these subjects, the day of the last visit by a checklist that has ended and found something out about
    it, if there was any."""
    sql = (
        "SELECT a.subject, max(i.day) FROM json_each(?) s JOIN answerrow a ON a.subject = s.value "
        "JOIN inspectionrow i ON i.id = a.inspection "
        f"WHERE i.pack = ? AND i.finished AND {WHOLE} AND a.answer NOT IN ('missing', 'unable') GROUP BY a.subject"
    )
    rows = connection.execute(sql, (json.dumps(list(subjects)), pack))
    return {subject: date.fromisoformat(day) for subject, day in rows}


def found_at(connection: sqlite3.Connection, subject: str) -> dict[tuple[str, str], int]:
    """How many hazards of each pack and item were ever found at a subject."""
    sql = f"SELECT pack, item, count(*) FROM caserow WHERE {FOUND} AND subject = ? GROUP BY pack, item"
    return {(row[0], row[1]): int(row[2]) for row in connection.execute(sql, (subject,))}


def lately_inspected(connection: sqlite3.Connection, name: str, limit: int = _LATELY) -> list[dict[str, Any]]:
    """The inspections, of the last few hundred, in which a person inspects, newest first."""
    mine = "instr(',' || inspectors || ',', ',' || ? || ',') > 0"
    sql = f"SELECT * FROM ({_INSPECTION} ORDER BY id DESC LIMIT {_LATELY}) WHERE {mine} LIMIT {limit}"
    return [_inspection(row, []) for row in connection.execute(sql, (name,))]
