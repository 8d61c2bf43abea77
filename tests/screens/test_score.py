"""The score of an inspection by keys: for now in the walk, at the end, and from the list; at 80 columns too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from inspect_tui.screens.score import ScoreScreen
from inspect_tui.screens.walk import WalkScreen
from inspect_tui.words.scores import score_text
from rich.cells import cell_len

from inspect_engine.domain.inspections import AnswerInput
from tests.screens.conftest import Desk

if TYPE_CHECKING:
    from tests.screens.conftest import Hand

ITEMS = ("P-1", "P-2", "P-3", "T-1")


def begin(desk: Desk) -> str:
    return desk.ledger("insp1").inspections.start("mini", ["s-1"], ["insp1"])


def answer(desk: Desk, key: str, *, finish: bool = True, **places: str) -> None:
    """All passed but for the items named, each with so many places."""
    ledger = desk.ledger("insp1")
    for item in ITEMS:
        lost = places.get(item.replace("-", "_"))
        values, word = ({"places": lost}, "fail") if lost else ({}, "pass")
        ledger.inspections.answer(key, AnswerInput(subject="s-1", item=item, answer=word, values=values))
    if finish:
        ledger.inspections.finish(key)


async def deduct(hand: Hand, places: str) -> None:
    await hand.press("f6", "tab")
    await hand.type(places)
    await hand.press("ctrl+s")


async def test_the_score_runs_along_and_ends_with_the_inspection(yard: Desk) -> None:
    """Promise: until everything is answered and finished it is said to be provisional; then total, grade, sheets."""
    key = begin(yard)
    async with yard.open(size=(80, 24)) as hand:
        await hand.app.push_screen(WalkScreen(key))
        await hand.until("评分：还没有可以评分的作答")
        await hand.press("1")
        await hand.until("评分暂算 100.00，还缺 3 项，不是最终得分  ^g 看评分")
        await deduct(hand, "1")
        await hand.until("评分暂算 83.33")
        await hand.press("ctrl+g")
        shown = await hand.until("暂算，不是最终得分，还缺 3 样")
        assert "等级   未定（待补齐后定级）" in shown
        await hand.press("escape")
        await hand.press("1")
        await hand.until("还缺 1 项")
        await hand.press("f3")
        await hand.until("还缺的 1 项完成后不能再补，总分只能是暂算，不能定级")
        await hand.press("escape")
        await hand.until("第 4 项")
        await hand.press("f5")
        await hand.until("评分暂算 92.50，各项已齐，完成检查后定级")
        await hand.press("f3")
        await hand.until("作答不能再改")
        await hand.press("y", "enter")
        shown = await hand.until("等级   优良（没有零分表，总分不低于 80 分）")
        assert "总分   92.50（实得 18.50÷满分 20.00×100）" in shown
        assert "暂算" not in shown
        await hand.press("p")
        await hand.until("合计（缺项不计）")
        await hand.press("escape")
        await hand.until("检查已完成")


async def test_situations_are_chosen_counted_and_added_up_line_by_line(yard: Desk) -> None:
    """Promise: each situation is a line with what it costs; the sum runs along, capped, and says when a table is lost;
    what is half filled in is told on its line."""
    key = begin(yard)
    async with yard.open(size=(100, 40)) as hand:
        await hand.app.push_screen(WalkScreen(key))
        await hand.press("down")
        shown = await hand.until("应得 40 分，扣 0 分，得 40 分")
        for line in (
            "缺一处  每处扣 10 分",
            "[ ]   没有三级[/]配电  扣 40 分",
            "没有标记  扣 3～5 分  待核",
            "箱体破损  填只数",
            "箱体破损：每处扣分  每处扣 2～5 分",
        ):
            assert line in shown
        await hand.press("f6")
        await hand.type("查实")
        await hand.press("tab", "2", "down", "down")
        await hand.type("4.5")
        await hand.press("down", "3")
        await hand.until("应得 40 分，扣 24.5 分，得 15.5 分")
        await hand.press("ctrl+s")
        await hand.until(lambda: "没有填“箱体破损：每处扣分”，两栏相乘才是扣分" in hand.flat)
        assert not yard.ledger("insp1").inspections.get(key).answers
        await hand.type("2")
        await hand.until("应得 40 分，扣 30.5 分，得 9.5 分")
        await hand.press("up", "up", "up", "space")
        lost = "扣40分（各情形合计70.5分，封顶），得0分，保证项目得0分，整张表归零"
        await hand.until(lambda: lost in hand.flat)
        await hand.press("space", "ctrl+s")
        await hand.until("评分暂算 0.00，还缺 3 项")
        [saved] = yard.ledger("insp1").inspections.get(key).answers
        assert saved.entries == {"places": "2", "labels": "4.5", "boxes": "3", "boxes_each": "2"}
        await hand.press("up")
        shown = await hand.until("应得 40 分，扣 30.5 分，得 9.5 分")


async def test_zero_and_absent_sheets_are_told_with_their_reasons(yard: Desk) -> None:
    """Promise: the words of the command line, from the list on, in the view of whoever may see the site."""
    answer(yard, begin(yard), P_1="2", P_3="1")
    begin(yard)
    async with yard.open("sup", size=(80, 24)) as hand:
        await hand.press("ctrl+g")
        await hand.until("未完成  2022-02-17  小评分表：工地[/]=1+1")
        await hand.until("已完成  2022-02-17  小评分表：工地[/]=1+1")
        await hand.press("down", "enter")
        shown = await hand.until("等级   不合格（有 1 张分项表得零分）")
        assert "零分表 表一 施工用电：工地[/]=1+1" in shown
        assert "- 表一 施工用电：工地[/]=1+1：保证项目“接地[/]”得 0 分" in shown
        assert "基坑工程 10 0 — — 缺项" in " ".join(shown.split())
        await hand.press("end")
        shown = await hand.until("缺一处 2 处×10 分＝20 分")
        assert "保证项目小计 40／60，全表 70／100；得分 0.00（保证项目“接地[/]”得 0 分）"[:30] in shown
        assert "保证     20     20      0  接地[/]" in shown
        await hand.press("q")
        await hand.until("看总分、等级和各分项表")
        await hand.press("escape")
        await hand.until("条，按")


async def test_an_inspection_that_does_not_score_says_so(desk: Desk) -> None:
    """Promise: the key is answered everywhere; a checklist without points has no list and no score."""
    key = desk.begin()
    async with desk.open() as hand:
        await hand.press("p")
        await hand.until("还没有评分的检查")
        await hand.press("escape")
        await hand.app.push_screen(ScoreScreen(key))
        await hand.until("不评分")
        await hand.press("enter")
        await hand.app.push_screen(WalkScreen(key))
        await hand.until("已作答 0")
        assert "评分" not in hand.screen
        await hand.press("ctrl+g")
        await hand.until("这张检查表不评分")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_figures_stand_under_their_heads(yard: Desk, width: int) -> None:
    """Promise: wide text and figures align by cells, whatever the names and the width."""
    key = begin(yard)
    answer(yard, key, P_3="1", finish=False)
    lines = score_text(yard.ledger("insp1").scores.get(key), width).plain.splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("分项"))
    rows = [(line, line.split()[4]) for line in lines[first : first + 4]]
    [end] = {cell_len(line[: line.rindex(last) + len(last)]) for line, last in rows}
    assert end < width
