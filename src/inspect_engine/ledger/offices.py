"""Issuing authorities, and what the ledger knows of the cases they write about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from inspect_engine.domain.cases import Case, event_title
from inspect_engine.domain.documents.material import Attached, CaseMaterial, Desk, Earlier, Office
from inspect_engine.domain.documents.numbers import code_fault
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.words.text import fault_in, suggest
from inspect_engine.errors import InputError, Problem, Refused
from inspect_engine.ledger.versions import Versions
from inspect_engine.storage import documents, files, queries
from inspect_engine.storage.documents import Issued

REGISTERED = "office.registered"
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


class Offices(Versions):
    """Offices are few: their register is folded from its events whenever it is read."""

    def offices(self) -> dict[str, Office]:
        """Every office by code, as last registered."""
        with self._reading() as connection:
            entries = queries.events_of(connection, REGISTERED)
        found: dict[str, Office] = {}
        for data in (entry.event.data for entry in entries):
            last = found.get(data["code"], Office(data["code"], ""))
            values = {**last.values, **data["values"]}
            found[data["code"]] = Office(
                data["code"], data["title"], values, {**last.certificates, **data["certificates"]}
            )
        return found

    def add_office(
        self,
        code: str,
        title: str | None = None,
        values: Mapping[str, str] | None = None,
        certificates: Mapping[str, str] | None = None,
    ) -> Office:
        """Register an office, or add to what is known of it: its name, usual entries, certificates of its people.

        Numbers go on where they were. Raises InputError with every fault.
        """
        me = self.whoami()
        require(me, "document", "")
        known, roster = self.offices().get(code), self.roster()
        problems = [Problem("机关代字", fault)] if (fault := code_fault(code)) else []
        title = title or (known.title if known else "")
        texts = {"机关名称": title, **(values or {}), **(certificates or {})}
        problems += [Problem(name, fault) for name, text in texts.items() if (fault := fault_in(text))]
        for name in certificates or {}:
            if name not in roster:
                problems.append(Problem("证号", f"用户“{name}”没有登记", suggest(name, roster)))
        if problems:
            raise InputError(problems)
        data = {"code": code, "title": title, "values": dict(values or {}), "certificates": dict(certificates or {})}
        with self._writing(me) as log:
            log.append(REGISTERED, data)
        return self.offices()[code]

    def _office(self, code: str | None) -> Office:
        """The office named, or the only one there is. Raises Refused, InputError."""
        known = self.offices()
        if not known:
            fix = "请主管先登记：notice office add --code 代字 --title 机关名称"
            raise Refused("制发文书", [f"还没有登记发文机关，{fix}"])
        if code is None and len(known) > 1:
            raise InputError.one("登记了几个发文机关，请用 --office 指明", fix=f"可写：{'、'.join(known)}")
        chosen = code or next(iter(known))
        if chosen not in known:
            raise InputError.one(
                f"没有登记机关代字“{chosen}”", fix=suggest(chosen, known) or f"已有：{'、'.join(known)}"
            )
        return known[chosen]

    def _desk(self, me: Person, office: str | None, today: date) -> Desk:
        library = self.library
        return Desk(self._office(office), today, me, self.roster(), self.calendar(), library.references)

    def _material(self, case: Case) -> CaseMaterial:
        """What the ledger knows of a case that a document may say. Of a linked one, the hazard it goes back to too."""
        origin = self._origin(case)
        with self._reading() as connection:
            events = [entry.event for entry in queries.case_entries(connection, case.id)]
            first = events if origin is case else [e.event for e in queries.case_entries(connection, origin.id)]
            subject = queries.subjects_by_key(connection, [case.subject])[case.subject]
            inspection = queries.inspection(connection, case.inspection)
            issued = documents.of_case(connection, case.id)
        told = [(origin, event) for event in first] + [(case, event) for event in events if origin is not case]
        return CaseMaterial(
            case=case,
            origin=origin,
            events=events,
            definition=self._definition(case.definition),
            subject_kind=subject["kind"],
            form=subject["fields"],
            inspectors=inspection["inspectors"],
            found_by=first[0].id,
            files=[self._attached(each, event, file) for each, event in told for file in event.files],
            earlier=[_earlier(each) for each in issued],
        )

    def _origin(self, case: Case) -> Case:
        """The hazard behind a case that another opened."""
        opener = self.opener(case)
        return self._origin(opener) if opener else case

    def _attached(self, case: Case, event: Event, file: Mapping[str, Any]) -> Attached:
        path = files.place(self.path, file)
        picture = _is_picture(path)
        return Attached(case.number, event.id, event_title(event), file["name"], file["sha256"], picture, str(path))


def _earlier(found: Issued) -> Earlier:
    void, served = found.voided_on is not None, found.served_on is not None
    return Earlier(found.number, found.kind, found.title, void, served)


def _is_picture(path: Path) -> bool:
    """Whether a stored file begins as a PNG or a JPEG does."""
    try:
        with path.open("rb") as stream:
            return stream.read(8).startswith(PICTURES)
    except OSError:
        return False
