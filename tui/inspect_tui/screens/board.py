"""Totals: found, open, overdue, closed, rates, and bars by state, region and pack."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from textual import events, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static
from textual.worker import Worker, get_current_worker

from inspect_engine.domain.calendars import day_said
from inspect_engine.errors import InspectError
from inspect_engine.ledger.figures import Abandoned
from inspect_tui.pages.dialogs import AskScreen
from inspect_tui.pages.live import LivePage
from inspect_tui.words.board import board_text, stock_text

if TYPE_CHECKING:
    from inspect_engine.domain.figures import Board

NEWS = "又有新的流转记录，按 r 重新统计"


class BoardScreen(LivePage[None]):
    """Totals as of a day: of today the stock at once, all else when it is counted from the ledger's events."""

    SCOPE = "board"
    HEADING = "统计"
    FIRST = "#board"

    def __init__(self) -> None:
        super().__init__()
        self.as_of: date | None = None
        self._text: Callable[[int], Content] | None = None
        self._width = 0
        self._counting = 0

    def body(self) -> ComposeResult:
        with VerticalScroll(id="board"):
            yield Static("正在统计", id="board-text", markup=False)

    def on_resize(self, event: events.Resize) -> None:
        """Another width: the same numbers, drawn anew. Nothing is counted."""
        if event.size.width != self._width:
            self._draw()

    def ledger_changed(self) -> None:
        """A count that is under way goes on: it would never end where others write all day."""
        if self._counting:
            self.house.say(NEWS)
        else:
            self.load()

    async def renew(self) -> None:
        self._counting += 1
        try:
            await self._count(get_current_worker())
        except Abandoned:
            return
        finally:
            self._counting -= 1

    async def _count(self, worker: Worker[object]) -> None:
        region = self.ledger.desk.region_name
        if self.as_of is None and self._text is None:
            stock = await self.aside(self.ledger.figures.stock)
            self._show(lambda width: stock_text(stock, width, region))
        board = await self.aside(self._folded, lambda: not worker.is_cancelled and not self.is_going)
        running = await self.aside(self.ledger.unfinished.on, self.as_of)
        due = None if self.as_of else await self.aside(self.ledger.plans.count)
        days = [one.day for one in running]
        names = await self.aside(self.ledger.desk.roster)

        def named(name: str) -> str:
            return names[name].title if name in names else name

        self._show(lambda width: board_text(board, width, region, days, due, named))

    def _folded(self, wanted: Callable[[], bool]) -> Board:
        return self.ledger.figures.board(self.as_of, wanted=wanted)

    def _show(self, text: Callable[[int], Content]) -> None:
        self._text = text
        self._draw()

    def _draw(self) -> None:
        self._width = self.size.width
        if self._text:
            self.query_one("#board-text", Static).update(self._text(self._width))

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
