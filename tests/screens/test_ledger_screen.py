"""The home screen: views, filter, order, width, empty states."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest
from inspect_tui.screens.ledger import LedgerScreen
from inspect_tui.widgets.hint_bar import HintBar
from inspect_tui.widgets.ledger_table import LedgerTable
from openpyxl import load_workbook

from inspect_engine.domain.cases.asking import Vocabulary
from inspect_engine.exports import pace
from inspect_engine.ledger.choosing import Choosing

if TYPE_CHECKING:
    from tests.screens.conftest import Desk


async def test_an_empty_ledger_names_the_key_that_fills_it(desk: Desk) -> None:
    """Promise: no blank screen without a way on; a rehearsal says so."""
    async with desk.open() as hand:
        shown = await hand.until("按 n 开始检查")
        assert "演练" in shown
        await hand.press("[")
        await hand.until("台账里还没有隐患")


async def test_views_follow_each_other(desk: Desk) -> None:
    """Promise: all, open, overdue, and what this person's role can act on; overdue is a word."""
    first, second = desk.hazard(), desk.hazard("B-01")
    desk.advance(first, "grade", "issue", "serve")
    desk.today("2022-03-10")
    async with desk.open("sup") as hand:
        shown = await hand.until("共 2 条")
        assert "逾期 14 天" in shown
        await hand.press("】")
        shown = await hand.until("共 1 条")
        assert first in shown
        await hand.press("f8")
        shown = await hand.until("共 2 条")
        assert "按状态分组" in shown
        await hand.press("]")
        shown = await hand.until("“我承办的”里一条也没有")
        desk.ledger("sup").owners.assign([second], "sup")
        shown = await hand.until("共 1 条")
        assert second in shown
        await hand.press("]", "s", "down", "enter")
        await hand.until("按期限")
        await hand.until(lambda: 0 < hand.screen.find(first) < hand.screen.find(second))


async def test_filter_narrows_as_it_is_typed_and_clears_with_one_key(desk: Desk) -> None:
    """Promise: words and 字段:值 narrow the list; an unknown field is named; Esc clears all."""
    desk.hazard()
    desk.hazard("A-03")
    async with desk.open() as hand:
        await hand.until("共 2 条")
        await hand.press("、")
        await hand.type("等级：重大")
        await hand.until("共 1 条")
        await hand.press("enter")
        await hand.press("/")
        await hand.type(" 颜色:红")
        await hand.until("没有“颜色”这个筛选字段")
        await hand.press("escape")
        await hand.until("共 2 条")
        await hand.press("ctrl+f")
        await hand.type("状态:已发现 通道")
        await hand.until("共 1 条")


async def test_no_line_stands_under_a_filter_that_it_was_not_asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug: while the definitions were read for the first filter, all lines stood under it, and each key began that
    reading anew."""
    desk.hazard()
    desk.hazard("A-03")
    read, go, begun = Choosing.vocabulary, Event(), list[None]()

    def slowly(self: Choosing) -> Vocabulary:
        begun.append(None)
        assert go.wait(60)
        return read(self)

    monkeypatch.setattr(Choosing, "vocabulary", slowly)
    async with desk.open() as hand:
        await hand.until("共 2 条")
        await hand.press("/")
        for key in "等级:重大":
            await hand.press(key)
        try:
            await hand.until("正在筛选")
            assert "第一商铺" not in hand.screen
        finally:
            go.set()
        await hand.until("共 1 条")
        assert "正在筛选" not in hand.screen
        assert len(begun) == 1


async def test_what_is_typed_is_completed_and_understood_or_told(desk: Desk) -> None:
    """Promise: a field or value that is begun, or its initials, is completed by Tab; what is not understood is said and
    the rest is asked; where several conditions find nothing together, each is counted by itself."""
    desk.hazard()
    desk.hazard("A-03", "s-2")
    async with desk.open("sup") as hand:
        await hand.until("共 2 条")
        await hand.press("/")
        await hand.type("dj")
        await hand.until("Tab 补全：等级:")
        await hand.press("tab")
        await hand.type("z")
        await hand.until("等级:重大")
        await hand.press("tab")
        await hand.until("共 1 条")
        await hand.type(" 颜色:红")
        await hand.until("没有“颜色”这个筛选字段")
        await hand.until("共 1 条")
        await hand.press("ctrl+u")
        await hand.type("无证经营　通道")
        await hand.until("含“无证经营”：1 条")
        await hand.until("含“通道”：1 条")
        await hand.press("escape")
        await hand.until("共 2 条")


async def test_views_are_kept_and_found_again(desk: Desk) -> None:
    """Promise: the view, filter, order and theme of the last time come back; a view kept under a name is there for the
    command line, too; the next overdue is one key away, the side pane one key off."""
    first, second = desk.hazard(), desk.hazard("A-03", "s-2")
    desk.advance(first, "grade", "issue", "serve")
    desk.today("2022-03-10")
    async with desk.open("sup", (150, 30)) as hand:
        await hand.press("/", *"等级：重大", "enter", "s", *["down"] * 2, "enter", "s", "enter")
        await hand.until("按编号倒着")
        await hand.press("w", "enter")
        await hand.until("起个名字")
        await hand.press(*"大的", "enter")
        await hand.until("已存下“大的”")
        await hand.press("escape", "ctrl+t")
        await hand.until("下一步：")
        await hand.press("d")
        await hand.until(lambda: "下一步：" not in hand.screen)
    assert desk.ledger("sup").filters.get("大的") == {"where": "等级：重大", "only_open": True}
    async with desk.open("sup", (150, 30)) as hand:
        shown = await hand.until("按编号倒着")
        assert second in shown
        assert first not in shown
        assert "下一步：" not in shown
        assert not hand.app.current_theme.dark
        await hand.press("escape", "s", *["up"] * 2, "enter")
        await hand.until("按发现先后")
        await hand.press("end", "o")
        assert isinstance(hand.app.screen, LedgerScreen)
        assert hand.app.screen.table.highlighted is not None
        assert hand.app.screen.table.highlighted.number == first
        await hand.press("w", "down", "enter")
        await hand.until("按编号倒着")
        await hand.pilot.click(LedgerTable, offset=(2, 0))
        await hand.until(lambda: "按编号" in hand.screen and "倒着" not in hand.screen)
        await hand.pilot.click("#views", offset=(3, 0))
        await hand.until("[全部]")


@pytest.mark.parametrize("size", [(60, 20), (100, 30), (150, 36)])
async def test_every_width_is_usable(desk: Desk, size: tuple[int, int]) -> None:
    """Promise: at 60×20 number, title and state are in sight, and hints end with help; from 100 on with commands."""
    number, last = desk.hazard(), "" if size[0] < 100 else "  ^p 命令"
    async with desk.open("sup", size) as hand:
        shown = await hand.until(number)
        assert "疏散通道" in shown
        assert "已发现" in shown
        assert shown.splitlines()[-1].rstrip().endswith(f"? 帮助{last}")
        await hand.press("enter")
        shown = await hand.until("定级  办后为")
        assert number in shown
        await hand.press("enter")
        shown = await hand.until("必填")
        assert shown.splitlines()[-1].rstrip().endswith(f"F1 帮助{last}")
        await hand.press("escape")
        await hand.until("定级  办后为")
        await hand.press("left")
        await hand.until("条，按")


async def test_the_ledger_is_exported(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise: a workbook is written where asked, and how far it has come is told meanwhile."""
    said: list[str] = []
    tell = HintBar.tell

    def heard(bar: HintBar, text: str) -> None:
        said.append(text)
        tell(bar, text)

    monkeypatch.setattr(HintBar, "tell", heard)
    monkeypatch.setattr(pace, "EVERY", 0.0)
    desk.hazard()
    async with desk.open("sup") as hand:
        await hand.press("e")
        await hand.until("以 .xlsx 结尾的文件")
        await hand.press("ctrl+a", "ctrl+k")
        await hand.paste(str(tmp_path / "台账.xlsx"))
        await hand.press("ctrl+s")
        await hand.until("已导出")
    assert (tmp_path / "台账.xlsx").stat().st_size > 1000
    told = [text for text in dict.fromkeys(said) if text.startswith("已写")]
    assert "%" in told[0]
    assert told[-1].endswith("行，正在合成文件…")


async def test_what_is_exported_is_what_is_listed(desk: Desk, tmp_path: Path) -> None:
    """Promise: the workbook holds the view and the filter that the screen shows, and says so; days that cannot be are
    told at their fields."""
    first, second = desk.hazard(), desk.hazard("A-03")
    async with desk.open("sup") as hand:
        await hand.until(second)
        await hand.press("slash")
        await hand.type(first)
        await hand.press("enter")
        await hand.until("共 1 条")
        await hand.press("e")
        await hand.until(f"只导出台账上现在列着的：未销号（未办结）；含“{first}”。")
        await hand.press("ctrl+a", "ctrl+k")
        await hand.paste(str(tmp_path / "台账.xlsx"))
        await hand.press("tab")
        await hand.type("2022-02-18")
        await hand.press("ctrl+s")
        await hand.until("2022-02-18 在今天（2022-02-17）之后")
        await hand.press("ctrl+a", "ctrl+k", "tab", "tab")
        await hand.type("2022-02-16")
        await hand.press("ctrl+s")
        await hand.until("已导出")
    book = load_workbook(tmp_path / "台账.xlsx")
    numbers = [row[0] for row in book["台账"].iter_rows(min_row=2, max_col=1, values_only=True)]
    assert numbers == [first]
    assert [row[6] for row in book["变化"].iter_rows(min_row=2, values_only=True) if row[6]] == ["新增"]


async def test_totals_show_numbers_beside_bars(desk: Desk) -> None:
    """Promise: totals are those of the ledger, as of any day, with numerator and denominator."""
    desk.hazard()
    desk.hazard("A-03")
    async with desk.open() as hand:
        await hand.press("b")
        shown = await hand.until("0 / 2")
        assert "昭阳区" in shown
        await hand.press("d")
        await hand.until("统计截至哪一天")
        await hand.press(*["backspace"] * 10)
        await hand.type("2022-02-16")
        await hand.press("enter")
        await hand.until("截至 2022-02-16")
        await hand.until("0 / 0")
