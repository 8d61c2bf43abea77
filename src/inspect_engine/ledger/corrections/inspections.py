"""Answers of ended inspections put right: one by one, or as many as a file handed in again differs in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import SEEN, Case, fold
from inspect_engine.domain.corrections import (
    CORRECTED,
    KINDS,
    PROPOSED,
    TITLE,
    as_proposed,
    changes_of,
    confirming,
)
from inspect_engine.domain.countersigning import asked_again
from inspect_engine.domain.definitions import FREE_TITLE
from inspect_engine.domain.events import Event
from inspect_engine.domain.inspections import InspectionInput
from inspect_engine.domain.inspections.places import following
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.words.meaning import item_meant
from inspect_engine.domain.words.text import same_name
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger import evidence as evidences
from inspect_engine.ledger.corrections.answers import Decided, Place, asked_about, decide, of_case, unmistakable
from inspect_engine.ledger.corrections.cases import CaseCorrections, may_confirm
from inspect_engine.ledger.corrections.pending import pending
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.faults import input_error
from inspect_engine.ledger.inspections import Answer, Inspections, ItemKey, again, checks
from inspect_engine.ledger.inspections.again import FILES, STILL
from inspect_engine.ledger.inspections.opening import found_by, open_case
from inspect_engine.ledger.inspections.room import describe, handed_in
from inspect_engine.ledger.inspections.seen import otherwise
from inspect_engine.ledger.once import first, once
from inspect_engine.ledger.subjects import Subjects
from inspect_engine.storage import files, queries

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer


@dataclass(frozen=True)
class Replaced:
    """The inspection that was handed in again, and the records by which it was put right, or is proposed to be."""

    inspection: str
    events: tuple[Event, ...]

    def plain(self) -> dict[str, Any]:
        """As ``inspect run --replace --json`` prints it."""
        return {"inspection": self.inspection, "items": [event.plain() for event in self.events]}


class InspectionCorrections:
    """``ledger.corrections.inspections``. An inspection is named as for :class:`Inspections`."""

    def __init__(
        self,
        desk: Desk,
        *,
        inspections: Inspections,
        subjects: Subjects,
        definitions: Definitions,
        cases: CaseCorrections,
    ) -> None:
        self._desk = desk
        self._inspections = inspections
        self._subjects = subjects
        self._definitions = definitions
        self._cases = cases

    @once(first)
    def correct(
        self,
        reference: str,
        key: ItemKey,
        sets: Mapping[str, str],
        why: str,
        evidence: Sequence[Path] = (),
        *,
        sure: bool = False,
    ) -> Event:
        """Put right one answer of an ended inspection, or give one that was left out; its case follows.

        A pass turned fail opens a case; a fail turned pass leaves its case to be withdrawn by two. Where a grade
        changes with it the event is only proposed. Raises Refused; InputError, also with what is doubtful now and was
        not before, unless one is ``sure``.
        """
        me = self._desk.whoami()
        require(me, "correct")
        of = self._inspections.get(reference)
        described = [files.describe(Path(path)) for path in evidence]
        with self._place(of.inspection.id, key, of.answers, self._desk.today()) as at:
            unmistakable(at.item, sets)
            titles = {title: name for name, title in again.SAID.items()}
            sets = {titles.get(name, name): text for name, text in sets.items()}
            asked_about(at, decide(at, sets, why, described), sure=sure)
        stored = evidences.keep(self._desk, evidence)
        with self._desk.writing(me) as log:
            answers = self._inspections.get(of.inspection.id).answers
            return self.put_right(log, of.inspection.id, key, answers, sets, why, stored)[0]

    @once(first)
    def confirm(self, reference: str, key: ItemKey) -> Event:
        """Confirm, as a second person, what another has proposed of an answer. Raises Refused, InputError."""
        me = self._desk.whoami()
        require(me, "correct")
        of = self._inspections.get(reference)
        with self._desk.writing(me) as log, self._place(of.inspection.id, key, of.answers, china_day(log.now)) as at:
            with self._desk.reading() as connection:
                proposal = pending(connection, "answer", at.which, f"“{key.subject}”的 {key.item}")
            found = confirmed(at, proposal)
            data = confirming(proposal.data, proposal.id, me, at.setting.today)
            return self._store(log, at, found, data, proposal.files)

    @once(lambda self, events: self._again(events))
    def replace(self, given: InspectionInput, folder: Path, why: str) -> Replaced:
        """Put right what an inspection handed in again says otherwise, in one transaction; what it leaves out stays.

        Raises InputError with every fault, or where no such inspection was logged; Refused.
        """
        me = self._desk.whoami()
        require(me, "correct")
        given = self._subjects.placed_all(given)
        if found := self._inspections.faults(given, folder):
            raise input_error(found)
        described = describe(given, folder)
        stored = {name: self._desk.keep(files.inside(folder, name)) for name in described}
        pack = self._definitions.in_force(given.pack).definition.pack
        given = self._inspections.as_known(given, pack)
        with self._desk.writing(me) as log:
            with self._desk.reading() as connection:
                twin = next(again.twins(connection, given), None)
            if twin is None:
                raise InputError.one("没有录入过这次检查，没有可替换的", where="--replace", fix="不加 --replace 录入")
            self._subjects.record(log, pack, given.subjects, given.date)
            of = self._inspections.get(twin)
            handed = handed_in(given, of.definition, stored, self._desk.regions)
            handed = again.aligned(of.definition.pack, of.answers, handed)
            said = {each.key: each for each in handed}
            answers, events = {each.key: each for each in of.answers}, list[Event]()
            for each in again.differences(of.definition.pack, of.answers, handed):
                if any(one.field == STILL for one in each.changes):
                    told = f"{each.key.subject} 的 {each.key.item}：是不是以前那一件，不能直接改"
                    raise Refused(TITLE, [f"{told}；先用 inspect correct 更正为合格，再更正为不合格"])
                if not each.left_out:
                    sets = {one.field: one.new for one in each.changes if one.field != FILES}
                    added = again.further(answers.get(each.key), said[each.key].files)
                    event, made = self.put_right(log, twin, each.key, list(answers.values()), sets, why, added)
                    events.append(event)
                    if event.kind == CORRECTED:
                        answers[each.key] = made
        return Replaced(twin, tuple(events))

    def _again(self, events: Sequence[Event]) -> Replaced:
        found = tuple(event for event in events if event.kind in KINDS and not event.case)
        return Replaced(found[0].data["inspection"], found)

    def key_of(self, reference: str, subject: str, item: str, part: str = "") -> ItemKey:
        """Which answer to an item is meant: the one on this part, or of the case from before of this number, a further
        finding where there is none; without a part the only one. Raises InputError where several stand and none is
        named."""
        of = self._inspections.get(reference)
        item = item_meant(of.definition.pack, item)
        asked, stand = of.definition.pack.item(item), checks.of_item(of.answers, subject, item)
        if asked is None or not stand:
            return ItemKey(subject, item)
        numbers = self._numbers(stand)
        words = {same_name(part), part.upper()} if part else set()
        here = [each for each in stand if words & {same_name(each.part), numbers.get(each.still)}]
        if len(here or stand) == 1 and (here or not part):
            return (here or stand)[0].key
        if part and not here:
            return ItemKey(subject, item, following([each.place for each in stand]))
        known = "、".join(_called(each, numbers) for each in here or stand)
        fix = "用 --part 写明是哪一处；仍未改的写那一件的编号"
        raise InputError.one(f"“{item}”有几处：{known}", where="--part", fix=fix)

    def _numbers(self, stand: Sequence[Answer]) -> dict[str, str]:
        """The numbers of the cases from before that answers are still, by id."""
        with self._desk.reading() as connection:
            found = [queries.case(connection, each.still) for each in stand if each.still]
        return {case.id: case.number for case in found}

    def history(self, inspection: str) -> list[Event]:
        """What was put right in an inspection, or is proposed to be, in order."""
        seen = set(self._inspections.get(inspection).inspection.subjects)
        with self._desk.reading() as connection:
            told = queries.corrections_of(connection, "answer", "inspection", inspection)
        return [event for event in told if event.data["subject"] in seen]

    def case_of(self, inspection: str, key: ItemKey) -> Case | None:
        """The case that an answer has led to, as far as this person sees it."""
        seen = self._desk.scope()
        with self._desk.reading() as connection:
            found = queries.case_found(connection, inspection, *key)
            case = queries.case(connection, found) if found else None
        return case if case and seen.covers(case.region, *case.units) else None

    def put_right(
        self,
        log: Writer,
        inspection: str,
        key: ItemKey,
        answers: Sequence[Answer],
        sets: Mapping[str, str],
        why: str,
        stored: Sequence[Mapping[str, Any]],
    ) -> tuple[Event, Answer]:
        """The same in an open transaction, ``answers`` as they stand in it; the event, and the answer it makes."""
        with self._place(inspection, key, answers, china_day(log.now)) as at:
            found = decide(at, sets, why, stored)
            if found.two:
                return log.append(PROPOSED, found.data, files=stored), found.answer
            return self._store(log, at, found, found.data, stored), found.answer

    def _store(
        self, log: Writer, at: Place, found: Decided, data: Mapping[str, Any], stored: Sequence[Mapping[str, Any]]
    ) -> Event:
        root = log.append(CORRECTED, data, files=stored)
        if (said := at.standing) and said.still:
            told = otherwise(at.of, at.definition, found.answer, data, root.id)
            case = fold(log.events(said.still))
            log.append(SEEN, told, case=case.id, base=case.last_event, files=stored)
        elif found.opens:
            serial = log.next_serial(at.definition.pack.id, at.of.day.year)
            with self._desk.reading() as connection:
                by = finders(connection, at, log.actor.user)
            again = asked_again(at.named, data["persons"])
            open_case(log, at.of, at.definition, found.answer, at.subjects[at.key.subject], serial, by, again)
        elif at.case and found.changes:
            case = fold(log.events(at.case.case.id))
            record = of_case(at, replace(found, data=data), case.number, root.id, root.on)
            log.append(CORRECTED, record, case=case.id, base=case.last_event, files=stored)
        return root

    @contextmanager
    def _place(self, inspection: str, key: ItemKey, answers: Sequence[Answer], today: date) -> Iterator[Place]:
        """One answer, before whoever acts here."""
        progress = self._inspections.get(inspection)
        keys, pack = progress.inspection.subjects, progress.definition.pack
        setting = self._subjects.setting(Path(), keys, pack=pack, on=progress.inspection.day)
        with self._desk.reading() as connection:
            row = queries.inspection(connection, inspection)
            stands = next((each for each in answers if each.key == key), None)
            event = queries.event_of(connection, stands.event) if stands else None
            found = queries.case_found(connection, inspection, *key)
            case = queries.case(connection, found) if found else None
        of = replace(progress.inspection, inspectors=tuple(row["inspectors"]))
        recorded = china_day(event.at) if event else of.day
        definition = self._definitions.stored(of.definition)
        shape = of, definition, answers, key, setting.subjects, replace(setting, today=today), self._desk.whoami()
        with ExitStack() as stack:
            still = case if case and case.closed_how != "withdrawn" else None
            at = stack.enter_context(self._cases.at(still, today)) if still else None
            yield Place(*shape, recorded, at)


def _called(answer: Answer, numbers: Mapping[str, str]) -> str:
    """How one of several findings of an item is called."""
    return answer.entries.get(FREE_TITLE, answer.part) or numbers.get(answer.still) or "没有写部位"


def finders(connection: sqlite3.Connection, at: Place, by: str) -> list[str]:
    """Everybody by whom a hazard is found that an answer leads to which somebody puts right."""
    later = {each.author for each in at.answers if each.author}
    return found_by(at.of, later | queries.answered_by(connection, at.of.id), by)


def confirmed(at: Place, proposal: Event) -> Decided:
    """What was proposed of an answer, as it comes to now. Raises Refused unless this person may confirm it and it still
    comes to the same."""
    sets = {each.field: each.new for each in changes_of(proposal.data) if each.field != FILES}
    found = decide(at, sets, proposal.data["why"], proposal.files)
    if at.case is None or not as_proposed(proposal.data, found.data):
        raise Refused(TITLE, ["提出以后又有了变动，请重新提出"])
    may_confirm(at.case, proposal)
    return found
