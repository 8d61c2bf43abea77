"""Reports as the ledger holds them: received, and decided upon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.reports import (
    DECISIONS,
    KINDS,
    RECEIVED,
    SOURCES,
    TRIAGED,
    Report,
    faults,
    fold,
    number_after,
    triage_faults,
)
from inspect_engine.domain.words.places import region_code
from inspect_engine.domain.words.text import suggest
from inspect_engine.errors import InputError
from inspect_engine.ledger import evidence as evidences
from inspect_engine.ledger.cases import Cases
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.inspections import Inspections
from inspect_engine.ledger.once import first, once
from inspect_engine.ledger.subjects import Subjects
from inspect_engine.storage import queries


@dataclass(frozen=True)
class Waiting:
    """How many reports nobody has decided upon, and how many of them are late."""

    open: int
    late: int


class Reports:
    """``ledger.reports``. Who told of it is shown to supervisors only."""

    def __init__(self, desk: Desk, *, subjects: Subjects, cases: Cases, inspections: Inspections) -> None:
        self._desk = desk
        self._subjects = subjects
        self._cases = cases
        self._inspections = inspections

    def all(self) -> list[Report]:
        """Every report of what this person sees, in order."""
        me = self._desk.whoami()
        require(me, "survey")
        found = [report for report in self._reports().values() if report.region.startswith(me.region)]
        return found if "supervisor" in me.roles else [replace(each, reporter="") for each in found]

    def waiting(self) -> Waiting:
        """Those that are still to be decided upon; none for who is shown no reports."""
        if not self._desk.whoami().roles - {"responsible"}:
            return Waiting(0, 0)
        today, left = self._desk.today(), [each for each in self.all() if not each.decision]
        return Waiting(len(left), sum(each.late(today) for each in left))

    @once(first)
    def add(
        self,
        source: str,
        words: str,
        *,
        subject: str = "",
        place: str = "",
        region: str = "",
        reporter: str = "",
        on: date | None = None,
        evidence: Sequence[Path] = (),
    ) -> Event:
        """Record what somebody has told, on a day: of a recorded subject, or of a place in a region.

        Raises InputError with everything wrong, Refused where this person may not there.
        """
        me, today = self._desk.whoami(), self._desk.today()
        require(me, "report")
        region = self._where(subject) if subject else self._region(region, today)
        require(me, "report", region)
        told = {"on": (on or today).isoformat(), "source": _code(SOURCES, source), "region": region, "words": words}
        told |= {"subject": subject, "place": place.strip(), "reporter": reporter.strip()}
        if found := list(faults(told, today, self._desk.regions)):
            raise InputError(found)
        stored = evidences.keep(self._desk, evidence)
        with self._desk.writing(me) as log:
            return log.append(RECEIVED, {"number": number_after(self._reports()), **told}, files=stored)

    @once(first)
    def triage(self, number: str, decision: str, *, to: str = "", why: str = "") -> Event:
        """Decide what becomes of a report: ``take`` it up in a case or an inspection, ``dismiss`` it, ``pass_on``.

        Raises InputError with everything wrong, Refused when this person may not.
        """
        me = self._desk.whoami()
        require(me, "triage")
        report = self._named(number)
        require(me, "triage", report.region)
        decision = _code(DECISIONS, decision)
        told = {"decision": decision, "to": to.strip(), "why": why.strip()}
        if found := list(triage_faults(report, told)):
            raise InputError(found)
        if decision == "take":
            told["to"] = self._taken(to.strip())
        with self._desk.writing(me) as log:
            return log.append(TRIAGED, {"on": china_day(log.now).isoformat(), "number": report.number, **told})

    def _region(self, text: str, today: date) -> str:
        """Its code; the text where there is none such, which is told as a fault."""
        with suppress(ValueError):
            return region_code(text.strip(), today, self._desk.regions)
        return text.strip()

    def _where(self, subject: str) -> str:
        found = self._subjects.find(keys=[subject])
        if not found:
            raise InputError.one(f"检查对象“{subject}”没有登记", fix="见 subject list；没有登记的写 --place 地点")
        return found[0].region

    def _taken(self, reference: str) -> str:
        """The number of a case, or the id of an inspection."""
        try:
            return self._cases.get(reference).number
        except InputError:
            return self._inspections.get(reference).inspection.id

    def _named(self, number: str) -> Report:
        seen = {each.number: each for each in self.all()}
        word = number.strip().upper()
        if word not in seen:
            raise InputError.one(f"没有线索“{number}”", fix=suggest(word, seen) or "见 report list")
        return seen[word]

    def _reports(self) -> dict[str, Report]:
        with self._desk.reading() as connection:
            return fold(entry.event for entry in queries.events_of(connection, *KINDS))


def _code(titles: Mapping[str, Any], word: str) -> str:
    """The code of what may be called by its title."""
    return next((code for code, title in titles.items() if word.strip() == title), word.strip())
