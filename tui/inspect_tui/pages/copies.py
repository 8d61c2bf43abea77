"""Asks which of several texts is to be copied."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from inspect_tui.pages.dialogs import Dialog
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.words.text import MUTED, fit, plain

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
