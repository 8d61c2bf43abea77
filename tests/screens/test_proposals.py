"""收回提出 by keys: x on the case, a reason, and nothing waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from inspect_tui.pages.dialogs import AskScreen
from inspect_tui.screens.case import CaseScreen

from tests.conftest import enrol
from tests.storage.recording import recording

if TYPE_CHECKING:
    from tests.screens.conftest import Desk


@pytest.mark.parametrize("size", [(100, 30), (60, 24)])
async def test_x_takes_back_what_one_has_proposed(desk: Desk, size: tuple[int, int]) -> None:
    """Promise: asked for the reason first; Esc leaves it as it is."""
    number = desk.hazard()
    desk.ledger("sup").cases.act(number, "withdraw", {"reason": "录重"})
    async with desk.open("sup", size) as hand:
        await hand.app.push_screen(CaseScreen(number))
        await hand.until("等另一人确认")
        await hand.press("x")
        await hand.until(lambda: isinstance(hand.app.screen, AskScreen))
        await hand.press("escape")
        assert desk.ledger("sup").cases.get(number).proposal is not None
        await hand.press("f3")
        await hand.until(lambda: isinstance(hand.app.screen, AskScreen))
        await hand.type("查明不必")
        await hand.press("enter")
        await hand.until("已收回")
        await hand.until(lambda: "等另一人确认" not in hand.flat)
        await hand.press("x")
        await hand.until("没有你提出而待确认的")
    last = desk.ledger("sup").cases.history(number)[-1].event
    assert (last.kind, last.data["why"]) == ("proposal.retracted", "查明不必")
    assert desk.ledger("sup").verify() == []


async def test_what_waits_for_me_is_named_and_comes_first(desk: Desk) -> None:
    """Promise: 今天 says what was proposed, and Enter twice is at its form: no other step, which would undo it."""
    number = desk.hazard()
    desk.advance(number, "grade")
    enrol(desk.ledger("sup"), "sup2", "主管乙", ["supervisor"])
    desk.ledger("sup").cases.act(number, "withdraw", {"reason": "录重"})
    [duty] = [each for each in desk.ledger("sup2").today.all() if each.name == "second"]
    assert [each.since for each in duty.things] == ["提出撤销"]
    async with desk.open("sup2") as hand:
        await hand.app.push_screen(CaseScreen(number))
        await hand.until("等另一人确认")
        await hand.press("enter")
        await hand.until("确认：撤销")


def test_what_was_answered_long_ago_is_not_read_again(desk: Desk) -> None:
    """Promise: as many questions to the ledger, however many proposals of a person were confirmed before."""
    enrol(desk.ledger("sup"), "sup2", "主管乙", ["supervisor"])
    asked = []
    for item, subject in (("A-01", "s-1"), ("A-03", "s-1"), ("A-01", "s-2"), ("A-03", "s-2")):
        desk.hazard(item, subject)
        last = [line.number for line in desk.ledger("sup").cases.iterate()][-1]
        for user in ("sup", "sup2"):
            desk.ledger(user).cases.act(last, "withdraw", {"reason": "误报"})
        ledger = desk.ledger("sup")
        with recording() as found:
            assert ledger.proposals.mine() == []
        asked.append(found.times)
    assert asked == asked[:1] * 4
