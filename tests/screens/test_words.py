"""Everything a reader sees is Chinese."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.screens.conftest import Desk, Hand

ALLOWED = {
    *("Enter", "Esc", "PgUp", "PgDn", "Home", "End", "Tab", "Shift", "ctrl"),
    *("CS", "gas", "shop", "insp", "sup", "db", "px", "jc", "sx", "s", "x", "y", "op"),
}
WORD = re.compile(r"[A-Za-z]+")


def english(shown: str, folder: str) -> set[str]:
    """ASCII words that are neither allowed nor a key (one letter, ``F5``, ``^p``) nor an item's id."""
    text = re.sub(r"\S*/\S*", " ", shown.replace(folder, " "))
    return {word for word in WORD.findall(text) if len(word) > 1} - ALLOWED


async def check(hand: Hand, ready: str) -> None:
    shown = await hand.until(ready)
    assert english(shown, "") == set(), shown


async def test_no_english_on_any_screen(desk: Desk) -> None:
    """Promise: home, case, form, faults, start, preparation, subject form, walk, finish, totals, help, palette."""
    desk.hazard()
    desk.ledger("insp1").inspections.start("shop", ["s-1"], ["insp1"])
    async with desk.open("insp1", (150, 60)) as hand:
        await check(hand, "共 1 条")
        await hand.press("f1")
        await check(hand, "任何地方")
        await hand.press("escape", "ctrl+p")
        await check(hand, "清除筛选")
        await hand.press("escape", "/")
        await hand.type("颜色:红")
        await check(hand, "没有“颜色”")
        await hand.press("escape", "n")
        await check(hand, "场所检查（4 项）")
        await hand.press("enter")
        await check(hand, "已作答 0")
        await hand.press("f6", "ctrl+s")
        await check(hand, "没有写明查到了什么")
        await hand.press("ctrl+s")
        await check(hand, "以前查到过，还没有办完")
        await hand.press("2", "enter")
        await hand.until("不合格 1")
        await hand.press("f3")
        await check(hand, "不算合格")
        await hand.press("ctrl+s")
        await check(hand, "还没有确认")
        await hand.press("escape")
        await hand.until("已作答 1")
        await hand.press("q")
        await hand.until("条，按")
        await hand.press("n")
        await hand.until("场所检查（4 项）")
        await hand.press("down", "enter")
        await check(hand, "检查员和检查日期")
        await hand.press("f2")
        await check(hand, "区划代码")
        await hand.press("ctrl+s")
        await check(hand, "请填写“名称”")
    async with desk.open("sup", (150, 40)) as hand:
        await hand.press("b")
        await check(hand, "按期整改率")
        await hand.press("d")
        await check(hand, "统计截至哪一天")
        await hand.press("escape", "escape", "enter")
        await check(hand, "定级  办后为")
        await hand.press("enter")
        await hand.until("定级理由")
        await hand.press("escape", "down", "down", "enter")
        await hand.until("通知书文号")
        await hand.press("ctrl+s")
        await check(hand, "请填写“通知书文号”")
        await hand.press("1", "escape")
        await check(hand, "确定放弃吗")
        await hand.press("escape", "ctrl+c")
        await hand.until("要退出程序请按")
