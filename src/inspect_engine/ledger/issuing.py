"""Verbs that make documents: draft one, issue one with the next number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import Case, fold
from inspect_engine.domain.documents.composing import Content, compose
from inspect_engine.domain.documents.kinds import DocumentKind, kind_of
from inspect_engine.domain.documents.material import CaseMaterial
from inspect_engine.domain.documents.numbers import number_text
from inspect_engine.domain.people.authority import require
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.paperwork import Paperwork
from inspect_engine.storage import documents, files
from inspect_engine.storage.documents import Issued

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

Render = Callable[[Content], bytes]
"""Makes the file of a document; handed in, so that the ledger need not know about Word."""
REHEARSAL, DRAFT = "演练，不作为正式文书", "草稿，未编号，未签发"
MAX_CASES = 100


class Issuing(Paperwork):
    """From the cases to the paper, in one transaction."""

    def draft(
        self,
        kind: str,
        references: Sequence[str],
        values: Mapping[str, str],
        *,
        office: str | None = None,
        omit: Sequence[str] = (),
    ) -> Content:
        """What a document would say, gaps and all; nothing is stored. Raises InputError, Refused for another's case."""
        me = self.whoami()
        require(me, "record")
        chosen = kind_of(self.kinds.kinds, kind)
        found = [self._material(case) for case in self._cases(references)]
        content = compose(chosen, found, self._desk(me, office, self.today()), values, omit).with_gaps()
        return content.numbered("（草稿，未编号）", self._mark(DRAFT), self._code("草稿", content))

    def issue(
        self,
        kind: str,
        references: Sequence[str],
        values: Mapping[str, str],
        render: Render,
        *,
        office: str | None = None,
        omit: Sequence[str] = (),
    ) -> Issued:
        """Give a document the next number of its office and year, keep its file, and take the action that goes with it.

        All in one transaction: a number without a document, or a document without its number, cannot come about.
        Raises Refused with everything that is lacking, InputError for what cannot be read.
        """
        me = self.whoami()
        chosen = kind_of(self.kinds.kinds, kind)
        require(me, chosen.verb)
        seen = self._cases(references)
        require(me, chosen.verb, *(case.region for case in seen))
        self._ready(chosen, seen, values, office, omit, self.today())
        with self._writing(me) as log:
            today = china_day(log.now)
            cases = [fold(log.events(case.id)) for case in seen]
            content, replaces = self._ready(chosen, cases, values, office, omit, today)
            desk = self._desk(me, office, today)
            serial = documents.next_serial(log, desk.office.code, today.year)
            number = number_text(desk.office.code, today.year, serial)
            content = content.numbered(number, self._mark(""), self._code(number, content))
            self._issue_on(log, chosen, cases, content, replaces)
            stored = self._keep(f"{number}.docx", render(content))
            data = {
                "on": today.isoformat(),
                "office": desk.office.code,
                "year": today.year,
                "serial": serial,
                "party": cases[0].party,
                "cases": [{"id": case.id, "number": case.number} for case in cases],
                "persons": sorted(me.names),
                "replaces": replaces,
                "chain": self.head.chain,
            }
            log.append("document.issued", {**content.plain(), **data}, files=[stored])
        return self.document(number)

    def _cases(self, references: Sequence[str]) -> list[Case]:
        """Distinct cases this person may see. Raises InputError."""
        cases = [self.case(reference) for reference in references]
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
        found = [self._material(case) for case in cases]
        content = compose(kind, found, self._desk(self.whoami(), office, today), values, omit)
        replaces = _replaced(kind, found)
        if missing := [*content.lacking, *_not_offered(kind, found, replaces)]:
            raise Refused(f"制发{kind.title}", missing)
        return content, replaces

    def _mark(self, mark: str) -> str:
        return "；".join(part for part in (REHEARSAL if self.rehearsal else "", mark) if part)

    def _code(self, number: str, content: Content) -> str:
        """Text of the QR code: number, cases, and where the ledger's chain stood before this document."""
        cases = [str(row["case_number"]) for row in content.rows]
        more = f" 等 {len(cases)} 件" if len(cases) > len(cases[:20]) else ""
        return f"文书 {number}\n事项 {'、'.join(cases[:20])}{more}\n链头 {self.head.chain}"

    def _keep(self, name: str, content: bytes) -> dict[str, Any]:
        """Store a file beside the evidence."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(content)
            return files.store(self.path, path)

    def _issue_on(
        self, log: Writer, kind: DocumentKind, cases: Sequence[Case], content: Content, replaces: str | None
    ) -> None:
        """Take the action that goes with the document; a replacement finds it taken already."""
        if kind.acts is None or replaces:
            return
        for case, row in zip(cases, content.rows, strict=True):
            pool = {**content.values, **row, **content.typed}
            self._take(log, kind.acts, case, {**pool, kind.acts.number or "": content.values["number"]})


def _not_offered(kind: DocumentKind, found: Sequence[CaseMaterial], replaces: str | None) -> list[str]:
    """Cases on which the action that must go with the document, or with its service, cannot be taken."""
    need = [acts for acts in (kind.acts if not replaces else None, kind.serves) if acts and acts.must]
    stuck = [one for one in found for acts in need if not one.flow.branches(acts.trigger, one.case.state)]
    told = [f"{one.case.number} 现为“{one.case.state_title}”，不能签发{kind.title}{_already(one)}" for one in stuck]
    waiting = [(one, each) for one in found if need for each in one.valid(kind.id) if not each.served]
    told += [f"{one.case.number} 已有 {each.number} 还没有送达，要改的请先作废" for one, each in waiting]
    return told


def _already(one: CaseMaterial) -> str:
    return f"（已有 {one.source}）" if one.source else ""


def _replaced(kind: DocumentKind, found: Sequence[CaseMaterial]) -> str | None:
    """The voided document of this kind that brought all these cases to where they are now."""
    if kind.acts is None:
        return None
    written = {one.case.values.get(kind.acts.number or "", "") for one in found}
    void = [{each.number for each in one.earlier if each.void and each.kind == kind.id} for one in found]
    again = any(one.valid(kind.id) for one in found)
    offered = any(one.flow.branches(kind.acts.trigger, one.case.state) for one in found)
    both = set.intersection(written, *void) if len(written) == 1 else set()
    return None if again or offered or not both else both.pop()
