"""Beginning: go on with an unfinished inspection, or choose a checklist for a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from inspect_engine.domain.people.authority import require
from inspect_engine.errors import InspectError
from inspect_tui.screens.page import Page
from inspect_tui.started import Started, read_started, started_text
from inspect_tui.text import MUTED, one_line, plain
from inspect_tui.widgets.pick_list import PickList

if TYPE_CHECKING:
    from inspect_engine.domain.definitions import Pack
    from inspect_engine.domain.people.authority import Person
    from inspect_engine.ledger import Ledger


@dataclass(frozen=True)
class Beginnings:
    """Own unfinished inspections and the checklists; ``fault`` says why these cannot be used."""

    unfinished: list[Started]
    packs: list[Pack]
    fault: str = ""


def read_beginnings(ledger: Ledger, person: Person) -> Beginnings:
    mine = read_started(ledger, lambda row: not row["finished"] and person.name in row["inspectors"])
    try:
        return Beginnings(mine, list(ledger.library.packs.values()))
    except InspectError as error:
        return Beginnings(mine, [], str(error))


class StartScreen(Page[None]):
    """One list: unfinished inspections first, then checklists."""

    SCOPE = "start"
    HEADING = "检查"

    def __init__(self) -> None:
        super().__init__()
        self.found: Beginnings | None = None

    def body(self) -> ComposeResult:
        yield Static("正在读取", id="lead", classes="lead", markup=False)
        yield PickList(id="beginnings")
        yield Static("", id="banner", classes="fault", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(PickList).focus()
        self.load()

    @property
    def ready(self) -> bool:
        return self.found is not None

    def ledger_changed(self) -> None:
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        try:
            require(self.house.person, "inspect")
            found = self.found = await self.aside(read_beginnings, self.ledger, self.house.person)
        except InspectError as error:
            self.dismiss(None)
            self.house.complain(error)
            return
        rows = [(f"go-{one.id}", _unfinished(one)) for one in found.unfinished]
        rows += [(f"new-{pack.id}", _new(pack)) for pack in sorted(found.packs, key=lambda one: bool(one.ended))]
        self.query_one(PickList).fill(rows)
        self.query_one("#lead", Static).update("继续未完成的检查，或选一张检查表开始新的检查")
        banner = self.query_one("#banner", Static)
        banner.update(plain(found.fault))
        banner.display = bool(found.fault)

    def action_select(self) -> None:
        self.query_one(PickList).action_select()

    @on(OptionList.OptionSelected)
    def begin(self, event: OptionList.OptionSelected) -> None:
        from inspect_tui.screens.prepare import PrepareScreen
        from inspect_tui.screens.walk import WalkScreen

        kind, _, key = (event.option_id or "").partition("-")
        if kind == "go":
            self.app.switch_screen(WalkScreen(key))
        else:
            assert self.found is not None
            pack = next(pack for pack in self.found.packs if pack.id == key)
            if pack.ended:
                self.house.say(f"“{pack.title}”已经结束，不能再开展检查")
            else:
                self.app.switch_screen(PrepareScreen(pack))


def _unfinished(one: Started) -> Content:
    return Content.assemble(("继续  ", "bold $text-accent"), started_text(one))


def _new(pack: Pack) -> Content:
    title = plain(f"{pack.title}（{len(pack.items)} 项）", "bold")
    if pack.ended:
        return Content.assemble(("已结束  ", MUTED), title, plain(f"  {pack.ended}", MUTED))
    gist = one_line(pack.summary).partition("。")[0]
    return Content.assemble(("新检查  ", "bold $text-success"), title, plain(f"  {gist}。", MUTED))
