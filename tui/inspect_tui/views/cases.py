"""One case, and all that is read around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_engine.domain.cases import NOTED, casualties, fold
from inspect_engine.domain.words.pictures import PICTURES
from inspect_engine.domain.workflow.holding import onward

if TYPE_CHECKING:
    from inspect_engine.domain.cases import Case, CaseLine, Casualties, Owing
    from inspect_engine.domain.countersigning import Signing
    from inspect_engine.domain.definitions import Transition, Workflow
    from inspect_engine.domain.events import Event
    from inspect_engine.domain.people.authority import Person
    from inspect_engine.domain.sanctions.register import Sanction
    from inspect_engine.domain.workflow.lifecycle import Offer
    from inspect_engine.domain.workflow.waiting import Wait
    from inspect_engine.ledger import Entry, Ledger


@dataclass(frozen=True)
class CaseView:
    """Everything the screen shows of a case, read at one go."""

    case: Case
    offers: tuple[Offer, ...]
    entries: list[Entry]
    flow: Workflow
    flows: tuple[Workflow, ...]
    roster: dict[str, Person]
    region: str
    wait: Wait | None
    opener: Case | None
    linked: list[CaseLine]
    sanctions: list[Sanction]
    related: list[tuple[str, Case]]
    unsigned: list[Signing]
    owing: Owing | None = None
    toll: Casualties | None = None

    def opens(self, offer: Offer) -> bool:
        """Whether an action opens a case beside this one, which stays where it is."""
        step = self.flow.transition(offer.trigger, self.case.state)
        return bool(step and step.opens and step.to == self.case.state)


@dataclass(frozen=True)
class Glance:
    """What a line of the ledger does not say of its case: its newest ``event`` and note, what is to be done ``next``,
    how many photographs there are."""

    case: Case
    region: str
    event: Event
    note: Event | None
    next: Transition | None
    photos: int


def read_glance(ledger: Ledger, line: CaseLine) -> Glance:
    events = [entry.event for entry in ledger.cases.history(line.id)]
    case = fold(events)
    flow = ledger.definitions.lifecycle(case).workflow
    names = {file["sha256"]: str(file["name"]) for event in events for file in event.files}
    photos = sum(Path(name).suffix.lower() in PICTURES for name in names.values())
    note = next((event for event in reversed(events) if event.kind == NOTED), None)
    step = onward(flow, case.state) if case.is_open else None
    return Glance(case, ledger.desk.region_name(case.region), events[-1], note, step, photos)


def read_case(ledger: Ledger, reference: str) -> CaseView:
    offered = ledger.cases.offers(reference)
    case, offers = offered.case, offered.offers
    flow = ledger.definitions.lifecycle(case).workflow
    offers = tuple(sorted(offers, key=lambda offer: not offer.allowed))
    entries, region = ledger.cases.history(reference), ledger.desk.region_name(case.region)
    flows, roster = ledger.definitions.flows_of(entries), ledger.desk.roster()
    around = ledger.cases.waiting(case), ledger.cases.opener(case), ledger.cases.linked(case)
    sanctions, related = ledger.sanctions.beside(case), read_related(ledger, case)
    unsigned = ledger.countersigning.unsigned(case)
    toll = casualties(case, (entry.event for entry in entries))
    owing = ledger.cases.owing(case)
    view = CaseView(case, offers, entries, flow, flows, roster, region, *around, sanctions, related, unsigned)
    return replace(view, owing=owing, toll=toll)


def read_related(ledger: Ledger, case: Case) -> list[tuple[str, Case]]:
    """Cases it repeats, resembles or was merged with, as far as this person sees them."""
    keys = [("反复隐患，上次是", case.repeat_of), ("疑似重复", case.resembles), ("并入", case.duplicate_of)]
    keys += [("并入的有", key) for key in case.absorbed]
    return [(label, one) for label, key in keys if key for one in ledger.cases.related(key)]
