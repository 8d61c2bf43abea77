"""An open case that an inspection has found again: not put right yet. It is told there; no second one is opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.cases import SEEN, Case, fold
from inspect_engine.domain.definitions import Definition, Item, nth_entry
from inspect_engine.domain.inspections import AnswerInput, InspectionInput, SubjectInput, answer_spelled, measured
from inspect_engine.domain.inspections.before import Before, Path, asked_about, before_faults, same_thing, unsaid_faults
from inspect_engine.domain.judgement import grade
from inspect_engine.domain.judgement.law import Law
from inspect_engine.errors import Fault, Refused
from inspect_engine.ledger.inspections.shapes import Answer, Inspection
from inspect_engine.storage import queries

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

FINISH = "完成检查"
Faults = Callable[[sqlite3.Connection, InspectionInput, Definition], Iterator[Fault]]


def faults_of(connection: sqlite3.Connection, given: InspectionInput, definition: Definition) -> Iterator[Fault]:
    """What is wrong with what a whole inspection says of cases that are open from before."""
    for path, answer, item in _asked(given, definition):
        if answer.still:
            yield from before_faults(path, answer, item, _open(connection, answer, given.date))


def unsaid_of(connection: sqlite3.Connection, given: InspectionInput, definition: Definition) -> Iterator[Fault]:
    """Of which it says nothing, and should."""
    for path, answer, item in _asked(given, definition):
        if answer.answer == item.opens_on:
            yield from unsaid_faults(path, answer, item, _open(connection, answer, given.date))


def _asked(given: InspectionInput, definition: Definition) -> Iterator[tuple[Path, AnswerInput, Item]]:
    for n, answer in enumerate(answer_spelled(each, definition.pack) for each in given.answers):
        if item := definition.pack.item(answer.item):
            yield ("answers", n), answer, item


def answer_faults(connection: sqlite3.Connection, given: AnswerInput, item: Item, of: Inspection) -> Iterator[Fault]:
    """What is wrong with what one answer says of them."""
    if given.still:
        yield from before_faults((), given, item, _open(connection, given, of.day))


def may_be(connection: sqlite3.Connection, given: AnswerInput, item: Item, on: date) -> list[Before]:
    """The open cases that a failure may be."""
    return asked_about(given, item, _open(connection, given, on))


def resolved(connection: sqlite3.Connection, given: AnswerInput) -> AnswerInput:
    """The same, with the case that it is still by its id."""
    found = queries.case_numbered(connection, given.still.strip()) if given.still else None
    return given.model_copy(update={"still": found}) if found else given


def _open(connection: sqlite3.Connection, given: AnswerInput, on: date) -> Sequence[Before]:
    return queries.open_before(connection, given.subject, given.item, on)


def not_still(case: Case | None, given: AnswerInput, item: Item) -> Iterator[str]:
    """Why a case cannot be the one that an answer found not put right yet."""
    if given.answer != item.opens_on or given.another:
        yield "只有不合格的、不是另一处的，才是仍未改"
    if case is None or case.parent or case.kind != "hazard" or (case.subject, case.item) != (given.subject, given.item):
        yield "仍未改的不是这个对象、这一项的隐患"
    elif not case.is_open:
        yield f"{case.number} 已经办结，不是仍未改"
    elif not same_thing(case.title, given, item):
        yield f"{case.number} 是另一样隐患"


def tell(
    log: Writer, of: Inspection, definition: Definition, answer: Answer, subject: SubjectInput, by: Iterable[str]
) -> None:
    """Tell the case that an answer says is still there of it, in an open transaction. Raises Refused where it has been
    closed since."""
    case = fold(log.events(answer.still))
    if not case.is_open:
        told = f"“{answer.subject}”的 {answer.item} 答的是 {case.number} 仍未改，它已经办结（{case.state_title}）"
        several = "；这一项答了几处的，先撤回这一处：inspect take-back 写 --subject、--item 和 --still"
        raise Refused(FINISH, [f"{told}；请改答：又发现的写 another（--another）{several}"])
    data = again(of, definition, answer, subject, by, case.nth)
    log.append(SEEN, data, case=case.id, base=case.last_event, files=answer.files)


def again(
    of: Inspection, definition: Definition, answer: Answer, subject: SubjectInput, by: Iterable[str], nth: int
) -> dict[str, Any]:
    """What a case is told that an inspection has found again: what was seen, and the grade that it would have now;
    ``nth`` is the how manieth of its kind it is, where its item counts them."""
    item = definition.pack.item(answer.item)
    assert item is not None
    verdict = grade(item, {**answer.entries, **nth_entry(nth)}, Law(definition, of.day, subject.region))
    data: dict[str, Any] = {"on": of.day.isoformat(), "inspection": of.id, "times": 1, "persons": list(by)}
    return {**data, **_said(item, answer, of.day), "severity": verdict.severity}


def otherwise(
    of: Inspection, definition: Definition, now: Answer, root: Mapping[str, Any], cause: str
) -> dict[str, Any]:
    """What such a case is told where the answer was put right: what it says now, and whether it is that one at all.

    ``root`` is the data of the correction, ``cause`` its event.
    """
    item = definition.pack.item(now.item)
    assert item is not None
    data = {"on": root["on"], "inspection": of.id, "times": 0 if now.still else -1, "persons": list(root["persons"])}
    return {**data, **_said(item, now, of.day), "of": cause}


def _said(item: Item, answer: Answer, on: date) -> dict[str, Any]:
    said = {"part": answer.part, "note": answer.note, "measured": measured(item, answer.entries, on)}
    return {**said, "shared": True} if answer.shared else said
