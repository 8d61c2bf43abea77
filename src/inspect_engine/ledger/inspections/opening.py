"""A case for each answer that asks for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from inspect_engine.domain import inspections
from inspect_engine.domain.cases import OPENED, fold
from inspect_engine.domain.cases.recurrence import recurrence
from inspect_engine.domain.definitions import Definition, Item
from inspect_engine.domain.inspections import SubjectInput
from inspect_engine.domain.judgement import grade
from inspect_engine.domain.judgement.law import Law
from inspect_engine.ledger.inspections.basis import basis_text
from inspect_engine.ledger.inspections.shapes import Answer, Inspection

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer


def finish(
    log: Writer,
    of: Inspection,
    definition: Definition,
    subjects: Mapping[str, SubjectInput],
    answers: Sequence[Answer],
) -> None:
    """End an inspection in an open transaction: failed items become cases, in the order of the answers."""
    from inspect_engine.storage.log import new_id

    log.append("inspection.finished", {"id": of.id, "on": of.day.isoformat()})
    pack = definition.pack
    serial = log.next_serial(pack.id, of.day.year)
    for answer in answers:
        item = pack.item(answer.item)
        assert item is not None
        if answer.answer == item.opens_on:
            number = f"{pack.number_prefix}-{of.day.year}-{serial:04d}"
            data = {"number": number, **_finding(log, of, definition, item, subjects[answer.subject], answer)}
            log.append(OPENED, data, case=new_id(), files=answer.files)
            serial += 1


def _finding(
    log: Writer, of: Inspection, definition: Definition, item: Item, subject: SubjectInput, answer: Answer
) -> dict[str, Any]:
    """What was found, how it is graded by the law of the day, and whether it was found before."""
    pack, flow = definition.pack, definition.workflows[item.workflow]
    verdict = grade(item, answer.entries, Law(definition, of.day, subject.region))
    first, basis = flow.states[flow.initial], basis_text(definition, item.id, of.day)
    sought = subject.key, item.id, basis, answer.part, of.day, pack.repeat_days
    earlier = [] if item.register_ else [fold(log.events(found)) for found in log.likely(*sought)]
    again = recurrence(earlier, item.id, basis, answer.part, of.day, pack.repeat_days)
    data = {
        "on": of.day.isoformat(),
        "kind": flow.kind,
        "pack": pack.id,
        "pack_version": pack.version,
        "definition": of.definition,
        "workflow": flow.id,
        "item": item.id,
        "title": item.title,
        "inspection": of.id,
        "subject": subject.key,
        "subject_name": subject.name,
        "region": subject.region,
        "party": subject.party,
        "severity": verdict.severity,
        "severity_why": verdict.why,
        "state": flow.initial,
        "state_title": first.title,
        "clock": first.clock,
        "requirement": item.requirement,
        "basis": basis,
        "note": answer.note,
        "measured": inspections.measured(item, answer.entries),
        "persons": sorted({*of.inspectors, log.actor.user}),
    }
    data |= ({"part": answer.part} if answer.part else {}) | again.data(subject.party)
    return {**data, "doubts": list(answer.doubts)} if answer.doubts else data
