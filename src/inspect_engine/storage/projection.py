"""What the events say, as rows: applied in the transaction that stores the event, and by ``verify`` from scratch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select
from sqlmodel import col

from inspect_engine.domain import countersigning, subjects
from inspect_engine.domain.alarms.traces import traces_of
from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.cases import ESCALATED, TAKEN_OUT, Case, fold
from inspect_engine.domain.cases.recurrence import likeness
from inspect_engine.domain.countersigning import STATES, WAITING
from inspect_engine.domain.documents.numbers import numbers_changed
from inspect_engine.domain.events import Event, from_body
from inspect_engine.domain.inspections import hands, short
from inspect_engine.domain.people import standing
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.standing import Standing
from inspect_engine.domain.plans.plan import TOLD
from inspect_engine.domain.requests import read
from inspect_engine.domain.units import folded
from inspect_engine.storage import units
from inspect_engine.storage.queries import ANY_UNIT
from inspect_engine.storage.rows import Row, Rows, SqlRows, keys_of
from inspect_engine.storage.tables import (
    AliasRow,
    AnswerRow,
    CaseRow,
    CountersignRow,
    DocumentCaseRow,
    DocumentRow,
    EventRow,
    InspectionRow,
    KeyRow,
    NumberRow,
    OutboxRow,
    RequestRow,
    StaffRow,
    SubjectRow,
    TraceRow,
    UserRow,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

NO_DATE = date(9999, 12, 31)
SAME = tuple(name for name in CaseRow.model_fields if hasattr(Case, name) or name in Case.__dataclass_fields__)
"""Columns of a case's row that are called as in the case."""
_same = attrgetter(*SAME)


_HISTORY = (
    select(col(EventRow.pos), col(EventRow.body), col(EventRow.recorded_at))
    .where(col(EventRow.case_id) == bindparam("case"), col(EventRow.pos) <= bindparam("until"))
    .order_by(col(EventRow.pos))
)


def project(connection: Connection, event: Event, pos: int) -> None:
    """Bring the projections up to one more event, which is stored already."""
    rows = SqlRows(connection)
    record(rows, event, pos)
    remember(rows, event, pos)
    if event.case:
        _project_case(connection, event, pos)


def record(rows: Rows, event: Event, pos: int) -> None:
    """Bring all rows but those of cases up to one more event."""
    data = event.data
    match event.kind:
        case "user.enrolled":
            row = {name: data[name] for name in ("name", "title", "party", "os_user")}
            row |= {"roles": ",".join(data["roles"]), "active": True, "region": data.get("region", ""), "secret": ""}
            _enrol(rows, row)
        case "user.disabled":
            _set_user(rows, data["name"], active=False)
        case "user.region_set":
            _set_user(rows, data["name"], region=data["region"])
        case "user.passphrase_set":
            _set_user(rows, data["name"], secret=data["digest"])
        case "user.distinguished":
            _retitle(rows, data["name"], data["title"])
        case "user.key_offered":
            row = {name: data[name] for name in ("key", "name", "installation")}
            rows.put(KeyRow, {**dict.fromkeys(KeyRow.model_fields), **row, "offered": pos})
        case "user.key_confirmed":
            rows.change(KeyRow, data["key"], confirmed=pos, confirmed_by=event.actor.user)
        case "user.key_revoked":
            rows.change(KeyRow, data["key"], revoked=pos)
        case subjects.RECORDED:
            _place(rows, data["key"], event)
            _number(rows, data)
        case kind if kind in subjects.KINDS:
            _place(rows, data["key"], event)
        case "inspection.started":
            row = {name: data[name] for name in ("id", "pack", "definition", "source")}
            lists = {name: ",".join(data[name]) for name in ("inspectors", "subjects")}
            row |= {"short": short(data["id"])}
            state = {"finished": False, "discarded": False, "begun": pos, "ended": None}
            rows.put(InspectionRow, {**row, **lists, "day": event.on, **state})
        case "inspection.answered":
            rows.put(AnswerRow, _answer(event, pos))
            _pass_on(rows, event)
        case "inspection.answer_retracted":
            _take_back(rows, data)
        case "corrected" if not event.case:
            _correct(rows, event, pos)
        case "inspection.finished":
            rows.change(InspectionRow, data["id"], finished=True, ended=pos)
        case hands.DISCARDED:
            rows.change(InspectionRow, data["inspection"], discarded=True, ended=pos)
        case hands.HANDED:
            _pass_on(rows, event)
        case hands.JOINED:
            if of := rows.get(InspectionRow, data["inspection"]):
                rows.change(InspectionRow, of["id"], subjects=",".join([of["subjects"], *data["subjects"]]))
        case "document.issued" | "document.served" | "document.voided":
            _document(rows, event)
    if event.kind in standing.KINDS:
        _stand(rows, event)


def remember(rows: Rows, event: Event, pos: int) -> None:
    """What every event may leave, also one of a case: units, what was asked for, waits to be told, or to be signed,
    what a notice no longer demands."""
    units.record(rows, event)
    if event.kind == TAKEN_OUT:
        rows.change(DocumentCaseRow, event.data["notice"], event.case, left_by=event.data["supplement"])
    if event.kind in (ESCALATED, TOLD) and event.data.get("tell"):
        rows.put(OutboxRow, {"event": event.id})
    elif event.kind in ("notification.sent", "case.escalation_annulled"):
        for key in event.data["events"]:
            rows.drop(OutboxRow, key)
    _countersign(rows, event)
    _numbers(rows, event)
    if event.request:
        request = read(event.request)
        if rows.get(RequestRow, request.id):
            rows.change(RequestRow, request.id, last=pos)
        else:
            who = {"request": request.id, "author": event.actor.user, "digest": request.digest}
            rows.put(RequestRow, {**who, "first": pos, "last": pos})


def _numbers(rows: Rows, event: Event) -> None:
    """The numbers that an action says, or that are put right in it."""
    gone, said = numbers_changed(event)
    for number in gone:
        rows.drop(NumberRow, number.text, event.case)
    for number in said:
        rows.put(NumberRow, {**number._asdict(), "number": number.text, "case_id": event.case})


def _countersign(rows: Rows, event: Event) -> None:
    """Whose signature a record awaits; or that it was given, refused, or is asked of another."""
    data = event.data
    if event.kind in countersigning.KINDS:
        old = rows.get(CountersignRow, data["record"], data["name"])
        rows.change(CountersignRow, *(data["record"], data["name"]), state=STATES[event.kind], settled=event.id)
        if old and event.kind == countersigning.HANDED:
            fresh = {"name": data["to"], "place": old["place"], "state": WAITING, "settled": ""}
            rows.put(CountersignRow, {**old, **fresh})
        return
    for place, name in enumerate(data.get("awaits", ())):
        of = {"inspection": "" if event.case else data.get("id", ""), "case_id": event.case or ""}
        row = {"record": event.id, "name": name, "place": place, "by": event.actor.user}
        rows.put(CountersignRow, {**row, **of, "state": WAITING, "settled": ""})


_READ = ("fields", "units", "forms", "past")
"""Columns of a place that are JSON."""


def _place(rows: Rows, key: str, event: Event) -> None:
    """A place after one more event that tells of it."""
    row = rows.get(SubjectRow, key)
    before = {**row, **{name: json.loads(row[name]) for name in _READ}} if row else None
    if before is None and event.kind in subjects.KINDS:
        return
    now = subjects.after(before, event)
    kept = {name: now[name] for name in SubjectRow.model_fields if name != "serial"}
    written = {name: _json(now[name]) for name in _READ}
    rows.put(SubjectRow, {**kept, **written, "serial": row["serial"] if row else 0})


def _number(rows: Rows, data: Mapping[str, Any]) -> None:
    """The running number in a code is given, for what lies in a place."""
    above = rows.get(SubjectRow, data["under"]) if data.get("under") else None
    if above and (serial := subjects.serial_of(above["key"], data["key"])) > above["serial"]:
        rows.change(SubjectRow, above["key"], serial=serial)


def _answer(event: Event, pos: int) -> dict[str, Any]:
    """The row of an answer."""
    data = event.data
    row = {name: data[name] for name in ("inspection", "subject", "item", "answer", "note")}
    files = _json([dict(file) for file in event.files])
    row |= {"entries": _json(data["values"]), "files": files, "part": data.get("part", "")}
    row |= {"place": data.get("place", "")}
    given = {"event": event.id, "pos": pos, "author": event.actor.user, "replaces": data.get("replaces")}
    given |= {"unit": data.get("unit", ""), "co_units": _json(data.get("co_units", []))}
    given |= {"still": data.get("still", ""), **{name: data.get(name, False) for name in ("another", "shared")}}
    return row | given | {"doubts": ",".join(data.get("doubts", ()))}


def _answer_key(data: Mapping[str, Any]) -> tuple[str, ...]:
    return data["inspection"], data["subject"], data["item"], data.get("place", "")


def _take_back(rows: Rows, data: Mapping[str, Any]) -> None:
    """What stood before an answer stands again."""
    if data["restores"]:
        rows.put(AnswerRow, _answer(*rows.event(data["restores"])))
    else:
        rows.drop(AnswerRow, *_answer_key(data))


def _pass_on(rows: Rows, event: Event) -> None:
    """Who inspects from here on."""
    key = event.data["inspection"]
    if (row := rows.get(InspectionRow, key)) is None:
        return
    names = tuple(row["inspectors"].split(","))
    if (now := hands.inspectors_after(names, event)) != names:
        rows.change(InspectionRow, key, inspectors=",".join(now))


def _correct(rows: Rows, event: Event, pos: int) -> None:
    """What is no case is put right; a case is folded."""
    match event.data["what"]:
        case "answer":
            _correct_answer(rows, event, pos)
        case "subject":
            _place(rows, event.data["which"], event)
        case "notice":
            served = event.data["served"]
            rows.change(DocumentRow, event.data["which"], **{**served, "served_on": parse_date(served["served_on"])})
        case "user":
            _correct_user(rows, event.data["which"], event.data["user"])


def _correct_answer(rows: Rows, event: Event, pos: int) -> None:
    """An answer says something else from now on, with more evidence; who gave it stays."""
    made = {**_answer(event, pos), "replaces": ""}
    if before := rows.get(AnswerRow, *_answer_key(event.data)):
        files = _json([*json.loads(before["files"]), *(dict(file) for file in event.files)])
        made |= {name: before[name] for name in ("event", "pos", "author", "replaces")} | {"files": files}
    rows.put(AnswerRow, made)


def _document(rows: Rows, event: Event) -> None:
    """Numbered documents. An office needs no row: its events are few, and are folded when they are read."""
    data, file = event.data, event.files[0] if event.files else {}
    if event.kind == "document.issued":
        same = {name: data[name] for name in ("number", "office", "year", "serial", "kind", "title", "party")}
        kept = {name: file[name] for name in ("sha256", "name", "size")}
        beside = {"replaces": data["replaces"], "supplements": data.get("supplements")}
        row = {**dict.fromkeys(DocumentRow.model_fields), **same, **kept, **beside}
        rows.add(DocumentRow, row | {"refused": False, "id": event.id, "day": event.on, "issuer": event.actor.user})
        out = data.get("removes", [])
        for place, case in enumerate([*data["cases"], *out]):
            of = {"document": data["number"], "case_id": case["id"], "place": place}
            rows.add(DocumentCaseRow, {**of, "leaves": case in out, "left_by": None})
    elif event.kind == "document.served":
        served = {name: data[name] for name in ("service", "received_by", "refused")}
        rows.change(DocumentRow, data["number"], **served, served_on=event.on)
    else:
        void = {"voided_on": event.on, "voided_by": event.actor.user, "void_reason": data["reason"]}
        rows.change(DocumentRow, data["number"], **void)


def _enrol(rows: Rows, row: dict[str, Any]) -> None:
    name, before = row["name"], rows.get(UserRow, row["name"])
    _forget_title(rows, before)
    _count(rows, name, -1)
    rows.put(UserRow, {"makers": "", "owned": False, "confirmed": False, **row})
    _count(rows, name, 1)
    _call(rows, name, row["title"])


def _retitle(rows: Rows, name: str, title: str) -> None:
    """He is called otherwise from now on."""
    _forget_title(rows, rows.get(UserRow, name))
    _set_user(rows, name, title=title)
    _call(rows, name, title)


def _correct_user(rows: Rows, name: str, user: Mapping[str, Any]) -> None:
    """He is somebody else from now on; what was done in his former name stays his."""
    _set_user(rows, name, **user)
    person = Person(name, user["title"], frozenset())
    for alias in sorted(person.called):
        rows.put(AliasRow, {"alias": alias, "name": name, "known": alias in person.known_as})


def _forget_title(rows: Rows, user: Row | None) -> None:
    if user:
        for alias in Person(user["name"], user["title"], frozenset()).called:
            rows.drop(AliasRow, alias, user["name"])


def _call(rows: Rows, name: str, title: str) -> None:
    person = Person(name, title, frozenset())
    for alias in sorted(person.called):
        rows.add(AliasRow, {"alias": alias, "name": name, "known": alias in person.known_as})


def _stand(rows: Rows, event: Event) -> None:
    """What an event says of whose hands an account is in."""
    name = event.data["name"]
    if (user := rows.get(UserRow, name)) is None:
        return
    before = Standing(frozenset(filter(None, user["makers"].split(","))), bool(user["owned"]), bool(user["confirmed"]))
    now = standing.after(before, event)
    _set_user(rows, name, makers=",".join(sorted(now.makers)), owned=now.owned, confirmed=now.confirmed)


def _set_user(rows: Rows, name: str, **values: Any) -> None:
    _count(rows, name, -1)
    rows.change(UserRow, name, **values)
    _count(rows, name, 1)


def _count(rows: Rows, name: str, people: int) -> None:
    """Count an active user in, or out, where it is told how many there are of his sort."""
    found = rows.get(UserRow, name)
    if found is None or not found["active"]:
        return
    party = found["party"]
    for unit, of in [("", "")] if party is None else [(folded(party), party), (ANY_UNIT, "")]:
        key = unit, found["region"], found["roles"], of
        before = rows.get(StaffRow, *key)
        rows.drop(StaffRow, *key)
        if count := (before["people"] if before else 0) + people:
            rows.put(StaffRow, {**dict(zip(keys_of(StaffRow), key, strict=True)), "people": count})


def _project_case(connection: Connection, event: Event, pos: int) -> None:
    stored = connection.execute(_HISTORY, {"case": event.case, "until": pos}).all()
    history = [(from_body(body), str(recorded_at)) for _, body, recorded_at in stored]
    SqlRows(connection).put(CaseRow, row_of(fold(each for each, _ in history), stored[0][0]))
    _trace(connection, event, history)


def _trace(connection: Connection, event: Event, history: list[tuple[Event, str]]) -> None:
    left = next((traces for each, traces in traces_of(history) if each.id == event.id), set())
    rows = [{"kind": kind, "topic": topic, "case_id": event.case} for kind, topic in sorted(left)]
    if rows:
        connection.execute(insert(TraceRow).prefix_with("OR IGNORE"), rows)


def row_of(case: Case, opened: int) -> dict[str, Any]:
    """The columns of a case."""
    return {
        **dict(zip(SAME, _same(case), strict=True)),
        "opened": opened,
        "year": case.found_on.year,
        "serial": int(case.number.rpartition("-")[2]),
        "due_key": case.due_on or NO_DATE,
        **dict(zip(("part_key", "basis_key"), likeness(case.part, case.basis), strict=True)),
        "co_units": _json(case.co_units),
    }


_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
