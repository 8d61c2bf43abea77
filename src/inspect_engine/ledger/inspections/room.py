"""Inspections: run a whole one, or answer one item by item; end it, list them, look at one."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspect_engine.domain import inspections
from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.corrections import CORRECTED
from inspect_engine.domain.countersigning import signing_of
from inspect_engine.domain.definitions import SETTLES_NOTHING, Definition, Pack
from inspect_engine.domain.events import Event, canonical, digest
from inspect_engine.domain.inspections import AnswerInput, InspectionInput, Setting, SubjectInput, hands
from inspect_engine.domain.inspections.before import Before
from inspect_engine.domain.inspections.hands import ANSWERED
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.words.identifiers import Overlay
from inspect_engine.domain.words.meaning import item_meant
from inspect_engine.errors import Conflict, Fault, InputError, Refused
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.faults import input_error
from inspect_engine.ledger.inspections import again, answering, checks, seen
from inspect_engine.ledger.inspections.opening import begin, finish, planned
from inspect_engine.ledger.inspections.shapes import (
    Answer,
    Inspection,
    InspectionResult,
    ItemKey,
    Progress,
    Unsettled,
    as_answered,
    inspection_of,
)
from inspect_engine.ledger.once import once
from inspect_engine.ledger.subjects import Subjects
from inspect_engine.storage import files, queries
from inspect_engine.storage.queries import CaseFilter

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer


class Inspections:
    """``ledger.inspections``. An inspection is named by its id.

    Subjects out of this person's sight are left out; an inspection of none but those reads as if it were not there:
    InputError.
    """

    def __init__(self, desk: Desk, *, subjects: Subjects, definitions: Definitions) -> None:
        self._desk = desk
        self._subjects = subjects
        self._definitions = definitions

    def all(self) -> list[Inspection]:
        """All inspections of what this person sees, newest first."""
        require(self._desk.whoami(), "survey")
        with self._desk.reading() as connection:
            rows = queries.inspections(connection)
            seen = self._subjects.in_sight(connection, [key for row in rows for key in row["subjects"]])
        found = [inspection_of(row, seen) for row in rows]
        return [one for one in found if one.subjects]

    def lately(self) -> list[Inspection]:
        """Those of the last few hundred in which this person inspected, newest first, with all their subjects."""
        me = self._desk.whoami()
        require(me, "inspect")
        with self._desk.reading() as connection:
            return [inspection_of(row) for row in queries.lately_inspected(connection, me.name)]

    def of_subject(self, key: str) -> list[Inspection]:
        """Those in which something was answered of one subject, whatever the checklist, newest first."""
        require(self._desk.whoami(), "survey")
        with self._desk.reading() as connection:
            rows = queries.inspections_of(connection, key)
            seen = self._subjects.in_sight(connection, [each for row in rows for each in row["subjects"]])
        return [inspection_of(row, seen) for row in rows if key in seen]

    def unsettled(self) -> list[Unsettled]:
        """What ended inspections have left open, 待补参 and 测不了, and no later one has settled; the oldest first."""
        require(self._desk.whoami(), "survey")
        with self._desk.reading() as connection:
            rows = queries.unsettled(connection, SETTLES_NOTHING)
            seen = self._subjects.in_sight(connection, [row["subject"] for row in rows])
        return [Unsettled(**row) for row in rows if row["subject"] in seen]

    def get(self, reference: str) -> Progress:
        """One inspection, the definition it runs under, and its answers so far.

        It is named by its id or by at least six digits of its short number. Raises InputError when there is none,
        nothing of it is in this person's sight, or several fit.
        """
        require(self._desk.whoami(), "survey")
        with self._desk.reading() as connection:
            fitting = queries.inspections_named(connection, reference)
            seen = self._subjects.in_sight(connection, [key for row in fitting for key in row["subjects"]])
            found = _the_one(reference, [one for row in fitting if (one := inspection_of(row, seen)).subjects])
            answers = [each for each in _answers(connection, found.id) if each.subject in seen]
        return Progress(found, self._definitions.stored(found.definition), tuple(answers))

    def unasked(self, reference: str) -> dict[ItemKey, str]:
        """Items of an inspection that need no answer, each with the reason."""
        of = self.get(reference)
        subjects = self._setting(of).subjects
        return {
            ItemKey(key, item): why
            for key in of.inspection.subjects
            for item, why in checks.skipped(of, subjects[key]).items()
        }

    def faults(self, given: InspectionInput, folder: Path) -> list[Fault]:
        """Everything wrong with an inspection as handed in; evidence lies inside ``folder``. Of one that was not logged
        before, also where it does not say whether a failure is a case that is open from before: :meth:`run` does not
        ask that, so that programs go on which know nothing of it.

        Raises Refused when this person may not inspect there: he is told nothing else.
        """
        given = self._subjects.placed_all(given)
        found, definition = self._faults(given, folder)
        return [*found, *(self._before_faults(given, definition, seen.unsaid_of) if definition else ())]

    def _before_faults(self, given: InspectionInput, definition: Definition, of: seen.Faults) -> list[Fault]:
        """Faults in what an inspection says of cases from before; none in one that was logged already."""
        known = given.model_copy(update={"pack": definition.pack.id})
        with self._desk.reading() as connection:
            return [] if any(again.twins(connection, known)) else list(of(connection, known, definition))

    def _faults(self, given: InspectionInput, folder: Path) -> tuple[list[Fault], Definition | None]:
        me = self._desk.whoami()
        require(me, "inspect", *(subject.region for subject in given.subjects))
        try:
            definition = self._definitions.in_force(given.pack).definition
        except InputError as error:
            return [Fault(("pack",), each.what, each.fix) for each in error.problems], None
        if ended := definition.pack.ended:
            return [Fault(("pack",), f"“{definition.pack.title}”已经结束，不能再开展检查：{ended}")], None
        keys = [subject.key for subject in given.subjects]
        setting = self._subjects.setting(
            folder, keys, given.inspectors, inside=True, pack=definition.pack, on=given.date
        )
        found = list(inspections.faults(given, definition, setting))
        reach = checks.out_of_reach(me, given.inspectors, [each.region for each in given.subjects], setting.roster)
        found += [Fault(("inspectors", n), what, fix) for n, what, fix in reach]
        return [*found, *self._before_faults(given, definition, seen.faults_of)], definition

    @once(lambda self, events: self.result(inspection_in(events)))
    def run(self, given: InspectionInput, folder: Path = Path(), *, another: bool = False) -> InspectionResult:
        """Log a whole inspection and open a case for each failed item: all of it, or nothing.

        The same inspection a second time changes nothing (``repeated``); one that is the same by meaning and says
        something else raises :class:`Doubled`, unless it is truly ``another`` one. Raises InputError with every fault,
        Refused when this person may not.
        """
        me, given = self._desk.whoami(), self._subjects.placed_all(given)
        if found := self._faults(given, folder)[0]:
            raise input_error(found)
        checks.one_of(me, given.inspectors)
        evidence = describe(given, folder)
        source = _source(given, {name: file["sha256"] for name, file in evidence.items()})
        law = self._definitions.in_force(given.pack)
        definition = law.definition
        stored = {name: self._desk.keep(files.inside(folder, name)) for name in evidence}
        with self._desk.writing(me) as log:
            with self._desk.reading() as connection:
                earlier = queries.inspection_from(connection, source)
            given = self.as_known(given, definition.pack)
            known = self._desk.regions
            said = handed_in(given, definition, evidence, known)
            earlier = earlier or (None if another else self._said_before(given, said))
            if earlier:
                self._still_says(earlier, definition.pack, said)
                otherwise = [
                    *self._subjects.otherwise(definition.pack, given.subjects, given.date),
                    *self._more(earlier, said),
                ]
                return replace(self.result(earlier, repeated=True), otherwise=tuple(otherwise))
            with self._desk.reading() as connection:
                if found := list(seen.faults_of(connection, given, definition)):
                    raise input_error(found)
            self._subjects.record(log, definition.pack, given.subjects, given.date)
            subjects = {subject.key: subject for subject in given.subjects}
            of = begin(log, planned(law, given.date, given.inspectors, subjects, source))
            kept = list[Answer]()
            for answer in handed_in(given, definition, stored, known):
                data = {**answer.data(of.id, of.day), "replaces": ""}
                event = log.append(ANSWERED, data, files=answer.files)
                kept.append(replace(answer, event=event.id))
            finish(log, of, definition, subjects, kept, [log.actor.user])
        return self.result(of.id)

    def as_known(self, given: InspectionInput, pack: Pack) -> InspectionInput:
        """The same, with every unit under the name that it goes by."""
        setting = self._subjects.setting(Path(), [each.key for each in given.subjects], pack=pack, on=given.date)
        named = [inspections.subject_spelled(each, pack) for each in given.subjects]
        known = [inspections.subject_as_known(each, pack, setting) for each in named]
        subjects = {each.key: inspections.subject_of_day(each, given.date, setting) for each in known}
        spelled = [inspections.answer_spelled(each, pack) for each in given.answers]
        answers = [inspections.answer_as_known(each, subjects[each.subject], pack, setting) for each in spelled]
        with self._desk.reading() as connection:
            answers = [seen.resolved(connection, each) for each in answers]
        shape = {"pack": pack.id, "subjects": tuple(subjects.values()), "answers": tuple(answers)}
        return given.model_copy(update=shape)

    @once(lambda _, events: inspection_in(events))
    def start(self, pack_id: str, subjects: Sequence[str], inspectors: Sequence[str], on: date | None = None) -> str:
        """Begin an inspection of recorded subjects, to be answered item by item; returns its id.

        Raises InputError with everything wrong, Refused when this person may not.
        """
        me = self._desk.whoami()
        require(me, "inspect")
        law = self._definitions.in_force(pack_id)
        definition = law.definition
        checks.not_ended(definition.pack)
        day = on or self._desk.today()
        setting = self._subjects.setting(Path(), subjects, inspectors, pack=definition.pack, on=day)
        if problems := list(checks.start_problems(definition.pack, day, subjects, inspectors, setting)):
            raise InputError(problems)
        checks.all_in_reach(me, inspectors, subjects, setting)
        checks.one_of(me, inspectors)
        with self._desk.writing(me) as log:
            return begin(log, planned(law, day, inspectors, subjects)).id

    @once(lambda _, events: _joined(events))
    def join(self, reference: str, keys: Sequence[str] = (), new: Sequence[SubjectInput] = ()) -> list[str]:
        """More subjects are inspected in an inspection under way, ``new`` ones recorded on the spot; their keys.

        Raises InputError with everything wrong, Refused when this person may not.
        """
        me = self._desk.whoami()
        require(me, "inspect")
        progress = self.get(reference)
        of, pack = progress.inspection, progress.definition.pack
        made = self._subjects.new_ones(pack, new)
        asked, keys = list(dict.fromkeys(keys)), [*dict.fromkeys(keys), *(each.key for each in made)]
        setting = self._subjects.setting(Path(), asked, pack=pack, on=of.day)
        if problems := list(checks.start_problems(pack, of.day, asked, (), setting)) if asked else []:
            raise InputError(problems)
        with self._desk.writing(me) as log:
            with self._desk.reading() as connection:
                now = inspection_of(queries.inspection(connection, of.id))
                theirs = [region for region, _ in queries.places(connection, asked).values()]
            theirs += [each.region for each in made]
            checks.may_join(me, now, self._regions(of.id), theirs, keys)
            self._subjects.record(log, pack, made, of.day)
            data = {"inspection": of.id, "on": china_day(log.now).isoformat(), "subjects": keys}
            log.append(hands.JOINED, data)
        return keys

    @once(lambda self, events: self._stands(events[0]))
    def answer(
        self,
        reference: str,
        given: AnswerInput,
        folder: Path = Path(),
        *,
        base: str | None = None,
        place: str | None = None,
    ) -> Answer:
        """Answer one item of an inspection that is under way; a later answer replaces an earlier one.

        A failure on another part than the one that stands is a finding of its own beside it; ``place`` says which of
        them is meant. Raises Refused where answers cannot stand side by side.

        Gives back the answer that stands now: the very answer that stands already is not stored again. ``base`` is the
        event of the answer that whoever answers has seen, empty for none: raises Conflict when another stands by now.
        """
        (stands,) = self._answer(reference, [given], folder, base, place)
        return stands

    def open_before(self, of: Inspection) -> dict[tuple[str, str], list[Before]]:
        """What is open from before at its subjects, by subject and item."""
        with self._desk.reading() as connection:
            return queries.all_open_before(connection, of.subjects, of.day)

    def before(self, of: Progress, given: AnswerInput) -> list[Before]:
        """The open cases of its item that a failure may be, which it has to say: still one of them, or another."""
        given = inspections.answer_spelled(given, of.definition.pack)
        if (item := of.definition.pack.item(given.item)) is None:
            return []
        with self._desk.reading() as connection:
            return seen.may_be(connection, given, item, of.inspection.day)

    @once(lambda self, events: [self._stands(event) for event in events if event.kind == ANSWERED])
    def answer_all(self, reference: str, given: Sequence[AnswerInput], folder: Path = Path()) -> list[Answer]:
        """Give several answers at once, in one transaction: all of them, or none. Each stays one of its own.

        Raises as :meth:`answer` does, naming what is wrong by subject.
        """
        return self._answer(reference, given, folder)

    def _answer(
        self,
        reference: str,
        given: Sequence[AnswerInput],
        folder: Path,
        base: str | None = None,
        place: str | None = None,
    ) -> list[Answer]:
        me = self._desk.whoami()
        require(me, "inspect")
        progress = self.get(reference)
        of = progress.inspection
        checks.may_answer(me, of, self._regions(of.id))
        keys = [each.subject for each in given]
        setting = self._subjects.setting(folder, keys, pack=progress.definition.pack, on=of.day)
        given = [answering.spelled(progress, each, setting) for each in given]
        with self._desk.reading() as connection:
            asked = answering.asked(connection, progress, given, setting)
        stored = {name: self._desk.keep(folder / name) for each in given for name in each.evidence}
        with self._desk.writing(me) as log:
            with self._desk.reading() as connection:
                checks.may_answer(me, inspection_of(queries.inspection(connection, of.id)), self._regions(of.id))
                stand = _answers(connection, of.id)
            return [self._store(log, of, each, stored, stand, base, place) for each in asked]

    def _store(
        self,
        log: Writer,
        of: Inspection,
        asked: answering.Asked,
        stored: Mapping[str, Mapping[str, Any]],
        standing: Sequence[Answer],
        base: str | None,
        place: str | None,
    ) -> Answer:
        """One answer in an open transaction, among those ``standing`` before it."""
        given, kept = asked.given, [stored[name] for name in asked.given.evidence]
        stand = checks.of_item(standing, given.subject, given.item)
        answer = checks.answered(given, asked.law, kept, self._desk.regions)
        answer = checks.placed(asked.item, answer, stand, place)
        before = next((each for each in stand if each.key == answer.key), None)
        replaces = before.event if before else ""
        if base is not None and base != replaces:
            raise Conflict(checks.answered_by_another(before))
        if before is not None and answer.same_as(before):
            return before
        event = log.append(ANSWERED, {**answer.data(of.id, of.day), "replaces": replaces}, files=kept)
        return replace(answer, event=event.id, author=event.actor.user, replaces=replaces)

    @once(lambda _, events: _key(events[0].data))
    def drop(self, reference: str, subject: str, item: str, part: str, title: str = "", still: str = "") -> ItemKey:
        """Take back one of several findings of an item, or one on no checklist (``title``): it is none any more; that
        of a case from before by the number that it is ``still``.

        The answer and its taking back stay on record. Raises InputError where there is none on this part, Refused
        where it is the only answer to its item: that one is answered anew.
        """
        me = self._desk.whoami()
        require(me, "inspect")
        progress = self.get(reference)
        key, item = progress.inspection.id, item_meant(progress.definition.pack, item)
        asked = progress.definition.pack.item(item)
        with self._desk.writing(me) as log:
            with self._desk.reading() as connection:
                checks.may_answer(me, inspection_of(queries.inspection(connection, key)), self._regions(key))
                stand = checks.of_item(_answers(connection, key), subject, item)
                meant = queries.case_numbered(connection, still.strip()) or still if still else None
            gone = checks.dropped(asked, stand, part, title, meant)
            data = {"inspection": key, **gone.key.data(), "answer": gone.event, "restores": "", "dropped": True}
            log.append("inspection.answer_retracted", data)
        return gone.key

    @once(lambda _, events: _key(events[0].data))
    def take_back(self, reference: str) -> ItemKey:
        """Take back this person's last answer in an inspection under way; what stood before it stands again.

        Both the answer and its taking back stay on record. Raises Refused when no answer of this person stands, or the
        inspection has ended.
        """
        me = self._desk.whoami()
        require(me, "inspect")
        progress = self.get(reference)
        key = progress.inspection.id
        with self._desk.writing(me) as log:
            with self._desk.reading() as connection:
                checks.may_answer(me, inspection_of(queries.inspection(connection, key)), self._regions(key))
                stand = _answers(connection, key)
                last = queries.last_answer(connection, key, log.actor.user)
                since = queries.answered_over(connection, key, log.actor.user)
                before = queries.event_of(connection, last["replaces"]) if last and last["replaces"] else None
            if since and (last is None or since["pos"] > last["pos"]):
                what = f"你的上一答（“{since['subject']}”的 {since['item']}）已被“{since['author']}”改答"
                raise Refused("撤回作答", [f"{what}，撤回不了；请与他核对后改答这一项"])
            if last is None:
                raise Refused("撤回作答", ["这次检查里没有你的作答可撤回"])
            if last["replaces"] is None:
                what = f"“{last['subject']}”的 {last['item']} 是旧版程序存的作答，不知道它之前是什么"
                raise Refused("撤回作答", [f"{what}；请直接改答这一项"])
            taken = ItemKey(last["subject"], last["item"], last["place"])
            if before:
                checks.may_stand(progress.definition.pack.item(taken.item), as_answered(before), stand)
            data = {"inspection": key, **taken.data(), "answer": last["event"], "restores": last["replaces"]}
            log.append("inspection.answer_retracted", data)
        return taken

    @once(lambda self, events: self.result(inspection_in(events)))
    def finish(self, reference: str, *, seen: Collection[str] | None = None) -> InspectionResult:
        """End an inspection: every failed item becomes a case.

        ``seen`` are the events of the answers that whoever ends it has seen: raises Conflict when others stand by now.
        """
        me = self._desk.whoami()
        require(me, "conclude")
        progress = self.get(reference)
        of, definition = progress.inspection, progress.definition
        with self._desk.writing(me) as log:
            with self._desk.reading() as connection:
                of = replace(inspection_of(queries.inspection(connection, of.id)), hidden=of.hidden)
                checks.may_end(me, of, self._regions(of.id))
                answers, answered = _answers(connection, of.id), queries.answered_by(connection, of.id)
            if seen is not None and set(seen) != {each.event for each in answers}:
                raise Conflict("作答刚被他人改过，检查没有完成。请重新核对各项数目，再完成")
            if of.hidden:
                raise Refused("完成检查", [f"另有 {of.hidden} 个对象不在你的区划内，须由能看到全部对象的检查员完成"])
            if not answers:
                raise Refused("完成检查", ["还没有作答任何一项"])
            subjects = self._setting(progress).subjects
            checks.still_asked(Progress(of, definition, tuple(answers)), subjects)
            answers.sort(key=checks.place_in(of, definition.pack))
            finish(log, of, definition, subjects, answers, answered)
        return self.result(of.id)

    def _setting(self, of: Progress) -> Setting:
        """What is known of the subjects of an inspection, as it finds them."""
        found = of.inspection
        return self._subjects.setting(Path(), found.subjects, pack=of.definition.pack, on=found.day)

    def _regions(self, key: str) -> list[str]:
        """The regions of all subjects of an inspection, whether in sight or not."""
        with self._desk.reading() as connection:
            subjects = queries.inspection(connection, key)["subjects"]
            return [region for region, _ in queries.places(connection, subjects).values()]

    def _said_before(self, given: InspectionInput, answers: Sequence[Answer]) -> str | None:
        """The inspection that is this very one, whatever the file looked like. Raises Doubled where all that are the
        same by meaning say something else."""
        pack = self._definitions.in_force(given.pack).definition.pack
        with self._desk.reading() as connection:
            before = {key: _answers(connection, key) for key in again.twins(connection, given)}
        found = {key: again.differences(pack, said, answers) for key, said in before.items()}
        for key, differing in found.items():
            if not differing:
                return key
        if found:
            raise again.Doubled(*next(iter(found.items())))
        return None

    def _still_says(self, key: str, pack: Pack, said: Sequence[Answer]) -> None:
        """Raises Doubled where an inspection was put right after it was handed in, and now says something else."""
        with self._desk.reading() as connection:
            told = queries.corrections_of(connection, "answer", "inspection", key)
            corrected = any(event.kind == CORRECTED for event in told)
            differing = again.differences(pack, _answers(connection, key), said) if corrected else []
        if differing:
            raise again.Doubled(key, differing)

    def _more(self, key: str, said: Sequence[Answer]) -> Iterator[str]:
        """Evidence of an inspection that the answers as handed in do not have, in words."""
        with self._desk.reading() as connection:
            stand = {each.key: each for each in _answers(connection, key)}
        for each in said:
            if (now := stand.get(each.key)) and (files := again.further(each, now.files)):
                yield f"{each.subject} {each.item}：台账里另有佐证 {'、'.join(str(file['name']) for file in files)}"

    def _stands(self, event: Event) -> Answer:
        """The answer that stands now to what an event answered."""
        key, data = _key(event.data), event.data
        with self._desk.reading() as connection:
            return next(each for each in _answers(connection, data["inspection"]) if each.key == key)

    def result(self, key: str, *, repeated: bool = False) -> InspectionResult:
        """What became of an inspection, named by its id."""
        with self._desk.reading() as connection:
            lines = tuple(queries.all_lines(connection, CaseFilter(inspection=key)))
            answers = _answers(connection, key)
            signing = signing_of(queries.signing_rows(connection, key))
            again_found = tuple(queries.still_found(connection, key))
        todo, unable = (tuple(each.key for each in answers if each.answer == word) for word in SETTLES_NOTHING)
        return InspectionResult(key, lines, todo, repeated, signing, unable, again_found)


def describe(given: InspectionInput, folder: Path) -> dict[str, dict[str, Any]]:
    """The evidence of an inspection as handed in, by name, as events would name it."""
    return {name: files.describe(files.inside(folder, name)) for a in given.answers for name in a.evidence}


def handed_in(
    given: InspectionInput, definition: Definition, evidence: Mapping[str, Mapping[str, Any]], regions: Overlay
) -> list[Answer]:
    """The answers of an inspection as handed in, as they are stored; ``regions`` is what is known of regions."""
    laws = {subject.key: Law(definition, given.date, subject.region) for subject in given.subjects}
    made = [
        checks.answered(a, laws[a.subject], [evidence[name] for name in a.evidence], regions) for a in given.answers
    ]
    return checks.side_by_side(made)


def _answers(connection: sqlite3.Connection, key: str) -> list[Answer]:
    lists = "doubts", "co_units"
    rows = queries.answers(connection, key)
    return [Answer(**{**row, **{name: tuple(row[name]) for name in lists}}) for row in rows]


def _key(data: Mapping[str, Any]) -> ItemKey:
    return ItemKey(data["subject"], data["item"], data.get("place", ""))


def _joined(events: Sequence[Event]) -> list[str]:
    """The keys of what has joined an inspection."""
    return [str(key) for event in events if event.kind == hands.JOINED for key in event.data["subjects"]]


def inspection_in(events: Sequence[Event]) -> str:
    """The id of the inspection that events began or ended."""
    kinds = "inspection.started", "inspection.finished"
    return next(str(event.data["id"]) for event in events if event.kind in kinds)


def _source(given: InspectionInput, evidence: Mapping[str, str]) -> str:
    """By which an inspection that was handed in is known again. What a later edition asks for is left out if unused."""
    content = {**given.model_dump(mode="json"), "evidence": evidence}
    content["answers"] = [
        {k: v for k, v in inspections.unsaid(each).items() if k != "sure" and (v or k != "part")}
        for each in content["answers"]
    ]
    content["subjects"] = [inspections.unsaid(each) for each in content["subjects"]]
    return digest(canonical(content))


def _the_one(reference: str, fitting: Sequence[Inspection]) -> Inspection:
    if len(fitting) > 1:
        told = "、".join(f"{one.id}（{one.day}）" for one in fitting)
        raise InputError.one(f"“{reference}”不止一次检查：{told}", fix="请多写几位，或写全")
    if not fitting:
        raise InputError.one(f"没有检查“{reference}”", fix="见 inspect list；短编号至少写开头 6 位")
    return fitting[0]
