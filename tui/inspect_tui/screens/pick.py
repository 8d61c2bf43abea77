"""One of a few rows, chosen above whatever is in sight."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from inspect_tui.pages.dialogs import Dialog
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.words.text import MUTED, plain


class PickScreen(Dialog[str | None]):
    """Gives back the key of the row that was chosen; ``here`` is highlighted."""

    SCOPE = "pick"
    HINT = "Enter 选中，Esc 返回"

    def __init__(self, title: str, rows: Mapping[str, str], here: str = "") -> None:
        super().__init__(title)
        self.rows = rows
        self.here = here

    def body(self) -> ComposeResult:
        yield Static(plain(self.heading, "bold"))
        yield Static(Content.styled(self.HINT, MUTED))
        yield PickList(id="rows", classes="rows")

    def on_mount(self) -> None:
        rows = self.query_one(PickList)
        rows.fill((key, plain(title)) for key, title in self.rows.items())
        if self.here in self.rows:
            rows.highlighted = list(self.rows).index(self.here)
        rows.focus()

    def action_select(self) -> None:
        self.query_one(PickList).action_select()

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)
