"""Others write while a list is in sight: the mark, and an Enter under way, stay with their row."""

from __future__ import annotations

from inspect_tui.screens.log import LogScreen
from inspect_tui.screens.place import PlaceScreen
from inspect_tui.screens.rows import RowsScreen
from inspect_tui.widgets.pick_list import PickList
from textual.widgets import OptionList

from inspect_engine.domain.inspections import AnswerInput
from tests.screens.conftest import Desk, Hand


def marked(hand: Hand) -> str | None:
    return hand.app.screen.query_one(PickList).chosen


def place_of(hand: Hand) -> int | None:
    return hand.app.screen.query_one(PickList).highlighted


async def test_a_hazard_that_is_marked_stays_so_when_others_log(desk: Desk) -> None:
    """Promise: what was found here before stands first; a colleague's finding moves rows, and never the mark."""
    desk.begin()
    async with desk.open() as hand:
        await hand.press("a")
        assert isinstance(hand.app.screen, LogScreen)
        await hand.type("t")
        await hand.press("ctrl+u", "a", "down", "down")
        before = marked(hand)
        assert before
        assert place_of(hand)
        desk.ledger("insp2").logged.add(
            "shop", AnswerInput(subject="s-1", item="B-01", answer="fail", note="记录本上什么也没写")
        )
        seen = hand.app.screen.spot
        hand.app.poll()
        await hand.until(lambda: isinstance(hand.app.screen, LogScreen) and hand.app.screen.spot is not seen)
        await hand.obeyed()
        assert marked(hand) == before


async def test_a_place_that_is_marked_stays_so_when_others_register(desk: Desk) -> None:
    for key in ("s-2", "s-4"):
        desk.subject(key, f"店{key}")
    async with desk.open() as hand:
        await hand.press("a", "f3", "down")
        assert isinstance(hand.app.screen, PlaceScreen)
        assert marked(hand) == "s-4"
        desk.subject("s-1", "店一")
        hand.app.poll()
        await hand.until("店一")
        assert marked(hand) == "s-4"
        assert place_of(hand) == 2


async def test_a_row_that_is_marked_stays_so_when_others_come_before_it(desk: Desk) -> None:
    async with desk.open("sup") as hand:
        verb = next(each for each in hand.app.verbs.all if each.path == "user list")
        hand.app.begin(verb, {})
        await hand.until("检查员丙")
        screen = hand.app.screen
        assert isinstance(screen, RowsScreen)
        rows = screen.query_one(PickList)
        key = next(each.id for each in rows.options if (each.id or "").startswith("insp3"))
        rows.highlighted = rows.get_option_index(key or "")
        was = rows.highlighted
        desk.ledger("sup").people.add("a-new", "新来的", ["viewer"])
        hand.app.poll()
        await hand.until("新来的")
        assert marked(hand) == key
        assert place_of(hand) != was
        assert screen.named
        assert list(screen.named[1]) == ["insp3"]
        chosen = OptionList.OptionSelected(rows, rows.get_option(key or ""), was or 0)
        screen.choose(chosen)
        await hand.until(lambda: hand.app.screen is not screen)
        assert "insp3" in hand.screen
