"""Documents: draft one, issue one with the next number, serve or void it, find it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import Case, fold
from inspect_engine.domain.documents.apart import AT
from inspect_engine.domain.documents.citations import Citation
from inspect_engine.domain.documents.composing import Content
from inspect_engine.domain.documents.fitness import by_unit
from inspect_engine.domain.documents.kinds import DocumentKind, kind_of
from inspect_engine.domain.documents.numbers import normal_number
from inspect_engine.domain.documents.service import SERVICE_TITLES, Service, lacking
from inspect_engine.domain.documents.supplementing import not_served_by
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.people.roster import which
from inspect_engine.domain.words.forms import people
from inspect_engine.domain.words.text import fault_in, suggest
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.cases import Cases
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.documents.issuing import ISSUED, Issuing, Order, Render, distinct
from inspect_engine.ledger.once import once
from inspect_engine.storage import documents, queries
from inspect_engine.storage.documents import Issued
from inspect_engine.storage.queries import Enrolled

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

SERVED = "document.served"


class Documents:
    """``ledger.documents``. Whoever sees a case sees the documents about it."""

    def __init__(self, desk: Desk, *, cases: Cases, issuing: Issuing) -> None:
        self._desk = desk
        self._cases = cases
        self._issuing = issuing

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

    def unread(self, number: str) -> list[Citation]:
        """The articles that a document just issued does not cite because nobody has read them against their text."""
        cases = [self._cases.get(case) for case in self.get(number).cases]
        return self._issuing.unread(cases, self.contents(number)["omitted"])

    def unweighed(self, number: str) -> list[str]:
        """The articles that a document does not cite because what was left blank decides whether they apply."""
        found = self.get(number)
        cases = [self._cases.get(case) for case in found.cases]
        return self._issuing.unweighed(self._desk.document_kinds.kinds[found.kind], cases)

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
        require(self._desk.whoami(), "record")
        order = Order(self._kind(kind), values, office, omit, on)
        return self._issuing.draft(order, self._of(references))

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
        order = Order(self._kind(kind), values, office, omit, on)
        (number,) = self._issue([(order, self._of(references))], render)
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
        """As :meth:`issue`, a document for each unit that answers for some of the cases, and one for whom the pack
        tells beside these: all of them, or none."""
        order = Order(self._kind(kind), values, office, omit, on)
        cases = self._of(references)
        orders = self._issuing.per_unit(order, by_unit(cases, self._desk.unit_of))
        orders = [*orders, *self._issuing.told_beside(order, cases)]
        return [self.get(number) for number in self._issue(orders, render)]

    def _kind(self, word: str) -> DocumentKind:
        kind = kind_of(self._desk.document_kinds.kinds, word)
        if kind.supplements:
            raise InputError.one(f"{kind.title}要写明补充哪一份", fix="用 notice supplement 文号 --add 编号")
        return kind

    def _issue(self, orders: Sequence[tuple[Order, Sequence[Case]]], render: Render) -> list[str]:
        """Issue documents, each about its cases, in one transaction; gives back their numbers."""
        me = self._desk.whoami()
        for order, seen in orders:
            require(me, order.kind.verb)
            require(me, order.kind.verb, *(case.region for case in seen))
            self._issuing.check(order, seen)
        with self._desk.writing(me) as log:
            return [self._issuing.number(log, me, order, [case.id for case in seen], render) for order, seen in orders]

    def last_way(self) -> str:
        """How the last document was served, whoever did it; empty before there is one."""
        with self._desk.reading() as connection:
            last = queries.latest_of(connection, SERVED)
        return str(last.data["service"]) if last else ""

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
            leaving, today = [fold(log.events(each)) for each in self._leaving_ids(found)], china_day(log.now)
            missing = [*spent(found), *lacking(service, found.day, today, me), *self._which(service)]
            if missing := [*missing, *self._alone(found, leaving, me, today)]:
                raise Refused("登记送达", missing)
            cases = [fold(log.events(each)) for each in ids]
            require(me, "record", *(case.region for case in (*cases, *leaving)))
            data = {"on": service.on.isoformat(), "number": found.number, "service": service.how}
            more = {"received_by": service.told, "refused": service.refused, "witnesses": list(service.witnesses)}
            log.append(SERVED, {**data, **more, "persons": sorted(me.names)})
            form = self._desk.document_kinds.kinds.get(found.kind)
            if form and form.acts:
                self._issuing.taking.out(log, form.acts, leaving, found, service.on)
            if form and form.serves:
                printed = self.contents(found.number)
                self._issuing.taking.with_service(log, form.serves, cases, found.number, printed, service)
        return self.get(found.number)

    @once(lambda self, events: self.get(_numbered(events)))
    def void(self, number: str, reason: str) -> Issued:
        """Cancel a document that has not been served; its number stays used. Takes a second person."""
        found = self.get(number)
        with self._voiding(found, reason):
            pass
        return self.get(found.number)

    @once(lambda _, events: next(event.data["number"] for event in events if event.kind == ISSUED))
    def reissue(self, number: str, reason: str, values: Mapping[str, str], render: Render) -> str:
        """Cancel a document that has not been served and issue it anew under the next number, which is given back; in
        one transaction.

        It says what the old one did, but for ``values`` and what the form of its subject says by now. Raises as
        :meth:`void` and :meth:`issue`.
        """
        old = self.get(number)
        if old.supplements:
            raise Refused("重发", [f"{old.number} 是补充通知书，请作废（notice void），再用 notice supplement 另发"])
        order, cases = self._anew(old, values), self._case_ids(old)
        with self._voiding(old, reason) as log:
            return self._issuing.number(log, self._desk.whoami(), order, cases, render)

    def _anew(self, old: Issued, values: Mapping[str, str]) -> Order:
        """What is to be issued in the place of a document."""
        kind, printed = self._kind(old.kind), self.contents(old.number)
        known = {spec.id for spec in kind.given} | {name for name in printed["typed"] if AT in name}
        current = self._forms(old)
        omitted = self._issuing.still_named(old.office, [*map(self._cases.get, old.cases)], printed["omitted"])
        typed = {name: text for name, text in printed["typed"].items() if name in known and name not in current}
        return Order(kind, {**typed, **values}, old.office, omitted, instead=old.number)

    def _forms(self, found: Issued) -> set[str]:
        """Fields that the forms of the subjects of a document have."""
        subjects = [case.subject for case in map(self._cases.get, found.cases)]
        with self._desk.reading() as connection:
            forms = queries.subjects_by_key(connection, subjects)
        return {name for form in forms.values() for name, text in form["fields"].items() if text}

    @contextmanager
    def _voiding(self, found: Issued, reason: str) -> Iterator[Writer]:
        """The transaction that makes a document void."""
        me = self._desk.whoami()
        require(me, "document")
        if fault := fault_in(reason):
            raise InputError.one(f"作废的理由{fault}", where="--reason")
        with self._desk.writing(me) as log:
            found = self.get(found.number)
            about = [*self._case_ids(found), *self._leaving_ids(found)]
            require(me, "document", *(fold(log.events(each)).region for each in about))
            missing = [*spent(found, "作废"), *own_paper(found.number, self._issuers(found), me)]
            if missing:
                raise Refused("作废文书", missing)
            data = {"on": china_day(log.now).isoformat(), "number": found.number, "reason": reason}
            log.append("document.voided", {**data, "persons": sorted(me.names)})
            yield log

    def successors(self, number: str) -> list[Issued]:
        """The documents that were issued in the place of one, or supplement it, in their order."""
        seen = self._desk.seen()
        with self._desk.reading() as connection:
            return list(documents.documents(connection, seen, after=self.get(number).number))

    def _which(self, service: Service) -> list[str]:
        """Why a name does not say which of two people called so has received it, or seen it."""
        with self._desk.reading() as connection:
            roster = Enrolled(connection)
            names = [name for text in (service.received_by, *service.witnesses) for name in people(text)]
            return [fault for name in names if (fault := which(name, roster))]

    def _alone(self, found: Issued, leaving: Sequence[Case], me: Person, today: date) -> list[str]:
        """Why this person does not record by himself that cases are taken out."""
        issuers = self._issuers(found)
        with self._desk.reading() as connection:
            return [*not_served_by(found.number, leaving, issuers, me, today, Enrolled(connection))]

    def _case_ids(self, found: Issued) -> list[str]:
        with self._desk.reading() as connection:
            return documents.case_ids(connection, found.number)

    def _issuers(self, found: Issued) -> set[str]:
        with self._desk.reading() as connection:
            return set(documents.issuing(connection, found).data["persons"])

    def _leaving_ids(self, found: Issued) -> list[str]:
        with self._desk.reading() as connection:
            return documents.leaving_ids(connection, found.number)

    def _of(self, references: Sequence[str]) -> list[Case]:
        """Distinct cases this person may see. Raises InputError."""
        return distinct([self._cases.get(reference) for reference in references])


def _numbered(events: Sequence[Event]) -> str:
    """The number of the document that events are about."""
    return next(str(event.data["number"]) for event in events if event.kind.startswith("document."))


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
