"""The score of one inspection: total, grade with its reasons, summary sheet, every sheet with its deductions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from inspect_engine.errors import InspectError
from inspect_tui.score_text import score_text
from inspect_tui.screens.page import Page

if TYPE_CHECKING:
    from inspect_engine.ledger.scores import Scored


class ScoreScreen(Page[None]):
    """Read from the ledger, and again whenever somebody wrote to it."""

    SCOPE = "score"
    HEADING = "评分"

    def __init__(self, inspection: str) -> None:
        super().__init__()
        self.inspection = inspection
        self.scored: Scored | None = None

    def body(self) -> ComposeResult:
        with VerticalScroll(id="score"):
            yield Static("正在评分", id="score-text", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(VerticalScroll).focus()
        self.load()

    def on_resize(self) -> None:
        self._draw()

    def ledger_changed(self) -> None:
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        try:
            self.scored = await self.aside(self.ledger.score, self.inspection)
        except InspectError as error:
            self.dismiss(None)
            self.house.complain(error)
        else:
            self._draw()

    def _draw(self) -> None:
        if self.scored:
            self.query_one("#score-text", Static).update(score_text(self.scored, self.size.width))

    def action_refresh(self) -> None:
        self.load()
