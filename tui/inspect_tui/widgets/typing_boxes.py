"""Where people type. Pasted control characters are spelled out, tabs are blanks, and pasted lines are never lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input, TextArea

from inspect_engine.domain.words.text import display
from inspect_tui.views.completing import Hits
from inspect_tui.widgets.messages import Finished
from inspect_tui.words.text import one_line


class LineBox(Input):
    """One line; several pasted lines are joined with a visible ``；``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    OWN_KEYS = frozenset[str]()

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(display(value), placeholder=placeholder, id=id, compact=True, select_on_focus=False)

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.replace(one_line(event.text.replace("\t", " ")), *self.selection)


class CompletedBox(LineBox):
    """One line that offers what it may mean: while something is offered, the arrows move through that before they lead
    out of the field, and Enter takes what is marked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
    ]

    @dataclass
    class Moved(Message):
        """Another of what is offered was marked."""

    @dataclass
    class Taken(Message):
        """What was marked stands in the field now; ``told`` is how it was shown."""

        told: str

    def __init__(self, value: str = "") -> None:
        super().__init__(value)
        self.hits = Hits()

    def offer(self, hits: Hits) -> None:
        self.hits = hits
        self.post_message(self.Moved())

    def action_move(self, by: int) -> None:
        at = self.hits.at + by
        if not self.hits.found or not 0 <= at < len(self.hits.found):
            self.screen.focus_next() if by > 0 else self.screen.focus_previous()
        else:
            self.offer(replace(self.hits, at=at))

    async def action_submit(self) -> None:
        """Take what is marked, and go on."""
        taken = self.hits.found[self.hits.at] if self.hits.at >= 0 else None
        self.offer(Hits())
        if taken:
            with self.prevent(Input.Changed):
                self.value = taken.text
            self.cursor_position = len(self.value)
            self.post_message(self.Taken(taken.told))
        await super().action_submit()


class TextBox(TextArea):
    """Free text that wraps and grows; Enter goes on to the next field, alt+Enter and ctrl+j start a new line.

    Up on its first line and Down on its last lead out of it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "finish", show=False, priority=True),
        Binding("alt+enter,shift+enter,ctrl+j", "new_line", show=False, priority=True),
    ]
    OWN_KEYS = frozenset({"new_line"})

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(
            display(value, lines=True), placeholder=placeholder, id=id, compact=True, highlight_cursor_line=False
        )
        self.move_cursor(self.document.end)

    def action_finish(self) -> None:
        self.post_message(Finished())

    def action_cursor_down(self, select: bool = False) -> None:
        if not select and self.navigator.is_last_wrapped_line(self.selection.end):
            self.screen.focus_next()
        else:
            super().action_cursor_down(select)

    def action_cursor_up(self, select: bool = False) -> None:
        if not select and self.navigator.is_first_wrapped_line(self.selection.end):
            self.screen.focus_previous()
        else:
            super().action_cursor_up(select)

    def action_new_line(self) -> None:
        self.insert("\n")

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        text = display(event.text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "), lines=True)
        self.move_cursor(self.replace(text, *self.selection, maintain_selection_offset=False).end_location)
