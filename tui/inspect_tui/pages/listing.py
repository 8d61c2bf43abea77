"""What would become, or became, of several cases: a line for each, and perhaps a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from inspect_tui.pages.dialogs import CONFIRM_RULE, YES, Dialog
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.typing_boxes import LineBox
from inspect_tui.words.text import BAD, MUTED, one_line, plain


@dataclass(frozen=True)
class Listed:
    """One case: what is told of it, or ``why`` not."""

    number: str
    title: str
    told: str
    why: str = ""


class ListingScreen(Dialog[bool]):
    """Gives back whether the person typed ``y``, where it ``asks``; what cannot be done comes first."""

    BINDINGS = [("pagedown", "scroll(1)"), ("pageup", "scroll(-1)")]  # noqa: RUF012

    def __init__(self, title: str, rows: Sequence[Listed], *, asks: bool) -> None:
        super().__init__(title)
        self.rows = sorted(rows, key=lambda row: not row.why)
        self.asks = asks

    def body(self) -> ComposeResult:
        yield Static(plain(self.heading, "bold"))
        with VerticalScroll(classes="listing", can_focus=False):
            yield Static(Content("\n").join(_lines(self.rows)))
        rule = CONFIRM_RULE if self.asks else "按 Enter 或 Esc 关闭"
        yield Static(Content.styled(f"{rule}；PgUp、PgDn 翻页", MUTED))
        yield LineBox(id="yes")
        yield Banner()

    def on_mount(self) -> None:
        self.query_one(LineBox).focus()

    def action_scroll(self, pages: int) -> None:
        box = self.query_one(VerticalScroll)
        box.scroll_relative(y=pages * max(1, box.size.height - 1), animate=False)

    @on(Input.Submitted)
    def decide(self, event: Input.Submitted) -> None:
        if not self.asks:
            self.dismiss(False)
        elif event.value.strip() in YES:
            self.dismiss(True)
        else:
            self.query_one(Banner).tell("没有确认：" + CONFIRM_RULE)


def _lines(rows: Iterable[Listed]) -> list[Content]:
    return [
        Content.assemble(
            plain(row.number, "bold"),
            " ",
            plain(one_line(row.title)[:18]),
            "  ",
            plain(one_line(row.why or row.told), BAD if row.why else ""),
        )
        for row in rows
    ]
