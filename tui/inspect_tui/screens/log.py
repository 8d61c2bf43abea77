"""Logging a hazard by search: a few characters, Enter, what was seen, ^s."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from inspect_engine.errors import InspectError
from inspect_tui.pages.live import LivePage
from inspect_tui.views.log import Spot, read_spot, with_team
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.widgets.search_box import SearchBox
from inspect_tui.words.log import EMPTY, entry_text, free_text, hit_text, spot_text

if TYPE_CHECKING:
    from inspect_engine.domain.inspections.search import Entry, Hit

FREE_KEY = "free"


class LogScreen(LivePage[None]):
    """Stays open for the next one; the place and who inspects stay as they are."""

    SCOPE = "log"
    HEADING = "记隐患"
    FIRST = "#typed"

    def __init__(self, subject: str = "") -> None:
        super().__init__()
        self.subject = subject
        self.team: tuple[str, ...] = ()
        self.spot: Spot | None = None
        self.names: dict[str, str] = {}
        self._hits: dict[str, Hit] = {}

    def body(self) -> ComposeResult:
        yield Static("正在读取", id="lead", classes="lead", markup=False)
        yield SearchBox(placeholder="汉字、拼音首字母、编号都可以，例：漏气、mhq、CAT-04", id="typed")
        rows = PickList(id="rows")
        rows.can_focus = False
        yield rows
        with VerticalScroll(id="about-box", can_focus=False):
            yield Static("", id="about", markup=False)
        yield Banner()

    @property
    def ready(self) -> bool:
        """Keys wait for the index: Enter takes what was found by all that was typed before it."""
        return self.spot is not None

    @property
    def unsaved(self) -> bool:
        return False

    async def renew(self) -> None:
        spot = await self.aside(read_spot, self.ledger, self.subject, self.team)
        roster = await self.aside(self.ledger.desk.roster)
        self.names = {name: person.title for name, person in roster.items()}
        self.spot = spot
        self._draw(spot)
        await self.aside(spot.index.hear)

    def _draw(self, spot: Spot) -> None:
        region = self.ledger.desk.region_name(spot.subject.region) if spot.subject else ""
        self.query_one("#lead", Static).update(spot_text(spot, region, self.names))
        self._list(spot)

    def _list(self, spot: Spot) -> None:
        """What fits what is typed; the mark stays on its row."""
        found = spot.hits(self.query_one(SearchBox).value)
        self._hits = {f"{hit.entry.pack.id}/{hit.entry.item.id}": hit for hit in found}
        rows = [(key, hit_text(hit, spot.laws[hit.entry.pack.id])) for key, hit in self._hits.items()]
        self.query_one(PickList).fill([*rows, (FREE_KEY, free_text(spot))])

    @on(Input.Changed, "#typed")
    def find(self) -> None:
        """Show what fits what is typed now, the best marked."""
        if self.spot is not None:
            self._list(self.spot)
            self.query_one(PickList).highlighted = 0

    @on(OptionList.OptionHighlighted)
    def tell(self) -> None:
        """What the marked one rests on."""
        entry, spot = self._entry(self.query_one(PickList).chosen), self.spot
        told: Content | str = EMPTY
        if spot and entry and entry.item.id != FREE_KEY:
            told = entry_text(entry, spot.laws[entry.pack.id])
        self.query_one("#about", Static).update(told)

    def _entry(self, key: str | None) -> Entry | None:
        """The hazard of a row."""
        if key is None or self.spot is None:
            return None
        if key == FREE_KEY:
            return self.spot.free
        return self._hits[key].entry if key in self._hits else None

    @on(Input.Submitted, "#typed")
    @on(OptionList.OptionSelected)
    def action_select(self) -> None:
        self._choose(self.query_one(PickList).chosen)

    @work(group="choose")
    async def _choose(self, key: str | None) -> None:
        """Fill in what was seen; where it is not said yet where that was, ask first."""
        if self.spot is None:
            return
        if self.spot.subject is None:
            await self._elsewhere()
        entry, spot = self._entry(key), self.spot
        if spot.subject is None:
            return
        if entry is None or not spot.asks(entry):
            self.house.say(
                f"“{spot.subject.name}”没有用这张检查表查的表单，记不了：按 F3 换对象，或先 subject form 补填"
            )
            return
        if await self.app.push_screen_wait(self.screens.hazard(spot, entry, self.query_one(SearchBox).value.strip())):
            self.subject = spot.subject.key
            self.query_one(SearchBox).value = ""
            self.house.poll()
            await self.reload()

    @work(group="choose")
    async def action_place(self) -> None:
        await self._elsewhere()

    async def _elsewhere(self) -> None:
        key = await self.app.push_screen_wait(self.screens.place())
        if key:
            self.subject = key
            await self.reload()

    @work(group="choose")
    async def action_team(self) -> None:
        """Who inspects with whoever sits here, from now on."""
        if self.spot is None:
            return
        team = await self.app.push_screen_wait(self.screens.team(self.spot.inspectors))
        if team:
            self.team = team
            self.spot = with_team(self.spot, team)
            self._draw(self.spot)

    def unreadable(self, error: InspectError) -> None:
        self.dismiss(None)
        self.house.complain(error)
