"""Issuing authorities."""

from __future__ import annotations

from collections.abc import Mapping

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.documents.material import Office
from inspect_engine.domain.documents.numbers import code_fault
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.words.text import fault_in, suggest
from inspect_engine.errors import InputError, Problem, Refused
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.documents.numbering import TITLE, start_faults
from inspect_engine.ledger.once import once
from inspect_engine.storage import queries

REGISTERED = "office.registered"


class Offices:
    """``ledger.offices``. They are few: their register is folded from its events whenever it is read."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self, until: int | None = None) -> dict[str, Office]:
        """Every office by code, as last registered among the first ``until`` records."""
        with self._desk.reading() as connection:
            entries = queries.events_of(connection, REGISTERED, until=until)
        found: dict[str, Office] = {}
        for data in (entry.event.data for entry in entries):
            last = found.get(data["code"], Office(data["code"], ""))
            values = {**last.values, **data["values"]}
            certificates, starts = (
                {**last.certificates, **data["certificates"]},
                {**last.starts, **data.get("starts", {})},
            )
            found[data["code"]] = Office(data["code"], data["title"], values, certificates, starts)
        return found

    @once(lambda self, events: self.all()[events[0].data["code"]])
    def add(
        self,
        code: str,
        title: str | None = None,
        values: Mapping[str, str] | None = None,
        certificates: Mapping[str, str] | None = None,
        first: int | None = None,
    ) -> Office:
        """Register an office, or add to what is known of it: its name, usual entries, certificates of its people.

        Numbers go on where they were. This year's begin at ``first`` where that is said before the first of them:
        those before it are on paper. Raises InputError with every fault, Refused for a beginning that comes too late.
        """
        me = self._desk.whoami()
        require(me, "document", "")
        known, roster = self.all().get(code), self._desk.roster()
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
        with self._desk.writing(me) as log:
            log.append(REGISTERED, data | self._starting(code, china_day(log.now).year, first))
        return self.all()[code]

    def _starting(self, code: str, year: int, first: int | None) -> dict[str, dict[str, int]]:
        """What is said of where a year's numbers begin."""
        if first is None:
            return {}
        with self._desk.reading() as connection:
            if faults := list(start_faults(connection, code, year, first)):
                raise Refused(TITLE, faults)
        return {"starts": {str(year): first}}

    def get(self, code: str | None) -> Office:
        """The office with this code, or the only one there is. Raises Refused where there is none, InputError."""
        known = self.all()
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
