"""A table over a window of any size: draws only what is seen, a line at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual import events, work
from textual.binding import BindingType
from textual.cache import LRUCache
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from inspect_engine.errors import InspectError
from inspect_tui.actions import bindings
from inspect_tui.views.ledger import BLOCK, Blocks, WindowSource
from inspect_tui.views.marks import Marks
from inspect_tui.widgets.messages import Counted, HeadingChosen, ReadingFailed, RowActivated, RowGone, RowHighlighted
from inspect_tui.words.columns import column_at, columns_for
from inspect_tui.words.text import fit

if TYPE_CHECKING:
    from inspect_engine.domain.cases import CaseLine

WAITING = "正在读取"
AHEAD = 4
"""What scrolls shows a quarter of a page more than it must: the next steps then redraw two lines, not all."""


class LedgerTable(ScrollView, can_focus=True):
    """Shows a :class:`WindowSource`; posts what happens to its rows, headings and reading.

    What is in ``marks`` has a ``*``; ``sorted_by`` is the order whose heading is underlined."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--header",
        "table--row",
        "table--cursor",
        "table--marked",
        "table--sorted",
        "table--struck",
        "table--overdue",
        "table--major",
        "table--pending",
    }
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("list")]

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.source: WindowSource | None = None
        self.today = date.min
        self.marks = Marks()
        self.sorted_by = ""
        self.cursor = 0
        self.row_count = 0
        self._blocks = Blocks()
        self._pending: set[int] = set()
        self._generation = 0
        self._arrived = 0
        self._counted = 0
        self._to_end = False
        self._gone = False
        self._strips: LRUCache[tuple[object, ...], Strip] = LRUCache(512)

    # --- what it shows ------------------------------------------------------------------------------------------

    def show(self, source: WindowSource, today: date, *, stay: bool = False) -> None:
        """Show another window; with ``stay`` the cursor follows the case it is on."""
        case = self.highlighted.id if stay and self._arrived and self.highlighted else None
        self.source, self.today = source, today
        self._generation += 1
        self._pending.clear()
        if not stay:
            self.cursor, self._to_end, self._arrived = 0, False, 0
        self._open(source, self._generation, case)

    @property
    def arrived(self) -> bool:
        """Whether what it shows is of the window it was given last."""
        return bool(self._arrived)

    @property
    def settled(self) -> bool:
        """Whether the line a key would act on is at hand."""
        return bool(self._arrived) and (not self.row_count or self.highlighted is not None)

    @property
    def highlighted(self) -> CaseLine | None:
        return self._blocks.line(self.cursor) if self.row_count else None

    @work(exclusive=True, group="window")
    async def _open(self, source: WindowSource, generation: int, case: str | None) -> None:
        """First the block under the cursor, then the count: the person sees lines before the total is known."""
        try:
            number = self.cursor // BLOCK
            lines = await asyncio.to_thread(source.block, number)
            if generation == self._generation:
                self._replace(number, lines, case)
                self._arrived = generation
            total = await asyncio.to_thread(source.count)
        except InspectError as error:
            self._arrived = generation
            self.post_message(ReadingFailed(error))
            return
        if generation == self._generation:
            self._counted = generation
            self._size_to(total)
            self.post_message(Counted(total))
            if self._to_end:
                self.action_last()

    def _replace(self, number: int, lines: Sequence[CaseLine], case: str | None) -> None:
        self._blocks = Blocks()
        self._blocks.keep(number, lines)
        self._size_to(max(number * BLOCK + len(lines), self.row_count if number else 0))
        followed = self._blocks.row_of(case) if case else None
        self.move_to(self.cursor if followed is None else followed)
        self._gone = case is not None and followed is None

    def _size_to(self, count: int) -> None:
        self.row_count = count
        self.virtual_size = Size(self.scrollable_content_region.width, count + 1)
        if self.cursor >= count:
            self.move_to(count - 1)
        self.refresh()

    def _want(self, number: int) -> None:
        """Fetch a block that is not at hand, once."""
        last = max(0, self.row_count - 1) // BLOCK
        if self.source and 0 <= number <= last and number not in self._blocks and number not in self._pending:
            self._pending.add(number)
            self._fetch(self.source, number, self._generation)

    @work(group="blocks")
    async def _fetch(self, source: WindowSource, number: int, generation: int) -> None:
        try:
            lines = await asyncio.to_thread(source.block, number)
        except InspectError as error:
            if generation == self._generation:
                self._pending.discard(number)  # asked for again by the next drawing
            self.post_message(ReadingFailed(error))
            return
        if generation != self._generation:
            return
        self._pending.discard(number)
        self._blocks.keep(number, lines)
        self.refresh()
        if self.cursor // BLOCK == number:
            self.post_message(RowHighlighted(self.highlighted))

    async def lines(self, first: int, last: int) -> list[CaseLine]:
        """The lines of these rows, both in it, read where they are not at hand; those in sight stay at hand."""
        found: list[CaseLine] = []
        for number in range(first // BLOCK, last // BLOCK + 1):
            start = number * BLOCK
            rows = range(max(first, start), min(last, start + BLOCK - 1) + 1)
            if number in self._blocks or not self.source:
                found += [line for row in rows if (line := self._blocks.line(row))]
            else:
                block = await asyncio.to_thread(self.source.block, number)
                found += block[rows.start - start : rows.stop - start]
        return found

    # --- moving -------------------------------------------------------------------------------------------------

    @property
    def page(self) -> int:
        """Rows that are seen at once."""
        return max(1, self.scrollable_content_region.height - 1)

    def move_to(self, row: int) -> None:
        """Put the cursor on a row and bring it into view; repaints two lines unless the view scrolls."""
        self._to_end = self._gone = False
        before, self.cursor = self.cursor, max(0, min(row, self.row_count - 1))
        for line in {before, self.cursor}:
            self.refresh_line(line + 1)
        top = self.scroll_offset.y
        if not top <= self.cursor < top + self.page:
            ahead = self.page // AHEAD
            to = self.cursor - ahead if self.cursor < top else self.cursor - self.page + 1 + ahead
            self.scroll_to(y=max(0, min(to, self.row_count - self.page)), animate=False)
        for near in (self.cursor, self.cursor - BLOCK // 2, self.cursor + BLOCK // 2):
            self._want(near // BLOCK)
        self.post_message(RowHighlighted(self.highlighted))

    def action_cursor_down(self) -> None:
        self.move_to(self.cursor + 1)

    def action_cursor_up(self) -> None:
        self.move_to(self.cursor - 1)

    def action_page_down(self) -> None:
        self.move_to(self.cursor + self.page)

    def action_page_up(self) -> None:
        self.move_to(self.cursor - self.page)

    def action_first(self) -> None:
        self.move_to(0)

    def action_last(self) -> None:
        """To the end; where the end is not known yet, once it is."""
        self.move_to(self.row_count - 1)
        self._to_end = self._counted != self._generation

    def action_select(self) -> None:
        """Open the line; but not the one that has come in the place of another meanwhile."""
        if self._gone and self.row_count:
            self._gone = False
            self.post_message(RowGone())
        elif line := self.highlighted:
            self.post_message(RowActivated(line))

    def on_click(self, event: events.Click) -> None:
        row = event.y - 1 + self.scroll_offset.y
        column = column_at(event.x - 1, self.scrollable_content_region.width - 1) if event.y == 0 else None
        if column and column.order:
            self.post_message(HeadingChosen(column.order))
        if event.y >= 1 and row < self.row_count:
            again = row == self.cursor
            self.move_to(row)
            if again:
                self.action_select()

    def on_resize(self) -> None:
        self._strips.clear()
        self._size_to(self.row_count)
        self.move_to(self.cursor)

    def notify_style_update(self) -> None:
        self._strips.clear()
        super().notify_style_update()

    # --- drawing ------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if y == 0:
            return self._header(width)
        row = y - 1 + self.scroll_offset.y
        if row >= self.row_count:
            return Strip.blank(width, self.rich_style)
        line = self._blocks.line(row)
        if line is None:
            self._want(row // BLOCK)
            return Strip([Segment(fit(WAITING, width - 1), self.rich_style)])
        return self._row(line, row == self.cursor, width)

    def _header(self, width: int) -> Strip:
        style = self.get_component_rich_style("table--header")
        own = style + self.get_component_rich_style("table--sorted", partial=True)
        cells = [
            Segment(fit(column.title, column.width), own if column.order == self.sorted_by else style)
            for column in columns_for(width - 1)
        ]
        return Strip([Segment(" ", style), *cells]).adjust_cell_length(width, style)

    def _row(self, line: CaseLine, under_cursor: bool, width: int) -> Strip:
        marked = line.id in self.marks
        key = (line.id, line.last_event, under_cursor, marked, self.has_focus, width, self.today)
        if key in self._strips:
            return self._strips[key]
        base = self.get_component_rich_style("table--cursor" if under_cursor else "table--row")
        if line.taken_back:
            base += self.get_component_rich_style("table--struck", partial=True)
        if marked:
            base += self.get_component_rich_style("table--marked", partial=True)
        segments = [Segment("*" if marked else " ", base)]
        for column in columns_for(width - 1):
            own = column.style(line, self.today)
            style = base + self.get_component_rich_style(own, partial=True) if own and not under_cursor else base
            segments.append(Segment(fit(column.text(line, self.today), column.width), style))
        strip = self._strips[key] = Strip(segments).adjust_cell_length(width, base).simplify()
        return strip
