"""One hazard: what may be done, what may not and why, and the forms that do it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from inspect_tui.screens.act import ActScreen
from inspect_tui.screens.case import CaseScreen
from sqlalchemy.exc import OperationalError
from textual import events
from textual.widgets import Input

from inspect_engine.storage.attempt import Attempt
from tests.conftest import enrol

if TYPE_CHECKING:
    from tests.screens.conftest import Desk


async def test_a_refused_action_says_why(desk: Desk) -> None:
    """Promise: actions this person may not take are in sight with the reason, and cannot be begun."""
    number = desk.hazard()
    async with desk.open() as hand:
        await hand.app.push_screen(CaseScreen(number))
        shown = await hand.until("可办事项（能办 3 项")
        assert "发现◐定级○签发○送达○整改○回复○复查合格○销号○" in "".join(shown.split())
        assert "须由主管办理，你是检查员" not in shown
        await hand.press("end", "enter")
        await hand.until("须由主管办理，你是检查员")
        await hand.press("end", "enter")
        await hand.until("不能办理“")
        await hand.press("escape")
        await hand.until("可办事项")
    assert desk.ledger("insp1").cases.get(number).events == 1


async def test_an_action_through_its_form_is_an_event(desk: Desk) -> None:
    """Promise: what was typed is in the ledger when the screen says 已保存, and the history shows it; a reason that was
    filled in for the grade computed goes when another is chosen."""
    number = desk.hazard()
    async with desk.open("sup", size=(90, 30)) as hand:
        await hand.press("enter")
        await hand.until("定级  办后为")
        await hand.press("enter")
        await hand.until("未列入重大隐患判定情形")
        await hand.press("2", "enter")
        assert "未列入重大隐患判定情形" not in hand.screen
        await hand.type("依规定认定")
        await hand.press("ctrl+s")
        await hand.until("已保存：CS-2022-0001 定级")
        shown = await hand.until("定级理由：依规定认定")
        assert "等级：重大" in shown
    case = desk.ledger("sup").cases.get(number)
    assert (case.state, case.severity, case.values["reason"]) == ("graded", "major", "依规定认定")


async def test_what_happened_before_is_dated_so_in_its_form(desk: Desk) -> None:
    """Promise: the day is there; an earlier one is shown as entered late, an impossible one stands under it."""
    number = desk.hazard(on=date(2022, 2, 15))
    async with desk.open("sup") as hand:
        await hand.press("enter")
        await hand.until("定级  办后为")
        await hand.press("enter")
        await hand.until("定级理由")
        await hand.press("2", "enter")
        await hand.type("依规定认定")
        day = hand.app.screen.query_one("#field-on Input", Input)
        assert day.value == "2022-02-17"
        day.focus()
        await hand.press("ctrl+a", "ctrl+k")
        await hand.type("2022/2/14")
        await hand.press("ctrl+s")
        await hand.until("不能早于上一步（2022-02-15）")
        await hand.press("ctrl+a", "ctrl+k")
        await hand.type("昨天")
        await hand.press("ctrl+s")
        await hand.until("已保存：CS-2022-0001 定级")
        await hand.until("补录")
    case = desk.ledger("sup").cases.get(number)
    assert (case.stepped_on, case.backdated) == (date(2022, 2, 16), 2)


async def test_a_note_is_in_the_history_and_takes_no_step(desk: Desk) -> None:
    """Promise: what is noted is stored, with its file, and the case stands where it stood; it can be claimed, too."""
    number = desk.hazard()
    before = desk.ledger("insp1").cases.get(number)
    async with desk.open() as hand:
        await hand.press("enter")
        await hand.until("可办事项（")
        await hand.press("b")
        await hand.until("备注不是办理")
        await hand.press("ctrl+s")
        await hand.until("请填写“备注”")
        await hand.type("电话催办")
        await hand.press("tab")
        await hand.paste(str(desk.photo))
        await hand.press("ctrl+s")
        await hand.until("的备注，状态不变")
        await hand.until("“照片.jpg”名字是照片，内容不是照片")
        await hand.until("备注：电话催办")
        await hand.press("m")
        await hand.until("由你承办")
        await hand.until("承办人：insp1")
    case = desk.ledger("insp1").cases.get(number)
    assert (case.state, case.last_event, case.owner) == (before.state, before.last_event, "insp1")


async def test_sent_again_when_it_was_not_certain_it_is_stored_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise: nothing says 没有保存 of what is stored, and pressing ^s again does not do it twice."""
    number = desk.hazard()

    def broken(*_: object, **__: object) -> None:
        raise OperationalError("COMMIT", None, Exception("disk I/O error"))

    async with desk.open("sup") as hand:
        await hand.press("enter")
        await hand.until("定级  办后为")
        await hand.press("enter")
        await hand.until("定级理由")
        await hand.press("2", "enter")
        await hand.type("依规定认定")
        with monkeypatch.context() as patch:
            patch.setattr(Attempt, "settle", broken)
            patch.setattr(Attempt, "_is_there", lambda *_: None)
            await hand.press("ctrl+s")
            shown = await hand.until("不能确定本次操作是否已保存")
            assert "没有保存" not in shown
            assert "没有办成" not in shown
        await hand.press("enter")
        await hand.until("F9 填今天")
        await hand.press("ctrl+s")
        await hand.until("已保存：CS-2022-0001 定级")
    assert desk.ledger("sup").cases.get(number).events == 2


async def test_faults_stand_under_their_fields(desk: Desk) -> None:
    """Promise: missing values, lost files and refusals are each said where they can be put right."""
    number = desk.hazard()
    desk.advance(number, "grade", "issue", "serve", "start", "reply")
    async with desk.open() as hand:
        await hand.press("enter")
        await hand.until("复查合格  办后为")
        await hand.press("enter")
        await hand.until("复查结论")
        await hand.press("ctrl+s")
        shown = await hand.until("请填写“复查结论”")
        assert "须附佐证材料至少 1 份" in shown
        await hand.type("合格")
        await hand.press("enter")
        await hand.paste("/no/such/照片.jpg")
        await hand.press("ctrl+s")
        await hand.until("找不到文件：/no/such/照片.jpg")
        await hand.press("ctrl+a", "ctrl+k")
        await hand.paste(f"'{desk.photo}'")
        await hand.press("ctrl+s")
        await hand.until("复查人须不少于 2 人，现为 1 人")
        await hand.press("end")
        await hand.type("，检查员乙")
        await hand.press("ctrl+s")
        await hand.until("已保存")
        await hand.until("“照片.jpg”名字是照片，内容不是照片")
    case = desk.ledger("insp1").cases.get(number)
    assert case.state == "reinspected"
    assert {"insp1", "insp2"} <= set(case.persons["pass_reinspection"])


async def test_ending_a_case_asks_for_a_typed_yes(desk: Desk) -> None:
    """Promise: Enter alone never ends a case; y or 是 does."""
    number = desk.hazard()
    desk.advance(number, "grade", "issue", "serve", "start", "reply", "pass_reinspection")
    async with desk.open("sup") as hand:
        await hand.press("enter")
        await hand.until("销号  办后为")
        await hand.press("enter")
        await hand.until("销号意见")
        await hand.type("同意")
        await hand.press("ctrl+s")
        await hand.until("后即办结")
        await hand.press("enter")
        await hand.until("没有确认")
        assert desk.ledger("sup").cases.get(number).is_open
        await hand.type("是")
        await hand.press("enter")
        await hand.until("重新立案  办后为")
    assert desk.ledger("sup").cases.get(number).closed_how == "rectified"


async def test_what_was_proposed_is_confirmed_as_it_is(desk: Desk) -> None:
    """Promise: the second person reads what he confirms and cannot change it; any other action warns that it lapses."""
    number = desk.hazard()
    enrol(desk.ledger("sup"), "sup2", "主管乙", ["supervisor"])
    desk.ledger("sup2").cases.act(number, "withdraw", {"reason": "误报[/]"})
    async with desk.open("sup") as hand:
        await hand.press("enter")
        await hand.until("待确认：撤销，sup2 于 2022-02-17 提出")
        await hand.press("down", "enter")
        await hand.until("待确认的“撤销”就作废")
        await hand.press("escape")
        await hand.until("可办事项")
        await hand.press("up", "enter")
        await hand.until("内容不能改，同意就按 ^s 确认")
        await hand.press("shift+tab")
        await hand.type("改了")
        assert "误报[/]" in hand.screen
        assert hand.app.screen.query_one("#field-reason").disabled
        await hand.press("ctrl+a", "ctrl+k", "ctrl+s")
        await hand.until("后即办结")
        assert desk.ledger("sup").cases.get(number).is_open
        await hand.type("y")
        await hand.press("enter")
        await hand.until("已保存：")
    assert desk.ledger("sup").cases.get(number).values["reason"] == "误报[/]"


async def test_what_someone_else_did_first_is_a_conflict(desk: Desk) -> None:
    """Promise: a form filled in on an older state of the case stores nothing, and says what happened."""
    number = desk.hazard()
    async with desk.open("sup") as hand:
        offered = desk.ledger("sup").cases.offers(number)
        case, offers = offered.case, offered.offers
        offer = next(offer for offer in offers if offer.trigger == "withdraw")
        await hand.app.push_screen(ActScreen(case, offer, terminal=False))
        await hand.until("撤销理由")
        desk.advance(number, "grade")
        await hand.type("重复")
        await hand.press("ctrl+s")
        await hand.until("刚被他人办理")
    assert desk.ledger("sup").cases.get(number).state == "graded"


async def test_leaving_with_unsaved_typing_asks_first(desk: Desk) -> None:
    """Promise: Esc on a changed form asks; no is no."""
    desk.hazard()
    async with desk.open("sup") as hand:
        await hand.press("enter")
        await hand.until("定级  办后为")
        await hand.press("enter")
        await hand.until("定级理由")
        await hand.until("(*) 1 一般")
        await hand.press("2", "escape")
        await hand.until("确定放弃吗")
        await hand.press("escape")
        await hand.until("(*) 2 重大")
        await hand.press("f12")
        await hand.until("确定放弃吗")
        await hand.press("y", "enter")
        await hand.until("可办事项")


async def test_another_writer_is_noticed(desk: Desk) -> None:
    """Promise: what another process stored appears by itself."""
    number = desk.hazard()
    async with desk.open("sup") as hand:
        await hand.until("已发现")
        desk.advance(number, "grade")
        await hand.until("已定级")


async def test_saving_twice_is_saving_once(desk: Desk) -> None:
    """Promise: a second ^s, or Esc, while the first is on its way neither repeats nor abandons it."""
    number = desk.hazard()
    async with desk.open("sup") as hand:
        await hand.press("enter")
        await hand.until("定级  办后为")
        await hand.press("enter")
        await hand.until("定级理由")
        await hand.press("1", "enter")
        await hand.type("认定")
        for key in ("ctrl+s", "ctrl+s", "escape"):
            hand.app.post_message(events.Key(key, None))
        await hand.until("已保存：CS-2022-0001 定级")
        assert "不能办理" not in hand.screen
    assert desk.ledger("sup").cases.get(number).events == 2


async def test_what_was_typed_is_put_right_from_the_case(desk: Desk) -> None:
    """Promise: the form holds what stands; only what was changed is put right, with the reason, old beside new."""
    number = desk.hazard()
    desk.ledger("sup").cases.act(number, "grade", {"severity": "major", "reason": "依规定"})
    async with desk.open("sup") as hand:
        await hand.press("enter")
        await hand.until("可办事项")
        await hand.press("c")
        await hand.until("为什么更正")
        await hand.press("ctrl+s")
        await hand.until("请填写“为什么更正”")
        await hand.type("漏写位置")
        await hand.press("tab")
        await hand.type("后厨")
        await hand.press("ctrl+s")
        await hand.until("更正 1 处")
    case = desk.ledger("sup").cases.get(number)
    assert (case.state, case.corrected, case.severity) == ("graded", 1, "major")
    assert case.note.endswith("后厨") or case.note.startswith("后厨")
    [event] = [entry.event for entry in desk.ledger("sup").cases.history(number)][2:]
    assert [change["field"] for change in event.data["changes"]] == ["note"]


async def test_what_is_no_reply_is_not_taken_back(desk: Desk) -> None:
    """Promise: the refusal is said, and nothing is stored."""
    number = desk.hazard()
    async with desk.open("sup") as hand:
        await hand.press("enter")
        await hand.until("可办事项")
        await hand.press("z")
        await hand.until("为什么更正")
        await hand.type("附错")
        await hand.press("ctrl+s")
        await hand.until("没有办成")
    assert desk.ledger("sup").cases.get(number).events == 1
