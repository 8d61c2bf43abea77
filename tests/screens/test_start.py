"""Beginning an inspection by a few characters: what was used last stands first, codes are made by the program."""

from __future__ import annotations

import pytest
from inspect_tui.screens.prepare import PrepareScreen
from inspect_tui.screens.start import StartScreen
from inspect_tui.screens.walk import WalkScreen
from inspect_tui.widgets.pick_list import PickList, TickList

from inspect_engine.domain.inspections import SubjectInput
from inspect_engine.errors import InspectError
from tests.screens.conftest import Desk, Hand


def listed(hand: Hand) -> list[str]:
    return [str(each.id) for each in hand.app.screen.query_one(PickList).options]


def add(desk: Desk, key: str, name: str) -> None:
    desk.subject(key, name)


@pytest.mark.parametrize("typed", ["场所", "csjc", "CSJC", "shop", "所检"])
async def test_a_checklist_is_found_by_its_name_its_sound_and_its_code(desk: Desk, typed: str) -> None:
    async with desk.open() as hand:
        await hand.press("n", *typed)
        assert isinstance(hand.app.screen, StartScreen)
        assert listed(hand)[0] == "new-shop"
        await hand.press("enter")
        assert isinstance(hand.app.screen, PrepareScreen)


async def test_an_unfinished_inspection_is_found_by_its_subject(desk: Desk) -> None:
    add(desk, "s-8", "老张家超市")
    ledger = desk.ledger("insp1")
    ledger.inspections.start("shop", [desk.subject()], ["insp1"])
    wanted = ledger.inspections.start("shop", ["s-8"], ["insp1"])
    async with desk.open() as hand:
        await hand.press("n", *"lzjcs")
        assert listed(hand) == [f"go-{wanted}"]
        await hand.press(*"xx")
        assert "没有这样的检查表" in hand.screen
        await hand.press("enter")
        assert isinstance(hand.app.screen, StartScreen)
        await hand.press("backspace", "backspace", "enter")
        assert isinstance(hand.app.screen, WalkScreen)
        assert hand.walk.inspection == wanted


async def test_where_one_was_last_stands_first_and_enter_takes_it(desk: Desk) -> None:
    """Promise: from the ledger, not from this computer: whoever signs in anywhere finds his own order."""
    for key, name in (("s-1", "第一商铺"), ("s-2", "第二商铺"), ("s-3", "第三商铺")):
        add(desk, key, name)
    desk.ledger("insp1").inspections.start("shop", ["s-3"], ["insp1", "insp3"])
    desk.ledger("insp2").inspections.start("shop", ["s-2"], ["insp2"])
    async with desk.open() as hand:
        await hand.press("n", "end", "up", *"csjc", "end", "enter")
        await hand.until(lambda: isinstance(hand.app.screen, PrepareScreen))
        await hand.obeyed()
        assert listed(hand) == ["s-3", "s-1", "s-2"]
        people = [str(each.id) for each in hand.app.screen.query_one("#inspectors", TickList).options]
        assert people[:3] == ["insp1", "insp3", "insp2"]
        await hand.press("enter", "enter", *"dier", "enter", "ctrl+s")
        await hand.until("已作答 0")
    assert desk.ledger("insp1").inspections.all()[0].subjects == ("s-3", "s-2")


async def test_the_very_one_that_is_typed_comes_before_what_only_contains_it(desk: Desk) -> None:
    for key, name in (("s-10", "大店一"), ("s-1", "店一"), ("s-12", "店一分店")):
        add(desk, key, name)
    async with desk.open() as hand:
        await hand.press("n", "enter", *"店一")
        assert listed(hand)[0] == "s-1"
        await hand.press("ctrl+u", *"s-12", "enter")
        assert hand.app.screen.query_one("#subjects", TickList).ticked == ["s-12"]


async def test_a_code_is_made_of_those_there_are_and_can_be_typed_over(desk: Desk) -> None:
    add(desk, "dp-08", "老店")
    add(desk, "dp-09", "新店")
    async with desk.open() as hand:
        await hand.press("n", "enter", "f2", *"又一家", "tab", *"530602", "tab")
        await hand.until("dp-10")
        await hand.press("ctrl+s")
        await hand.until("[x] 又一家")
        await hand.press("f2", *"再一家", "tab", *"530602", "tab", *"zy-1", "ctrl+s")
        await hand.until("[x] 再一家")
    assert [one.key for one in desk.ledger("insp1").subjects.find()] == ["dp-08", "dp-09", "dp-10", "zy-1"]


async def test_a_region_taken_with_enter_is_named_and_makes_the_code(desk: Desk) -> None:
    """Promise: what Enter takes counts as typed, and its name stays in sight, for the field holds a bare code; regions
    where something is recorded come first, then those around them."""
    add(desk, "dp-08", "老店")
    async with desk.open() as hand:
        await hand.press("n", "enter", "f2", *"又一家", "tab", *"zy")
        await hand.until("→ 云南省昭通市昭阳区（530602）")
        await hand.press("enter")
        await hand.until("dp-09")
        assert "云南省昭通市昭阳区（530602）" in hand.screen
    assert desk.ledger("insp1").desk.regions_like("zy", 2)[0][0] == "530602"


def test_a_code_that_is_taken_out_of_sight_is_passed_over(desk: Desk) -> None:
    """Promise: nobody learns of what lies elsewhere, and nothing there is overwritten."""
    desk.ledger("sup").people.add("near", "近处检查员", ["inspector"], region="530602")
    far = SubjectInput(key="530602-001", kind="shop", name="别处的", region="530629")
    desk.ledger("sup").subjects.add("shop", far)
    near = desk.ledger("near").subjects
    assert near.next_key("shop", "昭阳区") == near.next_key("shop", "530602") == "530602-002"
    assert near.next_key("shop", "530600") == "530600-001"
    assert near.next_key("shop", "没有的") == ""
    made = near.add("shop", SubjectInput(key="", kind="shop", name="近处的", region="530602"))
    assert made.key == "530602-002"
    assert desk.ledger("sup").subjects.named("530602-001").name == "别处的"


def test_two_who_get_the_same_code_do_not_overwrite_each_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    given = SubjectInput(key="", kind="shop", name="甲店", region="530602")
    first, second = desk.ledger("insp1").subjects, desk.ledger("insp2").subjects
    code = second.next_key("shop", "530602")
    first.add("shop", given)
    monkeypatch.setattr(second, "next_key", lambda *_: code)
    with pytest.raises(InspectError, match="已登记为"):
        second.add("shop", given.model_copy(update={"name": "乙店"}))
    monkeypatch.undo()
    assert second.add("shop", given.model_copy(update={"name": "乙店"})).key == "530602-002"
    assert {one.name for one in first.find()} == {"甲店", "乙店"}
