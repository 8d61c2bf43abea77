"""What was put right, judged by what judges it when it is put right; and what follows for the cases it concerns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import OPENED, SEEN, Case
from inspect_engine.domain.cases.recurrence import likeness
from inspect_engine.domain.corrections import CORRECTED, PROPOSED, changes_of, confirming
from inspect_engine.domain.countersigning import asked_again
from inspect_engine.domain.documents.numbers import numbers_changed
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.workflow.correcting import Correcting, Outcome, correct, correct_earlier, take_back, typed
from inspect_engine.domain.workflow.guards import DATED_SINCE
from inspect_engine.domain.workflow.liable import PARTY
from inspect_engine.errors import Refused
from inspect_engine.ledger.corrections import notices, people
from inspect_engine.ledger.corrections.answers import Decided, Place, decide, of_case
from inspect_engine.ledger.corrections.cases import may_confirm
from inspect_engine.ledger.corrections.inspections import confirmed, finders
from inspect_engine.ledger.corrections.notices import of_case as of_notice
from inspect_engine.ledger.corrections.subjects import may_follow, put_right
from inspect_engine.ledger.corrections.subjects import of_case as of_subject
from inspect_engine.ledger.documents.papers import taken_with, taken_with_and_in_force
from inspect_engine.ledger.inspections import Answer, Inspection, ItemKey, basis_of
from inspect_engine.ledger.inspections.again import FILES
from inspect_engine.ledger.inspections.opening import finding, number_of
from inspect_engine.ledger.inspections.seen import otherwise
from inspect_engine.ledger.subjects import Subject
from inspect_engine.ledger.verification.acts import NONE, before, others_papers
from inspect_engine.ledger.verification.differences import differences
from inspect_engine.ledger.verification.findings import as_recorded
from inspect_engine.ledger.verification.papers import Papers
from inspect_engine.ledger.verification.world import World, known
from inspect_engine.reading.documents import load_kinds
from inspect_engine.storage import documents, queries
from inspect_engine.storage.tables import InspectionRow

Follower = tuple[str, Callable[[Event], Iterator[str]]]
"""The kind of an event that has to follow, and its judge."""


class Corrections:
    """The judges of what is put right. What was decided last is kept, until what follows from it has been seen."""

    def __init__(self, world: World, papers: Papers) -> None:
        self._world = world
        self._papers = papers
        self._served: Sequence[tuple[Correcting, Outcome]] = ()
        self._decided: tuple[Place, Decided] | None = None
        self._renamed: Subject | None = None

    def judged(self, event: Event) -> Iterator[str]:
        """A record of either kind, made by itself."""
        self._decided = self._renamed = None
        self._served = ()
        what = event.data["what"]
        own = {"answer": self._answer, "subject": self._subject, "user": self._user, "notice": self._notice}
        judge = {**own, "case": self._case, "reply": self._case}.get(what)
        if judge is None or ("of" in event.data):
            yield "没有更正使它随之记下" if judge else f"没有“{what}”这一种更正"
        else:
            yield from judge(event)

    def follow(self, event: Event) -> list[Follower]:
        """What has to come next."""
        decided, self._decided = self._decided, None
        if served := self._served:
            self._served = ()
            return [(CORRECTED, partial(self._copied, of.case, of_notice(each, event), event)) for of, each in served]
        if subject := self._renamed:
            self._renamed = None
            return list(self._copies(subject, event))
        if event.kind != CORRECTED or decided is None:
            return []
        at, found = decided
        if (said := at.standing) and said.still:
            told = otherwise(at.of, at.definition, found.answer, event.data, event.id)
            return [(SEEN, partial(self._told_otherwise, said.still, told, event))]
        if found.opens:
            return [(OPENED, lambda each: self._opened(at, found, event, each))]
        if at.case and found.changes:
            case = at.case.case
            return [
                (
                    CORRECTED,
                    lambda each: self._copied(case, of_case(at, found, case.number, event.id, event.on), event, each),
                )
            ]
        return []

    def _at(self, case: Case, event: Event) -> Correcting:
        world = self._world
        about, kinds = list(self._papers.about(case.id)), load_kinds().kinds
        about = about if event.v >= DATED_SINCE else [each for each in about if not each.voided_on]
        papers = taken_with_and_in_force(case, about, kinds)
        more: dict[str, Any] = {"history": partial(world.cases.history, case.id)}
        more |= {"with_paper": lambda trigger: taken_with(trigger, about, kinds), "v": event.v}
        beside = world.people, world.calendar, world.related(case), world.signings.get(case.inspection), *papers
        return Correcting(case, world.life(case), world.actor(event), china_day(event.at), *beside, **more)

    def _case(self, event: Event) -> Iterator[str]:
        """Of a case: what the same words come to on the case before it, by one or by two."""
        case, data = before(self._world, event), event.data
        of = self._at(case, event)
        of = replace(of, papers=()) if self._reissued(of, event) else of
        require(of.person, "correct", case.region)
        if "proposed" in data:
            yield from _confirmed(of, event)
            return
        if data["what"] == "reply":
            found = take_back(of, data["why"])
        else:
            sets = {each.field: each.new for each in typed(changes_of(data))}
            if PARTY in sets and ((unit := self._world.unit(sets[PARTY])) is None or unit.name != sets[PARTY]):
                yield f"没有名为“{sets[PARTY]}”的单位"
            way = partial(correct_earlier, of, data["action"]) if "action" in data else partial(correct, of)
            found = way(sets, data["why"])
        yield from others_papers(self._world, case, numbers_changed(event)[1])
        yield from _by_two(event, found.two)
        yield from differences(found.data, data, unsaid=NONE)

    def _reissued(self, of: Correcting, event: Event) -> bool:
        """Whether what is put right is what the paper says that is issued in the place of a void one, with it."""
        made = documents.issued_after(self._world.connection, event) if of.papers else None
        if made is None or (made.actor, made.at) != (event.actor, event.at):
            return False
        return made.data["replaces"] in of.papers and of.case.id in [each["id"] for each in made.data["cases"]]

    def _answer(self, event: Event) -> Iterator[str]:
        """Of an answer: what the same words come to on the answer before it."""
        data, at = event.data, self._place(event)
        require(at.person, "correct")
        if "proposed" in data:
            proposal = self._world.corrections.get(("answer", at.which))
            if proposal is None or proposal.id != data["proposed"]:
                raise Refused("更正", ["所依的提议不存在，或者其间又更正过"])
            found = confirmed(at, proposal)
            made: Mapping[str, Any] = confirming(proposal.data, proposal.id, at.person, at.setting.today)
        else:
            sets = {each.field: each.new for each in changes_of(data) if each.field != FILES}
            found = decide(at, sets, data["why"], event.files)
            made = found.data
            yield from _by_two(event, found.two)
        yield from differences(made, data, unsaid=NONE)
        kept = Decided(made, found.answer, found.two, found.opens, found.changes)
        self._decided = at, kept

    def _subject(self, event: Event) -> Iterator[str]:
        """Of a subject: what the same words come to; what its form asks is no matter of the ledger's."""
        world, data = self._world, event.data
        if event.kind != CORRECTED or data["which"] not in world.subjects:
            yield "没有登记过，或者这处更正不须另一人确认"
            return
        subject, changes, today = world.subjects[data["which"]], changes_of(data), china_day(event.at)
        followed = {"party"} - subject.fields.keys() - data["subject"]["fields"].keys()
        sets = {each.field: each.new for each in changes if each.field not in followed}
        author, day = world.recorded.get(subject.key, ("", date.min))
        mine = author if day == today else None
        titles = {each.field: each.title for each in changes}
        me, cases = world.actor(event), world.cases.of_subject(subject.key)
        made = put_right(subject, sets, titles, data["why"], me, today, mine, cases)
        may_follow(cases, subject, made, lambda case: nullcontext(self._at(case, event)))
        yield from differences(made, data, unsaid=NONE)
        self._renamed = subject

    def _user(self, event: Event) -> Iterator[str]:
        """Of a user: what another may say of him, by one or by two."""
        world, data, me, today = self._world, event.data, self._world.actor(event), china_day(event.at)
        person = known(world, data["which"])
        if "proposed" in data:
            proposal = world.corrections.get(("user", person.name))
            if proposal is None or proposal.id != data["proposed"]:
                raise Refused("更正", ["所依的提议不存在，或者其间又更正过"])
            people.confirmed(person, proposal, me, world.people)
            yield from differences(confirming(proposal.data, proposal.id, me, today), data, unsaid=NONE)
            return
        sets = {each.field: each.new for each in changes_of(data) if each.field != people.ACTIVE}
        now = people.made(person, sets) if sets else replace(person, active=True)
        two, made = people.decide(person, now, data["why"], me, today, world.people)
        yield from _by_two(event, two)
        yield from differences(made, data, unsaid=NONE)

    def _notice(self, event: Event) -> Iterator[str]:
        """Of the service of a document: what the same words come to, there and in its cases."""
        world, data, me, today = self._world, event.data, self._world.actor(event), china_day(event.at)
        if (paper := self._papers.paper(data["which"])) is None:
            raise Refused("更正", [f"没有文书“{data['which']}”"])
        about = [*paper[1], *self._papers.leaving(data["which"])]
        cases = [case for key in about if (case := world.cases.get(key))]
        kind = load_kinds().kinds.get(paper[0].kind)
        of = [self._at(case, event) for case in cases]
        served = documents.serving(world.connection, paper[0])
        at = notices.Paper(paper[0], kind.serves if kind else None, served, of, me, today)
        if "proposed" in data:
            proposal = world.corrections.get(("notice", data["which"]))
            if proposal is None or proposal.id != data["proposed"]:
                raise Refused("更正", ["所依的提议不存在，或者其间又更正过"])
            found = notices.confirmed(at, proposal)
            made: Mapping[str, Any] = confirming(proposal.data, proposal.id, me, today)
        else:
            found = notices.decide(at, {each.field: each.new for each in changes_of(data)}, data["why"])
            made = found.data
            yield from _by_two(event, found.two)
        yield from differences(made, data, unsaid=NONE)
        self._served = found.cases if event.kind == CORRECTED else ()

    def _copies(self, subject: Subject, event: Event) -> Iterator[Follower]:
        for case in self._world.cases.of_subject(subject.key):
            if told := of_subject(case, subject, event.data, event.id):
                yield CORRECTED, partial(self._copied, case, told, event)

    def _place(self, event: Event) -> Place:
        world, data = self._world, event.data
        key = ItemKey(data["subject"], data["item"], data.get("place", ""))
        row = world.rows.get(InspectionRow, data["inspection"])
        if row is None:
            raise Refused("更正", ["这次检查没有开始"])
        names, subjects = row["inspectors"].split(","), row["subjects"].split(",")
        shape = row["id"], row["pack"], row["definition"], row["day"], tuple(names), tuple(subjects), row["source"]
        answers = [_answer_of(each) for each in world.rows.answers(row["id"])]
        definition = world.definition(row["definition"])
        given = {each: as_recorded(world, each, definition.pack, row["day"]) for each in subjects}
        stands = next((each for each in answers if each.key == key), None)
        typed = queries.event_of(world.connection, stands.event) if stands else None
        case = world.cases.found_by(row["id"], *key)
        at = self._at(case, event) if case and case.closed_how != "withdrawn" else None
        of = Inspection(*shape, finished=bool(row["finished"]), signing=world.signings.get(row["id"]))
        whom = world.setting(china_day(event.at), definition.pack, row["day"]), world.actor(event)
        recorded = china_day(typed.at) if typed else of.day
        return Place(of, definition, answers, key, given, *whom, recorded, at)

    def _copied(self, case: Case, data: Mapping[str, Any], root: Event, event: Event) -> Iterator[str]:
        """What a case is told of what was put right elsewhere."""
        before(self._world, event)
        if event.case != case.id or event.files != root.files:
            yield "更正的不是有关的那一件，或者佐证材料不同"
        yield from differences(data, event.data, unsaid=NONE)

    def _told_otherwise(self, case: str, data: Mapping[str, Any], root: Event, event: Event) -> Iterator[str]:
        """What a case that was found again is told of the answer as it is put right."""
        if before(self._world, event).id != case or event.files != root.files:
            yield "更正的不是有关的那一件，或者佐证材料不同"
        yield from differences(data, event.data, unsaid=NONE)

    def _opened(self, at: Place, found: Decided, root: Event, event: Event) -> Iterator[str]:
        """The opening event says what follows from the answer as it is put right."""
        world, of, pack, answer = self._world, at.of, at.definition.pack, found.answer
        basis = basis_of(at.definition, answer, of.day)
        part_key, basis_key = likeness(answer.part, basis)
        earlier = world.cases.alike(answer.subject, part_key, answer.item, basis_key)
        number = number_of(pack, of.day.year, world.serial(pack.id, of.day.year) + 1)
        by = finders(world.connection, at, root.actor.user)
        item = pack.item(answer.item)
        before = world.cases.of_subject(answer.subject) if item and item.repeats_within else []
        made = finding(of, at.definition, answer, basis, at.subjects[answer.subject], earlier, by, before)
        made |= asked_again(at.named, found.data["persons"])
        yield from differences({"number": number, **made}, event.data, unsaid=NONE)
        if [dict(file) for file in event.files] != [dict(file) for file in answer.files]:
            yield "佐证材料不是作答时的那些"


def _by_two(event: Event, two: bool) -> Iterator[str]:
    if event.kind != (PROPOSED if two else CORRECTED):
        yield "须由另一人确认才能更正" if two else "这处更正不须另一人确认"


def _confirmed(of: Correcting, event: Event) -> Iterator[str]:
    proposal = of.case.correction
    if event.kind != CORRECTED or proposal is None:
        yield "所依的提议不存在，或者其间又办了别的"
        return
    may_confirm(of, proposal)
    yield from differences(confirming(proposal.data, proposal.id, of.person, of.today), event.data, unsaid=NONE)
    if event.files != proposal.files:
        yield "佐证材料与提出时的不同"


def _answer_of(row: Mapping[str, Any]) -> Answer:
    said = row["subject"], row["item"], row["answer"], row["part"], row["note"], json.loads(row["entries"])
    doubts = tuple(row["doubts"].split(",")) if row["doubts"] else ()
    whose = row["unit"], tuple(json.loads(row["co_units"])), row["place"]
    before = row["still"], bool(row["another"]), bool(row["shared"])
    given = row["event"], row["author"], row["replaces"]
    return Answer(*said, json.loads(row["files"]), doubts, *given, *whose, *before)
