"""What the events say, as rows: applied in the transaction that stores the event, and by ``verify`` from scratch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import SQLModel, col

from inspect_engine.domain.case import OPENED, Case, apply, fold
from inspect_engine.domain.events import Event, from_body
from inspect_engine.storage.tables import (
    AnswerRow,
    CaseRow,
    DocumentCaseRow,
    DocumentRow,
    EventRow,
    InspectionRow,
    SubjectRow,
    UserRow,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

NO_DATE = date(9999, 12, 31)
ANSWER_KEY = ("inspection", "subject", "item")


def project(connection: Connection, event: Event, pos: int) -> None:
    """Bring the projections up to one more event."""
    data = event.data
    match event.kind:
        case "user.enrolled":
            row = {name: data[name] for name in ("name", "title", "party", "os_user")}
            row |= {"roles": ",".join(data["roles"]), "active": True, "region": data.get("region", ""), "secret": ""}
            _put(connection, UserRow, row, "name")
        case "user.disabled":
            _set_user(connection, data["name"], active=False)
        case "user.region_set":
            _set_user(connection, data["name"], region=data["region"])
        case "user.passphrase_set":
            _set_user(connection, data["name"], secret=data["digest"])
        case "subject.recorded":
            row = {name: data[name] for name in ("key", "kind", "pack", "name", "region", "party")}
            _put(connection, SubjectRow, {**row, "fields": _json(data["fields"])}, "key")
        case "inspection.started":
            row = {name: data[name] for name in ("id", "pack", "definition", "source")}
            lists = {name: ",".join(data[name]) for name in ("inspectors", "subjects")}
            _put(connection, InspectionRow, {**row, **lists, "day": event.on, "finished": False}, "id")
        case "inspection.answered":
            _put(connection, AnswerRow, _answer(event, pos), *ANSWER_KEY)
        case "inspection.answer_retracted":
            _take_back(connection, data)
        case "inspection.finished":
            done = update(InspectionRow).where(col(InspectionRow.id) == data["id"])
            connection.execute(done.values(finished=True))
        case "document.issued" | "document.served" | "document.voided":
            _project_document(connection, event)
    if event.case:
        _project_case(connection, event, pos)


def _answer(event: Event, pos: int) -> dict[str, Any]:
    """The row of an answer."""
    data = event.data
    row = {name: data[name] for name in ("inspection", "subject", "item", "answer", "note")}
    files = _json([dict(file) for file in event.files])
    row |= {"entries": _json(data["values"]), "files": files, "part": data.get("part", "")}
    given = {"event": event.id, "pos": pos, "author": event.actor.user, "replaces": data.get("replaces")}
    return row | given | {"doubts": ",".join(data.get("doubts", ()))}


def _take_back(connection: Connection, data: Mapping[str, Any]) -> None:
    """What stood before an answer stands again."""
    if data["restores"]:
        before = select(col(EventRow.body), col(EventRow.pos)).where(col(EventRow.id) == data["restores"])
        body, pos = connection.execute(before).one()
        _put(connection, AnswerRow, _answer(from_body(body), pos), *ANSWER_KEY)
    else:
        same = [col(getattr(AnswerRow, key)) == data[key] for key in ANSWER_KEY]
        connection.execute(delete(AnswerRow).where(*same))


def _project_document(connection: Connection, event: Event) -> None:
    """Numbered documents. An office needs no row: its events are few, and are folded when they are read."""
    data, file = event.data, event.files[0] if event.files else {}
    where = col(DocumentRow.number) == data["number"]
    if event.kind == "document.issued":
        same = {name: data[name] for name in ("number", "office", "year", "serial", "kind", "title", "party")}
        kept = {name: file[name] for name in ("sha256", "name", "size")}
        row = {**same, **kept, "replaces": data["replaces"], "refused": False}
        row |= {"id": event.id, "day": event.on, "issuer": event.actor.user}
        connection.execute(insert(DocumentRow).values(row))
        for place, case in enumerate(data["cases"]):
            link = {"document": data["number"], "case_id": case["id"], "place": place}
            connection.execute(insert(DocumentCaseRow).values(link))
    elif event.kind == "document.served":
        served = {name: data[name] for name in ("service", "received_by", "refused")}
        connection.execute(update(DocumentRow).where(where).values(**served, served_on=event.on))
    else:
        void = {"voided_on": event.on, "voided_by": event.actor.user, "void_reason": data["reason"]}
        connection.execute(update(DocumentRow).where(where).values(void))


def _set_user(connection: Connection, name: str, **values: Any) -> None:
    connection.execute(update(UserRow).where(col(UserRow.name) == name).values(values))


def _project_case(connection: Connection, event: Event, pos: int) -> None:
    if event.kind == OPENED:
        case, opened = apply(None, event), pos
    else:
        bodies = select(col(EventRow.pos), col(EventRow.body)).where(col(EventRow.case_id) == event.case)
        stored = connection.execute(bodies.where(col(EventRow.pos) <= pos).order_by(col(EventRow.pos))).all()
        case, opened = fold(from_body(body) for _, body in stored), stored[0][0]
    _put(connection, CaseRow, row_of(case, opened), "id")


def row_of(case: Case, opened: int) -> dict[str, Any]:
    """The columns of a case."""
    same = {name: getattr(case, name) for name in CaseRow.model_fields if hasattr(case, name)}
    return {
        **same,
        "opened": opened,
        "year": case.found_on.year,
        "serial": int(case.number.rpartition("-")[2]),
        "due_key": case.due_on or NO_DATE,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _put(connection: Connection, table: type[SQLModel], row: dict[str, Any], *keys: str) -> None:
    same = [col(getattr(table, key)) == row[key] for key in keys]
    connection.execute(delete(table).where(*same))
    connection.execute(insert(table).values(row))
