"""Inspections by checklists that score, newest first: Enter shows the score of one."""

from __future__ import annotations

from textual.content import Content

from inspect_tui.pages.list import ListPage
from inspect_tui.pages.live import LivePage
from inspect_tui.views.inspections import Started, read_scored
from inspect_tui.words.inspections import started_text
from inspect_tui.words.text import GOOD, WARN, plain

MOST = 300
CHOOSE = "选一次检查，看总分、等级和各分项表"
NONE = "还没有评分的检查"


class ScoresScreen(LivePage[None], ListPage[None]):
    """One list."""

    SCOPE = "scores"
    HEADING = "评分"

    async def renew(self) -> None:
        found = await self.aside(read_scored, self.ledger)
        more = f"；另有更早的 {len(found) - MOST} 次，用 inspect-engine score 看" if len(found) > MOST else ""
        self.fill(plain(CHOOSE + more if found else NONE), ((one.id, _row(one)) for one in found[:MOST]))

    def choose(self, key: str) -> None:
        self.app.push_screen(self.screens.score(key))


def _row(one: Started) -> Content:
    state = plain("已完成  ", GOOD) if one.finished else plain("未完成  ", WARN)
    return Content.assemble(state, started_text(one))
