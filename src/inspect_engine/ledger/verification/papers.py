"""Registers with numbers of their own: documents, draws."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from inspect_engine.domain.calendars import china_day, parse_date
from inspect_engine.domain.cases import TAKEN_OUT, Case
from inspect_engine.domain.documents.kinds import DocumentKind
from inspect_engine.domain.documents.material import also_told
from inspect_engine.domain.documents.numbers import Numbered, number_text, numbers_changed
from inspect_engine.domain.documents.service import SERVICE_TITLES
from inspect_engine.domain.documents.supplementing import Supplemented, against, leaves, not_served_by, taken_out
from inspect_engine.domain.draws import record, register, rules
from inspect_engine.domain.events import Actor, Event
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.units import folded
from inspect_engine.domain.workflow.guards import DATED_SINCE
from inspect_engine.errors import Problem, Refused
from inspect_engine.ledger.documents.issuing import MAX_CASES, misdated
from inspect_engine.ledger.documents.offices import REGISTERED
from inspect_engine.ledger.documents.room import own_paper, spent
from inspect_engine.ledger.verification.differences import differences
from inspect_engine.ledger.verification.world import World
from inspect_engine.reading.documents import load_kinds
from inspect_engine.storage import files
from inspect_engine.storage.documents import COLUMNS, Issued
from inspect_engine.storage.tables import DocumentRow

ISSUE = "制发文书"
Judge = Callable[[Event], Iterator[str]]


class Papers:
    """Offices and the documents that they issued."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._offices: set[str] = set()
        self._starts: dict[tuple[str, int], int] = {}
        self._written: dict[Numbered, dict[str | None, tuple[Actor, datetime]]] = {}
        self._last: dict[tuple[str, int], int] = {}
        self._days: dict[str, date] = {}
        self._issued: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {}
        self._about: dict[str, list[str]] = {}
        self._leaving: dict[str, tuple[str, ...]] = {}
        self._heads: deque[str] = deque(maxlen=4 * MAX_CASES)

    def registered(self, event: Event) -> Iterator[str]:
        """Where the numbers of that year begin is said before the first of them, and after those written in by hand."""
        require(self._world.actor(event), "document", "")
        for year, first in event.data.get("starts", {}).items():
            of = event.data["code"], int(year)
            written = max((each.serial for each in self._written if each[:2] == of), default=0)
            if of[1] != china_day(event.at).year or self._last.get(of) or first <= written:
                yield f"{year} 年的文号当时不能从 {first} 号编起"

    def issued(self, event: Event) -> Iterator[str]:
        """With the next number of a registered office, about cases that are there, by somebody who may."""
        world, data = self._world, event.data
        day = event.on if event.v >= DATED_SINCE else event.typed_on
        me, kind = world.actor(event), load_kinds().kinds.get(data["kind"])
        beside, removes = data.get("supplements"), data.get("removes", [])
        cases = [world.cases.get(each["id"]) for each in data["cases"]]
        require(me, kind.verb if kind else "record", *(case.region for case in cases if case))
        if kind and (beside or kind.supplements):
            yield from self._supplements(event, kind, [case for case in cases if case])
        serial = self._next(event, data["office"], day.year)
        number = number_text(data["office"], day.year, serial)
        if (data["number"], data["serial"], data["year"], event.on) != (number, serial, day.year, day):
            yield f"文号应为 {number}，签发日应为 {day}"
        yield from misdated(day, event.typed_on, self._days.get(data["office"]) if day < event.typed_on else None)
        if data["office"] not in self._offices:
            yield f"没有登记机关代字“{data['office']}”"
        numbers = [each["number"] for each in data["cases"]]
        if not (cases or removes) or [case and case.number for case in cases] != numbers:
            yield "所说的事项不存在，或者编号不对"
        elif cases and cases[0] and not beside and data["party"] != (party := self._addressed(kind, cases[0])):
            yield f"责任单位是“{party}”，不是“{data['party']}”"
        if (old := data.get("replaces")) and ((paper := self.paper(old)) is None or not paper[0].voided_on):
            yield f"所代替的 {old} 不存在，或者没有作废"
        if data["persons"] != sorted(me.names) or len(event.files) != 1:
            yield "签发人或文书文件与记录不符"
        if data["chain"] not in self._heads:
            yield "文书上印的链头不是签发之前的"
        for case in filter(None, cases):
            yield from self._unsigned(case, data["values"], kind)

    def _addressed(self, kind: DocumentKind | None, case: Case) -> str:
        """Whom a document about a case is for."""
        if not (kind and kind.also):
            return case.party
        subject = self._world.subjects.get(case.subject)
        return also_told(self._world.definition(case.definition), subject.units if subject else {})

    def _supplements(self, event: Event, kind: DocumentKind, adding: Sequence[Case]) -> Iterator[str]:
        """A supplement is one of a notice in force, adds what belongs there and takes out what is there."""
        world, data, me = self._world, event.data, self._world.actor(event)
        number = data.get("supplements", "")
        if (found := self.paper(number)) is None:
            yield f"所补充的文书“{number}”不存在"
            return
        paper, about = found
        leaving = [world.cases.get(each["id"]) for each in data["removes"]]
        if [case and case.number for case in leaving] != [each["number"] for each in data["removes"]]:
            yield "摘出的事项不存在，或者编号不对"
        if data["party"] != paper.party:
            yield f"责任单位是“{paper.party}”，不是“{data['party']}”"
        out = [case for case in leaving if case]
        require(me, kind.verb, *(case.region for case in out))
        demands = {key for key in about if number in self._about.get(key, ())}
        standing = paper.voided_on is not None, paper.served_on is not None, self._issued[number][1], demands
        of = Supplemented(number, paper.kind, paper.title, paper.day, paper.party, *standing, self._soon(number))
        yield from against(of, kind, adding, out, me, self._unit_of)

    def _unit_of(self, party: str) -> str:
        found = self._world.unit(party)
        return found.key if found else folded(party)

    def _soon(self, number: str) -> dict[str, str]:
        """As :func:`~inspect_engine.storage.documents.leaving_soon`."""
        rows = {paper: self._world.rows.get(DocumentRow, paper) for paper in self._leaving}
        waiting = [paper for paper, row in rows.items() if row and not (row["served_on"] or row["voided_on"])]
        return {
            case: paper
            for paper in waiting
            if (row := rows[paper]) and row["supplements"] == number
            for case in self._leaving[paper]
        }

    def taken_out(self, event: Event) -> list[Judge]:
        """The judges of what follows for the cases that a supplement takes out, once it is served."""
        cases = self._leaving_cases(event) if event.kind == "document.served" else []
        return [partial(self._taken_out, case, event) for case in filter(leaves, cases)]

    def leaving(self, number: str) -> tuple[str, ...]:
        """The cases (ids) that a document takes out of the one that it supplements."""
        return self._leaving.get(number, ())

    def _leaving_cases(self, event: Event) -> list[Case]:
        return [case for key in self.leaving(event.data["number"]) if (case := self._world.cases.get(key))]

    def _taken_out(self, case: Case, served: Event, event: Event) -> Iterator[str]:
        found = self.paper(served.data["number"])
        kind = load_kinds().kinds.get(found[0].kind) if found else None
        if event.case != case.id or event.base != case.last_event or not (found and kind and kind.acts):
            yield "摘出的不是所说的那一件"
            return
        flow, papers = self._world.life(case).workflow, (str(found[0].supplements), found[0].number)
        yield from differences(taken_out(case, flow, kind.acts, *papers, served.on), event.data, unsaid=frozenset())

    def _next(self, event: Event, office: str, year: int) -> int:
        """The serial that comes next: none that an earlier action says, as that is another paper's."""
        last = self._last.get((office, year), 0)
        serial = last + 1 if last else self._starts.get((office, year), 1)
        while event.v > 3 and self._written_before(event, Numbered(office, year, serial)):
            serial += 1
        return serial

    def _written_before(self, event: Event, number: Numbered) -> bool:
        """Whether an action says a number that was not taken together with this event."""
        said = self._written.get(number, {}).values()
        return any(each != (event.actor, event.at) for each in said)

    def _unsigned(self, case: Case, printed: Mapping[str, str], kind: DocumentKind | None) -> Iterator[str]:
        """Signatures of those whom the document names."""
        if "inspectors" in printed:
            found = self._world.signings.get(case.inspection)
            again = [each.signing for each in self._origin(case).joint.values() if each.finding and not each.past]
            yield from (text for each in (found, *again) if each for text in each.against())
        reported = [each.signing for each in case.joint.values() if kind and each.trigger in kind.after]
        if reported and "reinspectors" in printed:
            yield from reported[-1].against()

    def _origin(self, case: Case) -> Case:
        opener = self._world.cases.get(case.parent) if case.parent else None
        return self._origin(opener) if opener else case

    def paper(self, number: str) -> tuple[Issued, tuple[str, ...]] | None:
        """A document as it stands, and its cases by id."""
        row = self._world.rows.get(DocumentRow, number)
        if row is None:
            return None
        found = Issued(**{name: row[name] for name in COLUMNS})
        return found, self._issued[number][0]

    def about(self, case: str) -> Iterator[Issued]:
        """The documents about a case, in the order they were issued."""
        for number in self._about.get(case, ()):
            if found := self.paper(number):
                yield found[0]

    def served(self, event: Event) -> Iterator[str]:
        found, world = self._paper(event, "record"), self._world
        yield from spent(found)
        issuers, leaving = self._issued[found.number][1], self._leaving_cases(event)
        yield from not_served_by(found.number, leaving, issuers, world.actor(event), event.typed_on, world.people)
        if event.data["service"] not in SERVICE_TITLES or not found.day <= event.on <= china_day(event.at):
            yield f"送达方式或送达日期不对：应在签发日（{found.day}）至记录日（{china_day(event.at)}）之间"

    def voided(self, event: Event) -> Iterator[str]:
        found, me = self._paper(event, "document"), self._world.actor(event)
        yield from spent(found, "作废")
        yield from own_paper(found.number, set(self._issued[found.number][1]), me)

    def _paper(self, event: Event, verb: str) -> Issued:
        """The document an event is about; whoever recorded it might, where its cases are."""
        number, world = event.data["number"], self._world
        if (found := self.paper(number)) is None:
            raise Refused(ISSUE, [f"没有文书“{number}”"])
        cases = [world.cases.get(key) for key in found[1]]
        require(world.actor(event), verb, *(case.region for case in cases if case))
        return found[0]

    def follow(self, event: Event, head: str) -> None:
        """Bring this up to one more event, after which the ledger's chain stands at ``head``."""
        data = event.data
        self._heads.append(head)
        gone, said = numbers_changed(event)
        for number in gone:
            self._written.get(number, {}).pop(event.case, None)
        for number in said:
            self._written.setdefault(number, {})[event.case] = event.actor, event.at
        self._written = {number: by for number, by in self._written.items() if by} if gone else self._written
        if event.kind == REGISTERED:
            self._offices.add(data["code"])
            self._starts |= {(data["code"], int(year)): first for year, first in data.get("starts", {}).items()}
        elif event.kind == "document.issued":
            self._last[data["office"], data["year"]] = data["serial"]
            self._days[data["office"]] = max(event.on, self._days.get(data["office"], event.on))
            self._issued[data["number"]] = tuple(each["id"] for each in data["cases"]), frozenset(data["persons"])
            for each in data["cases"]:
                self._about.setdefault(each["id"], []).append(data["number"])
            if "supplements" in data:
                self._leaving[data["number"]] = tuple(each["id"] for each in data["removes"])
        elif event.kind == TAKEN_OUT:
            self._about[event.case or ""].remove(data["notice"])


class Draws:
    """The draws: drawn again at the end, from the pools as they were promised."""

    def __init__(self, world: World, path: Path) -> None:
        self._world = world
        self._path = path
        self._events: list[Event] = []
        self._draws: dict[str, register.Draw] = {}

    def judged(self, event: Event) -> Iterator[str]:
        """By somebody who may in all regions of the pools, in the order of a draw."""
        me, data, today, draws = self._world.actor(event), event.data, china_day(event.at), self._draws
        if event.kind == register.COMMITTED:
            require(me, "draw", *data["regions"])
        elif event.kind == register.RESULT:
            require(me, "draw_result")
            draw = rules.drawn(_of(draws, data), rules.RECORD)
            rules.result_given(draw, data["object"], parse_date(data["finished"]), data["outcome"], today)
        else:
            require(me, "draw", *_of(draws, data).committed.data["regions"])
            if event.kind == register.PUBLISHED:
                rules.may_publish(rules.drawn(_of(draws, data), rules.PUBLISH), data["objects"], event.on, today)
            elif event.kind == register.REPLACED:
                draw, change = rules.drawn(_of(draws, data), rules.REPLACE), register.replacement(data)
                rules.replacement_given(data["reason"], data["note"], change.object, change.inspector)
                rules.untouched(draw, change)
            elif _of(draws, data).run or _of(draws, data).superseded_by:
                yield "这次承诺已经抽取，或已由后来的承诺代替"

    def follow(self, event: Event) -> None:
        if event.kind in register.KINDS:
            self._events.append(event)
            register.go_on(self._draws, event)

    def end(self) -> Iterator[Problem]:
        """What does not follow from the commitments."""
        for draw in self._draws.values():
            (file,) = draw.committed.files
            if files.fault(self._path, file) is None:  # else it is told where files are
                own = [event for event in self._events if event.data["id"] == draw.id]
                for each in self._again(draw, own, files.place(self._path, file)):
                    yield Problem(f"抽取 {draw.id[:12]} {each.where}", each.what, each.fix)

    def _again(self, draw: register.Draw, own: list[Event], place: Path) -> Iterator[Problem]:
        try:
            yield from record.broken(draw, record.pools_of(json.loads(place.read_bytes())), own)
        except (ValidationError, KeyError, TypeError, ValueError, Refused) as error:
            yield Problem("名单", f"按承诺的名单重抽不了：{type(error).__name__}")


def _of(draws: dict[str, register.Draw], data: Any) -> register.Draw:
    if data["id"] not in draws:
        raise Refused("抽取", ["没有这次承诺"])
    return draws[data["id"]]
