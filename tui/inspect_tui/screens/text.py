"""What a verb printed, to read, search and copy."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.widgets import TextArea

from inspect_tui.pages.dialogs import AskScreen
from inspect_tui.pages.found import FoundPage
from inspect_tui.views.things import Named, shown
from inspect_tui.views.verbs import Done


class TextScreen(FoundPage):
    """A text that scrolls; what tells of one thing leads to what can be done with it."""

    SCOPE = "text"
    HEADING = "办事"
    FIRST = "#text"
    _sought = ""

    def body(self) -> ComposeResult:
        yield TextArea("正在读取", id="text", read_only=True, soft_wrap=True, compact=True, highlight_cursor_line=False)

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
        self.text.text = done.text or "没有什么要说的"

    def action_wrap(self) -> None:
        """Long lines broken, or whole."""
        self.text.soft_wrap = not self.text.soft_wrap

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self.text.selected_text or self.text.text)
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
