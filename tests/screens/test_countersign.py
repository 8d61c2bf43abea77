"""会签 by keys: on the spot, later, or not at all; at 60 columns too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from inspect_tui.screens.case import CaseScreen
from inspect_tui.screens.finish import FinishScreen
from inspect_tui.views.walk import read_round

from inspect_engine.domain.inspections import AnswerInput
from tests.conftest import take_over

if TYPE_CHECKING:
    from tests.screens.conftest import Desk, Hand

WORD = "当面 签的 口令"


@pytest.fixture
def two(desk: Desk) -> Desk:
    """A desk whose second inspector has a passphrase of his own."""
    take_over(desk.ledger("sup"), "insp2", WORD)
    return desk


def replied(desk: Desk) -> str:
    number = desk.hazard()
    desk.advance(number, "grade", "issue", "serve", "start", "reply")
    return number


async def reinspect(hand: Hand, number: str, desk: Desk) -> None:
    """Fill in the form of 复查合格, and save it."""
    await hand.app.push_screen(CaseScreen(number))
    await hand.until("复查合格  办后为")
    await hand.press("enter")
    await hand.until("复查结论")
    await hand.type("、insp2")
    await hand.press("tab")
    await hand.type("合格")
    await hand.press("tab")
    await hand.paste(str(desk.photo))
    await hand.press("ctrl+s")


def waiting(desk: Desk, number: str) -> list[str]:
    case = desk.ledger("sup").cases.get(number)
    return [name for joint in case.joint.values() for name in joint.signing.waiting]


@pytest.mark.parametrize("size", [(100, 30), (60, 24)])
async def test_he_signs_on_the_spot_and_a_wrong_passphrase_is_asked_for_again(two: Desk, size: tuple[int, int]) -> None:
    """Promise: his passphrase is never on the screen, a wrong one is recorded, the right one signs in his name."""
    number = replied(two)
    async with two.open("insp1", size) as hand:
        await reinspect(hand, number, two)
        await hand.until("insp2 会签")
        assert "以后再签" in hand.flat
        await hand.type("不对的口令呀")
        assert "不对的" not in hand.screen
        await hand.press("enter")
        await hand.until("口令不对")
        await hand.type(WORD)
        await hand.press("enter")
        await hand.until(lambda: waiting(two, number) == [])
    last = two.ledger("sup").cases.history(number)[-1].event
    assert (last.kind, last.actor.user, last.actor.via) == ("countersign.signed", "insp2", "passphrase")
    assert [each.name for each in two.ledger("sup").access.attempts()] == ["insp2"]


async def test_left_for_later_it_waits_and_he_finds_it(two: Desk) -> None:
    """Promise: skipped with Enter, the case says whom it awaits; his own home tells him, and m leads there."""
    number = replied(two)
    async with two.open("insp1") as hand:
        await reinspect(hand, number, two)
        await hand.until("insp2 会签")
        await hand.press("enter")
        await hand.until("“复查合格”：待insp2签")
    assert waiting(two, number) == ["insp2"]
    async with two.open("insp2", (60, 24)) as hand:
        await hand.until("待你签 1 条，按 m 看")
        await hand.press("m")
        await hand.until(f"{number} 复查合格")
        await hand.press("enter")
        await hand.until("签字吗")
        await hand.press("y", "enter")
        await hand.until("没有待你签的")
    assert waiting(two, number) == []


async def test_he_says_that_he_was_not_there(two: Desk) -> None:
    number = replied(two)
    two.ledger("insp1").cases.act(
        number, "pass_reinspection", {"inspectors": "insp1,insp2", "conclusion": "合格"}, [two.photo]
    )
    async with two.open("insp2") as hand:
        await hand.press("m")
        await hand.until(f"{number} 复查合格")
        await hand.press("x")
        await hand.until("你没有参加")
        await hand.type("那天休假")
        await hand.press("enter")
        await hand.until("没有待你签的")
        await hand.press("escape")
        await hand.app.push_screen(CaseScreen(number))
        await hand.until("insp2说没有参加")
    case = two.ledger("sup").cases.get(number)
    assert case.persons["pass_reinspection"] == {"insp1"}


async def test_an_inspection_is_signed_when_it_ends(two: Desk) -> None:
    key = two.begin("insp2")
    two.ledger("insp1").inspections.answer(key, AnswerInput(subject="s-1", item="A-01", answer="fail", sure=True))
    async with two.open("insp1") as hand:
        ledger = two.ledger("insp1")
        await hand.app.push_screen(FinishScreen(read_round(ledger, key), None))
        await hand.until("完成检查")
        await hand.press("y", "enter")
        await hand.until("insp2 会签")
        await hand.type(WORD)
        await hand.press("enter")
        await hand.until(lambda: two.ledger("insp1").countersigning.of(key) is not None)
        await hand.until(lambda: not two.ledger("insp1").countersigning.of(key).waiting)  # type: ignore[union-attr]


async def test_a_supervisor_is_told_what_inspectors_have_issued(two: Desk) -> None:
    """Promise: his home says so, and the filter that it names shows which; once he has heard, it is gone."""
    number = two.hazard(by=["insp1", "insp2"])
    two.advance(number, "grade")
    given = {"signers": "insp1,insp2", "notice_no": "改〔2022〕1号", "requirement": "整改", "days": "7"}
    two.ledger("insp1").cases.act(number, "issue_on_site", given)
    async with two.open("insp1") as hand:
        await hand.until("条，按")
        assert "待你知悉" not in hand.flat
    async with two.open("sup") as hand:
        await hand.until("待你知悉 1 件，按 / 写 待知悉:主管")
        await hand.press("slash")
        await hand.type("待知悉:主管")
        await hand.until("共 1 条")
    two.ledger("sup").cases.act(number, "acknowledge", {})
    async with two.open("sup") as hand:
        await hand.until("条，按")
        assert "待你知悉" not in hand.flat
