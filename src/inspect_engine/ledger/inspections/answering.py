"""What is answered in an inspection under way, checked before it is stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inspect_engine.domain import inspections
from inspect_engine.domain.definitions import Item
from inspect_engine.domain.inspections import AnswerInput, Setting
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.text import suggest
from inspect_engine.errors import Fault
from inspect_engine.ledger.faults import input_error
from inspect_engine.ledger.inspections import seen
from inspect_engine.ledger.inspections.shapes import Progress


@dataclass(frozen=True)
class Asked:
    """One answer without a fault, with its item and the law by which it is judged."""

    given: AnswerInput
    item: Item
    law: Law


def spelled(of: Progress, given: AnswerInput, setting: Setting) -> AnswerInput:
    """The same, as the checklist spells it, with the days that its values say in words (昨天)."""
    given = inspections.answer_spelled(given, of.definition.pack)
    item = of.definition.pack.item(given.item)
    return given.model_copy(update={"values": forms.dated(item.values, given.values, setting.today)}) if item else given


def asked(
    connection: sqlite3.Connection, progress: Progress, given: Sequence[AnswerInput], setting: Setting
) -> list[Asked]:
    """These answers as they are known. Raises InputError with every fault of any, by subject where they are several."""
    found = list[Fault]()
    for each in given:
        path = (each.subject,) if len(given) > 1 else ()
        found += [Fault((*path, *fault.path), *fault[1:]) for fault in _faults(connection, progress, each, setting)]
    if found:
        raise input_error(found)
    return [_known(connection, progress, each, setting) for each in given]


def _known(connection: sqlite3.Connection, of: Progress, given: AnswerInput, setting: Setting) -> Asked:
    subject, item = setting.subjects[given.subject], of.definition.pack.item(given.item)
    assert item is not None
    known = inspections.answer_as_known(given, subject, of.definition.pack, setting)
    law = Law(of.definition, of.inspection.day, subject.region)
    return Asked(seen.resolved(connection, known), item, law)


def _faults(connection: sqlite3.Connection, of: Progress, given: AnswerInput, setting: Setting) -> Iterator[Fault]:
    subject = setting.subjects.get(given.subject) if given.subject in of.inspection.subjects else None
    law = Law(of.definition, of.inspection.day, subject.region if subject else "")
    yield from inspections.answer_faults((), given, subject, law, setting)
    words = {each.item: each.answer for each in of.answers if each.subject == given.subject}
    yield from inspections.unasked_faults((), given, subject, {**words, given.item: given.answer}, law)
    if subject is None:
        fix = suggest(given.subject, of.inspection.subjects)
        yield Fault(("subject",), f"“{given.subject}”不在这次检查里", fix)
    elif item := of.definition.pack.item(given.item):
        yield from seen.answer_faults(connection, given, item, of.inspection)
