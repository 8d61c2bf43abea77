"""A hazard that goes on under another version of its checklist says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from inspect_tui.screens.case import CaseScreen

if TYPE_CHECKING:
    from tests.screens.conftest import Desk


@pytest.mark.parametrize("reason", ["标准修订", "[/]", "=1+1"])
async def test_the_history_tells_the_move(desk: Desk, reason: str) -> None:
    """Promise: version, state and reason stand in the history; steps before it keep their own field titles."""
    number = desk.hazard()
    desk.advance(number, "grade")
    pack, flow = desk.library.packs["shop"], desk.library.workflows["hazard"]
    step = next(one for one in flow.transitions if one.trigger == "grade")
    renamed = step.model_copy(update={"needs": tuple(x.model_copy(update={"title": "新题"}) for x in step.needs)})
    steps = tuple(renamed if one is step else one for one in flow.transitions)
    states = {**flow.states, "graded": flow.states["graded"].model_copy(update={"title": "定级完毕"})}
    next_flow = flow.model_copy(update={"transitions": steps, "states": states})
    newer = {"shop": pack.model_copy(update={"version": "99"})}
    desk.install(replace(desk.library, packs=newer, workflows={**desk.library.workflows, "hazard": next_flow}))
    desk.ledger("sup").cases.repin(number, "installed", {}, reason)

    async with desk.open(size=(100, 40)) as hand:
        await hand.app.push_screen(CaseScreen(number))
        await hand.until("改依新版检查表")
        await hand.press("h")
        await hand.until("定级理由")
        shown = hand.flat

        assert "改依新版检查表，现为“定级完毕”" in shown
        assert f"改依：{pack.version}→99，状态“已定级”→“定级完毕”，理由：{reason}" in shown
        assert "定级理由：认定" in shown
        assert "新题" not in shown
