"""Documents as they stand: found again, with what was printed on them; and the actions that go with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.cases import Case
from inspect_engine.domain.documents.kinds import Acts
from inspect_engine.domain.documents.numbers import normal_number
from inspect_engine.domain.words.text import suggest
from inspect_engine.errors import InputError
from inspect_engine.ledger.offices import Offices
from inspect_engine.reading.documents import Kinds, load_kinds
from inspect_engine.storage import documents
from inspect_engine.storage.documents import Issued
from inspect_engine.storage.queries import CaseFilter

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer


class Paperwork(Offices):
    """What has been issued."""

    @cached_property
    def kinds(self) -> Kinds:
        """The kinds of documents installed now."""
        return load_kinds()

    def documents(self, case: str | None = None) -> list[Issued]:
        """Documents about the cases this person may see; of one case, in the order they were issued."""
        with self._reading() as connection:
            if case is not None:
                return documents.of_case(connection, self.case(case).id)
            return list(documents.documents(connection, self._seen_by(self.whoami(), CaseFilter())))

    def document(self, number: str) -> Issued:
        """One document, its number written with any brackets. Raises InputError when there is none to be seen."""
        wanted, seen = normal_number(number), self._seen_by(self.whoami(), CaseFilter())
        with self._reading() as connection:
            found = next(documents.documents(connection, seen, number=wanted), None)
            known = [] if found else [each.number for each in documents.documents(connection, seen)]
        if found is None:
            raise InputError.one(
                f"没有文书“{number}”", fix=suggest(wanted, known) or "文书见 inspect-engine notice list"
            )
        return found

    def contents(self, number: str) -> Mapping[str, Any]:
        """What was printed on a document, as its event keeps it."""
        found = self.document(number)
        with self._reading() as connection:
            return documents.issuing(connection, found).data

    def _papers(self, case: Case, trigger: str, values: Mapping[str, str]) -> list[str]:
        with self._reading() as connection:
            about = documents.of_case(connection, case.id)
        numbers = [normal_number(text) for text in values.values()]
        return [*self._unserved(trigger, about), *self._not_ours(numbers, about)]

    def _unserved(self, trigger: str, about: Sequence[Issued]) -> Iterator[str]:
        """Service is recorded on the document; the last of a kind has to stand."""
        for last in {each.kind: each for each in about}.values():
            kind = self.kinds.kinds.get(last.kind)
            if kind and kind.serves and kind.serves.trigger == trigger:
                if last.voided_on:
                    yield f"{last.number} 已于 {last.voided_on} 作废，请重新签发（notice issue）"
                elif not last.served_on:
                    yield f"{last.number} 还没有登记送达，请用 notice serve 登记，这一步随之办理"

    def _not_ours(self, numbers: Sequence[str], about: Sequence[Issued]) -> Iterator[str]:
        """Numbers of a registered office are given by the ledger, each once: none is typed in."""
        void = {each.number for each in about if each.voided_on}
        with self._reading() as connection:
            for number in numbers:
                if number in void:
                    yield f"文书 {number} 已经作废"
                elif (code := number.partition("〔")[0]) != number and documents.to_come(connection, code, number):
                    yield f"文号 {number} 由本台账依次编，还没有编到，不能自填；请用 notice issue 签发"

    def _case_ids(self, found: Issued) -> list[str]:
        with self._reading() as connection:
            return documents.case_ids(connection, found.number)

    def _take(self, log: Writer, acts: Acts, case: Case, pool: Mapping[str, str]) -> None:
        """Take an action on a case that offers it, its fields filled from those of the document."""
        step = self.lifecycle(case).workflow.transition(acts.trigger, case.state)
        if step:
            values = {spec.id: pool[spec.id] for spec in step.needs if pool.get(spec.id)}
            self._act(log, case.id, acts.trigger, values)
