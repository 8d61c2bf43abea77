"""A case for each answer that asks for one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from inspect_engine.domain import inspections
from inspect_engine.domain.cases import OPENED, Case, fold
from inspect_engine.domain.cases.recurrence import nth, recurrence
from inspect_engine.domain.countersigning import awaited
from inspect_engine.domain.definitions import FREE, FREE_TITLE, Definition, Pack, nth_entry
from inspect_engine.domain.events import canonical, digest
from inspect_engine.domain.inspections import SubjectInput
from inspect_engine.domain.judgement import grade
from inspect_engine.domain.judgement.law import Law
from inspect_engine.ledger.definitions import Pinned
from inspect_engine.ledger.inspections.basis import basis_of
from inspect_engine.ledger.inspections.seen import tell
from inspect_engine.ledger.inspections.shapes import Answer, Inspection

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer


def planned(
    law: Pinned,
    on: date,
    inspectors: Iterable[str],
    subjects: Iterable[str],
    source: str | None = None,
    *,
    logged: bool = False,
) -> Inspection:
    """An inspection that is still to begin, under a checklist as it is in force; ``logged`` as one hazard by itself."""
    from inspect_engine.storage.log import new_id

    key, who, what = new_id(), tuple(dict.fromkeys(inspectors)), tuple(dict.fromkeys(subjects))
    source = inspections.log_source(key) if logged else source
    return Inspection(key, law.definition.pack.id, law.hash, on, who, what, source, finished=False)


def begin(log: Writer, of: Inspection) -> Inspection:
    """Begin an inspection in an open transaction."""
    data = {"id": of.id, "on": of.day.isoformat(), "pack": of.pack, "definition": of.definition}
    who, what = list(of.inspectors), list(of.subjects)
    log.append("inspection.started", {**data, "inspectors": who, "subjects": what, "source": of.source})
    return of


def finish(
    log: Writer,
    of: Inspection,
    definition: Definition,
    subjects: Mapping[str, SubjectInput],
    answers: Sequence[Answer],
    answered: Iterable[str],
) -> None:
    """End an inspection in an open transaction: failed items become cases, in the order of the answers, or are told to
    the case that each is still. ``answered`` is everybody who has ever given one.
    """
    log.append("inspection.finished", ended(of, answers, log.actor.user))
    pack = definition.pack
    serial = log.next_serial(pack.id, of.day.year)
    by = found_by(of, answered, log.actor.user)
    for answer in answers:
        item = pack.item(answer.item)
        assert item is not None
        if answer.still:
            tell(log, of, definition, answer, subjects[answer.subject], by)
        elif answer.answer == item.opens_on:
            open_case(log, of, definition, answer, subjects[answer.subject], serial, by)
            serial += 1


def open_case(
    log: Writer,
    of: Inspection,
    definition: Definition,
    answer: Answer,
    subject: SubjectInput,
    serial: int,
    by: Sequence[str],
    asked: Mapping[str, Any] | None = None,
) -> None:
    """Open the case that an answer asks for, under a running number; ``by`` is who has found it, ``asked`` whose
    signatures it awaits itself, where the answer was put right after the inspection.
    """
    from inspect_engine.storage.log import new_id

    pack, basis = definition.pack, basis_of(definition, answer, of.day)
    own = answer.entries.get(FREE_TITLE, "") if answer.item == FREE else ""
    alike = log.likely(answer.subject, answer.item, basis, answer.part, of.day, pack.repeat_days, title=own)
    earlier = [fold(log.events(found)) for found in alike]
    item = pack.item(answer.item)
    days = item.repeats_within if item else None
    counted = log.found_before(answer.subject, answer.item, of.day, days) if days else []
    before = [fold(log.events(key)) for key in counted]
    found = finding(of, definition, answer, basis, subject, earlier, by, before)
    data = {"number": number_of(pack, of.day.year, serial), **found, **(asked or {})}
    log.append(OPENED, data, case=new_id(), files=answer.files)


def ended(of: Inspection, answers: Iterable[Answer], by: str, *, awaits: bool = True) -> dict[str, Any]:
    """What the end of an inspection says: whose signatures it ``awaits``, and under just which answers."""
    data = {"id": of.id, "on": of.day.isoformat()}
    names = awaited(of.inspectors, by) if awaits else []
    given = digest(canonical(sorted(each.event for each in answers)))
    return {**data, "awaits": names, "answers": given} if names else data


def found_by(of: Inspection, answered: Iterable[str], by: str) -> list[str]:
    """Everybody by whom a hazard is found: who inspects, who has ever answered, also where he has handed on and another
    answered anew, who ends it or puts it right."""
    return sorted({*of.inspectors, *answered, by})


def number_of(pack: Pack, year: int, serial: int) -> str:
    """The number of a case."""
    return f"{pack.number_prefix}-{year}-{serial:04d}"


def finding(
    of: Inspection,
    definition: Definition,
    answer: Answer,
    basis: str,
    subject: SubjectInput,
    earlier: Sequence[Case],
    by: Sequence[str],
    before: Sequence[Case] = (),
) -> dict[str, Any]:
    """What was found, how it is graded by the law of the day, and whether it was found before: the data of the opening
    event but for its number. ``basis`` is the text of what the item rests on, ``earlier`` are hazards that were found
    before, among them the one that it may repeat, ``by`` everybody who took part (:func:`found_by`); where the item
    counts how often it is found, ``before`` are those that it counts.
    """
    pack, item = definition.pack, definition.pack.item(answer.item)
    assert item is not None
    flow = definition.workflows[item.workflow]
    time = nth(before, item.id, of.id, of.day, item.repeats_within) if item.repeats_within else 0
    verdict = grade(item, {**answer.entries, **nth_entry(time)}, Law(definition, of.day, subject.region))
    first = flow.states[flow.initial]
    title, rests_on = item.failure, basis
    known = [] if item.register_ else list(earlier)
    if item.id == FREE:  # the item and the words on its basis are the same whatever was found
        title, rests_on = answer.entries[FREE_TITLE], ""
        known = [case for case in known if case.title == title]
    if answer.another:  # whoever stood there has said that it is none of those that are open
        known = [case for case in known if not case.is_open]
    again = recurrence(known, item.id, rests_on, answer.part, of.day, pack.repeat_days)
    party = inspections.party_of(pack, item, subject, answer.unit)
    beside = inspections.beside(answer.co_units, party)
    data = {
        "on": of.day.isoformat(),
        "kind": flow.kind,
        "pack": pack.id,
        "pack_version": pack.version,
        "definition": of.definition,
        "workflow": flow.id,
        "item": item.id,
        "title": title,
        "inspection": of.id,
        "subject": subject.key,
        "subject_name": subject.name,
        "region": subject.region,
        "party": party,
        "severity": verdict.severity,
        "severity_why": verdict.why,
        "state": flow.initial,
        "state_title": first.title,
        "clock": first.clock,
        "requirement": item.requirement,
        "basis": basis,
        "note": answer.note,
        "measured": inspections.measured(item, answer.entries, of.day),
        "persons": list(by),
    }
    data |= {name: text for name in ("part", "place") if (text := getattr(answer, name))} | again.data(party)
    data |= {"co_units": beside} if beside else {}
    data |= {"nth": time} if time else {}
    data |= {"shared": True} if answer.shared else {}
    return {**data, "doubts": list(answer.doubts)} if answer.doubts else data
