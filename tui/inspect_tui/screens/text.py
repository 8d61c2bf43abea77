"""What a verb printed, to read, search and copy."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from inspect_tui.pages.dialogs import AskScreen
from inspect_tui.pages.found import FoundPage
from inspect_tui.views.things import Named, shown
from inspect_tui.views.verbs import Done
from inspect_tui.words.wrapping import wrapped

NOTHING = "没有什么要说的"
MARGIN = 4
"""Cells at the sides and for the scroll bar."""


class Printed(TextArea):
    """Nothing is typed here: the key that cuts a text elsewhere leads to 办事, as on other screens."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+k", "app.verbs", show=False)]


class TextScreen(FoundPage):
    """A text that scrolls; what tells of one thing leads to what can be done with it."""

    SCOPE = "text"
    HEADING = "办事"
    FIRST = "#text"
    _sought = ""
    _folded = True

    def body(self) -> ComposeResult:
        yield Printed("正在读取", id="text", read_only=True, soft_wrap=False, compact=True, highlight_cursor_line=False)

    @property
    def named(self) -> Named | None:
        return shown(self.verb, self.given)

    @property
    def text(self) -> TextArea:
        return self.query_one("#text", TextArea)

    def ledger_changed(self) -> None:
        if self.named:
            self.load()

    def show(self, done: Done) -> None:
        self._draw(done)

    def on_resize(self) -> None:
        if self.done:
            self._draw(self.done)

    def _draw(self, done: Done) -> None:
        lines = (done.text or NOTHING).split("\n")
        width = max(self.size.width - MARGIN, 1)
        self.text.text = "\n".join(wrapped(line, width) for line in lines) if self._folded else "\n".join(lines)

    def action_wrap(self) -> None:
        """Long lines broken, or whole."""
        self._folded = not self._folded
        if self.done:
            self._draw(self.done)

    def action_copy(self) -> None:
        """What is selected, else all of it, its lines as they came."""
        self.app.copy_to_clipboard(self.text.selected_text or (self.done.text if self.done else ""))
        self.house.say("已复制" + ("选中的" if self.text.selected_text else "全文"))

    @work
    async def action_search(self) -> None:
        sought = await self.app.push_screen_wait(AskScreen("找什么字？", self._sought))
        if sought:
            self._sought = sought
            self.action_next()

    def action_next(self) -> None:
        """The next place where it says so; after the last, the first."""
        lines = self.text.text.split("\n")
        row, column = self.text.selection.end
        order = [*range(row, len(lines)), *range(row + 1)]
        for n, at in enumerate(order):
            found = lines[at].find(self._sought, column if n == 0 else 0) if self._sought else -1
            if found >= 0:
                self.text.move_cursor((at, found))
                self.text.move_cursor((at, found + len(self._sought)), select=True)
                return
        self.house.say(f"没有“{self._sought}”")
