"""Somebody else is writing: the terminal says so, and what was struck is stored when its turn has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspect_engine.storage import turn
from tests.screens.conftest import struck
from tests.storage.test_turn import held

if TYPE_CHECKING:
    from tests.screens.conftest import Desk


async def test_who_is_waited_for_is_shown_and_nothing_is_lost(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "TELL_AFTER", 0.05)
    monkeypatch.setattr(turn.front, "tell", None)
    key = desk.begin()
    async with desk.walk(key) as hand:
        with held(desk.path) as child:
            hand.app.post_message(struck("1"))
            await hand.until("请稍候")
            assert f"进程{child}）从" in hand.flat
            assert desk.answers(key) == {}
        await hand.until(lambda: len(desk.answers(key)) == 1)
