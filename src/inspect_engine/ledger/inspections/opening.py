"""A case for each answer that asks for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from inspect_engine.domain import inspections
from inspect_engine.domain.cases import OPENED, Case, fold
from inspect_engine.domain.cases.recurrence import recurrence
from inspect_engine.domain.definitions import Definition, Pack
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
            earlier = [fold(log.events(found)) for found in log.likely(*sought(of, definition, answer))]
            found = finding(of, definition, answer, subjects[answer.subject], earlier, log.actor.user)
            data = {"number": number_of(pack, of.day.year, serial), **found}
            log.append(OPENED, data, case=new_id(), files=answer.files)
            serial += 1


def number_of(pack: Pack, year: int, serial: int) -> str:
    """The number of a case."""
    return f"{pack.number_prefix}-{year}-{serial:04d}"


def sought(of: Inspection, definition: Definition, answer: Answer) -> tuple[str, str, str, str, date, int | None]:
    """By what earlier hazards are looked for that an answer may have found again (see ``Writer.likely``)."""
    basis = basis_text(definition, answer.item, of.day)
    return answer.subject, answer.item, basis, answer.part, of.day, definition.pack.repeat_days


def finding(
    of: Inspection, definition: Definition, answer: Answer, subject: SubjectInput, earlier: Sequence[Case], by: str
) -> dict[str, Any]:
    """What was found, how it is graded by the law of the day, and whether it was found before: the data of the opening
    event but for its number. ``earlier`` are hazards that were found before, ``by`` who records it.
    """
    pack, item = definition.pack, definition.pack.item(answer.item)
    assert item is not None
    flow = definition.workflows[item.workflow]
    verdict = grade(item, answer.entries, Law(definition, of.day, subject.region))
    first, basis = flow.states[flow.initial], basis_text(definition, item.id, of.day)
    known = () if item.register_ else earlier
    again = recurrence(known, item.id, basis, answer.part, of.day, pack.repeat_days)
    data = {
        "on": of.day.isoformat(),
        "kind": flow.kind,
        "pack": pack.id,
        "pack_version": pack.version,
        "definition": of.definition,
        "workflow": flow.id,
        "item": item.id,
        "title": item.failure,
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
        "measured": inspections.measured(item, answer.entries, of.day),
        "persons": sorted({*of.inspectors, by}),
    }
    data |= ({"part": answer.part} if answer.part else {}) | again.data(subject.party)
    return {**data, "doubts": list(answer.doubts)} if answer.doubts else data
