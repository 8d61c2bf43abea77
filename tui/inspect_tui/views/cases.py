"""One case, and all that is read around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_engine.domain.cases import NOTED, casualties, fold
from inspect_engine.domain.definitions import ROLE_TITLES
from inspect_engine.domain.people.telling import called
from inspect_engine.domain.words.pictures import PICTURES
from inspect_engine.domain.workflow.holding import holder, onward
from inspect_engine.domain.workflow.ordering import rank_of
from inspect_tui.views.files import size_told

if TYPE_CHECKING:
    from inspect_engine.domain.cases import Case, CaseLine, Casualties, Owing
    from inspect_engine.domain.countersigning import Signing
    from inspect_engine.domain.definitions import Transition, Workflow
    from inspect_engine.domain.events import Event
    from inspect_engine.domain.people.authority import Person
    from inspect_engine.domain.sanctions.register import Sanction
    from inspect_engine.domain.workflow.lifecycle import Offer
    from inspect_engine.domain.workflow.stages import Stage
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
    line: tuple[Stage, ...] = ()
    whose: str = ""
    pack: str = ""

    @property
    def files(self) -> list[str]:
        """Names and sizes of the evidence, the latest first."""
        found = (file for entry in reversed(self.entries) for file in entry.event.files)
        return [f"{file['name']} {size_told(int(file['size']))}" for file in found]

    @property
    def main(self) -> list[Offer]:
        """What may be done that leads on, or leaves the case where it is; first what waits to be confirmed."""
        found = (each for each in self.offers if each.allowed and not self._beside(each))
        return sorted(found, key=lambda each: not each.proposed)

    @property
    def others(self) -> list[Offer]:
        """What may be done beside the way: what opens another case, what ends this one without result."""
        return [each for each in self.offers if each.allowed and self._beside(each)]

    @property
    def refused(self) -> list[Offer]:
        return [each for each in self.offers if not each.allowed]

    def _beside(self, offer: Offer) -> bool:
        """Never what somebody waits to have confirmed."""
        return not offer.proposed and rank_of(self.flow, self.case.state, offer.trigger) in ("aside", "void")

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
    entries, region = ledger.cases.history(reference), ledger.desk.region_name(case.region)
    flows, roster = ledger.definitions.flows_of(entries), ledger.desk.roster()
    around = ledger.cases.waiting(case), ledger.cases.opener(case), ledger.cases.linked(case)
    sanctions, related = ledger.sanctions.beside(case), read_related(ledger, case)
    unsigned = ledger.countersigning.unsigned(case)
    toll = casualties(case, (entry.event for entry in entries))
    owing = ledger.cases.owing(case)
    view = CaseView(case, offers, entries, flow, flows, roster, region, *around, sanctions, related, unsigned)
    line = ledger.cases.stages(case, (entry.event for entry in entries))
    return replace(
        view,
        owing=owing,
        toll=toll,
        line=line,
        whose=_whose(case, flow, roster),
        pack=ledger.definitions.pack_title(case),
    )


def _whose(case: Case, flow: Workflow, roster: dict[str, Person]) -> str:
    """Whose turn it is: the unit's, whoever sees to the case, or anybody of a role."""
    role = holder(flow, case.state) if case.is_open else ""
    if role == "responsible":
        return case.party
    return called(case.owner, roster) if case.owner else ROLE_TITLES.get(role, "")


def read_since(ledger: Ledger, case: Case) -> tuple[list[Entry], dict[str, Person]]:
    """What has happened to a case since it was read, and the people there are."""
    entries = ledger.cases.history(case.id)
    seen = [entry.event.id for entry in entries]
    at = seen.index(case.last_event) + 1 if case.last_event in seen else 0
    return entries[at:], ledger.desk.roster()


def read_related(ledger: Ledger, case: Case) -> list[tuple[str, Case]]:
    """Cases it repeats, resembles or was merged with, as far as this person sees them."""
    keys = [("反复隐患，上次是", case.repeat_of), ("疑似重复", case.resembles), ("并入", case.duplicate_of)]
    keys += [("并入的有", key) for key in case.absorbed]
    return [(label, one) for label, key in keys if key for one in ledger.cases.related(key)]
