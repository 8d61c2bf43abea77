"""Totals: found, open, overdue, closed, rates, and bars by state, region and pack, which lead to their cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.widgets import OptionList, Static
from textual.worker import Worker, get_current_worker

from inspect_engine.domain.calendars import day_said
from inspect_engine.errors import InputError, InspectError
from inspect_engine.ledger.clock import known_until
from inspect_engine.ledger.figures import Abandoned
from inspect_tui.pages.dialogs import AskScreen
from inspect_tui.pages.live import LivePage
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.words.board import LABEL, Row, board_rows, figures_text, stock_rows
from inspect_tui.words.text import WARN, plain, stack

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
        self.known_at: datetime | None = None
        self._titles: dict[str, str] = {}
        self._rows: Callable[[int], list[Row]] | None = None
        self._board: Board | None = None
        self._shown: dict[str, Row] = {}
        self._width = 0
        self._counting = 0

    def body(self) -> ComposeResult:
        yield Static("正在统计", id="figures", classes="lead", markup=False)
        yield PickList(id="board")

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
        if self._is_now and self._rows is None:
            stock = await self.aside(self.ledger.figures.stock)
            self._show(stock, lambda width: stock_rows(stock, width, region, self._title))
            self._titles = await self.aside(self._read_titles)
            self._draw()
        board = await self.aside(self._folded, lambda: not worker.is_cancelled and not self.is_going)
        running = await self.aside(self.ledger.unfinished.on, self.as_of, self.known_at)
        due = await self.aside(self.ledger.plans.count) if self._is_now else None
        days = [one.day for one in running]
        names = await self.aside(self.ledger.desk.roster)
        self._titles = self._titles or await self.aside(self._read_titles)

        def named(name: str) -> str:
            return names[name].title if name in names else name

        self._show(board, lambda width: board_rows(board, width, region, days, due, named, self._title))

    def _read_titles(self) -> dict[str, str]:
        return {key: pack.title for key, pack in self.ledger.definitions.packs().items()}

    def _title(self, pack: str) -> str:
        """Of a checklist, once what is adopted has been read, for which the first figures do not wait."""
        return self._titles.get(pack, pack)

    def _folded(self, wanted: Callable[[], bool]) -> Board:
        return self.ledger.figures.board(self.as_of, self.known_at, wanted=wanted)

    @property
    def _is_now(self) -> bool:
        """Whether all that is known is counted, as of today."""
        return self.as_of is None and self.known_at is None

    def _show(self, board: Board, rows: Callable[[int], list[Row]]) -> None:
        self._board, self._rows = board, rows
        self._draw()

    def _draw(self) -> None:
        self._width = self.size.width
        if self._rows and self._board:
            figures = figures_text(self._board, self._width - 2)
            known = [plain(f"只算 {self.known_at:%Y-%m-%d %H:%M} 以前记入的", WARN)] if self.known_at else []
            self.query_one("#figures", Static).update(stack([figures, *known]))
            rows = self.query_one(PickList)
            stood = rows.chosen
            self._shown = _keyed(self._rows(self._width))
            rows.fill((key, content) for key, (content, _) in self._shown.items())
            if stood not in self._shown and self._shown:
                led = [n for n, (_, target) in enumerate(self._shown.values()) if target]
                rows.highlighted = min(led, default=0)

    @on(OptionList.OptionSelected)
    def enter(self, event: OptionList.OptionSelected) -> None:
        """Open the cases behind the number of a line; Esc comes back to it."""
        _, target = self._shown.get(event.option_id or "", (None, None))
        if target is None:
            self.house.say("这一行后面没有可以列出来的事项")
        elif self.known_at or (self.as_of and self.as_of != self.house.today):
            self.house.say("台账列的是今天的：从前的，按 v 找“隐患台账”，填截至日期、入账截止")
        else:
            self.app.push_screen(self.screens.ledger(target))

    def action_select(self) -> None:
        self.query_one(PickList).action_select()

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

    @work
    async def action_known_at(self) -> None:
        """Ask for a moment; an empty answer means now."""
        before = f"{self.known_at:%Y-%m-%d %H:%M}" if self.known_at else ""
        asked = "入账截止：只算什么时候以前记入的？（例：2022-02-17 18:00；只写日期的算到那天完；空着就是全部）"
        typed = await self.app.push_screen_wait(AskScreen(asked, before))
        if typed is None:
            return
        try:
            self.known_at = known_until(typed, self.house.today) if typed else None
        except InputError as error:
            self.house.say("；".join(f"{each.what}，例：2022-02-17 18:00" for each in error.problems))
            return
        self.load()


def _keyed(rows: list[Row]) -> dict[str, Row]:
    """Lines by what they are, so that the cursor and an Enter under way stay with theirs when others come between."""
    keyed: dict[str, Row] = {}
    seen = Counter[str]()
    for content, target in rows:
        line = repr(target) if target else content.plain[:LABEL].strip()
        seen[line] += 1
        keyed[f"{line}#{seen[line]}"] = (content, target)
    return keyed
