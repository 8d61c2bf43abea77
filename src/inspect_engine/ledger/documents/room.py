"""Documents: draft one, issue one with the next number, serve or void it, find it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import Case, fold
from inspect_engine.domain.documents.composing import Content, compose
from inspect_engine.domain.documents.fitness import by_unit
from inspect_engine.domain.documents.kinds import DocumentKind, kind_of
from inspect_engine.domain.documents.material import Desk as OfficeDesk
from inspect_engine.domain.documents.numbers import normal_number, number_text
from inspect_engine.domain.documents.service import SERVICE_TITLES, Service, lacking
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.people.roster import which
from inspect_engine.domain.words.forms import people
from inspect_engine.domain.words.text import fault_in, suggest
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger import evidence, witness
from inspect_engine.ledger.acting import Acting
from inspect_engine.ledger.calendars import Calendars
from inspect_engine.ledger.cases import Cases
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.documents.material import Material
from inspect_engine.ledger.documents.numbering import next_serial
from inspect_engine.ledger.documents.offering import not_offered, replaced
from inspect_engine.ledger.documents.offices import Offices
from inspect_engine.ledger.documents.taking import Taking
from inspect_engine.ledger.once import once
from inspect_engine.ledger.references import read
from inspect_engine.storage import documents
from inspect_engine.storage.documents import Issued
from inspect_engine.storage.queries import Enrolled

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

Render = Callable[[Content], bytes]
"""Makes the file of a document; handed in, so that the ledger need not know about Word."""
REHEARSAL, DRAFT = "演练，不作为正式文书", "草稿，未编号，未签发"
MAX_CASES = 100
ISSUED = "document.issued"


class Documents:
    """``ledger.documents``. Whoever sees a case sees the documents about it."""

    def __init__(
        self,
        desk: Desk,
        *,
        cases: Cases,
        acting: Acting,
        definitions: Definitions,
        calendars: Calendars,
        offices: Offices,
    ) -> None:
        self._desk = desk
        self._cases = cases
        self._calendars = calendars
        self._definitions = definitions
        self._offices = offices
        self._material = Material(desk, definitions=definitions)
        self._taking = Taking(acting=acting, definitions=definitions)

    def all(self, case: str | None = None) -> list[Issued]:
        """Documents about the cases this person sees; of one case, in the order they were issued."""
        with self._desk.reading() as connection:
            if case is not None:
                return documents.of_case(connection, self._cases.get(case).id)
            return list(documents.documents(connection, self._desk.seen()))

    def get(self, number: str) -> Issued:
        """One document, its number written with any brackets. Raises InputError when there is none to be seen."""
        wanted, seen = normal_number(number), self._desk.seen()
        with self._desk.reading() as connection:
            found = next(documents.documents(connection, seen, number=wanted), None)
            known = [] if found else [each.number for each in documents.documents(connection, seen)]
        if found is None:
            fix = suggest(wanted, known) or "文书见 inspect-engine notice list"
            raise InputError.one(f"没有文书“{number}”", fix=fix)
        return found

    def contents(self, number: str) -> Mapping[str, Any]:
        """What was printed on a document, as its event keeps it."""
        found = self.get(number)
        with self._desk.reading() as connection:
            return documents.issuing(connection, found).data

    def draft(
        self,
        kind: str,
        references: Sequence[str],
        values: Mapping[str, str],
        *,
        office: str | None = None,
        omit: Sequence[str] = (),
        on: date | None = None,
    ) -> Content:
        """What a document would say, gaps and all; nothing is stored. Raises InputError, Refused for another's case."""
        me = self._desk.whoami()
        require(me, "record")
        chosen = kind_of(self._desk.document_kinds.kinds, kind)
        cases, desk = self._of(references), self._desk_of(office, on or self._desk.today())
        found = [self._material.of(case, desk.read) for case in cases]
        content = compose(chosen, found, desk, values, omit).with_gaps()
        return content.numbered("（草稿，未编号）", self._mark(DRAFT), self._code("草稿", content))

    @once(lambda self, events: self.get(_numbered(events)))
    def issue(
        self,
        kind: str,
        references: Sequence[str],
        values: Mapping[str, str],
        render: Render,
        *,
        office: str | None = None,
        omit: Sequence[str] = (),
        on: date | None = None,
    ) -> Issued:
        """Give a document the next number of its office and year, keep its file, and take the action that goes with it.

        ``on`` is the day of issue, where that is past: not before that of the office's last number.
        All in one transaction: a number without a document, or a document without its number, cannot come about.
        Raises Refused with everything that is lacking, InputError for what cannot be read.
        """
        (number,) = self._issue(kind, [self._of(references)], values, render, office, omit, on)
        return self.get(number)

    @once(lambda self, events: [self.get(event.data["number"]) for event in events if event.kind == ISSUED])
    def issue_per_unit(
        self,
        kind: str,
        references: Sequence[str],
        values: Mapping[str, str],
        render: Render,
        *,
        office: str | None = None,
        omit: Sequence[str] = (),
        on: date | None = None,
    ) -> list[Issued]:
        """As :meth:`issue`, a document for each unit that answers for some of the cases: all of them, or none."""
        parts = by_unit(self._of(references), self._desk.unit_of)
        return [self.get(number) for number in self._issue(kind, parts, values, render, office, omit, on)]

    def _issue(
        self,
        kind: str,
        parts: Sequence[Sequence[Case]],
        values: Mapping[str, str],
        render: Render,
        office: str | None,
        omit: Sequence[str],
        on: date | None,
    ) -> list[str]:
        """Issue a document for each part in one transaction; gives back their numbers."""
        me = self._desk.whoami()
        chosen = kind_of(self._desk.document_kinds.kinds, kind)
        require(me, chosen.verb)
        for seen in parts:
            require(me, chosen.verb, *(case.region for case in seen))
            self._ready(chosen, seen, values, office, omit, on or self._desk.today())
        with self._desk.writing(me) as log:
            return [self._number(log, me, chosen, seen, values, render, office, omit, on) for seen in parts]

    def _number(
        self,
        log: Writer,
        me: Person,
        chosen: DocumentKind,
        seen: Sequence[Case],
        values: Mapping[str, str],
        render: Render,
        office: str | None,
        omit: Sequence[str],
        on: date | None,
    ) -> str:
        day = on or china_day(log.now)
        cases = [fold(log.events(case.id)) for case in seen]
        content, replaces = self._ready(chosen, cases, values, office, omit, day)
        desk = self._desk_of(office, day)
        last = documents.last_day(log, desk.office.code) if on else None
        if against := [*misdated(day, china_day(log.now), last)]:
            raise Refused(f"制发{chosen.title}", against)
        serial = next_serial(log.raw, desk.office, day.year)
        number = number_text(desk.office.code, day.year, serial)
        content = content.numbered(number, self._mark(""), self._code(number, content))
        if chosen.acts and not replaces:  # a replacement finds it taken already
            self._taking.with_issue(log, chosen.acts, cases, content, day)
        stored = evidence.keep_made(self._desk, f"{number}.docx", render(content))
        data = {
            "on": day.isoformat(),
            "office": desk.office.code,
            "year": day.year,
            "serial": serial,
            "party": cases[0].party,
            "cases": [{"id": case.id, "number": case.number} for case in cases],
            "persons": sorted(me.names),
            "replaces": replaces,
            "chain": self._desk.head.chain,
        }
        log.append(ISSUED, {**content.plain(), **data}, files=[stored])
        return number

    @once(lambda self, events: self.get(_numbered(events)))
    def serve(self, number: str, service: Service) -> Issued:
        """Record how a document reached whom it is for; where the cases wait for that, their deadline starts."""
        me = self._desk.whoami()
        require(me, "record")
        if service.how not in SERVICE_TITLES:
            options = "、".join(f"{key}（{name}）" for key, name in SERVICE_TITLES.items())
            raise InputError.one(f"没有送达方式“{service.how}”", fix=f"可写：{options}")
        found = self.get(number)
        with self._desk.writing(me) as log:
            found, ids = self.get(found.number), self._case_ids(found)
            missing = [*spent(found), *lacking(service, found.day, china_day(log.now), me), *self._which(service)]
            if missing:
                raise Refused("登记送达", missing)
            cases = [fold(log.events(each)) for each in ids]
            require(me, "record", *(case.region for case in cases))
            data = {"on": service.on.isoformat(), "number": found.number, "service": service.how}
            more = {"received_by": service.told, "refused": service.refused, "witnesses": list(service.witnesses)}
            log.append("document.served", {**data, **more, "persons": sorted(me.names)})
            if (form := self._desk.document_kinds.kinds.get(found.kind)) and form.serves:
                printed = self.contents(found.number)
                self._taking.with_service(log, form.serves, cases, found.number, printed, service)
        return self.get(found.number)

    @once(lambda self, events: self.get(_numbered(events)))
    def void(self, number: str, reason: str) -> Issued:
        """Cancel a document that has not been served; its number stays used. Takes a second person."""
        me = self._desk.whoami()
        require(me, "document")
        if fault := fault_in(reason):
            raise InputError.one(f"作废的理由{fault}", where="--reason")
        found = self.get(number)
        with self._desk.writing(me) as log:
            found = self.get(found.number)
            require(me, "document", *(fold(log.events(each)).region for each in self._case_ids(found)))
            with self._desk.reading() as connection:
                issuers = set(documents.issuing(connection, found).data["persons"])
            missing = [*spent(found, "作废"), *own_paper(found.number, issuers, me)]
            if missing:
                raise Refused("作废文书", missing)
            day = china_day(log.now).isoformat()
            log.append(
                "document.voided", {"on": day, "number": found.number, "reason": reason, "persons": sorted(me.names)}
            )
        return self.get(found.number)

    def _which(self, service: Service) -> list[str]:
        """Why a name does not say which of two people called so has received it, or seen it."""
        with self._desk.reading() as connection:
            roster = Enrolled(connection)
            names = [name for text in (service.received_by, *service.witnesses) for name in people(text)]
            return [fault for name in names if (fault := which(name, roster))]

    def _case_ids(self, found: Issued) -> list[str]:
        with self._desk.reading() as connection:
            return documents.case_ids(connection, found.number)

    def _of(self, references: Sequence[str]) -> list[Case]:
        """Distinct cases this person may see. Raises InputError."""
        cases = [self._cases.get(reference) for reference in references]
        if len({case.id for case in cases}) < len(cases):
            raise InputError.one("同一件事项写了两次", fix="请去掉重复的编号")
        if not 1 <= len(cases) <= MAX_CASES:
            raise InputError.one(f"一份文书应写 1 至 {MAX_CASES} 件事项，现为 {len(cases)} 件")
        return cases

    def _ready(
        self,
        kind: DocumentKind,
        cases: Sequence[Case],
        values: Mapping[str, str],
        office: str | None,
        omit: Sequence[str],
        today: date,
    ) -> tuple[Content, str | None]:
        """The content of a document that lacks nothing, and the voided one it replaces. Raises Refused, InputError."""
        desk = self._desk_of(office, today)
        found = [self._material.of(case, desk.read) for case in cases]
        content = compose(kind, found, desk, values, omit)
        replaces = replaced(kind, found)
        if missing := [*content.lacking, *not_offered(kind, found, replaces)]:
            raise Refused(f"制发{kind.title}", missing)
        return content, replaces

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


def _numbered(events: Sequence[Event]) -> str:
    """The number of the document that events are about."""
    return next(str(event.data["number"]) for event in events if event.kind.startswith("document."))


def misdated(day: date, today: date, last: date | None) -> Iterator[str]:
    """Why a document does not bear a day of issue: it has not come, or lies before that of the ``last`` number."""
    if day > today:
        yield f"签发日期 {day} 在今天（{today}）之后"
    if last and day < last:
        yield f"签发日期 {day} 早于本机关上一个文号的签发日期（{last}）：文号与日期的先后要一致"


def own_paper(number: str, issuers: set[str], me: Person) -> list[str]:
    """Why somebody does not void what he issued himself."""
    told = f"{number} 由 {'、'.join(sorted(issuers))} 签发，作废须由另一人办理"
    return [told] if issuers & me.names else []


def spent(found: Issued, what: str = "送达") -> list[str]:
    """Why a document can no longer be served or voided."""
    if found.voided_on:
        return [f"{found.number} 已于 {found.voided_on} 作废（{found.void_reason}）"]
    if found.served_on:
        fix = "；已送达的文书不能作废，请另行发文" if what == "作废" else ""
        return [f"{found.number} 已于 {found.served_on} 送达{fix}"]
    return []
