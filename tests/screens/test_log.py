"""Logging a hazard by search: keys in one burst, what is open from before, other places and people, two writers."""

from __future__ import annotations

from typing import Any

import pytest
from inspect_tui.screens.hazard import HazardScreen
from inspect_tui.screens.log import LogScreen

from inspect_engine.domain.cases import CaseLine
from inspect_engine.domain.inspections import AnswerInput
from inspect_engine.domain.words.pinyin import sound_of
from inspect_engine.errors import InDoubt
from inspect_engine.ledger import Ledger
from inspect_engine.ledger.inspections import Logged
from tests.screens.conftest import Desk


def hazards(ledger: Ledger) -> list[CaseLine]:
    return list(ledger.cases.iterate())


def failed(subject: str = "s-1", item: str = "A-01", **said: object) -> AnswerInput:
    return AnswerInput.model_validate({"subject": subject, "item": item, "answer": "fail", "note": "纸箱", **said})


@pytest.fixture
def logged(desk: Desk) -> Desk:
    """With two places, at the first of which insp1 and insp2 logged something yesterday."""
    desk.subject()
    desk.subject("s-2", "第二商铺")
    desk.ledger("insp1").logged.add("shop", failed(), ["insp1", "insp2"])
    desk.today("2022-02-18")
    return desk


async def test_one_burst_is_one_hazard_with_all_that_it_rests_on(logged: Desk) -> None:
    """Promise: a, initials, Enter, what was seen, Tab …, ^s struck at once: stored where it was typed; four keys."""
    async with logged.open() as hand:
        await hand.press("a", *"rgcc", "enter", *"三米", "tab", *"3.5", "ctrl+s")
        await hand.until("接着输入下一件")
        assert isinstance(hand.app.screen, LogScreen)
        assert "第一商铺" in hand.screen
        assert "检查员乙" in hand.screen
    newest = max(hazards(logged.ledger("insp1")), key=lambda line: line.number)
    case = logged.ledger("insp1").cases.get(newest.number)
    assert (case.item, case.subject, case.note, case.measured) == ("A-02", "s-1", "三米", "软管长度：3.5 米")
    assert case.basis
    assert logged.ledger("insp1").inspections.all()[0].inspectors == ("insp1", "insp2")
    assert logged.ledger("sup").verify() == []


async def test_what_is_open_from_before_is_asked_about_and_own_words_are_kept(logged: Desk) -> None:
    """Promise: the same again is told to the case there is; what is on no checklist is called what was typed."""
    async with logged.open() as hand:
        await hand.press("f2", *"占用", "enter", *"还在", "ctrl+s")
        await hand.until("仍未改")
        await hand.press("1", "enter")
        await hand.until("记在它上面")
        await hand.press(*"楼梯堆瓶", "down", "enter")
        await hand.until(lambda: isinstance(hand.app.screen, HazardScreen))
        await hand.press(*"六瓶", "ctrl+s")
        await hand.until("接着输入下一件")
    titles = [line.title for line in hazards(logged.ledger("insp1"))]
    assert sorted(titles) == ["楼梯堆瓶", "疏散通道被占用"]


async def test_another_place_and_other_people(logged: Desk) -> None:
    """Promise: F3 finds a place by pinyin, F4 says who is there; both stay for the next one."""
    async with logged.open() as hand:
        await hand.press("a", "f3", *"desp", "enter")
        await hand.until("第二商铺")
        await hand.press("f4")
        await hand.until("检查员丙")
        await hand.press("space", "down", "space", "ctrl+s", *"jl", "enter", *"没有本子", "ctrl+s")
        await hand.until("接着输入下一件")
        assert "第二商铺" in hand.screen
        assert "检查员丙" in hand.screen
    case = logged.ledger("insp1").cases.get(max(line.number for line in hazards(logged.ledger("insp1"))))
    assert (case.subject, case.item) == ("s-2", "B-01")
    assert logged.ledger("insp1").inspections.all()[0].inspectors == ("insp1", "insp3")


async def test_a_new_place_is_registered_on_the_way(desk: Desk) -> None:
    """Promise: who has never inspected is asked where he is, and may register it there."""
    async with desk.open() as hand:
        await hand.press("a", *"占用", "enter")
        await hand.until("没有登记的按 F2")
        await hand.press("f2", "enter")
        await hand.until("登记检查对象")
        await hand.press(*"新店", "tab", *"530602", "tab", *"n-1", "ctrl+s")
        await hand.until(lambda: isinstance(hand.app.screen, HazardScreen))
        await hand.press(*"堵着", "ctrl+s")
        await hand.until("接着输入下一件")
    assert [line.subject for line in hazards(desk.ledger("insp1"))] == ["n-1"]


async def test_somebody_else_logs_the_same_meanwhile(logged: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise: of two who log the same, the second is told of the first and asked; nothing typed is lost."""
    async with logged.open() as hand:
        await hand.press("a", *"wzjy", "enter", *"查无此证")
        await hand.until("查无此证")
        room = hand.app.ledger.logged
        monkeypatch.setattr(room, "before", lambda *_: [])  # read just before the other one stored his
        logged.ledger("insp2").logged.add("shop", failed(item="A-03", note="没有许可证"))
        await hand.press("ctrl+s")
        await hand.until("还没有办完")
        assert "查无此证" in hand.screen
        monkeypatch.delattr(room, "before")
        await hand.press("ctrl+s")
        await hand.until("仍未改")
        await hand.press("1", "enter")
        await hand.until("记在它上面")
    assert len(hazards(logged.ledger("insp1"))) == 2


async def test_nothing_of_other_regions_is_offered(desk: Desk) -> None:
    """Promise: places out of sight are neither listed nor found, and what was found there is not counted."""
    desk.subject()
    desk.ledger("insp1").logged.add("shop", failed())
    desk.ledger("sup").people.add("far", "远处检查员", ["inspector"], region="530629")
    async with desk.open("far") as hand:
        await hand.press("a", "f3", *"第一")
        await hand.until("检查对象 0 个")
        await hand.press("escape")
        await hand.press(*"占用")
        await hand.until("疏散通道被占用")
        assert "这里记过" not in hand.screen
        assert "第一商铺" not in hand.screen


async def test_sounds_are_looked_up_while_one_is_typing(logged: Desk) -> None:
    """Promise: a key does no more than look each entry up: what it sounds like is known by then."""
    async with logged.open() as hand:
        await hand.press("a")
        await hand.until("F3 换")
        screen = hand.app.screen
        assert isinstance(screen, LogScreen)
        assert screen.spot is not None
        await hand.until(lambda: sound_of.cache_info().currsize > 0)
        index, before = screen.spot.index, screen.spot.index.compared
        await hand.press(*"zhan")
        assert index.compared - before <= 4 * len(index.entries)


async def test_what_was_stored_in_doubt_is_not_taken_for_one_from_before(
    logged: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise: saved again after it was not certain, it is stored once, and not asked about against itself."""
    real, done = Logged.add, list[object]()

    def uncertain(self: Logged, *given: Any, **named: Any) -> object:
        done.append(real(self, *given, **named))
        if len(done) == 1:
            raise InDoubt("断电了")
        return done[-1]

    monkeypatch.setattr(Logged, "add", uncertain)
    async with logged.open() as hand:
        await hand.press("a", *"wzjy", "enter", *"查无此证", "ctrl+s")
        await hand.until("可能已办成")
        await hand.press("enter", "ctrl+s")
        await hand.until("接着输入下一件")
    assert len(hazards(logged.ledger("insp1"))) == 2


async def test_what_a_form_began_with_is_not_called_typed_and_one_writes_on_at_its_end(logged: Desk) -> None:
    """Promise: Esc asks only where something was typed; the cursor stands behind what stands there."""
    async with logged.open() as hand:
        await hand.press("f2", *"楼梯堆瓶", "down", "enter")
        await hand.until(lambda: isinstance(hand.app.screen, HazardScreen) and hand.app.screen.ready)
        form = hand.app.screen
        assert isinstance(form, HazardScreen)
        assert not form.unsaved
        name = next(field for field in form.form_fields if field.typed == "楼梯堆瓶")
        name.editor.focus()
        await hand.type("六个")
        assert name.typed == "楼梯堆瓶六个"
        assert form.unsaved
        name.put("楼梯堆瓶")
        await hand.press("escape")
        await hand.until(lambda: isinstance(hand.app.screen, LogScreen))
