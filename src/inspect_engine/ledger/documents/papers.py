"""What the documents about a case have against an action that is not taken with one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from inspect_engine.domain.cases import Case
from inspect_engine.domain.documents.kinds import DocumentKind
from inspect_engine.domain.documents.numbers import numbers_in
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.documents.numbering import written_faults
from inspect_engine.ledger.documents.offices import Offices
from inspect_engine.storage import documents
from inspect_engine.storage.documents import Issued


def taken_with(trigger: str, about: Iterable[Issued], kinds: Mapping[str, DocumentKind]) -> list[str]:
    """Numbers of the documents about a case with whose issue or service an action is taken, also of one that is void:
    that is put right by what is issued in its place."""
    found = []
    for each in about:
        kind = kinds.get(each.kind)
        if kind is None:
            continue
        served = kind.serves is not None and kind.serves.trigger == trigger and each.served_on is not None
        if served or (kind.acts is not None and trigger in kind.acts.triggers):
            found.append(each.number)
    return found


def taken_with_and_in_force(
    case: Case, about: Sequence[Issued], kinds: Mapping[str, DocumentKind]
) -> tuple[list[str], list[str]]:
    """Of the documents ``about`` a case, the numbers of those with which its last action was taken, and of those in
    force that are addressed to the unit that is liable, not to whom the pack tells beside it."""
    taken = taken_with(case.taken.event.data["trigger"], about, kinds) if case.taken else []
    beside = {name for name, kind in kinds.items() if kind.also}
    return taken, [each.number for each in about if not each.voided_on and each.kind not in beside]


class Papers:
    """A rule for :class:`~inspect_engine.ledger.acting.Acting`."""

    def __init__(self, desk: Desk, *, offices: Offices) -> None:
        self._desk = desk
        self._offices = offices

    def against(self, case: Case, trigger: str, values: Mapping[str, str]) -> list[str]:
        """Why the action must wait for a document, or must not be given such a number. Empty where nothing is."""
        with self._desk.reading() as connection:
            about = [each for each in documents.of_case(connection, case.id) if each.concerns(case.number)]
        return [*self._unserved(trigger, about), *self.written(case, values)]

    def _unserved(self, trigger: str, about: Sequence[Issued]) -> Iterator[str]:
        """Service is recorded on the document; the last of a kind has to stand."""
        for last in {each.kind: each for each in about}.values():
            kind = self._desk.document_kinds.kinds.get(last.kind)
            if kind and kind.serves and kind.serves.trigger == trigger:
                if last.voided_on:
                    yield f"{last.number} 已于 {last.voided_on} 作废，请重新签发（notice issue）"
                elif not last.served_on:
                    yield f"{last.number} 还没有登记送达，请用 notice serve 登记，这一步随之办理"

    def written(self, case: Case, values: Mapping[str, str]) -> Iterator[str]:
        """Why these entries cannot be written in: numbers of a registered office are given by the ledger, each once."""
        if not (numbers := list(numbers_in(values))):
            return
        with self._desk.reading() as connection:
            about = {each.number: each for each in documents.of_case(connection, case.id)}
            for number in numbers:
                paper = about.get(number.text)
                if paper and paper.voided_on:
                    yield f"文书 {number.text} 已经作废"
                elif paper and not paper.concerns(case.number):
                    yield f"这件事项不在文书 {number.text} 里，或者已经摘出"
                else:
                    yield from written_faults(connection, number, case, self._offices.all().get(number.office))
