"""The case screen says that the responsible unit is under sanction."""

from __future__ import annotations

from inspect_tui.screens.case import CaseScreen

from tests.screens.conftest import Desk


async def test_a_case_shows_the_sanctions_on_its_party(desk: Desk) -> None:
    """Promise: number, kind, authority and end stand among the facts, brackets and all; without any, no line."""
    number = desk.hazard()
    async with desk.open("insp1", size=(120, 50)) as hand:
        await hand.app.push_screen(CaseScreen(number))
        assert "惩戒" not in await hand.until("责任单位：第一商铺")
    values = {"authority_kind": "housing", "authority": "[/]局", "grounds": "逾期不整改", "basis": "工作需要"}
    desk.ledger("sup").sanctions.impose("circular", "第一商铺", values)
    async with desk.open("insp1", size=(120, 50)) as hand:
        await hand.app.push_screen(CaseScreen(number))
        await hand.until("惩戒：CJ-2022-0001 通报（[/]局，至 2025-02-17），在册")
