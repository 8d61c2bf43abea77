"""One hazard logged by itself, without walking a checklist: found by search, stored in one go, and no visit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from inspect_engine.domain import inspections
from inspect_engine.domain.definitions import Definition, Item, Pack
from inspect_engine.domain.inspections import AnswerInput, Setting
from inspect_engine.domain.inspections.before import Before, before_faults, unsaid_faults
from inspect_engine.domain.inspections.hands import ANSWERED
from inspect_engine.domain.inspections.search import Entry, Index, entries_of
from inspect_engine.domain.judgement.asking import of_another_day
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.people.authority import require
from inspect_engine.errors import Fault, InputError
from inspect_engine.ledger.definitions import Definitions, parsed
from inspect_engine.ledger.desk import Desk, Repeated
from inspect_engine.ledger.faults import input_error
from inspect_engine.ledger.inspections import answering, checks, seen
from inspect_engine.ledger.inspections.opening import begin, finish, planned
from inspect_engine.ledger.inspections.room import Inspections, inspection_in
from inspect_engine.ledger.inspections.shapes import InspectionResult, Progress, inspection_of
from inspect_engine.ledger.once import once
from inspect_engine.ledger.subjects import Subject, Subjects
from inspect_engine.storage import queries


@dataclass(frozen=True)
class Last:
    """Where somebody inspected last, if he may still see it, and who did with him."""

    subject: Subject | None
    inspectors: tuple[str, ...]


class Logged:
    """``ledger.logged``. What is logged so is an inspection with this one answer, finished at once; plans, scores and
    what counts visits leave it out (:func:`inspect_engine.domain.inspections.is_log`)."""

    def __init__(self, desk: Desk, *, inspections: Inspections, subjects: Subjects, definitions: Definitions) -> None:
        self._desk = desk
        self._inspections = inspections
        self._subjects = subjects
        self._definitions = definitions

    def index(self) -> Index:
        """What can be logged today by the checklists in force here, to be searched."""
        require(self._desk.whoami(), "survey")
        return _index(tuple(each.text for each in self._definitions.adopted().values()), self._desk.today())

    def usual(self, subject: str) -> dict[tuple[str, str], int]:
        """How many hazards of each pack and item were ever found at a subject in this person's sight."""
        if not self._subjects.find(keys=[subject]):
            return {}
        with self._desk.reading() as connection:
            return queries.found_at(connection, subject)

    def last(self) -> Last:
        """Where this person inspected last, and with whom; nowhere, and alone, where he never did."""
        me = self._desk.whoami()
        require(me, "inspect")
        with self._desk.reading() as connection:
            rows = queries.lately_inspected(connection, me.name, 1)
        if not rows:
            return Last(None, (me.name,))
        found = inspection_of(rows[0])
        known = [each for each in self._subjects.find(keys=found.subjects) if not each.closed_on]
        return Last(known[0] if known else None, found.inspectors)

    def laws(self, subject: Subject | None = None, on: date | None = None) -> dict[str, Law]:
        """What a hazard of a subject is judged by, by checklist."""
        day, region = on or self._desk.today(), subject.region if subject else ""
        return {name: Law(each.definition, day, region) for name, each in self._definitions.adopted().items()}

    def before(self, pack: str, given: AnswerInput, on: date | None = None) -> list[Before]:
        """The open cases of its item that a hazard may be, which it has to say: still one of them, or another; none for
        a request that was carried out: one of them is what it stored."""
        try:
            self._desk.not_yet()
        except Repeated:
            return []
        named = self._definitions.in_force(pack).definition.pack
        given = inspections.answer_spelled(given, named)
        item = named.item(given.item)
        if item is None or not self._subjects.find(keys=[given.subject]):
            return []
        with self._desk.reading() as connection:
            return seen.may_be(connection, given, item, on or self._desk.today())

    @once(lambda self, events: self._inspections.result(inspection_in(events)))
    def add(
        self,
        pack: str,
        given: AnswerInput,
        inspectors: Sequence[str] = (),
        on: date | None = None,
        folder: Path = Path(),
    ) -> InspectionResult:
        """Log one hazard of a recorded subject, by an item of a checklist or in one's own words (``FREE``), on a day.

        Raises InputError with everything wrong, also where it does not say whether it is a case that is open from
        before; Refused when this person may not.
        """
        me = self._desk.whoami()
        require(me, "inspect")
        law, day, names = self._definitions.in_force(pack), on or self._desk.today(), list(inspectors) or [me.name]
        definition = law.definition
        checks.not_ended(definition.pack)
        setting = self._subjects.setting(folder, [given.subject], names, pack=definition.pack, on=day)
        if problems := list(checks.start_problems(definition.pack, day, [given.subject], names, setting)):
            raise InputError(problems)
        subject = setting.subjects[given.subject]
        require(me, "inspect", subject.region)
        checks.all_in_reach(me, names, [given.subject], setting)
        checks.one_of(me, names)
        of = planned(law, day, names, [given.subject], logged=True)
        asked = self._asked(Progress(of, definition, ()), given, setting)
        kept = [self._desk.keep(folder / name) for name in asked.given.evidence]
        with self._desk.writing(me) as log:
            self._told_apart(asked, day)
            begin(log, of)
            answer = checks.answered(asked.given, asked.law, kept, self._desk.regions)
            event = log.append(ANSWERED, {**answer.data(of.id, day), "replaces": ""}, files=kept)
            stands = replace(answer, event=event.id, author=event.actor.user)
            finish(log, of, definition, {subject.key: subject}, [stands], [me.name])
        return self._inspections.result(of.id)

    def _asked(self, of: Progress, given: AnswerInput, setting: Setting) -> answering.Asked:
        """The answer as it is known. Raises InputError with every fault; of what is no hazard, too."""
        given = answering.spelled(of, given, setting)
        item = of.definition.pack.item(given.item)
        if item and (item.register_ or item.record or given.answer != "fail"):
            what = f"“{item.id}”不是隐患，不能单独记" if item.register_ or item.record else "单独记的只能是不合格"
            raise InputError.one(what, fix="开始一次检查再作答：inspect start")
        with self._desk.reading() as connection:
            return answering.asked(connection, of, [given], setting)[0]

    def _told_apart(self, asked: answering.Asked, on: date) -> None:
        """Raises InputError unless it says what it is of what is open from before, by now."""
        with self._desk.reading() as connection:
            found = queries.open_before(connection, asked.given.subject, asked.item.id, on)
        if faults := list(_before_faults(asked.given, asked.item, found)):
            raise input_error(faults)


def _before_faults(given: AnswerInput, item: Item, found: Sequence[Before]) -> Iterator[Fault]:
    yield from before_faults((), given, item, found) if given.still else unsaid_faults((), given, item, found)


def asked_of(entry: Entry, subject: Subject | None) -> bool:
    """Whether a hazard is one that a checklist asks of a subject, which has the form for it."""
    known = subject and subject.seen_by(entry.pack.id, entry.pack.kinds)
    return known is not None and known.kind in entry.item.kinds


def _left_out(held: Mapping[str, Definition], on: date) -> Callable[[Pack], list[str]]:
    def items(pack: Pack) -> list[str]:
        return [item.id for section in of_another_day(held[pack.id], on) for item in section.items]

    return items


@lru_cache(maxsize=2)
def _index(texts: tuple[str, ...], on: date) -> Index:
    """Made anew when another law is adopted, or the day passes."""
    held = {each.pack.id: each for each in map(parsed, texts)}
    return Index(list(entries_of((each.pack for each in held.values()), _left_out(held, on))))
