"""补充通知书: add cases to a notice in force, take some out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from inspect_engine.domain.documents.kinds import DocumentKind
from inspect_engine.domain.documents.supplementing import TITLE, Supplemented
from inspect_engine.domain.people.authority import require
from inspect_engine.errors import Refused
from inspect_engine.ledger.cases import Cases
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.documents.issuing import ISSUED, Beside, Issuing, Order, Render, distinct
from inspect_engine.ledger.documents.room import Documents
from inspect_engine.ledger.once import once
from inspect_engine.storage import documents
from inspect_engine.storage.documents import Issued


class Supplements:
    """``ledger.supplements``."""

    def __init__(self, desk: Desk, *, notices: Documents, cases: Cases, issuing: Issuing) -> None:
        self._desk = desk
        self._notices = notices
        self._cases = cases
        self._issuing = issuing

    @once(lambda self, events: self.issued(next(each.data["number"] for each in events if each.kind == ISSUED)))
    def issue(
        self,
        number: str,
        add: Sequence[str],
        remove: Sequence[str],
        values: Mapping[str, str],
        render: Render,
        *,
        omit: Sequence[str] = (),
        on: date | None = None,
    ) -> Issued:
        """Issue a document that adds cases to one in force and takes some out of it, the latter by its service.

        Who takes out may not have issued that one. Raises as :meth:`Documents.issue`.
        """
        me, of = self._desk.whoami(), self._notices.get(number)
        every = distinct([self._cases.get(reference) for reference in (*add, *remove)])
        adding, leaving = every[: len(add)], [case.id for case in every[len(add) :]]
        order = Order(self._kind(of), values, of.office, omit, on, beside=Beside(self._standing(of), leaving))
        require(me, order.kind.verb, *(case.region for case in every))
        self._issuing.check(order, adding)
        with self._desk.writing(me) as log:
            now = replace(order, beside=Beside(self._standing(self._notices.get(of.number)), leaving))
            made = self._issuing.number(log, me, now, [case.id for case in adding], render)
        return self.issued(made)

    def issued(self, number: str) -> Issued:
        """A supplement that was issued."""
        return self._notices.get(number)

    def _kind(self, of: Issued) -> DocumentKind:
        """The kind of document that supplements another. Raises Refused where this ledger has adopted none."""
        kinds = self._desk.document_kinds.kinds.values()
        if (found := next((kind for kind in kinds if of.kind in kind.supplements), None)) is None:
            told = f"本台账采用的文书种类里没有可以补充{of.title}的"
            raise Refused(TITLE, [f"{told}；随程序的请主管采用：packs adopt document:supplement"])
        return found

    def _standing(self, of: Issued) -> Supplemented:
        """A document as it is to be supplemented."""
        with self._desk.reading() as connection:
            issuers = frozenset(documents.issuing(connection, of).data["persons"])
            ids = documents.case_ids(connection, of.number)
            soon = documents.leaving_soon(connection, of.number)
        demands = {key for key, case in zip(ids, of.cases, strict=True) if of.concerns(case)}
        standing = of.voided_on is not None, of.served_on is not None, issuers, demands, soon
        return Supplemented(of.number, of.kind, of.title, of.day, of.party, *standing)
