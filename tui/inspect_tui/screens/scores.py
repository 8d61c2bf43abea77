"""Inspections by checklists that score, newest first: Enter shows the score of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from inspect_engine.errors import InspectError
from inspect_tui.screens.page import Page
from inspect_tui.started import Started, read_started, started_text
from inspect_tui.text import GOOD, WARN, plain
from inspect_tui.widgets.pick_list import PickList

if TYPE_CHECKING:
    from inspect_engine.ledger import Ledger

MOST = 300
CHOOSE = "选一次检查，看总分、等级和各分项表"
NONE = "还没有评分的检查"


def read_scored(ledger: Ledger) -> list[Started]:
    scoring = {key for key, pack in ledger.library.packs.items() if pack.scoring}
    return read_started(ledger, lambda row: row["pack"] in scoring)


class ScoresScreen(Page[None]):
    """One list."""

    SCOPE = "scores"
    HEADING = "评分"

    def body(self) -> ComposeResult:
        yield Static("正在读取", id="lead", classes="lead", markup=False)
        yield PickList(id="inspections")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(PickList).focus()
        self.load()

    def ledger_changed(self) -> None:
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        try:
            found = await self.aside(read_scored, self.ledger)
        except InspectError as error:
            self.dismiss(None)
            self.house.complain(error)
            return
        more = f"；另有更早的 {len(found) - MOST} 次，用 inspect-engine score 看" if len(found) > MOST else ""
        self.query_one("#lead", Static).update(plain(CHOOSE + more if found else NONE))
        self.query_one(PickList).fill((one.id, _row(one)) for one in found[:MOST])

    def action_select(self) -> None:
        self.query_one(PickList).action_select()

    @on(OptionList.OptionSelected)
    def show(self, event: OptionList.OptionSelected) -> None:
        from inspect_tui.screens.score import ScoreScreen

        self.app.push_screen(ScoreScreen(event.option_id or ""))


def _row(one: Started) -> Content:
    state = plain("已完成  ", GOOD) if one.finished else plain("未完成  ", WARN)
    return Content.assemble(state, started_text(one))
