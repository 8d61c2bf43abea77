"""The mouse does what keys do; what is copied is said, and harmless; colours are gone through and remembered."""

from __future__ import annotations

import base64

from inspect_tui.screens.case import CaseScreen
from inspect_tui.widgets.hint_bar import HintBar
from inspect_tui.widgets.one_of import OneOf
from inspect_tui.widgets.several import Several
from rich.cells import cell_len

from tests.screens.conftest import Desk, Hand


async def click_word(hand: Hand, widget: object, word: str) -> None:
    """Click a word within a widget of one line."""
    text = widget.render().plain  # type: ignore[attr-defined]
    assert word in text, text
    x = widget.styles.padding.left + cell_len(text[: text.index(word)])  # type: ignore[attr-defined]
    await hand.pilot.click(widget, offset=(x, 0))  # type: ignore[arg-type]
    await hand.obeyed()


async def test_hints_are_clicked(desk: Desk) -> None:
    """Promise: each hint of the bar does what its key does."""
    desk.hazard()
    async with desk.open() as hand:
        await hand.until("共 1 条")
        await click_word(hand, hand.app.screen.query_one(HintBar), "打开")
        await hand.until(lambda: isinstance(hand.app.screen, CaseScreen))


async def test_choices_are_clicked(desk: Desk) -> None:
    """Promise: one of several, and several of them, on whichever line they stand."""
    async with desk.open() as hand:
        one, many = OneOf({"a": "甲", "b": "乙"}), Several({"a": "甲", "b": "乙" * 40, "c": "丙"})
        await hand.app.screen.mount(one, many)
        await hand.pilot.pause()
        await click_word(hand, one, "乙")
        assert one.value == "b"
        for y in (0, 2):
            await hand.pilot.click(many, offset=(2, y))
        await hand.obeyed()
        assert many.value == "a,c"


async def test_a_number_a_line_or_all_is_copied(desk: Desk) -> None:
    """Promise: y asks which, the clipboard has it, what was copied is said; control characters are spelled out."""
    desk.hazard(note="甲\x1b]0;x\x07")
    async with desk.open() as hand:
        await hand.until("共 1 条")
        number = hand.app.screen.named[1][0]  # type: ignore[attr-defined]
        for digit, said in (("1", number), ("2", "整行"), ("3", "全文")):
            await hand.press("y")
            await hand.until("复制什么")
            await hand.press(digit)
            await hand.until(f"已复制{'编号：' if digit == '1' else ''}{said}")
            assert number in hand.app.clipboard
            assert not {"\x1b", "\x07"} & set(hand.app.clipboard)
            assert ("\t" in hand.app.clipboard) == (digit == "2")
        assert base64.b64encode(hand.app.clipboard.encode())
        assert hand.app.clipboard.count("\n") > 3


async def test_colours_are_gone_through_and_come_back(desk: Desk) -> None:
    """Promise: dark, light, high contrast; the next time it is the last one."""
    async with desk.open() as hand:
        seen = []
        for _ in range(3):
            await hand.press("ctrl+t")
            seen.append(hand.app.theme)
        assert seen == ["textual-light", "inspect-contrast", "textual-dark"]
        await hand.press("ctrl+t")
        await hand.press("ctrl+t")
        await hand.until(lambda: hand.app.ledger.filters.look().get("theme") == "inspect-contrast")
    async with desk.open() as hand:
        await hand.until(lambda: hand.app.is_open and hand.app.theme == "inspect-contrast")
