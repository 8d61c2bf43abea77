"""Sanctions that should be there: 应扣未扣, parties whose closure is to be proposed, and what penalty cases decided."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal

from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.cases import CaseLine
from inspect_engine.domain.sanctions.catalogue import Catalogue
from inspect_engine.domain.sanctions.missing import (
    Accident,
    Missing,
    Penalty,
    unlike_the_cases,
    without_licence_decision,
    worth_closing,
)
from inspect_engine.domain.sanctions.register import Sanction
from inspect_engine.domain.units import folded
from inspect_engine.ledger.cases import Cases
from inspect_engine.storage.queries import CaseFilter


def missing(cases: Cases, register: Collection[Sanction], catalogue: Catalogue) -> list[Missing]:
    """What a register lacks, by the cases that somebody sees."""
    hazards = {folded(line.party) for line in cases.iterate(CaseFilter(open=True, severity="major"))}
    closing = worth_closing(register, catalogue.closure, lambda one: not hazards.isdisjoint(one.units))
    accidents, penalties = list(_accidents(cases)), list(_penalties(cases))
    return [*without_licence_decision(accidents, register), *closing, *unlike_the_cases(penalties, register)]


def _penalties(cases: Cases) -> Iterator[Penalty]:
    """What penalty cases have decided, as it stands."""
    for line in cases.iterate(CaseFilter(kind="filing")):
        case = cases.get(line.id)
        if case.charge and Decimal(case.values.get("fine", 0)):
            on = case.values.get("decided_on", "")
            decided = parse_date(on) if on else case.stepped_on
            ids = frozenset({case.id, case.parent} - {""})
            yield Penalty(case.party, decided, case.charge.fine, case.number, ids)


def _accidents(cases: Cases) -> Iterator[Accident]:
    """The accidents on file: cases of kind ``accident`` that say how many died."""
    for line in cases.iterate(CaseFilter(kind="accident")):
        if found := _accident(cases, line):
            yield found


def _accident(cases: Cases, line: CaseLine) -> Accident | None:
    values = cases.get(line.id).values
    deaths = values.get("deaths", "")
    if line.closed_how == "withdrawn" or not deaths.isdigit():
        return None
    return Accident(line.party, line.found_on, int(deaths), values.get("grade", ""), line.id, line.number)
