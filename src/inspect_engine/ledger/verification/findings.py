"""Inspections, and the cases that follow from their answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from inspect_engine.domain import inspections
from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import OPENED, SEEN
from inspect_engine.domain.cases.recurrence import likeness
from inspect_engine.domain.corrections import CORRECTED
from inspect_engine.domain.countersigning import SINCE
from inspect_engine.domain.definitions import FREE_TITLE, SETTLES_NOTHING, Definition, Pack
from inspect_engine.domain.definitions.adoption import PACK
from inspect_engine.domain.events import Event
from inspect_engine.domain.inspections import AnswerInput, SubjectInput, hands
from inspect_engine.domain.inspections.liable import LATER
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.people.authority import require, scope
from inspect_engine.domain.words.text import fault_in
from inspect_engine.errors import Refused
from inspect_engine.ledger.inspections import Answer, Inspection, ItemKey, Progress, as_answered, checks
from inspect_engine.ledger.inspections.basis import basis_of
from inspect_engine.ledger.inspections.opening import ended, finding, found_by, number_of
from inspect_engine.ledger.inspections.seen import again, not_still
from inspect_engine.ledger.subjects.handed import beside
from inspect_engine.ledger.verification.acts import before
from inspect_engine.ledger.verification.differences import differences
from inspect_engine.ledger.verification.world import World, known
from inspect_engine.storage.tables import InspectionRow

Follower = tuple[str, Callable[[Event], Iterator[str]]]
"""The kind of an event that has to follow, and its judge."""
OLDER = frozenset({"replaces", "doubts"})
"""What answers did not say before it was recorded which one they replace."""
TITLE = "检查"


@dataclass
class Running:
    """An inspection under way; ``given`` are all its answers by event, in order, ``standing`` those that count."""

    of: Inspection
    definition: Definition
    given: dict[str, Answer] = field(default_factory=dict)
    standing: dict[ItemKey, Answer] = field(default_factory=dict)


class Findings:
    """The inspections of one ledger, as far as they are under way, and when which subject was inspected."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._running: dict[str, Running] = {}
        self._known: set[str] = set()
        self._visits: dict[tuple[str, str], dict[str, date]] = {}

    def _of(self, key: str) -> Running:
        if key not in self._running:
            raise Refused(TITLE, ["这次检查已经完成" if key in self._known else "这次检查没有开始"])
        return self._running[key]

    def started(self, event: Event) -> Iterator[str]:
        """By an inspector who is named, of subjects in his region, under a definition that is adopted."""
        world, data, today = self._world, event.data, china_day(event.at)
        me, definition = world.actor(event), world.definition(data["definition"])
        held = world.law.in_force(PACK, data["pack"])
        if event.v > 1 and (held is None or held.edition.hash != data["definition"]):
            yield "检查表的这一版当时没有采用"
        known = [world.subjects[key] for key in data["subjects"] if key in world.subjects]
        require(me, "inspect", *(subject.region for subject in known))
        checks.one_of(me, data["inspectors"])
        checks.not_ended(definition.pack)
        setting, asked = world.setting(today, definition.pack, event.on), (data["subjects"], data["inspectors"])
        yield from (p.what for p in checks.start_problems(definition.pack, event.on, *asked, setting))
        if data["id"] in self._known or definition.pack.id != data["pack"]:
            yield "这次检查开始过两次，或者检查表包不是定义里的那一个"

    def answered(self, event: Event) -> Iterator[str]:
        """To an item of this inspection, without a fault, in the place of the answer that stood."""
        world, data = self._world, event.data
        me, run = world.actor(event), self._of(data["inspection"])
        require(me, "inspect")
        checks.may_answer(me, run.of, self._regions(run), event.v)
        if data["subject"] not in run.of.subjects:
            raise Refused(TITLE, [f"“{data['subject']}”不在这次检查里"])
        subject = world.given(data["subject"], run.definition.pack, run.of.day)
        given, law = _handed_in(data), Law(run.definition, run.of.day, subject.region)
        setting = world.setting(china_day(event.at), run.definition.pack, run.of.day)
        yield from (fault.what for fault in inspections.answer_faults((), given, subject, law, setting))
        if run.of.source is None or run.of.logged:
            words = {key.item: each.answer for key, each in run.standing.items() if key.subject == subject.key}
            words |= {given.item: given.answer}
            yield from (fault.what for fault in inspections.unasked_faults((), given, subject, words, law))
        if given.still and (item := run.definition.pack.item(given.item)):
            yield from not_still(world.cases.get(given.still), given, item)
        made = replace(checks.answered(given, law, event.files, world.regions), place=data.get("place", ""))
        checks.may_stand(run.definition.pack.item(made.item), made, run.standing.values())
        standing = run.standing.get(made.key)
        found = made.data(run.of.id, run.of.day) | {"replaces": standing.event if standing else ""}
        yield from differences(found, data, unsaid=frozenset() if "replaces" in data else OLDER)

    def retracted(self, event: Event) -> Iterator[str]:
        """One's own last answer, for the one that stood before it."""
        me, run, data = self._world.actor(event), self._of(event.data["inspection"]), event.data
        require(me, "inspect")
        checks.may_answer(me, run.of, self._regions(run), event.v)
        if data.get("dropped"):
            yield from self._dropped(run, data)
            return
        mine = [each for each in run.standing.values() if each.author == me.name]
        order = {key: n for n, key in enumerate(run.given)}
        last = max(mine, key=lambda each: order[each.event], default=None)
        if last is None or last.event != data["answer"]:
            yield "撤回的不是本人最近的、还算数的作答"
        elif (_key(data), data["restores"]) != (last.key, last.replaces):
            yield "恢复的不是它之前的那个作答"
        elif before := run.given.get(data["restores"]):
            checks.may_stand(run.definition.pack.item(before.item), before, run.standing.values())

    def _dropped(self, run: Running, data: Mapping[str, Any]) -> Iterator[str]:
        """One of several findings, or one on no checklist."""
        gone = run.standing.get(_key(data))
        stand = checks.of_item(run.standing.values(), data["subject"], data["item"])
        if gone is None or (gone.event, data["restores"]) != (data["answer"], ""):
            yield "撤回的不是还算数的作答"
        else:
            title = gone.entries.get(FREE_TITLE, "")
            checks.dropped(run.definition.pack.item(gone.item), stand, gone.part, title, gone.still)

    def finished(self, event: Event) -> Iterator[str]:
        """By who may end it and sees all of its subjects, with answers that all still make sense."""
        world, run = self._world, self._of(event.data["id"])
        me = world.actor(event)
        checks.may_end(me, run.of, self._regions(run), event.v)
        known = {key: world.subjects[key] for key in run.of.subjects if key in world.subjects}
        if not all(scope(me).covers(each.region, each.party) for each in known.values()):
            yield "须由能看到全部对象的检查员完成"
        if not run.standing or event.on != run.of.day:
            yield "还没有作答任何一项，或者日期不是检查日"
        answers = tuple(run.standing.values())
        if run.of.logged and [each.answer for each in answers] != ["fail"]:
            yield "单独记的隐患不止一件，或者不是不合格"
        then = ended(run.of, answers, me.name, awaits=event.v >= SINCE)
        yield from differences(then, event.data, unsaid=frozenset())
        given = {key: world.given(key, run.definition.pack, run.of.day) for key in known}
        checks.still_asked(Progress(run.of, run.definition, answers), given)

    def joined(self, event: Event) -> Iterator[str]:
        """By who may go on with it, of places in his region that are not in it yet, on its day."""
        world, data, run = self._world, event.data, self._of(event.data["inspection"])
        me, keys = world.actor(event), data["subjects"]
        require(me, "inspect")
        known = [world.subjects[key].region for key in keys if key in world.subjects]
        checks.may_join(me, run.of, self._regions(run), known, keys)
        setting = world.setting(china_day(event.at), run.definition.pack, run.of.day)
        yield from (p.what for p in checks.start_problems(run.definition.pack, run.of.day, keys, (), setting))

    def handed_over(self, event: Event) -> Iterator[str]:
        """To a colleague who is there for all of it, by whom that is to decide."""
        world, run = self._world, self._of(event.data["inspection"])
        known(world, event.data["to"])
        regions = self._regions(run)
        hands.may_hand_over(world.actor(event), run.of.inspectors, event.data, world.people, regions)
        yield from ()

    def discarded(self, event: Event) -> Iterator[str]:
        """By who might end it, for a reason, with all that was found not to pass named."""
        run, data = self._of(event.data["inspection"]), event.data
        me, regions = self._world.actor(event), self._regions(run)
        checks.may_end(me, run.of, regions)
        hidden = not all(scope(me).covers(region) for region in regions)
        if hidden or fault_in(data["reason"]):
            yield "须由能看到全部对象的人写明理由丢弃"
        failed = sorted([key.subject, key.item] for key, each in run.standing.items() if each.answer == "fail")
        yield from differences({"failed": failed}, {"failed": data["failed"]}, unsaid=frozenset())

    def _regions(self, run: Running) -> list[str]:
        subjects = self._world.subjects
        return [subjects[key].region for key in run.of.subjects if key in subjects]

    def follow(self, event: Event) -> list[Follower]:
        """Bring this up to one more event; gives back, for each case that has to be opened now, or is told that it was
        found again, how that is judged."""
        data = event.data
        if event.kind == "inspection.started":
            self._start(event)
        elif event.kind == "inspection.answered" and data["inspection"] in self._running:
            self._keep(self._running[data["inspection"]], as_answered(event))
            self._pass_on(event)
        elif event.kind == "inspection.answer_retracted" and data["inspection"] in self._running:
            self._take_back(self._running[data["inspection"]], data)
        elif event.kind == hands.JOINED and data["inspection"] in self._running:
            run = self._running[data["inspection"]]
            run.of = replace(run.of, subjects=(*run.of.subjects, *data["subjects"]))
        elif event.kind == CORRECTED and data["what"] == "answer":
            self._put_right(data)
        elif event.kind == hands.HANDED:
            self._pass_on(event)
        elif event.kind == hands.DISCARDED:
            self._running.pop(data["inspection"], None)
        elif event.kind == "inspection.finished" and data["id"] in self._running:
            self._visited(self._running[data["id"]])
            return list(self._openings(self._running.pop(data["id"])))
        return []

    def begun(self, key: str) -> bool:
        """Whether there is such an inspection by now."""
        return key in self._known

    def last_visit(self, pack: str, subject: str) -> date | None:
        """The day of the last inspection by a checklist that has ended and found something out about a subject."""
        return max(self._visits.get((pack, subject), {}).values(), default=None)

    def _visited(self, run: Running) -> None:
        if run.of.logged:
            return
        for key, answer in run.standing.items():
            if answer.answer not in SETTLES_NOTHING:
                self._visits.setdefault((run.of.pack, key.subject), {})[run.of.id] = run.of.day

    def _put_right(self, data: Mapping[str, Any]) -> None:
        """Whether an ended inspection has found something out, now that one of its answers was put right."""
        key, subject = data["inspection"], data["subject"]
        said = [row["answer"] for row in self._world.rows.answers(key) if row["subject"] == subject]
        row = self._world.rows.get(InspectionRow, key)
        if row and inspections.is_log(row["source"]):
            return
        if row and set(said) - set(SETTLES_NOTHING):
            self._visits.setdefault((row["pack"], subject), {})[key] = row["day"]
        elif row:
            self._visits.get((row["pack"], subject), {}).pop(key, None)

    def _start(self, event: Event) -> None:
        data = event.data
        self._known.add(data["id"])
        if data["definition"] not in self._world.definitions:
            return
        who, what = tuple(data["inspectors"]), tuple(data["subjects"])
        shape = data["id"], data["pack"], data["definition"], event.on, who, what, data["source"]
        definition = self._world.definition(data["definition"])
        self._running[data["id"]] = Running(Inspection(*shape, finished=False), definition)

    def _pass_on(self, event: Event) -> None:
        if run := self._running.get(event.data["inspection"]):
            run.of = replace(run.of, inspectors=hands.inspectors_after(run.of.inspectors, event))

    def _keep(self, run: Running, answer: Answer) -> None:
        run.given[answer.event] = run.standing[answer.key] = answer

    def _take_back(self, run: Running, data: Mapping[str, Any]) -> None:
        key = _key(data)
        run.standing.pop(key, None)
        if data["restores"] in run.given:
            run.standing[key] = run.given[data["restores"]]

    def _openings(self, run: Running) -> Iterator[Follower]:
        pack, answers = run.definition.pack, list(run.standing.values())
        if run.of.source is None:
            answers.sort(key=checks.place_in(run.of, pack))
        for answer in answers:
            item = pack.item(answer.item)
            if item and answer.still:
                yield SEEN, partial(self._seen_again, run, answer)
            elif item and answer.answer == item.opens_on:
                yield OPENED, partial(self._opened, run, answer)

    def _opened(self, run: Running, answer: Answer, event: Event) -> Iterator[str]:
        """The opening event says what follows from the answer."""
        world, of, pack = self._world, run.of, run.definition.pack
        basis = basis_of(run.definition, answer, of.day)
        part_key, basis_key = likeness(answer.part, basis)
        earlier = world.cases.alike(answer.subject, part_key, answer.item, basis_key)
        number = number_of(pack, of.day.year, world.serial(pack.id, of.day.year) + 1)
        subject = as_recorded(world, answer.subject, pack, of.day)
        by = found_by(of, (each.author for each in run.given.values()), event.actor.user)
        item = pack.item(answer.item)
        before = world.cases.of_subject(answer.subject) if item and item.repeats_within else []
        found = finding(of, run.definition, answer, basis, subject, earlier, by, before)
        yield from differences({"number": number, **found}, event.data, unsaid=frozenset({"doubts"}))
        if [dict(file) for file in event.files] != [dict(file) for file in answer.files]:
            yield "佐证材料不是作答时的那些"

    def _seen_again(self, run: Running, answer: Answer, event: Event) -> Iterator[str]:
        """The case that was found again is told what follows from the answer."""
        case = before(self._world, event)
        if case.id != answer.still or not case.is_open:
            yield "仍未改的不是所说的那一件，或者它已经办结"
        by = found_by(run.of, (each.author for each in run.given.values()), event.actor.user)
        subject = as_recorded(self._world, answer.subject, run.definition.pack, run.of.day)
        told = again(run.of, run.definition, answer, subject, by, case.nth)
        yield from differences(told, event.data, unsaid=frozenset())
        if [dict(file) for file in event.files] != [dict(file) for file in answer.files]:
            yield "佐证材料不是作答时的那些"


def as_recorded(world: World, key: str, pack: Pack, on: date) -> SubjectInput:
    """A subject as handed in with a visit of a day; what another form says of the liable unit does not count."""
    subject = world.subjects[key].on_day(on)
    given = world.given(key, pack, on)
    if beside(vars(subject), pack):
        return given
    return given if given.party == subject.party else given.model_copy(update={"fields": {"party": subject.party}})


def _key(data: Mapping[str, Any]) -> ItemKey:
    return ItemKey(data["subject"], data["item"], data.get("place", ""))


def _handed_in(data: Mapping[str, Any]) -> AnswerInput:
    names = ("subject", "item", "answer", "note", "values")
    said = {name: data[name] for name in ("part", *LATER) if name in data}
    return AnswerInput(**{name: data[name] for name in names}, **said, sure=True)
