"""Whoever is stopped, or moved, while he works is told so: the program goes on, and what he typed is there."""

from __future__ import annotations

import pytest
from inspect_tui.pages.dialogs import NoticeScreen
from inspect_tui.screens.act import ActScreen
from inspect_tui.screens.hazard import HazardScreen
from inspect_tui.screens.ledger import LedgerScreen
from inspect_tui.screens.log import LogScreen

from inspect_engine.errors import StorageError
from inspect_engine.ledger.countersigning import Countersigning
from tests.screens.conftest import Desk, Hand

STOPPED = "用户“insp2”已停用"


async def told(hand: Hand, text: str) -> None:
    """It is said, once for all screens."""
    await hand.until(lambda: isinstance(hand.app.screen, NoticeScreen))
    assert text in hand.flat
    await hand.press("enter")
    assert not isinstance(hand.app.screen, NoticeScreen)


async def stop(desk: Desk, hand: Hand) -> None:
    """He is told when the ledger is next looked at."""
    desk.ledger("sup").people.disable("insp2")
    hand.app.poll()
    await told(hand, STOPPED)


async def test_who_is_stopped_while_he_logs_is_told_and_keeps_what_he_typed(desk: Desk) -> None:
    """Promise: neither the form nor the program is gone, and nothing is stored."""
    desk.subject()
    async with desk.open("insp2") as hand:
        await hand.app.push_screen(LogScreen("s-1"))
        await hand.until("第一商铺")
        await hand.press(*"rgcc", "enter", *"三米", "tab", *"3.5")
        await stop(desk, hand)
        await hand.press("ctrl+s")
        await told(hand, STOPPED)
        assert isinstance(hand.app.screen, HazardScreen)
        assert "三米" in hand.screen
    assert not list(desk.ledger("sup").cases.iterate())


async def test_who_is_stopped_with_a_step_open_keeps_its_draft(desk: Desk) -> None:
    """Promise: the screens below, which read no more, end nothing either; nor does reading anew."""
    number = desk.hazard()
    desk.advance(number, "grade", "issue")
    async with desk.open("insp2") as hand:
        offered = desk.ledger("insp2").cases.offers(number)
        serve = next(offer for offer in offered.offers if offer.trigger == "serve")
        await hand.app.push_screen(ActScreen(offered.case, serve, terminal=False))
        await hand.press("f9", "tab", "1", "tab", *"张三")
        await stop(desk, hand)
        await hand.press("ctrl+s")
        await hand.until(STOPPED)
        assert isinstance(hand.app.screen, ActScreen)
        assert desk.ledger("sup").cases.get(number).state == "issued"
        drafts = list(desk.path.with_name(f"{desk.path.name}.drafts").rglob("*.json"))
        assert ["张三" in draft.read_text("utf-8") for draft in drafts] == [True]
        await hand.press("escape", "y", "enter", "r")
        await told(hand, STOPPED)
        assert isinstance(hand.app.screen, LedgerScreen)


async def test_another_region_holds_at_once(desk: Desk) -> None:
    """Promise: whoever is moved sees what is there, without starting anew."""
    number = desk.hazard()
    async with desk.open("insp2") as hand:
        await hand.until(number)
        desk.ledger("sup").people.set_region("insp2", "530102")
        hand.app.poll()
        await hand.until(lambda: number not in hand.screen)
        assert hand.app.person.region == "530102"


async def test_a_reading_that_fails_is_said_and_ends_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise: what is done beside the screens may fail; the program goes on."""
    number = desk.hazard()
    async with desk.open() as hand:

        def broken(_: Countersigning) -> int:
            raise StorageError("磁盘读不出来")

        monkeypatch.setattr(Countersigning, "count", broken)
        await hand.press("r")
        await told(hand, "磁盘读不出来")
        await hand.press("enter")
        await hand.until("可办事项")
        assert number in hand.screen


async def test_ended_while_a_screen_comes_is_no_crash(desk: Desk) -> None:
    """Promise: closing the window, or the machine, at any moment leaves no report of an error."""
    desk.hazard()
    async with desk.open() as hand:
        coming = [hand.app.push_screen(page()) for page in (hand.app.screens.ledger, hand.app.screens.board)]
        hand.app.exit()
        assert coming
    assert (hand.app.crash, hand.app.return_code) == (None, 0)
