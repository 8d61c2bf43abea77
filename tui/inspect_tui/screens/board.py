"""Totals: found, open, overdue, closed, rates, and bars by state, region and pack."""

from __future__ import annotations

from datetime import date

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from inspect_engine.domain.calendars import day_said
from inspect_engine.errors import InspectError
from inspect_tui.pages.dialogs import AskScreen
from inspect_tui.pages.live import LivePage
from inspect_tui.words.board import board_text


class BoardScreen(LivePage[None]):
    """Totals as of a day, recomputed from the ledger's events."""

    SCOPE = "board"
    HEADING = "统计"
    FIRST = "#board"

    def __init__(self) -> None:
        super().__init__()
        self.as_of: date | None = None

    def body(self) -> ComposeResult:
        with VerticalScroll(id="board"):
            yield Static("正在统计", id="board-text", markup=False)

    def on_resize(self) -> None:
        self.load()

    async def renew(self) -> None:
        board = await self.aside(self.ledger.figures.board, self.as_of)
        running = await self.aside(self.ledger.unfinished.on, self.as_of)
        due = None if self.as_of else await self.aside(self.ledger.plans.count)
        days = [one.day for one in running]
        names = await self.aside(self.ledger.desk.roster)
        given = board, self.size.width, self.ledger.desk.region_name, days, due
        text = board_text(*given, lambda name: names[name].title if name in names else name)
        self.query_one("#board-text", Static).update(text)

    def unreadable(self, error: InspectError) -> None:
        self.house.complain(error)

    @work
    async def action_as_of(self) -> None:
        """Ask for a day; an empty answer means today."""
        before = (self.as_of or self.house.today).isoformat()
        typed = await self.app.push_screen_wait(AskScreen("统计截至哪一天？（例：2022-02-17，空着就是今天）", before))
        if typed is None:
            return
        try:
            self.as_of = day_said(typed, self.house.today, past=True) if typed else None
        except ValueError as error:
            self.house.say(str(error))
            return
        self.load()
