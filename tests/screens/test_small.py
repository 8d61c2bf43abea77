"""Little room: nothing is out of reach at 80 by 24 and at 60 by 20."""

from __future__ import annotations

from dataclasses import replace

import pytest
from inspect_tui.screens.act import ActScreen
from inspect_tui.widgets.field import Field
from inspect_tui.widgets.task_list import TaskList
from textual.containers import VerticalScroll

from tests.screens.conftest import Desk

SMALL = [(80, 24), (60, 20)]


@pytest.mark.parametrize("size", SMALL)
async def test_the_facts_and_every_field_of_a_step_are_reached_by_keys(desk: Desk, size: tuple[int, int]) -> None:
    desk.hazard(note="二层过道堆放纸箱，住户三人在场")
    async with desk.open("sup", size) as hand:
        await hand.press("enter")
        await hand.until("定级")
        await hand.press("enter")
        await hand.until(lambda: isinstance(hand.app.screen, ActScreen))
        await hand.until("F4 情况 ▸ 二层过道堆放纸箱")
        came = hand.app.focused
        await hand.press("f4")
        seen = ""
        for _ in range(60):
            seen += hand.flat
            await hand.press("down")
        assert all(word in seen for word in ("办后状态", "依据：", "检查对象：", "区划：", "发现日期："))
        await hand.press("f4")
        assert hand.app.focused is came
        await hand.press("f4", "escape")
        assert isinstance(hand.app.screen, ActScreen)
        assert hand.app.focused is came
        form = hand.app.screen.query_one("#act-form", VerticalScroll)
        for field in hand.app.screen.query(Field):
            field.editor.focus()
            await hand.pilot.pause()
            assert form.region.contains_region(field.editor.region), field.spec.title
            await hand.until(field.spec.label)


async def test_beside_the_form_where_there_is_room(desk: Desk) -> None:
    desk.hazard(note="二层过道堆放纸箱")
    async with desk.open("sup", (120, 30)) as hand:
        await hand.press("enter")
        await hand.until("定级")
        await hand.press("enter")
        await hand.until("情况：二层过道堆放纸箱")
        assert "F4 情况 ▸" not in hand.screen
        beside, form = (hand.app.screen.query_one(name, VerticalScroll) for name in ("#beside", "#act-form"))
        assert form.region.right <= beside.region.x
        await hand.press("f4")
        assert hand.app.focused is beside


async def test_the_law_of_an_item_is_a_line_until_it_is_asked_for(desk: Desk) -> None:
    """Promise: how much more there is, is said; asked for once it stays so for the next items."""
    async with desk.walk(desk.begin(), (150, 40)) as hand:
        assert "▸ l 展开" not in hand.screen
        assert hand.walk.round
        tasks = hand.walk.round.tasks
        tasks[:] = [replace(one, item=one.item.model_copy(update={"note": "看堆了多久"})) for one in tasks]
        hand.walk.go_to(0)
        await hand.until("第4条  说明 ▸ l 展开")
        assert "看堆了多久" not in hand.screen
        await hand.press("l", "j")
        await hand.until("说明：看堆了多久")
        await hand.press("ctrl+f")
        await hand.until("第5条（待核）  说明 ▸ l 展开")
        assert hand.walk.query_one(TaskList).size.width > 55
