"""Totals: found, open, overdue, closed, rates, and bars by state, region and pack."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.figures import Board, Rate
from inspect_engine.domain.words.wording import kind_title
from inspect_engine.errors import InspectError
from inspect_tui.screens.confirm import AskScreen
from inspect_tui.screens.page import Page
from inspect_tui.text import BAD, MUTED, heading, one_line, plain, stack
from inspect_tui.widgets.columns import fit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LABEL = 16
COUNTS = {"发现": "found", "未销号": "open", "逾期": "overdue", "整改销号": "rectified"}
COUNTS |= {"立行立改": "on_the_spot", "撤销": "withdrawn", "重大": "major", "待定级": "pending"}


def rate_line(title: str, rate: Rate) -> Content:
    """Numerator and denominator beside the percentage; none of nothing."""
    shown = f"{rate.percent}%" if rate.percent is not None else "（无）"
    return Content.assemble(fit(title, LABEL), (fit(shown, 9), "bold"), (f"{rate.part} / {rate.whole}", MUTED))


def bar(label: str, part: int, whole: int, width: int, style: str = "on $primary") -> Content:
    """A bar of blanks on colour, its number beside it: block characters are two cells wide in some terminals."""
    cells = max(1, round(width * part / whole)) if part and whole else 0
    return Content.assemble(fit(one_line(label), LABEL), (" " * cells, style), f" {part}")


def board_text(board: Board, width: int, region: Callable[[str], str]) -> Content:
    room = max(8, min(60, width - LABEL - 12))
    counts = (("发现", board.found), ("未销号", board.open), ("逾期", board.overdue), ("整改销号", board.rectified))
    more = (
        ("立行立改", board.on_the_spot),
        ("撤销", board.withdrawn),
        ("重大", board.major),
        ("待定级", board.pending),
    )
    lines = [heading(f"截至 {board.as_of}")]
    for title, number in (*counts, *more):
        lines.append(bar(title, number, board.found, room, "on $error" if title == "逾期" else "on $primary"))
    lines += [plain(""), heading("比率")]
    lines.append(rate_line("整改率", board.closure_rate))
    lines.append(rate_line("按期整改率", board.in_time_rate))
    lines.append(rate_line("重大隐患整改率", board.major_closure_rate))
    lines += [plain(""), heading("分状态")]
    lines += [bar(state, number, board.found, room) for state, number in board.by_state.items()]
    lines += _groups("分区划", {region(code): group for code, group in board.by_region.items()}, room)
    lines += _groups("分专项", board.by_pack, room)
    if board.registered:
        kinds = {kind_title(kind): group for kind, group in board.registered.items()}
        lines += _groups("登记事项", kinds, room, "办结")
    return stack(lines)


def _groups(title: str, groups: Mapping[str, Mapping[str, int]], room: int, ended: str = "销号") -> list[Content]:
    most = max((group["found"] for group in groups.values()), default=0)
    lines = [plain(""), heading(title)]
    for name, group in groups.items():
        late = plain(f"，逾期 {group['overdue']}", BAD) if group["overdue"] else plain("")
        rest = plain(f"（未{ended} {group['open']}，已{ended} {group['closed']}", MUTED)
        lines.append(Content.assemble(bar(name, group["found"], most, room // 2), rest, late, plain("）", MUTED)))
    return lines


class BoardScreen(Page[None]):
    """Totals as of a day, recomputed from the ledger's events."""

    SCOPE = "board"
    HEADING = "统计"

    def __init__(self) -> None:
        super().__init__()
        self.as_of: date | None = None

    def body(self) -> ComposeResult:
        with VerticalScroll(id="board"):
            yield Static("正在统计", id="board-text", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(VerticalScroll).focus()
        self.load()

    def on_resize(self) -> None:
        self.load()

    def ledger_changed(self) -> None:
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        try:
            board = await self.aside(self.ledger.board, self.as_of)
        except InspectError as error:
            self.house.complain(error)
            return
        text = board_text(board, self.size.width, self.ledger.region_name)
        self.query_one("#board-text", Static).update(text)

    def action_refresh(self) -> None:
        self.load()

    @work
    async def action_as_of(self) -> None:
        """Ask for a day; an empty answer means today."""
        before = (self.as_of or self.house.today).isoformat()
        typed = await self.app.push_screen_wait(AskScreen("统计截至哪一天？（例：2022-02-17，空着就是今天）", before))
        if typed is None:
            return
        try:
            self.as_of = parse_date(typed) if typed else None
        except ValueError as error:
            self.house.say(str(error))
            return
        self.load()
