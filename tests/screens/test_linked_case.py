"""A hazard with a case of its own making: both screens show the other, and how long the step may take."""

from __future__ import annotations

import pytest
from inspect_tui.screens.case import CaseScreen

from inspect_engine.reading.definitions import Library
from tests.bdd.stops import with_stop
from tests.screens.conftest import Desk


@pytest.fixture
def halted(desk: Desk, library: Library) -> Desk:
    """The small pack, whose hazards can be halted."""
    desk.install(with_stop(library))
    return desk


async def test_a_case_shows_what_it_opened_and_what_opened_it(halted: Desk) -> None:
    """Promise: either screen names the other by number, title and state, brackets and all."""
    number = halted.hazard("A-03")
    halted.advance(number, "grade", "issue", "serve", "start")
    halted.ledger("sup").cases.act(number, "halt", {"reason": "[/]=1+1"})
    async with halted.open("sup", size=(120, 50)) as hand:
        await hand.app.push_screen(CaseScreen(number))
        await hand.until("关联事项：CS-2022-0002 停工：无证经营[/]（停工中）")
        await hand.until("停工理由：[/]=1+1")
        await hand.press("escape")
        await hand.app.push_screen(CaseScreen("CS-2022-0002"))
        shown = await hand.until("来自：CS-2022-0001 无证经营[/]（整改中）")
        assert "没有定（隐患改好为止）" in shown
        assert "登记日期" in shown
        assert "立案，现为“停工中”" in shown
        await hand.press("end", "enter")
        await hand.until("隐患还没有改好（CS-2022-0001")


async def test_a_case_shows_how_long_its_step_may_take(halted: Desk) -> None:
    """Promise: the limit, its derivation, the days over it and what is due stand among the facts."""
    number = halted.hazard()
    halted.advance(number, "grade", "issue", "serve", "start", "reply")
    halted.today("2022-02-27")
    async with halted.open(size=(98, 50)) as hand:
        await hand.app.push_screen(CaseScreen(number))
        await hand.until(lambda: "本步时限：应于2022-02-24前办理（2022-02-17次日起5个工作日，" in hand.flat)
        assert "），已超3" in hand.flat
        assert "应催办，2022-03-01起应督办" in hand.flat
