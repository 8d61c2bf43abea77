"""复制: a number, a line or a whole text to the clipboard of whoever sits at the terminal, be it far away (OSC 52)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ScreenResultType
from textual.widgets import OptionList, Static

from inspect_tui.pages.dialogs import Dialog
from inspect_tui.pages.page import Page
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.words.columns import due_text
from inspect_tui.words.text import MUTED, fit, plain, reader

if TYPE_CHECKING:
    from datetime import date

    from inspect_engine.domain.cases import CaseLine

NUMBER, LINE, WHOLE = "编号", "整行", "全文"
SHOWN = 56
"""Cells of what is to be copied that are shown beside its name."""


class CopyScreen(Dialog[str | None]):
    """Which of several texts is meant; gives back its name."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__("复制什么？")
        self.texts = texts

    def body(self) -> ComposeResult:
        yield Static(plain(self.heading, "bold"))
        yield Static(Content.styled("按数字，或选中后按 Enter；按 Esc 或 F12 取消", MUTED))
        yield PickList(classes="rows")

    def on_mount(self) -> None:
        rows = enumerate(self.texts.items(), 1)
        first = ((name, f"{n} {name}  ", text.split("\n", 1)[0]) for n, (name, text) in rows)
        self.query_one(PickList).fill((name, plain(head + fit(text, SHOWN).rstrip())) for name, head, text in first)

    def on_key(self, event: events.Key) -> None:
        typed = unicodedata.normalize("NFKC", event.character or "")
        if typed.isdecimal() and 1 <= int(typed) <= len(self.texts):
            event.stop()
            self.dismiss(list(self.texts)[int(typed) - 1])

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)


class CopyingPage(Page[ScreenResultType]):
    """A page with something to copy."""

    async def texts(self) -> Mapping[str, str]:
        """What can be copied, by its name; nothing where nothing is there."""
        raise NotImplementedError

    @work
    async def action_copy(self) -> None:
        texts = {name: _safe(text) for name, text in (await self.texts()).items()}
        if not texts:
            self.house.say("没有可复制的")
        elif name := await self.app.push_screen_wait(CopyScreen(texts)):
            self.app.copy_to_clipboard(texts[name])
            self.house.say(f"已复制{name}：{texts[name]}" if name == NUMBER else f"已复制{name}")


def _safe(text: str) -> str:
    """As he may see it, made safe; tabs stay, by which a line is parted for a spreadsheet."""
    return "\t".join(reader.shown(part, lines=True) for part in text.split("\t"))


def line_text(line: CaseLine, today: date) -> str:
    """A line as a spreadsheet takes it: parted by tabs."""
    cells = (line.number, line.title, line.subject_name, line.party, line.state_title, due_text(line, today))
    return "\t".join(" ".join(str(cell or "").split()) for cell in cells)
