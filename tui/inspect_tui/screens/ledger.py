"""The ledger of hazards: its views, filter and order, what is marked, and what is done with that."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.timer import Timer
from textual.widgets import Input, Static

from inspect_engine.errors import InspectError
from inspect_tui.pages.copying import LINE, NUMBER, WHOLE, CopyingPage, line_text
from inspect_tui.pages.marking import MarkingPage
from inspect_tui.views.cases import read_case
from inspect_tui.views.ledger import BLOCK, MINE, OPEN, VIEWS, CaseWindow, Sorting
from inspect_tui.views.things import CASE, MARKED, Named
from inspect_tui.widgets.ledger_table import LedgerTable
from inspect_tui.widgets.messages import (
    Counted,
    HeadingChosen,
    ReadingFailed,
    RowActivated,
    RowGone,
    RowHighlighted,
    ViewChosen,
)
from inspect_tui.widgets.title_bar import TitleBar
from inspect_tui.widgets.typing_boxes import LineBox
from inspect_tui.widgets.view_bar import FilterBar, FilterBox, MarkBar, ViewBar, empty_text
from inspect_tui.words.cases import case_text
from inspect_tui.words.columns import ORDERS

if TYPE_CHECKING:
    from inspect_engine.domain.cases.asking import Vocabulary
    from inspect_engine.ledger import CaseFilter

DEBOUNCE = 0.15
FILTER_HINT = "文字，或 状态:整改中,已回复 !等级:重大 期限<=今天 逾期>30 检查员: 单位: 区划:5306；Tab 补全"
LEARNING = "正在读取各栏可写的取值"
SIFTING = "正在筛选…"
UNREAD = "没有读成，按 r（或 F5）再读。"
PATIENCE = 0.3
"""Seconds for which what stood before stays in sight while what is asked for now is read."""
NEAR = 20_000
"""Lines that are looked through for one that is overdue."""
IN_TABLE = frozenset(
    {
        "mark",
        "mark_down",
        "mark_up",
        "mark_all",
        "mark_invert",
        "mark_none",
        "mark_undo",
        "mark_range",
        "saved",
        "pane",
        "together",
    }
)
"""Actions whose ctrl keys edit a text while the filter is being typed."""


class LedgerScreen(MarkingPage, CopyingPage[None]):
    """Lists hazards under a view and a filter; marks and opens them; leads to inspections and totals."""

    SCOPE = "ledger"
    HEADING = "隐患台账"
    FIRST = "#table"
    WIDE = 120

    def __init__(self, duty: tuple[str, CaseFilter] | None = None, *, search: bool = False) -> None:
        """All, or what is behind a number on 今天: its title, and the cases; with ``search`` the filter is open."""
        super().__init__()
        self.duty = duty
        self.search = search
        self.view = OPEN
        self.sorting = Sorting()
        self.typed = ""
        self.fault = ""
        self.count: int | None = None
        self.owed = self.untold = 0
        self.more: Sequence[str] = ()
        self._words: Vocabulary | None = None
        self._learning: asyncio.Task[Vocabulary] | None = None
        self._kept: Mapping[str, Any] | None = None
        self._typing: Timer | None = None
        self._stale = True

    def body(self) -> ComposeResult:
        yield ViewBar()
        yield FilterBar()
        yield MarkBar()
        yield FilterBox(id="filter", placeholder=FILTER_HINT)
        with Horizontal():
            with Vertical():
                yield LedgerTable(id="table")
                yield Static("", id="empty", markup=False)
            with VerticalScroll(id="detail", can_focus=False):
                yield Static("", id="detail-text", markup=False)

    def on_mount(self) -> None:
        self.query_one("#filter").disabled = True
        if self.duty:
            self.query_one(TitleBar).say(title=f"{self.HEADING} · {self.duty[0]}")
        self.draw_views()
        if self.house.is_open:
            self.load()
        if self.search:
            self.call_later(self.action_filter)  # after the first widget has the focus

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """While the filter is typed, the keys that edit a text do just that."""
        return not (action in IN_TABLE and isinstance(self.focused, LineBox))

    # --- reading ------------------------------------------------------------------------------------------------

    @property
    def ready(self) -> bool:
        """Keys wait for the lines they act on; what is typed into the filter does not wait for what it finds."""
        return isinstance(self.focused, LineBox) or (not self._stale and self.table.settled)

    @property
    def named(self) -> Named | None:
        table = self.query_one(LedgerTable)
        if table.marks:
            return MARKED, ("\n".join(table.marks.numbers.values()),)
        return (CASE, (table.highlighted.number,)) if table.highlighted else None

    async def texts(self) -> Mapping[str, str]:
        """Of the line under the cursor; the whole text is read when it is asked for."""
        if (line := self.query_one(LedgerTable).highlighted) is None:
            return {}
        view = await self.aside(read_case, self.ledger, line.id)
        around = view.wait, view.opener, view.linked, view.sanctions, view.related, view.unsigned, view.owing, view.toll
        today = self.house.today
        whole = f"{line.number}\n{case_text(view.case, view.region, today, *around, view.files, view.pack).plain}"
        return {NUMBER: line.number, LINE: line_text(line, today), WHOLE: whole}

    def ledger_changed(self) -> None:
        self.load(stay=True)

    def load(self, *, stay: bool = False) -> None:
        """Show the ledger under the view and filter of now; with ``stay`` it is the same list, read again."""
        self._stale = self._stale or not stay
        if self._stale:
            self.set_timer(PATIENCE, self._hide_lines)
        self._load(stay=not self._stale)

    def _hide_lines(self) -> None:
        """No line stands under a filter that was not asked of it."""
        if self._stale or not self.table.arrived:
            self.table.add_class("bare")
            self.query_one("#empty").display = True
            self.query_one("#empty", Static).update(SIFTING)

    def _show_lines(self) -> None:
        if not self._stale and self.table.arrived and self.table.row_count:
            self.table.remove_class("bare")
            self.query_one("#empty").display = False

    @work(exclusive=True, group="load")
    async def _load(self, *, stay: bool) -> None:
        from inspect_engine.domain.cases.asking import Vocabulary, named
        from inspect_tui.views import filters  # brings pydantic, for which the first paint does not wait

        if self._kept is None and self.duty:
            self._kept = self.look
        elif self._kept is None:
            self._restore(await self.aside(self.ledger.filters.look))
        today = self.house.today
        places: Sequence[filters.Place] = ()
        words = await self._vocabulary() if named(self.typed) else Vocabulary(today)
        if self.view == MINE:
            places = await self.aside(filters.mine, self.ledger, self.house.person)
        base = self.duty[1] if self.duty else filters.base_filter(self.view, today, self.house.person.name)
        reading = filters.read(self.typed, base, words)
        self.fault = reading.fault
        self.legs = filters.legs(self.view, reading, places)
        source = CaseWindow(self.ledger, self.legs, self.sorting)
        self.table.sorted_by = self.sorting.order
        self.table.show(source, today, stay=stay)
        self._stale, self.started_at = False, self.started_at if stay else None
        self.draw_views()
        self.owed = await self.aside(self.ledger.countersigning.count)
        self.untold = await self.aside(self.ledger.cases.untold) if "supervisor" in self.house.person.roles else 0
        self.unseen = await self.aside(self.out_of_sight)
        self.draw_views()
        if self.look != self._kept and not self.duty:
            self._kept = self.look
            await self.aside(self.ledger.filters.keep_look, {**self.ledger.filters.look(), **self.look})

    async def _vocabulary(self) -> Vocabulary:
        """What may be written of fields; read once, for it takes every definition, however often it is asked for
        meanwhile."""
        if self._words is None or self._words.today != self.house.today:
            self.fault = LEARNING
            self.draw_views()
            if self._stale:
                self._hide_lines()
            found = await asyncio.shield(self._learnt())
            self.fault = ""
            return found
        return self._words

    def _learnt(self) -> asyncio.Task[Vocabulary]:
        """Its reading, which goes on when one who waits for it has gone."""
        if self._learning is None or self._learning.done():
            self._learning = asyncio.create_task(self._read_words())
        return self._learning

    async def _read_words(self) -> Vocabulary:
        self._words = await self.aside(self.ledger.choosing.vocabulary)
        return self._words

    @on(Counted)
    async def counted(self, event: Counted) -> None:
        if self._stale:
            return  # of what stood before
        self.count = event.count
        self.draw_views()
        empty = event.count == 0
        self.table.set_class(empty, "bare")
        self.query_one("#empty").display = empty
        if self._words is None:
            self._learn()
        if empty:
            self.query_one("#empty", Static).update(empty_text(self.view, self.typed))
            self.query_one("#detail-text", Static).update("")
            self._explain_nothing()

    @work(exclusive=True, group="poll")
    async def _explain_nothing(self) -> None:
        """Where several conditions find nothing together: what each finds by itself."""
        from inspect_engine.domain.cases.asking import Vocabulary
        from inspect_tui.views.filters import apart

        words = self._words or Vocabulary(self.house.today)
        if (parts := await self.aside(apart, self.ledger, self.typed, words)) and not self._stale:
            self.query_one("#empty", Static).update(empty_text(self.view, self.typed, parts))

    @on(ReadingFailed)
    def failed(self, event: ReadingFailed) -> None:
        if self.table.has_class("bare"):
            self.query_one("#empty", Static).update(UNREAD)
        self.house.complain(event.error)

    # --- how it was left ----------------------------------------------------------------------------------------

    @property
    def look(self) -> dict[str, Any]:
        """The view, filter and order of now, to be found again."""
        return {"view": self.view, "typed": self.typed, **asdict(self.sorting), "pane": not self.has_class("alone")}

    def _restore(self, look: Mapping[str, Any]) -> None:
        """As it was left the last time, as far as that can be made out."""
        self._kept = {key: look.get(key) for key in self.look}
        if look:
            self.put(look)
            self.set_class(look.get("pane") is False, "alone")

    def put(self, look: Mapping[str, Any]) -> None:
        """Take over a view, filter and order."""
        view, typed, order = look.get("view"), look.get("typed"), look.get("order")
        self.view = view if isinstance(view, int) and 0 <= view < len(VIEWS) else OPEN
        self.typed = typed if isinstance(typed, str) else ""
        self.sorting = Sorting(order, look.get("descending") is True) if order in ORDERS else Sorting()
        self.query_one("#filter", LineBox).value = self.typed

    # --- drawing ------------------------------------------------------------------------------------------------

    def draw_views(self) -> None:
        marks = self.table.marks
        self.query_one(ViewBar).draw(-1 if self.duty else self.view, self.count, self.sorting)
        self.query_one(FilterBar).draw(self.typed, self.fault, self.owed, self.untold, self.more)
        self.query_one(MarkBar).draw(len(marks), self.unseen, len(marks.why), ranging=self.started_at is not None)

    @on(RowHighlighted)
    def highlight(self) -> None:
        self._show_lines()
        if self.has_class("wide") and not self.has_class("alone"):
            self.set_timer(0.08, self._draw_detail)

    @work(exclusive=True, group="glance")
    async def _draw_detail(self) -> None:
        from inspect_tui.views.cases import read_glance
        from inspect_tui.words.cases import glance_text  # brings pydantic too

        if (line := self.table.highlighted) is None:
            return
        glance = await self.aside(read_glance, self.ledger, line)
        if self.table.highlighted is line:
            why = self.table.marks.why.get(line.id, "")
            self.query_one("#detail-text", Static).update(glance_text(line, glance, self.house.today, why))

    def action_pane(self) -> None:
        self.toggle_class("alone")
        self.load(stay=True)
        self.highlight()

    # --- filter -------------------------------------------------------------------------------------------------

    def action_filter(self) -> None:
        box = self.query_one("#filter", LineBox)
        box.display, box.disabled = True, False
        box.focus()
        box.select_all()  # what is typed takes the place of what was asked before
        self._learn()

    @work(group="learn")
    async def _learn(self) -> None:
        """What may be written, before it is."""
        if self._words is None:
            await asyncio.shield(self._learnt())

    @on(Input.Changed, "#filter")
    def typed_filter(self) -> None:
        if self._typing:
            self._typing.stop()
        self._typing = self.set_timer(DEBOUNCE, self._apply_filter)

    def _apply_filter(self) -> None:
        typed = self.query_one("#filter", LineBox).value.strip()
        self._offer()
        if typed != self.typed:
            self.typed = typed
            self.load()

    @work(exclusive=True, group="offer")
    async def _offer(self) -> None:
        """Show how what is being typed may go on."""
        self.more = await self._completions()
        self.draw_views()

    async def _completions(self) -> list[str]:
        from inspect_engine.domain.cases.asking import completions

        box = self.query_one("#filter", LineBox)
        if box.disabled or not box.value:
            return []
        found = await self.aside(completions, box.value, await self._vocabulary())
        return [text.rpartition(" ")[2] for text in found[:12]]

    @work
    async def action_complete(self) -> None:
        """Complete what is typed by the first that is offered; elsewhere Tab goes on."""
        from inspect_engine.domain.cases.asking import completions

        box = self.query_one("#filter", LineBox)
        if not box.has_focus:
            self.focus_next()
            return
        if found := await self.aside(completions, box.value, await self._vocabulary()):
            box.value = found[0]
            box.cursor_position = len(found[0])

    @on(Input.Submitted, "#filter")
    def close_filter(self) -> None:
        box = self.query_one("#filter")
        box.display, box.disabled = False, True
        self._apply_filter()
        self.table.focus()

    def action_clear(self) -> None:
        """Give up a range that was begun; without one, the filter; without that, go back to 今天."""
        if self.started_at is not None:
            self.started_at = None
            self.draw_views()
        elif self.query_one("#filter").disabled and not self.typed:
            self.action_back()
        else:
            self.query_one("#filter", LineBox).value = ""
            self.close_filter()

    # --- order and views ----------------------------------------------------------------------------------------

    @work
    async def action_order(self) -> None:
        """By which column; the one that it is by already turns round."""
        here = self.sorting
        rows = {
            name: title + ("（现在是，再选就倒过来）" if name == here.order else "") for name, title in ORDERS.items()
        }
        if order := await self.app.push_screen_wait(self.screens.pick("按哪一栏排列", rows, here.order)):
            self._sort_by(order)

    @on(HeadingChosen)
    def sort_by_heading(self, event: HeadingChosen) -> None:
        self._sort_by(event.order)

    def _sort_by(self, order: Any) -> None:
        self.sorting = Sorting(order, order == self.sorting.order and not self.sorting.descending)
        self.load()

    @work
    async def action_saved(self) -> None:
        """Keep the filter and order of now under a name, or take those that were kept."""
        if look := await self.app.push_screen_wait(self.screens.views(self.look)):
            self.put(look)
            self.count = None
            self.load()

    @on(ViewChosen)
    def choose_view(self, event: ViewChosen) -> None:
        self._turn(event.view - self.view)

    def action_next_view(self) -> None:
        self._turn(1)

    def action_previous_view(self) -> None:
        self._turn(-1)

    def _turn(self, by: int) -> None:
        if self.duty:
            self.duty = None
            self.query_one(TitleBar).say(title=self.HEADING)
        self.view = (self.view + by) % len(VIEWS)
        self.count = None
        self.load()

    @work
    async def action_next_overdue(self) -> None:
        """To the next line that is overdue, further down or from the top on."""
        table, today, left = self.table, self.house.today, NEAR
        for start, stop in ((table.cursor + 1, table.row_count), (0, table.cursor)):
            for first in range(start, min(stop, start + left), BLOCK):
                last = min(first + BLOCK, stop, start + left) - 1
                for row, line in enumerate(await table.lines(first, last), first):
                    if line.overdue(today):
                        table.move_to(row)
                        return
            left -= min(left, stop - start)
        self.house.say("这里没有别的逾期的" if left else f"往下 {NEAR} 件都没有逾期的，按 ] 看逾期")

    # --- actions ------------------------------------------------------------------------------------------------

    @on(RowActivated)
    def open_row(self, event: RowActivated) -> None:
        self.app.push_screen(self.screens.case(event.line.id, event.line.number))

    @on(RowGone)
    def say_gone(self) -> None:
        self.house.say("原来选中的那一件已不在这个视图里；要打开现在这一件，请再按一次")

    def action_open(self) -> None:
        self.table.action_select()

    def action_inspect(self) -> None:
        self.app.push_screen(self.screens.start())

    def action_scores(self) -> None:
        self.app.push_screen(self.screens.scores())

    def action_log(self) -> None:
        self.app.push_screen(self.screens.log())

    def action_owed(self) -> None:
        self.app.push_screen(self.screens.owed())

    def action_board(self) -> None:
        self.app.push_screen(self.screens.board())

    def action_export(self) -> None:
        self.export(self.legs)

    def export(self, chosen: Sequence[CaseFilter]) -> None:
        from inspect_engine.domain.people.authority import require
        from inspect_engine.ledger.choosing import legs

        try:
            require(self.house.person, "export")
            shown = legs(chosen)
        except InspectError as error:
            self.house.complain(error)
        else:
            self.app.push_screen(self.screens.export(shown))

    def action_refresh(self) -> None:
        self.load(stay=True)

    def action_leave(self) -> None:
        self.action_back()
