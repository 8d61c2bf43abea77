"""One hazard, or what was registered: its facts, its history, and what this person may do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.widgets import OptionList, Static

from inspect_engine.errors import InspectError
from inspect_tui.facts import case_text, history_text, offer_text
from inspect_tui.screens.page import Page
from inspect_tui.text import plain, stack
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from inspect_engine.domain.cases import Case, CaseLine
    from inspect_engine.domain.definitions import Workflow
    from inspect_engine.domain.people.authority import Person
    from inspect_engine.domain.sanctions.register import Sanction
    from inspect_engine.domain.workflow.lifecycle import Offer
    from inspect_engine.domain.workflow.waiting import Wait
    from inspect_engine.ledger import Entry, Ledger
    from inspect_tui.screens.act import ActScreen

WIDE = 100


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

    def opens(self, offer: Offer) -> bool:
        """Whether an action opens a case beside this one, which stays where it is."""
        step = self.flow.transition(offer.trigger, self.case.state)
        return bool(step and step.opens and step.to == self.case.state)


def read_case(ledger: Ledger, reference: str) -> CaseView:
    case, offers = ledger.offers(reference)
    flow = ledger.lifecycle(case).workflow
    offers = tuple(sorted(offers, key=lambda offer: not offer.allowed))
    entries, region = ledger.history(reference), ledger.region_name(case.region)
    flows, roster = ledger.flows_of(entries), ledger.roster()
    around = ledger.waiting(case), ledger.opener(case), ledger.linked(case)
    sanctions, related = ledger.sanctions_on(case), read_related(ledger, case)
    return CaseView(case, offers, entries, flow, flows, roster, region, *around, sanctions, related)


def read_related(ledger: Ledger, case: Case) -> list[tuple[str, Case]]:
    """Cases it repeats, resembles or was merged with, as far as this person sees them."""
    keys = [("反复隐患，上次是", case.repeat_of), ("疑似重复", case.resembles), ("并入", case.duplicate_of)]
    keys += [("并入的有", key) for key in case.absorbed]
    return [(label, one) for label, key in keys if key for one in ledger.related(key)]


class OfferList(PickList):
    """The actions; paging scrolls the facts beside them."""

    def action_page_down(self) -> None:
        self.screen.query_one("#facts", VerticalScroll).scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        self.screen.query_one("#facts", VerticalScroll).scroll_page_up(animate=False)


class CaseScreen(Page[None]):
    """Shows a case and starts actions on it."""

    SCOPE = "case"
    HEADING = "隐患"

    def __init__(self, reference: str, number: str = "") -> None:
        super().__init__()
        self.reference = reference
        self.number = number
        self.shown: CaseView | None = None
        self._least = 0

    def body(self) -> ComposeResult:
        with Container(id="case-split"):
            with VerticalScroll(id="facts"):
                yield Static("正在读取", id="facts-text", markup=False)
            with Vertical(id="offers-box"):
                yield Static("可办事项", id="offers-title", classes="part", markup=False)
                yield OfferList(id="offers")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(TitleBar).say(title=self.number)
        self.query_one(OfferList).focus()
        self.load()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= WIDE, "wide")

    @property
    def ready(self) -> bool:
        return self.shown is not None

    def ledger_changed(self) -> None:
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        await self._read()

    async def _read(self) -> None:
        try:
            view = await self.aside(read_case, self.ledger, self.reference)
        except InspectError as error:
            self.query_one(OfferList).clear_options()
            self.house.complain(error)
            return
        self.show(view)

    def show(self, view: CaseView) -> None:
        """Draw what was read, unless it was read before an act of one's own."""
        if view.case.events >= self._least:
            self.shown = view
            self._draw(view)

    def _draw(self, view: CaseView) -> None:
        around = view.wait, view.opener, view.linked, view.sanctions, view.related
        facts = case_text(view.case, view.region, self.house.today, *around)
        history = history_text(view.entries, view.flows, view.roster, self.ledger.evidence_path)
        self.query_one("#facts-text", Static).update(stack([facts, plain(""), history]))
        self.query_one(TitleBar).say(title=f"{'隐患' if view.case.is_hazard else '事项'} {view.case.number}")
        allowed = sum(offer.allowed for offer in view.offers)
        total = f"可办事项（能办 {allowed} 项，不能办 {len(view.offers) - allowed} 项）"
        self.query_one("#offers-title", Static).update(total if view.offers else "已办结，没有可办事项")
        self.query_one(OfferList).fill((each.trigger, offer_text(each, view.opens(each))) for each in view.offers)

    @on(OptionList.OptionSelected)
    def pick(self, event: OptionList.OptionSelected) -> None:
        if self.shown:
            self._begin(self.shown, event.option_index)

    def action_choose(self) -> None:
        index = self.query_one(OfferList).highlighted
        if self.shown and index is not None:
            self._begin(self.shown, index)

    def _begin(self, view: CaseView, index: int) -> None:
        """Open the form of an action, or say in full why it is refused."""
        from inspect_tui.screens.act import ActScreen
        from inspect_tui.screens.confirm import NoticeScreen

        offer = view.offers[index]
        if not offer.allowed:
            self.app.push_screen(NoticeScreen(f"不能办理“{offer.title}”", offer.reason.replace("；", "\n")))
            return
        terminal = view.flow.states[offer.to].terminal
        self._act(ActScreen(view.case, offer, terminal=terminal, opens=view.opens(offer)))

    @work(group="act")
    async def _act(self, form: ActScreen) -> None:
        """After an act the old offers are gone before the next key arrives; what was read before it comes too late."""
        if await self.app.push_screen_wait(form):
            self._least = form.case.events + 1
            self.query_one(OfferList).clear_options()
            await self._read()

    def action_refresh(self) -> None:
        self.load()

    def action_switch(self) -> None:
        facts = self.query_one("#facts", VerticalScroll)
        (self.query_one(OfferList) if facts.has_focus else facts).focus()
