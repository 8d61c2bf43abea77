"""One choice of a few, all of them in sight: arrows or digits choose, also while an input method is on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widgets import Static

from inspect_tui.widgets.messages import Finished, Unheard
from inspect_tui.words.text import plain

GAP = "   "
ROW = 46
"""Choices wider than this together stand below each other, so that none is broken in two."""


class OneOf(Static, can_focus=True):
    """Choices by value; nothing is chosen to begin with."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space,ideographic_space", "step(1)", show=False),
        Binding("left", "step(-1)", show=False),
        Binding("enter", "finish", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    OWN_KEYS = frozenset({"step"})
    value: reactive[str] = reactive("")

    def __init__(self, choices: Mapping[str, str], value: str = "", id: str | None = None) -> None:
        super().__init__("", markup=False, id=id)
        self.choices = dict(choices)
        self.set_reactive(OneOf.value, value)

    @dataclass
    class Changed(Message):
        """Another choice was made."""

        value: str

    def watch_value(self, value: str) -> None:
        self.post_message(self.Changed(value))

    @property
    def width(self) -> int:
        """Cells that it takes where all choices stand on one line."""
        return sum(len(GAP) + 6 + plain(title).cell_length for title in self.choices.values())

    def render(self) -> Content:
        parts = []
        for number, (key, title) in enumerate(self.choices.items(), 1):
            on = key == self.value
            label = Content.assemble("(*) " if on else "( ) ", f"{number} ", plain(title))
            parts.append(self.clickable(label.stylize("bold reverse") if on else label, number - 1))
        apart = GAP if sum(part.cell_length for part in parts) < ROW else "\n"
        return Content(apart).join(parts)

    @staticmethod
    def clickable(label: Content, number: int) -> Content:
        """A choice that a click chooses, too; its number is what the click finds, on however many lines they stand."""
        return label.stylize(Style.from_meta({"choice": number}))

    def on_click(self, event: events.Click) -> None:
        if (number := event.style.meta.get("choice")) is not None:
            self.pick(number)

    def action_step(self, by: int) -> None:
        keys = list(self.choices)
        at = keys.index(self.value) + by if self.value in keys else (0 if by > 0 else -1)
        self.value = keys[at % len(keys)]

    def action_finish(self) -> None:
        self.post_message(Finished())

    def pick(self, number: int) -> None:
        """Choose by place."""
        self.value = list(self.choices)[number]

    def on_key(self, event: events.Key) -> None:
        """Digits 1–9 (full-width too) choose outright; Delete clears; other text is passed on, never swallowed."""
        typed = event.character or ""
        number = int(typed) if typed.isdecimal() else 0
        if 1 <= number <= len(self.choices):
            self.pick(number - 1)
            event.stop()
        elif event.key in ("delete", "backspace"):
            self.value = ""
            event.stop()
        elif event.is_printable and typed.strip():
            self.post_message(Unheard(typed))
            event.stop()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.post_message(Unheard(event.text))
