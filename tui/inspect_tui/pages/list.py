"""What lists share: a line of words, rows to choose from, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ScreenResultType
from textual.widgets import OptionList, Static

from inspect_tui.pages.page import Page
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.pick_list import PickList


class ListPage(Page[ScreenResultType]):
    """Rows are filled in by id and chosen with Enter or a click; until there are any, keys wait."""

    FIRST = "#rows"
    _filled = False

    def body(self) -> ComposeResult:
        yield Static("正在读取", id="lead", classes="lead", markup=False)
        yield PickList(id="rows")
        yield Banner()

    def fill(self, lead: Content | str, rows: Iterable[tuple[str, Content]]) -> None:
        """Show (id, prompt) rows under ``lead``, which also says when there are none; the mark stays on its row."""
        self.query_one("#lead", Static).update(lead)
        self.query_one(PickList).fill(rows)
        self._filled = True

    @property
    def ready(self) -> bool:
        return self._filled

    def action_select(self) -> None:
        self.query_one(PickList).action_select()

    @on(OptionList.OptionSelected)
    def select(self, event: OptionList.OptionSelected) -> None:
        self.choose(event.option_id or "")

    def choose(self, key: str) -> None:
        """What a row leads to."""
        raise NotImplementedError
