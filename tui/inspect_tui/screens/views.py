"""Views of the ledger kept under a name: keep the present one, take one, drop one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from inspect_engine.errors import InspectError
from inspect_tui.pages.dialogs import AskScreen, ConfirmScreen
from inspect_tui.pages.page import Page
from inspect_tui.views import saved
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.words.text import MUTED, plain

NEW = "\n"
"""The row by which the present view is kept; no name is so."""
LEAD = "存在你自己的用户文件夹里，只有你看得到；命令行也能用"


class ViewsScreen(Page[Mapping[str, Any] | None]):
    """Gives back the look that was chosen."""

    SCOPE = "views"
    HEADING = "存过的视图"
    FIRST = "#rows"

    def __init__(self, look: Mapping[str, Any]) -> None:
        super().__init__()
        self.look = look
        self._filled = False

    def body(self) -> ComposeResult:
        yield Static(Content.styled(LEAD, MUTED), classes="lead")
        yield Banner()
        yield PickList(id="rows")

    def on_mount(self) -> None:
        self._fill()

    @property
    def ready(self) -> bool:
        return self._filled

    @work(exclusive=True, group="load")
    async def _fill(self) -> None:
        kept = await self.aside(self.ledger.filters.all)
        rows = [(NEW, plain("存下现在的筛选和排序…", "bold"))]
        rows += [
            (name, Content.assemble(plain(name), "  ", plain(_told(options), MUTED))) for name, options in kept.items()
        ]
        self.query_one(PickList).fill(rows)
        self._filled = True

    def action_select(self) -> None:
        self.query_one(PickList).action_select()

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        self._take(event.option_id or "")

    @work
    async def _take(self, name: str) -> None:
        try:
            if name != NEW:
                self.dismiss(await self.aside(saved.taken, self.ledger, name))
            elif new := await self.app.push_screen_wait(AskScreen("给现在的筛选和排序起个名字")):
                await self._keep(new)
        except InspectError as error:
            self.query_one(Banner).tell(str(error))

    async def _keep(self, name: str) -> None:
        taken = name in await self.aside(self.ledger.filters.all)
        if taken and not await self.app.push_screen_wait(ConfirmScreen(f"已有“{name}”，换成现在的吗？")):
            return
        await self.aside(saved.keep, self.ledger, name, self.look)
        self.house.say(f"已存下“{name}”")
        self._fill()

    @work
    async def action_drop(self) -> None:
        name = self.query_one(PickList).chosen
        if name and name != NEW and await self.sure(f"要删去存过的“{name}”吗？"):
            try:
                await self.aside(saved.drop, self.ledger, name)
            except InspectError as error:
                self.query_one(Banner).tell(str(error))
            self._fill()


def _told(options: Mapping[str, str | bool]) -> str:
    return "  ".join(f"{value}" for value in options.values() if value is not True)
