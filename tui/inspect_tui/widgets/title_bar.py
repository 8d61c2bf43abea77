"""The line on top: where we are, whose desk this is, what day it is; whether it is a rehearsal, or out of reach."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from inspect_tui.words.text import one_line

REHEARSAL, UNREAD = " 演练 ", " 台账读不到 "


class TitleBar(Static):
    """``title`` left; person and day right, as far as they fit."""

    def __init__(self, title: str) -> None:
        super().__init__(Content.styled(one_line(title), "bold"), markup=False)  # in the very first frame, too
        self._title = title
        self._right = ""
        self._rehearsal = self._unread = False

    def say(
        self,
        *,
        title: str | None = None,
        right: str | None = None,
        rehearsal: bool | None = None,
        unread: bool | None = None,
    ) -> None:
        """Change what is given, keep the rest."""
        self._title = self._title if title is None else title
        self._right = self._right if right is None else right
        self._rehearsal = self._rehearsal if rehearsal is None else rehearsal
        self._unread = self._unread if unread is None else unread
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        mark = (UNREAD if self._unread else "") + (REHEARSAL if self._rehearsal else "")
        title, right = one_line(self._title), one_line(self._right)
        room = self.size.width - cell_len(title) - cell_len(mark) - 1
        if cell_len(right) > room:
            right = right.split("  ")[0] if cell_len(right.split("  ")[0]) <= room else ""
        gap = " " * max(1, room - cell_len(right) + 1)
        self.update(Content.assemble((title, "bold"), " ", (mark, "reverse bold"), gap[1:], right))
