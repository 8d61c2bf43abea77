"""The score of one inspection: total, grade with its reasons, summary sheet, every sheet with its deductions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from inspect_tui.pages.live import LivePage
from inspect_tui.words.scores import score_text

if TYPE_CHECKING:
    from inspect_engine.ledger.scores import Scored


class ScoreScreen(LivePage[None]):
    """Read from the ledger, and again whenever somebody wrote to it."""

    SCOPE = "score"
    HEADING = "评分"
    FIRST = "#score"

    def __init__(self, inspection: str) -> None:
        super().__init__()
        self.inspection = inspection
        self.scored: Scored | None = None

    def body(self) -> ComposeResult:
        with VerticalScroll(id="score"):
            yield Static("正在评分", id="score-text", markup=False)

    def on_resize(self) -> None:
        self._draw()

    async def renew(self) -> None:
        self.scored = await self.aside(self.ledger.scores.get, self.inspection)
        self._draw()

    def _draw(self) -> None:
        if self.scored:
            self.query_one("#score-text", Static).update(score_text(self.scored, self.size.width))
