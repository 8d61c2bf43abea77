"""Several choices of a few, all of them in sight: digits mark, arrows move, the space bar marks where one is."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive

from inspect_engine.domain.words.forms import NONE
from inspect_tui.widgets.one_of import GAP, ROW, OneOf
from inspect_tui.words.text import plain


class Several(OneOf):
    """``value`` is the keys that were chosen, parted by commas, in the order of the choices; that there was none (NONE)
    is chosen like another, and goes with no other."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,ideographic_space", "mark", show=False),
        Binding("right", "step(1)", show=False),
        Binding("left", "step(-1)", show=False),
    ]
    at: reactive[int] = reactive(0)

    @property
    def chosen(self) -> list[str]:
        return [key for key in self.choices if key in self.value.split(",")]

    def render(self) -> Content:
        parts = []
        for number, (key, title) in enumerate(self.choices.items()):
            on = key in self.chosen
            label = Content.assemble("[x] " if on else "[ ] ", f"{number + 1} ", plain(title))
            label = label.stylize("bold reverse") if on else label
            label = label.stylize("underline") if number == self.at and self.has_focus else label
            parts.append(self.clickable(label, number))
        apart = GAP if sum(part.cell_length for part in parts) < ROW else "\n"
        return Content(apart).join(parts)

    def action_step(self, by: int) -> None:
        self.at = (self.at + by) % len(self.choices)

    def action_mark(self) -> None:
        self.pick(self.at)

    def pick(self, number: int) -> None:
        """Choose one more, or take it back."""
        self.at, key = number, list(self.choices)[number]
        marked = {*self.chosen} ^ {key}
        if len(marked) > 1:
            marked = {NONE} if key == NONE else marked - {NONE}
        self.value = ",".join(each for each in self.choices if each in marked)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()
