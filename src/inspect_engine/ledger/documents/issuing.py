"""Giving a document its number: what it says, the file that is kept, and the actions that go with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import Case, changed, fold
from inspect_engine.domain.documents.apart import AT, of_unit, one_for_several, said_of
from inspect_engine.domain.documents.citations import Citation
from inspect_engine.domain.documents.composing import Content, compose
from inspect_engine.domain.documents.facts import people_of
from inspect_engine.domain.documents.filling import applies
from inspect_engine.domain.documents.fitness import unweighed
from inspect_engine.domain.documents.kinds import DocumentKind, kind_of
from inspect_engine.domain.documents.material import CaseMaterial
from inspect_engine.domain.documents.material import Desk as OfficeDesk
from inspect_engine.domain.documents.numbers import number_text
from inspect_engine.domain.documents.supplementing import Supplemented, against
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.references import Register
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger import evidence, witness
from inspect_engine.ledger.acting import Acting
from inspect_engine.ledger.calendars import Calendars
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.documents.material import Material
from inspect_engine.ledger.documents.numbering import next_serial
from inspect_engine.ledger.documents.offering import not_offered, replaced
from inspect_engine.ledger.documents.offices import Offices
from inspect_engine.ledger.documents.taking import Taking
from inspect_engine.ledger.references import read
from inspect_engine.storage import documents, queries

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

Render = Callable[[Content], bytes]
"""Makes the file of a document; handed in, so that the ledger need not know about Word."""
REHEARSAL, DRAFT = "演练，不作为正式文书", "草稿，未编号，未签发"
ISSUED = "document.issued"
MAX_CASES = 100


@dataclass(frozen=True)
class Order:
    """What is to be issued: a kind, what is filled in, the code of the office, articles left out, the day if past;
    ``instead`` of which document, that is made void by it; ``beside`` which one it supplements."""

    kind: DocumentKind
    values: Mapping[str, str]
    office: str | None = None
    omit: Sequence[str] = ()
    on: date | None = None
    instead: str | None = None
    beside: Beside | None = None


@dataclass(frozen=True)
class Beside:
    """The document that one supplements, as it stands, and the cases that are to be taken out of it."""

    of: Supplemented
    leaving: Sequence[str] = ()


class Issuing:
    """For the rooms that issue documents."""

    def __init__(
        self, desk: Desk, *, acting: Acting, definitions: Definitions, calendars: Calendars, offices: Offices
    ) -> None:
        self._desk = desk
        self._calendars = calendars
        self._definitions = definitions
        self._offices = offices
        self._material = Material(desk, definitions=definitions)
        self.taking = Taking(acting=acting, definitions=definitions)

    def draft(self, order: Order, cases: Sequence[Case]) -> Content:
        """What a document would say, gaps and all."""
        desk = self._desk_of(order.office, order.on or self._desk.today())
        content = self._composed(order, self._found(order, cases, desk), desk).with_gaps()
        return content.numbered("（草稿，未编号）", self._mark(DRAFT), self._code("草稿", content))

    def check(self, order: Order, cases: Sequence[Case]) -> None:
        """Raises Refused with all that a document lacks, InputError for what cannot be read."""
        self._ready(order, [_before(order.kind, case) for case in cases], order.on or self._desk.today())

    def told_beside(self, order: Order, cases: Sequence[Case]) -> list[tuple[Order, list[Case]]]:
        """Where cases are ordered to be put right: what goes out to whom their packs tell beside whoever is liable, one
        document for each such unit, and what each is about."""
        found: dict[tuple[str, str], list[Case]] = {}
        for case in cases if order.kind.acts else ():
            one = self._material.of(case, {})
            unit = self._desk.unit_of(one.also_told)
            if (told := one.definition.pack.also_told) and one.also_told and unit != self._desk.unit_of(case.party):
                found.setdefault((told.document, unit), []).append(case)
        return [(self._as_for(order, name), seen) for (name, _), seen in found.items()]

    def per_unit(self, order: Order, groups: Sequence[list[Case]]) -> list[tuple[Order, list[Case]]]:
        """An order for each group of cases, without what was said of the cases of others only; what was said of none
        stays in each, which refuses it. Raises InputError for what was said of
        several units and is another for each."""
        if problems := [*one_for_several(order.kind, order.values, groups)]:
            raise InputError(problems)
        read = self._desk_of(order.office, order.on or self._desk.today()).read
        found = [[self._material.of(case, read) for case in seen] for seen in groups]
        named = [{name for one in each for cited in one.citations for name in cited.known_as} for each in found]
        asked = [{spec.id for spec in order.kind.fields if applies(spec, each)} for each in found]
        meant = [_meant(order.omit, names, named) for names in named]
        said = [_asked(order, own, asked, seen, groups) for own, seen in zip(asked, groups, strict=True)]
        each = zip(meant, said, groups, strict=True)
        return [(replace(order, omit=omit, values=values), seen) for omit, values, seen in each]

    def still_named(self, office: str, cases: Sequence[Case], omitted: Sequence[str]) -> list[str]:
        """Of the articles (texts) that a document left out those that go by the same name: not those read since."""
        read = self._desk_of(office, self._desk.today()).read
        names = {name for case in cases for name in self._articles(case, read)}
        return [each for each in omitted if each in names]

    def _articles(self, case: Case, read: Register) -> Iterator[str]:
        """The ways in which a person may name what a case rests on."""
        for each in self._material.of(case, read).citations:
            yield from each.known_as

    def unread(self, cases: Sequence[Case], omitted: Collection[str]) -> list[Citation]:
        """Of the articles ``omitted`` (texts) from a document about cases those that nobody has read."""
        found = (self._material.of(case, {}) for case in cases)
        every = (each for one in found for each in (*one.citations, *one.left_out))
        return list(dict.fromkeys(each for each in every if each.unread and each.text in omitted))

    def unweighed(self, kind: DocumentKind, cases: Sequence[Case]) -> list[str]:
        """The articles that a document of this kind does not cite because what was left blank decides on them."""
        return [*unweighed(kind, [self._material.of(case, {}) for case in cases])]

    def _party(self, order: Order, cases: Sequence[Case]) -> str:
        """Whom a document is for."""
        if order.beside:
            return order.beside.of.party
        return self._material.of(cases[0], {}).also_told if order.kind.also else cases[0].party

    def _as_for(self, order: Order, name: str) -> Order:
        """The same for another kind of document: what was filled in and that has, too."""
        kind = kind_of(self._desk.document_kinds.kinds, name)
        values = {spec.id: order.values[spec.id] for spec in kind.given if spec.id in order.values}
        return Order(kind, values, order.office, on=order.on)

    def number(self, log: Writer, me: Person, order: Order, seen: Sequence[str], render: Render) -> str:
        """Issue a document about cases (ids): its number. Raises as :meth:`check`."""
        day = order.on or china_day(log.now)
        cases = [_before(order.kind, fold(log.events(key))) for key in seen]
        content, replaces = self._ready(order, cases, day)
        desk = self._desk_of(order.office, day)
        last = documents.last_day(log, desk.office.code) if order.on else None
        if against := [*misdated(day, china_day(log.now), last)]:
            raise Refused(f"制发{order.kind.title}", against)
        serial = next_serial(log.raw, desk.office, day.year)
        number = number_text(desk.office.code, day.year, serial)
        content = content.numbered(number, self._mark(""), self._code(number, content))
        if (acts := order.kind.acts) and replaces:
            self.taking.again(log, acts, cases, content, day)
        elif acts:
            self.taking.with_issue(log, acts, cases, content, day, self._inspectors(order, cases, desk))
        stored = evidence.keep_made(self._desk, f"{number}.docx", render(content))
        data = {
            "on": day.isoformat(),
            "office": desk.office.code,
            "year": day.year,
            "serial": serial,
            "party": self._party(order, cases),
            "cases": [{"id": case.id, "number": case.number} for case in cases],
            "persons": sorted(me.names),
            "replaces": replaces or order.instead,
            "chain": self._desk.head.chain,
        }
        log.append(ISSUED, {**content.plain(), **data, **self._beside(order)}, files=[stored])
        return number

    def _beside(self, order: Order) -> dict[str, Any]:
        """What a supplement says of the one that it supplements."""
        if order.beside is None:
            return {}
        out = [{"id": case.id, "number": case.number} for case in self._leaving(order)]
        return {"supplements": order.beside.of.number, "removes": out}

    def _leaving(self, order: Order) -> list[Case]:
        with self._desk.reading() as connection:
            return [queries.case(connection, key) for key in order.beside.leaving] if order.beside else []

    def _inspectors(self, order: Order, cases: Sequence[Case], desk: OfficeDesk) -> list[str]:
        """Who has inspected what a document is about: they sign it, where they issue it themselves."""
        return people_of(order.kind, self._found(order, cases, desk)).get("inspectors", [])

    def _found(self, order: Order, cases: Sequence[Case], desk: OfficeDesk) -> list[CaseMaterial]:
        return [self._material.of(case, desk.read, void=order.instead) for case in cases]

    def _composed(self, order: Order, found: Sequence[CaseMaterial], desk: OfficeDesk) -> Content:
        beside = order.beside.of if order.beside else None
        leaving = [self._material.of(case, desk.read) for case in self._leaving(order)]
        return compose(order.kind, found, desk, order.values, order.omit, beside, leaving)

    def _ready(self, order: Order, cases: Sequence[Case], day: date) -> tuple[Content, str | None]:
        """The content of a document that lacks nothing, and the voided one by which its cases came to where they are.
        Raises Refused, InputError."""
        desk = self._desk_of(order.office, day)
        found = self._found(order, cases, desk)
        content, replaces = self._composed(order, found, desk), replaced(order.kind, found)
        if replaces:
            require(self._desk.whoami(), "document", *(case.region for case in cases))
        if missing := [*self._unlike(order, cases), *content.lacking, *not_offered(order.kind, found, replaces)]:
            raise Refused(f"制发{order.kind.title}", missing)
        return content, replaces

    def _unlike(self, order: Order, cases: Sequence[Case]) -> list[str]:
        """Why this is no supplement of the document that it is said to supplement."""
        if order.beside is None:
            return []
        me, unit_of = self._desk.whoami(), self._desk.unit_of
        return [*against(order.beside.of, order.kind, cases, self._leaving(order), me, unit_of)]

    def _desk_of(self, office: str | None, today: date) -> OfficeDesk:
        """From where a document goes out, and on what day."""
        desk, calendar = self._desk, self._calendars.current()
        references = self._definitions.references()
        given = self._offices.get(office), today, desk.whoami(), desk.roster(), calendar, references
        with desk.reading() as connection:
            return OfficeDesk(*given, desk.unit_of, read(connection, references))

    def _mark(self, mark: str) -> str:
        return "；".join(part for part in (REHEARSAL if self._desk.rehearsal else "", mark) if part)

    def _code(self, number: str, content: Content) -> str:
        """Text of the QR code: number, cases, and where the ledger stood before this document, as an anchor."""
        cases = [str(row["case_number"]) for row in content.rows]
        more = f" 等 {len(cases)} 件" if len(cases) > len(cases[:20]) else ""
        with self._desk.reading() as connection:
            anchor = witness.standing(connection, self._desk.now())
        return f"文书 {number}\n事项 {'、'.join(cases[:20])}{more}\n锚码 {anchor.code}"


def distinct(cases: Sequence[Case]) -> list[Case]:
    """The cases of one document. Raises InputError for one that was named twice, and for none or too many."""
    if len({case.id for case in cases}) < len(cases):
        raise InputError.one("同一件事项写了两次", fix="请去掉重复的编号")
    if not 1 <= len(cases) <= MAX_CASES:
        raise InputError.one(f"一份文书应写 1 至 {MAX_CASES} 件事项，现为 {len(cases)} 件")
    return list(cases)


def _before(kind: DocumentKind, case: Case) -> Case:
    """A case without the requirement that a document of this kind has laid down by its last action."""
    taken = case.taken
    if taken is None or kind.acts is None or taken.event.data["trigger"] not in kind.acts.triggers:
        return case
    return changed(case, {"requirement": taken.before.requirement})


def misdated(day: date, today: date, last: date | None) -> Iterator[str]:
    """Why a document does not bear a day of issue: it has not come, or lies before that of the ``last`` number."""
    if day > today:
        yield f"签发日期 {day} 在今天（{today}）之后"
    if last and day < last:
        yield f"签发日期 {day} 早于本机关上一个文号的签发日期（{last}）：文号与日期的先后要一致"


def _meant(omit: Sequence[str], own: set[str], every: Sequence[set[str]]) -> list[str]:
    """Of the articles to leave out those that a document has, or none has."""
    return [each for each in omit if each in own or not any(each in names for names in every)]


def _asked(
    order: Order, own: set[str], every: Sequence[set[str]], cases: Sequence[Case], groups: Sequence[Sequence[Case]]
) -> dict[str, str]:
    """What was said of these cases, in fields that are asked for of their subjects, or of none."""
    said = said_of(order.values, cases, groups)
    elsewhere = set().union(*every) - own
    mine = {name: text for name, text in said.items() if name.partition(AT)[0] not in elsewhere}
    return of_unit(order.kind, mine, cases)
