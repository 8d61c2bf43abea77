"""A market and its stalls by keys: all of them at once, and one more on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tui.screens.walk import WalkScreen

from inspect_engine.domain.inspections import SubjectInput

if TYPE_CHECKING:
    from tests.screens.conftest import Desk


def market(desk: Desk) -> None:
    """A place with two stalls, and a shop elsewhere."""
    desk.subject("m-1", "某市场")
    desk.subject("x-1", "别处的店")
    for name in ("豆腐摊", "卤味摊"):
        stall = {"under": "m-1", "kind": "shop", "name": name}
        desk.ledger("insp1").subjects.add("shop", SubjectInput.model_validate(stall))


async def test_all_that_is_listed_is_ticked_at_once(desk: Desk) -> None:
    market(desk)
    async with desk.open() as hand:
        await hand.press("n", "enter")
        await hand.until("别处的店")
        await hand.type("m-1-")
        await hand.until("检查对象（2 个）")
        await hand.press("f6", "ctrl+s")
        await hand.until("已作答 0")
    [begun] = desk.ledger("insp1").inspections.all()
    assert begun.subjects == ("m-1-01", "m-1-02")


async def test_a_new_stall_joins_on_the_way(desk: Desk) -> None:
    """Promise: what is met on the way gets its code by itself, and what was answered stays."""
    market(desk)
    key = desk.ledger("insp1").inspections.start("shop", ["m-1-01"], ["insp1"])
    async with desk.open() as hand:
        await hand.app.push_screen(WalkScreen(key))
        await hand.until("已作答 0")
        await hand.press("1")
        await hand.until("合格 1")
        await hand.press("n")
        await hand.until("上级编号")
        await hand.type("豆花摊")
        await hand.press("ctrl+s")
        await hand.until("已加进这次检查：豆花摊（m-1-03）")
        await hand.press("1")
        await hand.until("合格 2")
    of = desk.ledger("insp1").inspections.get(key)
    assert of.inspection.subjects == ("m-1-01", "m-1-03")
    assert [(each.subject, each.answer) for each in of.answers] == [("m-1-01", "pass"), ("m-1-03", "pass")]
    assert desk.ledger("insp1").subjects.named("m-1-03").under == "m-1"
