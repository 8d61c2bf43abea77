"""Where one types what is looked for: the arrows move through what was found below, Enter takes it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from inspect_tui.widgets.pick_list import PickList
from inspect_tui.widgets.typing_boxes import LineBox


class SearchBox(LineBox):
    """Moves the mark of the one list on its screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move('cursor_down')", show=False),
        Binding("up", "move('cursor_up')", show=False),
        Binding("pagedown", "move('page_down')", show=False),
        Binding("pageup", "move('page_up')", show=False),
        Binding("home", "move('first')", show=False),
        Binding("end", "move('last')", show=False),
    ]

    def action_move(self, how: str) -> None:
        getattr(self.screen.query_one(PickList), f"action_{how}")()
