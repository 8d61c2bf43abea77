"""One hazard, or what was registered: its facts, its history, and what this person may do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.widgets import OptionList, Static

from inspect_engine.errors import InspectError
from inspect_tui.pages.copying import NUMBER, WHOLE, CopyingPage
from inspect_tui.pages.dialogs import AskScreen, NoticeScreen
from inspect_tui.pages.live import LivePage
from inspect_tui.views.cases import CaseView, read_case
from inspect_tui.views.things import CASE, Named
from inspect_tui.views.viewer import show_copy
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.widgets.title_bar import TitleBar
from inspect_tui.words.cases import case_text, folded_text, history_text, offer_text
from inspect_tui.words.stages import life_text
from inspect_tui.words.text import plain, stack

if TYPE_CHECKING:
    from inspect_engine.domain.workflow.lifecycle import Offer


OTHER, REFUSED = "-other", "-refused"
"""Lines under which actions are folded."""


class OfferList(PickList):
    """The actions; paging scrolls the facts beside them."""

    def action_page_down(self) -> None:
        self.screen.query_one("#facts", VerticalScroll).scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        self.screen.query_one("#facts", VerticalScroll).scroll_page_up(animate=False)


class CaseScreen(LivePage[None], CopyingPage[None]):
    """Shows a case and starts actions on it."""

    SCOPE = "case"
    HEADING = "隐患"
    FIRST = "#offers"
    WIDE = 100

    def __init__(self, reference: str, number: str = "") -> None:
        super().__init__()
        self.reference = reference
        self.number = number
        self.shown: CaseView | None = None
        self._least = 0
        self._open: set[str] = set()
        self._whole = False
        self._told = ""
        self._width = 0

    def body(self) -> ComposeResult:
        yield Static("", id="life", classes="lead", markup=False)
        with Container(id="case-split"):
            with VerticalScroll(id="facts"):
                yield Static("正在读取", id="facts-text", markup=False)
            with Vertical(id="offers-box"):
                yield Static("可办事项", id="offers-title", classes="part", markup=False)
                yield OfferList(id="offers")

    def on_mount(self) -> None:
        self.query_one(TitleBar).say(title=self.number)

    @property
    def ready(self) -> bool:
        return self.shown is not None

    @property
    def named(self) -> Named | None:
        return (CASE, (self.shown.case.number,)) if self.shown else None

    async def texts(self) -> Mapping[str, str]:
        return {NUMBER: self.shown.case.number, WHOLE: self._told} if self.shown else {}

    async def renew(self) -> None:
        self.show(await self.aside(read_case, self.ledger, self.reference))

    def unreadable(self, error: InspectError) -> None:
        self.query_one(OfferList).clear_options()
        self.house.complain(error)

    def show(self, view: CaseView) -> None:
        """Draw what was read, unless it was read before an act of one's own."""
        if view.case.events >= self._least:
            self.shown = view
            self._draw(view)

    def _draw(self, view: CaseView) -> None:
        self._draw_life()
        self._draw_facts()
        self.query_one(TitleBar).say(title=f"{'隐患' if view.case.is_hazard else '事项'} {view.case.number}")
        allowed = sum(offer.allowed for offer in view.offers)
        total = f"可办事项（能办 {allowed} 项，不能办 {len(view.offers) - allowed} 项）"
        self.query_one("#offers-title", Static).update(total if view.offers else "已办结，没有可办事项")
        self._draw_offers()

    def _draw_life(self) -> None:
        if view := self.shown:
            self._width = self.size.width
            told = life_text(view.line, view.case, view.whose, self.house.today, self._width - 2)
            self.query_one("#life", Static).update(told)

    def on_resize(self, event: events.Resize) -> None:
        if event.size.width != self._width:
            self._draw_life()

    def _draw_facts(self) -> None:
        if (view := self.shown) is None:
            return
        around = view.wait, view.opener, view.linked, view.sanctions, view.related, view.unsigned, view.owing, view.toll
        facts = case_text(view.case, view.region, self.house.today, *around, view.files, view.pack)
        place = self.ledger.desk.evidence_path
        shown, whole = (
            stack([facts, plain(""), history_text(view.entries, view.flows, view.roster, place, whole=each)])
            for each in (self._whole, True)
        )
        self._told = f"{view.case.number}\n{whole.plain}"
        self.query_one("#facts-text", Static).update(shown)

    def action_history(self) -> None:
        """All that was done, or the last of it."""
        self._whole = not self._whole
        self._draw_facts()

    def _draw_offers(self) -> None:
        """What leads on; what stands beside the way and what is refused are a line each until that is opened."""
        if (view := self.shown) is None:
            return
        rows = [(each.trigger, offer_text(each, view.opens(each))) for each in view.main]
        for name, title, folded in ((OTHER, "其他", view.others), (REFUSED, "不能办", view.refused)):
            if folded:
                rows.append((name, folded_text(title, folded, unfolded=name in self._open)))
            if name in self._open:
                rows += [(each.trigger, offer_text(each, view.opens(each))) for each in folded]
        self.query_one(OfferList).fill(rows)

    @on(OptionList.OptionSelected)
    def pick(self, event: OptionList.OptionSelected) -> None:
        if self.shown and event.option_id:
            self._begin(self.shown, event.option_id)

    def action_choose(self) -> None:
        chosen = self.query_one(OfferList).chosen
        if self.shown and chosen:
            self._begin(self.shown, chosen)

    def _begin(self, view: CaseView, chosen: str) -> None:
        """Open the form of an action, or say in full why it is refused; a folded line is opened, or closed."""
        if chosen in (OTHER, REFUSED):
            self._open ^= {chosen}
            self._draw_offers()
            return
        offer = next(each for each in view.offers if each.trigger == chosen)
        if not offer.allowed:
            self.app.push_screen(NoticeScreen(f"不能办理“{offer.title}”", offer.reason.replace("；", "\n")))
        else:
            self._act(view, offer)

    @work(group="act")
    async def _act(self, view: CaseView, offer: Offer) -> None:
        """After an act the old offers are gone before the next key arrives; what was read before it comes too late."""
        terminal = view.flow.states[offer.to].terminal
        form = self.screens.act(view.case, offer, terminal=terminal, opens=view.opens(offer))
        if await self.app.push_screen_wait(form):
            self._least = view.case.events + 1
            self.query_one(OfferList).clear_options()
            await self.reload()

    @work(group="act")
    async def action_note(self) -> None:
        """Note something, in whatever state the case is."""
        if self.shown is None:
            return
        if await self.app.push_screen_wait(self.screens.note(self.shown.case)):
            await self.reload()

    @work(group="act")
    async def action_correct(self) -> None:
        """Put right what was typed, or confirm what another has proposed to."""
        await self._put_right(back=False)

    @work(group="act")
    async def action_take_back(self) -> None:
        """Take back a reply on which nobody has acted."""
        await self._put_right(back=True)

    @work(group="act")
    async def action_retract(self) -> None:
        """Take back what this person has proposed of the case, the last of it first."""
        if (view := self.shown) is None:
            return
        mine = [each for each in await self.aside(self.ledger.proposals.mine) if each.number == view.case.number]
        if not mine:
            self.house.say(f"{view.case.number} 没有你提出而待确认的")
            return
        last = mine[-1]
        why = await self.app.push_screen_wait(AskScreen(f"收回你于 {last.on} 提出的{last.what}，请写明原因，要留痕"))
        if not why:
            return
        try:
            with self.sending():
                await self.aside(self.ledger.proposals.retract, last.record, why)
        except InspectError as error:
            self.house.complain(error)
        else:
            self.house.say(f"已收回：{last.words}，别人不能再确认")
        await self.reload()
        self.house.poll()

    async def _put_right(self, *, back: bool) -> None:
        if (view := self.shown) is None:
            return
        if await self.app.push_screen_wait(self.screens.correct(view.case, view.flow, back=back)):
            self._least = view.case.events + 1
            self.query_one(OfferList).clear_options()
            await self.reload()

    def action_evidence(self) -> None:
        """Photographs and files, to be looked at."""
        if self.shown is None:
            return
        files = [file for entry in self.shown.entries for file in entry.event.files]
        if len(files) > 1:
            self.app.push_screen(self.screens.evidence(self.shown))
        elif files:
            self._show_file(files[0])
        else:
            self.house.say("这一件还没有佐证")

    @work(group="look")
    async def _show_file(self, file: Mapping[str, Any]) -> None:
        fault = await self.aside(show_copy, self.ledger.desk.evidence_path(file), str(file["name"]))
        self.house.say(fault or f"已打开：{file['name']}")

    @work(group="act")
    async def action_take(self) -> None:
        """Whoever sits here sees to the case from now on."""
        if self.shown is None:
            return
        case, me = self.shown.case, self.house.person.name
        try:
            events = await self.aside(self.ledger.owners.assign, [case.id], me)
        except InspectError as error:
            self.house.complain(error)
            return
        self.house.say(f"已保存：{case.number} 由你承办" if events else f"{case.number} 本来就由你承办")
        await self.reload()

    def action_log(self) -> None:
        """Another hazard at the same place."""
        if self.shown:
            self.app.push_screen(self.screens.log(self.shown.case.subject))

    def action_switch(self) -> None:
        facts = self.query_one("#facts", VerticalScroll)
        (self.query_one(OfferList) if facts.has_focus else facts).focus()
