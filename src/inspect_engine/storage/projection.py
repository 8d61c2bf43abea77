"""What the events say, as rows: applied in the transaction that stores the event, and by ``verify`` from scratch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import SQLModel, col

from inspect_engine.domain.alarms.traces import traces_of
from inspect_engine.domain.cases import Case, fold
from inspect_engine.domain.cases.recurrence import likeness
from inspect_engine.domain.events import Event, from_body
from inspect_engine.domain.inspections import short
from inspect_engine.domain.people import standing
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.standing import Standing
from inspect_engine.domain.words.text import same_name
from inspect_engine.storage.queries import ANY_UNIT
from inspect_engine.storage.tables import (
    AliasRow,
    AnswerRow,
    CaseRow,
    DocumentCaseRow,
    DocumentRow,
    EventRow,
    InspectionRow,
    StaffRow,
    SubjectRow,
    TraceRow,
    UserRow,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

NO_DATE = date(9999, 12, 31)
ANSWER_KEY = ("inspection", "subject", "item")


def project(connection: Connection, event: Event, pos: int) -> None:
    """Bring the projections up to one more event, which is stored already."""
    data = event.data
    match event.kind:
        case "user.enrolled":
            row = {name: data[name] for name in ("name", "title", "party", "os_user")}
            row |= {"roles": ",".join(data["roles"]), "active": True, "region": data.get("region", ""), "secret": ""}
            _enrol(connection, row)
        case "user.disabled":
            _set_user(connection, data["name"], active=False)
        case "user.region_set":
            _set_user(connection, data["name"], region=data["region"])
        case "user.passphrase_set":
            _set_user(connection, data["name"], secret=data["digest"])
        case "user.distinguished":
            _retitle(connection, data["name"], data["title"])
        case "subject.recorded":
            row = {name: data[name] for name in ("key", "kind", "pack", "name", "region", "party")}
            _put(connection, SubjectRow, {**row, "fields": _json(data["fields"])}, "key")
        case "inspection.started":
            row = {name: data[name] for name in ("id", "pack", "definition", "source")}
            lists = {name: ",".join(data[name]) for name in ("inspectors", "subjects")}
            row |= {"short": short(data["id"])}
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
    if event.kind in standing.KINDS:
        _stand(connection, event)
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


def _enrol(connection: Connection, row: dict[str, Any]) -> None:
    name = row["name"]
    _forget_title(connection, name)
    _count(connection, name, -1)
    _put(connection, UserRow, row, "name")
    _count(connection, name, 1)
    _call(connection, name, row["title"])


def _retitle(connection: Connection, name: str, title: str) -> None:
    """He is called otherwise from now on."""
    _forget_title(connection, name)
    _set_user(connection, name, title=title)
    _call(connection, name, title)


def _forget_title(connection: Connection, name: str) -> None:
    title = connection.execute(select(col(UserRow.title)).where(col(UserRow.name) == name)).scalar()
    for alias in Person(name, title, frozenset()).called if title is not None else ():
        connection.execute(delete(AliasRow).where(col(AliasRow.alias) == alias, col(AliasRow.name) == name))


def _call(connection: Connection, name: str, title: str) -> None:
    person = Person(name, title, frozenset())
    aliases = [{"alias": alias, "name": name, "known": alias in person.known_as} for alias in sorted(person.called)]
    connection.execute(insert(AliasRow), aliases)


def _stand(connection: Connection, event: Event) -> None:
    """What an event says of whose hands an account is in."""
    columns = col(UserRow.makers), col(UserRow.owned), col(UserRow.confirmed)
    found = connection.execute(select(*columns).where(col(UserRow.name) == event.data["name"])).first()
    before = Standing(frozenset(filter(None, found[0].split(","))), found[1], found[2]) if found else Standing()
    now = standing.after(before, event)
    _set_user(
        connection,
        event.data["name"],
        makers=",".join(sorted(now.makers)),
        owned=now.owned,
        confirmed=now.confirmed,
    )


def _set_user(connection: Connection, name: str, **values: Any) -> None:
    _count(connection, name, -1)
    connection.execute(update(UserRow).where(col(UserRow.name) == name).values(values))
    _count(connection, name, 1)


def _count(connection: Connection, name: str, people: int) -> None:
    """Count an active user in, or out, where it is told how many there are of his sort."""
    columns = col(UserRow.party), col(UserRow.region), col(UserRow.roles)
    found = connection.execute(select(*columns).where(col(UserRow.name) == name, col(UserRow.active))).first()
    if found is None:
        return
    party, region, roles = found
    for unit, of in [("", "")] if party is None else [(same_name(party), party), (ANY_UNIT, "")]:
        row = {"unit": unit, "region": region, "roles": roles, "party": of}
        same = [col(getattr(StaffRow, key)) == value for key, value in row.items()]
        before = connection.execute(select(col(StaffRow.people)).where(*same)).scalar() or 0
        connection.execute(delete(StaffRow).where(*same))
        if before + people:
            connection.execute(insert(StaffRow).values({**row, "people": before + people}))


def _project_case(connection: Connection, event: Event, pos: int) -> None:
    columns = col(EventRow.pos), col(EventRow.body), col(EventRow.recorded_at)
    mine = select(*columns).where(col(EventRow.case_id) == event.case, col(EventRow.pos) <= pos)
    stored = connection.execute(mine.order_by(col(EventRow.pos))).all()
    history = [(from_body(body), str(recorded_at)) for _, body, recorded_at in stored]
    _put(connection, CaseRow, row_of(fold(each for each, _ in history), stored[0][0]), "id")
    _trace(connection, event, history)


def _trace(connection: Connection, event: Event, history: list[tuple[Event, str]]) -> None:
    left = next((traces for each, traces in traces_of(history) if each.id == event.id), set())
    rows = [{"kind": kind, "topic": topic, "case_id": event.case} for kind, topic in sorted(left)]
    if rows:
        connection.execute(insert(TraceRow).prefix_with("OR IGNORE"), rows)


def row_of(case: Case, opened: int) -> dict[str, Any]:
    """The columns of a case."""
    same = {name: getattr(case, name) for name in CaseRow.model_fields if hasattr(case, name)}
    return {
        **same,
        "opened": opened,
        "year": case.found_on.year,
        "serial": int(case.number.rpartition("-")[2]),
        "due_key": case.due_on or NO_DATE,
        **dict(zip(("part_key", "basis_key"), likeness(case.part, case.basis), strict=True)),
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _put(connection: Connection, table: type[SQLModel], row: dict[str, Any], *keys: str) -> None:
    same = [col(getattr(table, key)) == row[key] for key in keys]
    connection.execute(delete(table).where(*same))
    connection.execute(insert(table.__table__), row)  # type: ignore[attr-defined]
