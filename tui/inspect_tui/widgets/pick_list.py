"""Short lists to choose from, moved through like every other list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from inspect_tui.actions import SCOPES, bindings, full_width
from inspect_tui.widgets.messages import Unheard
from inspect_tui.words.text import plain

MOVES = {twin for action in SCOPES["list"] for key in action.typed for twin in (key, *full_width(key))}
"""Letters that are keys of a list."""


class PickList(OptionList):
    """An OptionList with the keys of the ledger, and prompts that are never markup."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("list")]
    highlighted: reactive[int | None] = reactive(None, repaint=False)

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False, compact=True)

    def fill(self, rows: Iterable[tuple[str, Content]]) -> None:
        """Show (id, prompt) rows; the highlight stays with its id, and goes to the first row when that is gone."""
        before = self.chosen
        self.set_options(Option(prompt, id=key) for key, prompt in rows)
        if self.option_count:
            self.highlighted = next((n for n, option in enumerate(self.options) if option.id == before), 0)

    def watch_highlighted(self, before: int | None, now: int | None) -> None:  # type: ignore[override]
        """Draw the two rows that look otherwise now, not all of them."""
        super().watch_highlighted(now)
        lines, heights = self._index_to_line, self._heights
        for row in (before, now):
            if row is not None and row in lines:
                self.refresh(Region(0, lines[row] - self.scroll_offset.y, self.outer_size.width, heights[row]))

    def action_page_down(self) -> None:
        super().action_page_down()  # type: ignore[no-untyped-call]

    def action_page_up(self) -> None:
        super().action_page_up()  # type: ignore[no-untyped-call]

    @property
    def chosen(self) -> str | None:
        """Id of the highlighted row."""
        option = self.highlighted_option
        return option.id if option else None


@dataclass(frozen=True)
class Choice:
    """One row of a :class:`TickList`."""

    key: str
    title: str
    detail: str = ""


class TickList(PickList):
    """A list in which several rows may be ticked, each marked ``[x]``."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space,ideographic_space,enter", "tick", show=False)]

    class Ticked(Message):
        """A row was ticked, or no more, by a key."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.choices: Sequence[Choice] = ()
        self.ticked: list[str] = []

    def on_key(self, event: events.Key) -> None:
        """Words are no keys of a list: they are passed on, never swallowed."""
        typed = (event.character or "").strip()
        if event.is_printable and typed and typed not in MOVES:
            event.stop()
            self.post_message(Unheard(typed))

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.post_message(Unheard(event.text))

    def hold(self, keys: Sequence[str]) -> None:
        """Have just these rows ticked, wherever they are."""
        self.ticked = list(keys)
        self._draw()

    def offer(self, choices: Sequence[Choice]) -> None:
        """Other rows to choose from; what is ticked stays ticked, seen or not."""
        self.choices = choices
        self._draw()

    def action_tick(self) -> None:
        key = self.chosen
        if key is None:
            return
        if key in self.ticked:
            self.ticked.remove(key)
        else:
            self.ticked.append(key)
        self._draw()
        self.post_message(self.Ticked())

    def tick(self, key: str) -> None:
        """Tick one row, wherever it is."""
        if key not in self.ticked:
            self.ticked.append(key)
        self._draw()

    def _draw(self) -> None:
        self.fill((choice.key, self._prompt(choice)) for choice in self.choices)

    def _prompt(self, choice: Choice) -> Content:
        mark = "[x] " if choice.key in self.ticked else "[ ] "
        return Content.assemble(mark, plain(choice.title), ("  ", ""), plain(choice.detail, "$foreground-muted"))
