"""The ledger's file vanishes, or another comes in its place, while the terminal runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import inspect_tui.app
import pytest
from inspect_tui.screens.act import ActScreen
from inspect_tui.screens.walk import WalkScreen
from inspect_tui.widgets.title_bar import UNREAD

from inspect_engine.domain.inspections import AnswerInput
from inspect_engine.ledger import create_ledger
from tests.screens.conftest import Desk, Hand


@pytest.fixture(autouse=True)
def _polled_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspect_tui.app, "POLL_SECONDS", 3600.0)


async def polled(hand: Hand) -> None:
    """The moment after which it is told has passed."""
    for _ in range(2):
        await hand.app.poll().wait()
    await hand.pilot.pause()


def told(hand: Hand) -> list[str]:
    return [each.message for each in hand.app._notifications if each.severity == "error"]


async def test_it_is_told_once_with_what_to_do_and_goes_on_when_the_file_is_back(desk: Desk) -> None:
    """Promise: what was typed stays on the screen meanwhile, and is stored once the file is back."""
    key = desk.begin()
    async with desk.walk(key) as hand:
        away = desk.path.rename(desk.path.with_name("拔了.db"))
        await hand.press("2")
        await hand.type("过道堆放纸箱")
        await polled(hand)
        await polled(hand)
        [words] = told(hand)
        assert "不见了" in words
        assert "插回" in words
        assert "init" not in words
        assert UNREAD.strip() in hand.screen
        assert isinstance(hand.app.screen, WalkScreen)
        await hand.press("ctrl+s")
        await hand.until("没有存上")
        assert not desk.path.exists()
        away.rename(desk.path)
        await polled(hand)
        assert UNREAD.strip() not in hand.screen
        await hand.press("up")
        assert "过道堆放纸箱" in hand.flat
        await hand.press("ctrl+s")
        await hand.until(lambda: desk.answers(key) == {"A-01": ("fail", "过道堆放纸箱")})


async def test_nothing_is_stored_in_another_ledger_that_lies_there_now(desk: Desk, tmp_path: Path) -> None:
    desk.hazard()
    async with desk.open("sup") as hand:
        await hand.press("enter")
        await hand.until("可办事项")
        await hand.press("enter")
        await hand.until(lambda: isinstance(hand.app.screen, ActScreen) and hand.app.screen.ready)
        kept = desk.path.rename(tmp_path / "原来.db")
        create_ledger(desk.path, "sup", "主管乙", rehearsal=True, law=[])
        before = desk.path.read_bytes()
        await polled(hand)
        assert "另一本台账" in told(hand)[0]
        await hand.press("ctrl+s")
        await hand.until("没有办成")
        await hand.press("enter")
        assert isinstance(hand.app.screen, ActScreen)
        assert desk.path.read_bytes() == before
        shutil.move(kept, desk.path)
        await polled(hand)
        assert UNREAD.strip() not in hand.screen


async def test_what_was_typed_while_it_was_away_is_a_draft_once_it_is_back(desk: Desk) -> None:
    key = desk.begin()
    desk.ledger("insp1").inspections.answer(key, AnswerInput(subject="s-1", item="A-01", answer="pass"))
    async with desk.walk(key) as hand:
        away = desk.path.rename(desk.path.with_name("拔了.db"))
        await polled(hand)
        await hand.press("2")
        await hand.type("写了一半")
        away.rename(desk.path)
        await polled(hand)
        await hand.until(lambda: bool(desk.ledger("insp1").drafts.under("walk", key)))
        [draft] = desk.ledger("insp1").drafts.under("walk", key)
        assert "写了一半" in draft.fields.values()
