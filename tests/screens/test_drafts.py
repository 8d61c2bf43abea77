"""Nothing typed is lost: forms come back as they were left, whatever ended the program."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from inspect_tui.screens.act import ActScreen
from inspect_tui.screens.note import NoteScreen
from inspect_tui.screens.prepare import PrepareScreen
from inspect_tui.screens.subject import SubjectScreen
from inspect_tui.widgets.answer_form import AnswerForm
from inspect_tui.widgets.field import Field
from inspect_tui.widgets.pick_list import TickList
from inspect_tui.widgets.typing_boxes import LineBox

from inspect_engine.errors import StorageError
from inspect_engine.ledger import Selection
from inspect_engine.ledger.drafts import Drafts
from tests.screens.conftest import Desk, Hand

REASON = "误报，与上周那一件重复"


def kept(desk: Desk) -> list[dict[str, object]]:
    """What lies beside the ledger."""
    folder = desk.path.with_name(desk.path.name + ".drafts")
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*/*.json"))]


def values(hand: Hand) -> dict[str, str]:
    return {field.spec.id: field.value for field in hand.app.screen.query(Field)}


async def act(desk: Desk, hand: Hand, number: str, trigger: str) -> ActScreen:
    offered = desk.ledger("sup").cases.offers(number)
    screen = ActScreen(offered.case, next(o for o in offered.offers if o.trigger == trigger), terminal=False)
    await hand.app.push_screen(screen)
    await hand.obeyed()
    return screen


async def test_a_form_comes_back_as_it_was_left(desk: Desk) -> None:
    """Promise: written soon after typing, private, marked when it comes back, gone once it is stored."""
    number = desk.hazard()
    async with desk.open("sup") as hand:
        await act(desk, hand, number, "withdraw")
        await hand.type(REASON)
        await hand.until(lambda: bool(kept(desk)))
    for path in desk.path.with_name(desk.path.name + ".drafts").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    async with desk.open("sup") as hand:
        await act(desk, hand, number, "withdraw")
        assert values(hand)["reason"] == REASON
        await hand.until("草稿（今天 ")
        await hand.press("ctrl+s")
        await hand.until(lambda: desk.ledger("sup").cases.get(number).events == 2)
        await hand.until(lambda: not kept(desk))


async def test_a_draft_is_one_persons_and_one_steps(desk: Desk) -> None:
    """Promise: nobody else sees it, and no other form of the case."""
    number = desk.hazard()
    async with desk.open("sup") as hand:
        await act(desk, hand, number, "withdraw")
        await hand.type(REASON)
    assert len(kept(desk)) == 1
    async with desk.open("sup") as hand:
        await act(desk, hand, number, "grade")
        assert values(hand)["reason"] != REASON
    async with desk.open("insp1") as hand:
        await act(desk, hand, number, "withdraw")
        assert values(hand)["reason"] != REASON


async def test_a_draft_is_given_up_by_a_key_or_by_leaving(desk: Desk) -> None:
    """Promise: ^d asks and begins anew; leaving with yes throws it away, the end of the program does not."""
    number = desk.hazard()
    for keys in (("ctrl+d", "y", "enter"), ("f12", "y", "enter")):
        async with desk.open("sup") as hand:
            await act(desk, hand, number, "withdraw")
            await hand.type(REASON)
            await hand.until(lambda: bool(kept(desk)))
            await hand.press(*keys)
            await hand.until(lambda: not kept(desk))
        assert not kept(desk)


async def test_what_fits_no_more_is_shown_and_kept(desk: Desk) -> None:
    """Promise: another edition of the form loses nothing."""
    number = desk.hazard()
    case = desk.ledger("sup").cases.get(number)
    old = {"reason": REASON, "gone": "旧栏里的话", "severity": "no-such"}
    desk.ledger("sup").drafts.keep("act", (case.id, "grade"), old, {"gone": "旧栏", "severity": "等级"})
    async with desk.open("sup") as hand:
        await act(desk, hand, number, "grade")
        await hand.until("旧栏里的话")
        assert "no-such" in hand.screen
        assert values(hand)["reason"] == REASON
        await hand.press("tab", "end", "！")
        await hand.until(lambda: "！" in str(kept(desk)[0]["fields"]))
    [draft] = kept(desk)
    assert draft["fields"] == {**old, "reason": REASON + "！"}


async def test_the_form_of_a_kind_comes_back_whole(desk: Desk) -> None:
    """Promise: also the fields that only the chosen kind has."""
    async with desk.open() as hand:
        await hand.app.push_screen(SubjectScreen(desk.library.packs["shop"]))
        await hand.press(*"店", "tab", *"530602", "tab", *"s-7", "tab", "2", "tab", *"乙公司")
        before = values(hand)
        assert before["subject-kind"] == "depot"
    async with desk.open() as hand:
        await hand.app.push_screen(SubjectScreen(desk.library.packs["shop"]))
        await hand.obeyed()
        assert values(hand) == before


async def test_items_come_back_with_what_was_typed_for_them(desk: Desk) -> None:
    """Promise: marked in the list, with verdict, words and values, one beyond the list, too; each gone once stored."""
    key = desk.begin()
    async with desk.walk(key) as hand:
        await hand.press(
            "2", *"纸箱", "escape", "j", "2", *"软管老化", "tab", *"2.5", "escape", "x", *"门坏了", "escape", "g"
        )
        await hand.until(lambda: len(kept(desk)) == 3)
        wanted = dict(hand.walk.drafts)
    async with desk.walk(key) as hand:
        await hand.until("有 3 项草稿")
        assert dict(hand.walk.drafts) == wanted
        assert hand.screen.count("未保存") >= 3
        await hand.until("草稿（今天 ")
        assert hand.walk.query_one(AnswerForm).draft() == wanted[("s-1", "A-01", "")]
        await hand.press("ctrl+s")
        await hand.until(lambda: len(kept(desk)) == 2)
        await hand.press("ctrl+d", "y", "enter")
        await hand.until(lambda: len(kept(desk)) == 1)
        assert hand.walk.query_one(AnswerForm).draft() is None
    assert desk.answers(key) == {"A-01": ("fail", "纸箱")}


async def test_an_answer_that_was_stored_is_no_draft_any_more(desk: Desk) -> None:
    """Promise: killed between the ledger and the draft's removal, it is not offered again."""
    key = desk.begin()
    async with desk.walk(key) as hand:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Drafts, "drop", lambda *_: None)
            await hand.press("2", *"纸箱", "tab", "f4")
            await hand.until(lambda: bool(kept(desk)))
            await hand.press("ctrl+s")
            await hand.until(lambda: bool(desk.answers(key)))
    assert len(kept(desk)) == 1
    async with desk.walk(key) as hand:
        assert not hand.walk.drafts
        await hand.until(lambda: not kept(desk))


async def test_a_draft_whose_form_was_stored_before_a_crash_is_gone(desk: Desk) -> None:
    """Promise: killed after the ledger had it and before the draft was removed, it does not come back."""
    number = desk.hazard()
    async with desk.open("sup") as hand:
        await act(desk, hand, number, "withdraw")
        await hand.type(REASON)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Drafts, "drop", lambda *_: None)
            await hand.press("ctrl+s")
            await hand.until(lambda: desk.ledger("sup").cases.get(number).events == 2)
            await hand.obeyed()
    [left] = kept(desk)
    assert left["request"]
    case = desk.ledger("sup").cases.get(number)
    assert desk.ledger("sup").drafts.of("act", (case.id, "withdraw")) is None
    assert not kept(desk)


async def test_a_full_disk_is_said_once_and_typing_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise: no draft is no reason not to work."""
    tried: list[object] = []

    def full(*given: object) -> None:
        tried.append(given)
        raise StorageError("草稿存不下：磁盘已满")

    monkeypatch.setattr(Drafts, "keep", full)
    number = desk.hazard()
    async with desk.open("sup") as hand:
        await hand.app.push_screen(NoteScreen(desk.ledger("sup").cases.get(number)))
        for text in ("一", "二"):
            await hand.press(text, "tab", "shift+tab")
            await hand.until(lambda: bool(tried))
            tried.clear()
        assert len(hand.app._notifications) == 1
        await hand.press("ctrl+s")
        await hand.until(lambda: desk.ledger("sup").cases.get(number).events == 2)


def test_what_is_no_draft_is_none(desk: Desk) -> None:
    """Promise: a file that was cut, or is something else, hinders nobody."""
    room = desk.ledger("sup").drafts
    room.keep("note", ("x",), {"text": "话"})
    [path] = desk.path.with_name(desk.path.name + ".drafts").glob("*/*.json")
    for content in ("", "[]", "{}", '{"fields": 1}', path.read_text("utf-8")[:-4]):
        Path(path).write_text(content, "utf-8")
        assert room.of("note", ("x",)) is None


async def test_a_hazard_that_was_found_by_search_comes_back(desk: Desk) -> None:
    """Promise: the short form keeps what was typed into it, for the place and the item it was typed for."""
    desk.hazard("A-03")
    way = ("a", *"疏散", "enter")
    async with desk.open() as hand:
        await hand.press(*way, *"二楼北侧堆纸箱")
        await hand.until(lambda: [d["form"] for d in kept(desk)] == ["hazard"])
        await hand.until(lambda: "二楼北侧堆纸箱" in str(kept(desk)))
    async with desk.open() as hand:
        await hand.press(*way)
        await hand.until("还没有提交")
        assert values(hand)["note"] == "二楼北侧堆纸箱"
        await hand.press("ctrl+s")
        await hand.until(lambda: not kept(desk))
    cases = desk.ledger("insp1").cases.page()
    assert "二楼北侧堆纸箱" in {desk.ledger("insp1").cases.get(case.id).note for case in cases}


async def test_where_a_workbook_is_to_go_comes_back(desk: Desk) -> None:
    """Promise: the days and the file of an export are kept; gone once it is written."""
    book = desk.path.parent / "另存.xlsx"
    async with desk.open("sup") as hand:
        await hand.app.push_screen(hand.app.screens.export(Selection()))
        await hand.obeyed()
        hand.app.screen.query(Field).first().put(str(book))
        await hand.until(lambda: bool(kept(desk)))
    async with desk.open("sup") as hand:
        await hand.app.push_screen(hand.app.screens.export(Selection()))
        await hand.until("草稿（今天 ")
        assert values(hand)["path"] == str(book)
        await hand.press("ctrl+s")
        await hand.until(book.exists)
        await hand.until(lambda: not kept(desk))


async def prepare(desk: Desk, hand: Hand) -> PrepareScreen:
    screen = PrepareScreen(desk.library.packs["shop"])
    await hand.app.push_screen(screen)
    await hand.until("第一商铺")
    return screen


async def test_what_is_ticked_for_an_inspection_comes_back(desk: Desk) -> None:
    """Promise: places, people and day; what was closed meanwhile stays out; gone once the walk has begun."""
    desk.subject()
    desk.subject("s-2", "第二商铺")
    async with desk.open("insp1") as hand:
        screen = await prepare(desk, hand)
        assert not screen.unsaved
        screen.query_one("#subjects").focus()
        await hand.press("f6")
        screen.query_one("#day", LineBox).value = "2022-02-16"
        screen.query_one("#inspectors", TickList).focus()
        await hand.press("end", "space")
        await hand.until(lambda: any("s-2" in str(each["fields"]) and "02-16" in str(each) for each in kept(desk)))
        ticked = list(screen.query_one("#inspectors", TickList).ticked)
    desk.ledger("sup").places.close("s-2", "搬走")
    async with desk.open("insp1") as hand:
        screen = await prepare(desk, hand)
        await hand.until("草稿（今天 ")
        assert screen.query_one("#subjects", TickList).ticked == ["s-1"]
        assert screen.query_one("#inspectors", TickList).ticked == ticked
        assert screen.query_one("#day", LineBox).value == "2022-02-16"
        await hand.press("ctrl+s")
        await hand.until("已作答")
        await hand.until(lambda: not kept(desk))


async def test_what_is_ticked_is_given_up_by_a_key(desk: Desk) -> None:
    desk.subject()
    async with desk.open("insp1") as hand:
        screen = await prepare(desk, hand)
        await hand.press("f6")
        await hand.until(lambda: bool(kept(desk)))
        await hand.press("ctrl+d", "y", "enter")
        await hand.until(lambda: not kept(desk))
        assert (screen.query_one("#subjects", TickList).ticked, screen.unsaved) == ([], False)
