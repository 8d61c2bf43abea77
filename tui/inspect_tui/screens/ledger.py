"""The home screen: the ledger of hazards, its views and filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.timer import Timer
from textual.widgets import Input, Static

from inspect_engine.errors import InspectError
from inspect_tui.pages.page import Page
from inspect_tui.views.ledger import MINE, VIEWS, CaseWindow
from inspect_tui.views.things import CASE, Named
from inspect_tui.widgets.ledger_table import LedgerTable
from inspect_tui.widgets.messages import Counted, ReadingFailed, RowActivated, RowGone, RowHighlighted
from inspect_tui.widgets.typing_boxes import LineBox
from inspect_tui.widgets.view_bar import FilterBar, ViewBar, empty_text

if TYPE_CHECKING:
    from inspect_engine.ledger import CaseFilter

DEBOUNCE = 0.15
FILTER_HINT = "文字，或 状态:整改中 等级:重大 种类:房屋 单位: 对象: 区划:5306 专项:gas"


class LedgerScreen(Page[None]):
    """Lists hazards under a view and a filter; opens one; leads to inspections and totals."""

    SCOPE = "ledger"
    HEADING = "隐患台账"
    FIRST = "#table"
    WIDE = 120

    def __init__(self) -> None:
        super().__init__()
        self.view = 1
        self.by_due = False
        self.typed = ""
        self.fault = ""
        self.count: int | None = None
        self.legs: Sequence[CaseFilter] = ()
        self.owed = self.untold = 0
        self._typing: Timer | None = None
        self._stale = True

    def body(self) -> ComposeResult:
        yield ViewBar()
        yield FilterBar()
        yield LineBox(id="filter", placeholder=FILTER_HINT)
        with Horizontal():
            with Vertical():
                yield LedgerTable(id="table")
                yield Static("", id="empty", markup=False)
            with VerticalScroll(id="detail", can_focus=False):
                yield Static("", id="detail-text", markup=False)

    def on_mount(self) -> None:
        self.query_one("#filter").disabled = True
        self._draw_views()

    # --- reading ------------------------------------------------------------------------------------------------

    @property
    def ready(self) -> bool:
        """Keys wait for the lines they act on; what is typed into the filter does not wait for what it finds."""
        return isinstance(self.focused, LineBox) or (not self._stale and self.query_one(LedgerTable).settled)

    @property
    def named(self) -> Named | None:
        line = self.query_one(LedgerTable).highlighted
        return (CASE, (line.number,)) if line else None

    def ledger_changed(self) -> None:
        self.load(stay=True)

    def load(self, *, stay: bool = False) -> None:
        """Show the ledger under the view and filter of now; with ``stay`` it is the same list, read again."""
        self._stale = self._stale or not stay
        self._load(stay=not self._stale)

    @work(exclusive=True, group="load")
    async def _load(self, *, stay: bool) -> None:
        from inspect_tui.views import filters  # brings pydantic, for which the first paint does not wait

        today = self.house.today
        words = filters.Vocabulary({}, ())
        if self.view == MINE or "状态" in self.typed:
            words = await self.aside(filters.vocabulary, self.ledger, self.house.person)
        base, place = filters.base_filter(self.view, today, self.house.person.name), self.ledger.desk.region_sought
        reading = filters.read(self.typed, base, words.states, place)
        self.fault = reading.fault
        self.legs = filters.legs(self.view, reading, words)
        source = CaseWindow(self.ledger, self.legs, self.by_due)
        self.query_one(LedgerTable).show(source, today, stay=stay)
        self._stale = False
        self._draw_views()
        self.owed = await self.aside(self.ledger.countersigning.count)
        self.untold = await self.aside(self.ledger.cases.untold) if "supervisor" in self.house.person.roles else 0
        self._draw_views()

    @on(Counted)
    def counted(self, event: Counted) -> None:
        self.count = event.count
        self._draw_views()
        empty = event.count == 0
        self.query_one(LedgerTable).set_class(empty, "bare")
        self.query_one("#empty").display = empty
        if empty:
            self.query_one("#empty", Static).update(empty_text(self.view, self.typed))
            self.query_one("#detail-text", Static).update("")

    @on(ReadingFailed)
    def failed(self, event: ReadingFailed) -> None:
        self.house.complain(event.error)

    # --- drawing ------------------------------------------------------------------------------------------------

    def _draw_views(self) -> None:
        self.query_one(ViewBar).draw(self.view, self.count, by_due=self.by_due)
        self.query_one(FilterBar).draw(self.typed, self.fault, self.owed, self.untold)

    @on(RowHighlighted)
    def highlight(self) -> None:
        if self.has_class("wide"):
            self.set_timer(0.08, self._draw_detail)

    def _draw_detail(self) -> None:
        from inspect_tui.words.cases import line_text  # brings pydantic too

        line = self.query_one(LedgerTable).highlighted
        if line:
            region = self.ledger.desk.region_name(line.region)
            self.query_one("#detail-text", Static).update(line_text(line, region, self.house.today))

    # --- filter -------------------------------------------------------------------------------------------------

    def action_filter(self) -> None:
        box = self.query_one("#filter", LineBox)
        box.display, box.disabled = True, False
        box.focus()

    @on(Input.Changed, "#filter")
    def typed_filter(self) -> None:
        if self._typing:
            self._typing.stop()
        self._typing = self.set_timer(DEBOUNCE, self._apply_filter)

    def _apply_filter(self) -> None:
        typed = self.query_one("#filter", LineBox).value.strip()
        if typed != self.typed:
            self.typed = typed
            self.load()

    @on(Input.Submitted, "#filter")
    def close_filter(self) -> None:
        self._apply_filter()
        box = self.query_one("#filter")
        box.display, box.disabled = False, True
        self.query_one(LedgerTable).focus()

    def action_clear(self) -> None:
        box = self.query_one("#filter", LineBox)
        box.value = ""
        self.close_filter()

    # --- actions ------------------------------------------------------------------------------------------------

    @on(RowActivated)
    def open_row(self, event: RowActivated) -> None:
        self.app.push_screen(self.screens.case(event.line.id, event.line.number))

    @on(RowGone)
    def say_gone(self) -> None:
        self.house.say("原来选中的那一件已不在这个视图里；要打开现在这一件，请再按一次")

    def action_open(self) -> None:
        self.query_one(LedgerTable).action_select()

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
        from inspect_engine.domain.people.authority import require
        from inspect_engine.ledger.choosing import legs

        try:
            require(self.house.person, "export")
            shown = legs(self.legs)
        except InspectError as error:
            self.house.complain(error)
        else:
            self.app.push_screen(self.screens.export(shown))

    def action_next_view(self) -> None:
        self._turn(1)

    def action_previous_view(self) -> None:
        self._turn(-1)

    def _turn(self, by: int) -> None:
        self.view = (self.view + by) % len(VIEWS)
        self.count = None
        self.load()

    def action_order(self) -> None:
        self.by_due = not self.by_due
        self.load()

    def action_refresh(self) -> None:
        self.load(stay=True)

    def action_leave(self) -> None:
        self.house.action_quit()
