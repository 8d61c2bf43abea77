"""Every key of the screen one comes from, searchable by Chinese, pinyin initials or key."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from inspect_tui.actions import SCOPES, Action, fills
from inspect_tui.pages.page import Page
from inspect_tui.widgets.typing_boxes import LineBox
from inspect_tui.words.text import MUTED, fit, hanging, heading, stack

KEYS, TITLE, EDGES = 20, 12, 4
NOTES = "输入法打开时字母键到不了程序：请用 F 键、ctrl 键（写作 ^），或按 ^p 用中文、拼音首字母找操作。"


def matches(action: Action, part: str) -> bool:
    """Whether any name or key of an action contains what was typed."""
    return part.lower() in f"{action.title} {action.pinyin} {action.shown} {action.tooltip} {action.id}".lower()


class HelpScreen(Page[None]):
    """A list, generated from the registry of actions."""

    SCOPE = "help"
    HEADING = "帮助"
    FIRST = "#part"

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def body(self) -> ComposeResult:
        yield LineBox(id="part", placeholder="搜索：中文、拼音首字母或按键")
        with VerticalScroll(id="help-rows", can_focus=True):
            yield Static("", id="help-text", markup=False)

    def on_mount(self) -> None:
        self._draw("")

    @on(Input.Changed)
    def search(self) -> None:
        self._draw(self.query_one(LineBox).value.strip())

    def on_resize(self) -> None:
        self.search()

    def _draw(self, part: str) -> None:
        groups = {"这一屏": SCOPES.get(self.scope, ()), "填写": SCOPES["form"], "列表里移动": SCOPES["list"]}
        groups["任何地方"] = SCOPES["app"]
        if not fills(self.scope):
            del groups["填写"]
        if self.scope == "app":
            del groups["这一屏"]
        lines = []
        for title, actions in groups.items():
            found = [action for action in actions if matches(action, part)]
            if found:
                lines += [heading(title), *(_row(action, self.size.width - EDGES) for action in found), Content("")]
        self.query_one("#help-text", Static).update(stack([*lines, Content.styled(NOTES, MUTED)]))


def _row(action: Action, width: int) -> Content:
    """What it does stands beside keys and title, on however many lines."""
    before = Content.assemble((fit(action.shown, KEYS), "bold $text-accent"), fit(action.title, TITLE))
    told = hanging(" " * before.cell_length, action.tooltip, width, MUTED)
    return before + told[before.cell_length :]
