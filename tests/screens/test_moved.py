"""Two people on one case: who is second is told at once, loses nothing, and goes on by one key."""

from __future__ import annotations

from inspect_tui.screens.act import ActScreen
from inspect_tui.screens.correct import CorrectScreen
from inspect_tui.widgets.field import Field

from tests.screens.conftest import Desk, Hand


async def begun(desk: Desk, hand: Hand, number: str, trigger: str, typed: str) -> ActScreen:
    offered = desk.ledger("sup").cases.offers(number)
    screen = ActScreen(offered.case, next(o for o in offered.offers if o.trigger == trigger), terminal=False)
    await hand.app.push_screen(screen)
    await hand.type(typed)
    return screen


async def test_what_others_do_is_told_while_one_types_and_taken_up_by_a_key(desk: Desk) -> None:
    """Promise: when, who, which step; then the form is about the case as it stands, with all that was typed."""
    number = desk.hazard()
    async with desk.open("sup") as hand:
        screen = await begun(desk, hand, number, "withdraw", "误报")
        desk.ledger("insp2").notes.add(number, "店主来过电话")
        desk.advance(number, "grade")
        hand.app.poll()
        shown = await hand.until("主管甲（sup）：定级，现为“已定级”")
        assert "检查员乙（insp2）：" in shown
        await hand.press(*"，重复", "f5")
        await hand.until("核对后按 ^s 保存")
        assert "：定级，现为" not in hand.screen
        assert screen.case.state == "graded"
        assert screen.query_one("#field-reason", Field).value == "误报，重复"
        await hand.press("ctrl+s", "y", "enter")
        await hand.until(lambda: desk.ledger("sup").cases.get(number).events == 4)


async def test_a_step_that_is_no_more_says_why_and_keeps_the_draft(desk: Desk) -> None:
    """Promise: refused on saving, refused on taking up, and still there."""
    number = desk.hazard()
    async with desk.open("sup") as hand:
        screen = await begun(desk, hand, number, "grade", "1")
        await hand.press("tab", *"凭照片认定")
        desk.advance(number, "grade")
        await hand.press("ctrl+s")
        await hand.until("刚被他人办理")
        assert "按F5照现在的情况接着办" in hand.flat
        await hand.press("f5")
        await hand.until("现在不能再办“定级”")
        typed = screen.query_one("#field-reason", Field).value
        assert typed.startswith("凭照片认定")
        assert [d.fields["reason"] for d in desk.ledger("sup").drafts.under("act", screen.case.id)] == [typed]


async def test_a_correction_is_taken_up_too(desk: Desk) -> None:
    """Promise: every form about a case that has a base does so."""
    number = desk.hazard(note="纸箱")
    async with desk.open("sup") as hand:
        ledger = desk.ledger("sup")
        case = ledger.cases.get(number)
        await hand.app.push_screen(CorrectScreen(case, ledger.definitions.lifecycle(case).workflow))
        await hand.type("写错了")
        desk.advance(number, "grade")
        await hand.press("tab", "end", *"和木板", "ctrl+s")
        await hand.until("刚被他人办理")
        await hand.press("f5", "ctrl+s")
        await hand.until(lambda: desk.ledger("sup").cases.get(number).events > 2)
    assert desk.ledger("sup").cases.get(number).note == "纸箱和木板"
