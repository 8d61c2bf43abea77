"""Acts on cases, judged by the case's own machine on the state before them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import MOVED, PROPOSED, Case, as_signed
from inspect_engine.domain.cases.owning import may_assign
from inspect_engine.domain.definitions import Transition
from inspect_engine.domain.documents.numbers import Numbered, numbers_in
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, require, scope
from inspect_engine.domain.versions.repinning import Repinning, decide, successor
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.text import fault_in
from inspect_engine.domain.workflow.guards import DATED_SINCE, Attempt
from inspect_engine.domain.workflow.waiting import Wait, raising, unraised, waiting
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.calendars import redated
from inspect_engine.ledger.overrides import needed
from inspect_engine.ledger.verification.differences import differences
from inspect_engine.ledger.verification.world import World
from inspect_engine.storage.tables import DocumentCaseRow, DocumentRow

NONE: frozenset[str] = frozenset()
SHEET = {"file", "sha256", "row", "unit"}
"""What is told of the reply sheet that an action was read from."""


def before(world: World, event: Event) -> Case:
    """The case an event is about, as it stood before. Raises Refused where it does not follow on that."""
    case = world.cases.get(event.case or "")
    if case is None:
        raise Refused("办理", ["这件事项没有立案"])
    if event.base != case.last_event:
        raise Refused("办理", ["没有接着这件事项的上一条记录"])
    return case


def moved(world: World, event: Event) -> Iterator[str]:
    """An action, or the proposal of one: what the machine makes of it is what is stored."""
    case, me = before(world, event), world.actor(event)
    data, life = event.data, world.life(case)
    if event.data.get("override"):
        require(me, "override")
    if event.kind == PROPOSED and data.get("override"):
        needed(me, life.workflow, case, data["trigger"])
    taken = case.proposal.files if case.proposal and "proposed" in data else ()
    if taken and event.files[-len(taken) :] != taken:
        yield "佐证材料与提出时的不同"
    step = next(iter(life.branches(data["trigger"], case.state)), None)
    found = world.signings.get(case.inspection)
    attempt = Attempt(
        as_signed(case, found),
        me,
        china_day(event.at),
        data["values"],
        len(event.files) - len(taken),
        world.people,
        world.related(case),
        world.calendar,
        _target(world, me, data["values"].get(step.merges)) if step and step.merges else None,
        data.get("override", ""),
        found,
        event.v,
        _happened(event, step),
        regions=world.regions,
    )
    made = _as_then(life.advance(data["trigger"], attempt), event, step)
    made |= {"acts_for": me.acts_for.name} if me.acts_for else {}
    made |= {"sheet": {**data["sheet"], "unit": me.belongs_to(case.party)}} if _read_in(data, step) else {}
    if "sheet" in made and not _of_sheet(world.sheet, event):
        yield "所读的回复表没有随之读入，或者不是这件事项的"
    if event.v > 3:
        yield from others_papers(world, case, numbers_in(data["values"]))
    if event.kind != (MOVED if "to" in made else PROPOSED):
        yield "须由另一人确认才能办成" if event.kind == MOVED else "这一步不须另一人确认"
    yield from differences(made, data, unsaid=NONE)


def _read_in(data: Mapping[str, Any], step: Transition | None) -> bool:
    """Whether an action may have been read from a reply sheet that is named as one is: what a unit does there."""
    sheet = data.get("sheet")
    if not isinstance(sheet, dict) or sheet.keys() != SHEET or step is None:
        return False
    return "responsible" in step.by and all(isinstance(sheet[name], str) for name in ("file", "sha256", "row"))


def _of_sheet(read: Event | None, event: Event) -> bool:
    """Whether the sheet that was read in last, in the same go, is the one that an action says it was read from."""
    if read is None or (read.actor, read.at) != (event.actor, event.at):
        return False
    told = event.data["sheet"]
    return event.case in read.data["cases"] and all(read.data[name] == told[name] for name in ("file", "sha256"))


def sheet_read(world: World, event: Event) -> Iterator[str]:
    """The file is kept that is named, by somebody who may act, and of cases that there are."""
    if not world.actor(event).active:
        yield "读表的人已停用"
    if [file["sha256"] for file in event.files] != [event.data["sha256"]]:
        yield "所存的不是所说的回复表"
    if any(world.cases.get(case) is None for case in event.data["cases"]):
        yield "回复表里的事项没有立案"


def others_papers(world: World, case: Case, numbers: Iterable[Numbered]) -> Iterator[str]:
    """Numbers of documents that are about neither this case nor one it has to do with."""
    parents = [case.id, *([case.parent] if case.parent else [])]
    kin = {*parents, *(each.id for parent in parents for each in world.cases.opened_by(parent))}
    for number in numbers:
        issued = world.rows.get(DocumentRow, number.text)
        if issued and not any(world.rows.get(DocumentCaseRow, number.text, each) for each in kin):
            yield f"文号 {number.text} 是本台账签发的，不是这件事项的文书"


def _happened(event: Event, step: Transition | None) -> date | datetime | None:
    """When an action is said to have happened that no field of its own dates; None for when it was entered."""
    dated = step is not None and step.dated_by is not None
    if dated or event.v < DATED_SINCE:
        return None
    if "at" in event.data:
        return datetime.fromisoformat(event.data["at"])
    return event.on if event.on != event.typed_on else None


def _as_then(found: dict[str, Any], event: Event, step: Transition | None) -> dict[str, Any]:
    """Version 1 knew fewer spellings of a name: whom it did not recognise stands there as he was written."""
    if event.v > 1 or step is None:
        return found
    values, persons = event.data["values"], set(event.data["persons"])
    fields = [spec.id for spec in step.needs if spec.type in forms.JOINED and spec.id in values]
    written = {name for each in fields for name in forms.people(values[each])} | {event.actor.user}
    found |= {"values": {**found["values"], **{each: values[each] for each in fields}}}
    return found | {"persons": sorted(persons)} if written <= persons <= written | set(found["persons"]) else found


def _target(world: World, me: Person, number: str | None) -> Case | None:
    target = world.cases.numbered(number) if number else None
    if number and (target is None or not scope(me).covers(target.region, *target.units)):
        raise InputError.one(f"没有隐患“{number}”")
    return target


def escalated(world: World, event: Event) -> Iterator[str]:
    """A rung that was due and had not been raised."""
    case, me = before(world, event), world.actor(event)
    require(me, "tick", case.region)
    on = china_day(event.at)
    wait = waiting(world.life(case).workflow, case, on, world.calendar, event.at)
    over = event.data["rung"], event.data["due_on"]
    due = [each for each in unraised(wait, case) if each[1].id == over[0]]
    due.sort(key=lambda each: (_due_on(each[0]) != over[1], each[0].state != event.data.get("state", "")))
    wait, rung = due[0] if due else (None, None)
    if wait is None or rung is None:
        yield f"“{event.data['title']}”当时不到期，或者已经办过"
        return
    linked = world.cases.opened_by(case.id)
    told = {"tell": True} if event.data.get("tell") else {}  # whether anybody is to be told is no rule's matter
    yield from differences(raising(wait, case, rung, linked, on) | told, event.data, unsaid=frozenset({"state"}))


def _due_on(wait: Wait) -> str:
    return wait.deadline.due_on.isoformat() if wait.deadline else ""


def repinned(world: World, event: Event) -> Iterator[str]:
    """On under another version, as the guards of that allow."""
    case, me, data = before(world, event), world.actor(event), event.data
    require(me, "repin", case.region)
    target = world.definition(data["definition"])
    old, new = world.life(case).workflow, successor(case, target)
    move = Repinning(case, old, new, case.state, me, china_day(event.at), world.people)
    mapping = {case.state: data["to"]} if data["to"] != case.state else {}
    yield from differences(decide(move, target, data["definition"], mapping, data["reason"]), data, unsaid=NONE)


def noted(world: World, event: Event) -> Iterator[str]:
    """A note of a case that its author sees."""
    case, me = before(world, event), world.actor(event)
    require(me, "note")
    if not scope(me).covers(case.region, case.party):
        yield "这件事项不在他的范围以内"
    if fault := fault_in(event.data["text"]):
        yield f"备注{fault}"


def assigned(world: World, event: Event) -> Iterator[str]:
    """To who may see to it, or to nobody, by who may say so."""
    case, me, data = before(world, event), world.actor(event), event.data
    may_assign(me, case, data["to"], world.people)
    told = {"on": china_day(event.at).isoformat(), "from": case.owner}
    yield from differences({**told, "to": data["to"]}, data, unsaid=NONE)
    if data["to"] == case.owner:
        yield "承办人本来就是他"


def recounted(world: World, event: Event, why: str) -> Iterator[str]:
    """A due date counted again by the calendar that has just been adopted."""
    case = before(world, event)
    found = redated(case, world.calendar, china_day(event.at), why)
    if found is None:
        yield "期限按新的放假安排没有变，不须重新推算"
    else:
        yield from differences(found, event.data, unsaid=NONE)
