"""Registered cases, and items that are not asked, on the screen."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from inspect_tui.screens.walk import WalkScreen
from inspect_tui.views import filters
from inspect_tui.views.ledger import MINE
from inspect_tui.words.columns import SHORT

from inspect_engine.domain.cases.asking import Vocabulary
from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from inspect_engine.domain.words.places import region_sought
from inspect_engine.ledger import CaseFilter
from inspect_engine.reading.definitions import load_library
from tests.screens.conftest import Desk

if TYPE_CHECKING:
    from inspect_engine.domain.people.authority import Person
    from inspect_engine.ledger import Ledger

LISTS = Path(__file__).parents[1] / "storage" / "register"


@pytest.fixture
def site(desk: Desk) -> Desk:
    """A desk whose checklist registers pits, with one site recorded."""
    made = Desk(Path(shutil.copy(desk.path, desk.path.with_name("登记.db"))), load_library([LISTS]), desk.today)
    made.install(made.library)
    form(made)
    return made


def form(desk: Desk, **fields: str) -> None:
    subject = SubjectInput(key="s-1", kind="shop", name="工地[/]", region="530602", fields=fields)
    desk.ledger("insp1").subjects.add("pit", subject)


def register(desk: Desk) -> str:
    ledger = desk.ledger("insp1")
    key = ledger.inspections.start("pit", ["s-1"], ["insp1"])
    ledger.inspections.answer(key, AnswerInput(subject="s-1", item="W-1", answer="register", values={"depth": "6"}))
    return ledger.inspections.finish(key).cases[0].number


async def test_a_refused_answer_is_seen_on_a_small_screen(site: Desk) -> None:
    """What is wrong with the answer as a whole is scrolled to; then the pit is registered, and nothing is a hazard."""
    key = site.ledger("insp1").inspections.start("pit", ["s-1"], ["insp1"])
    async with site.open(size=(80, 24)) as hand:
        await hand.app.push_screen(WalkScreen(key))
        shown = await hand.until("登记基坑")
        assert "2 不合格或登记" in shown
        await hand.press("f5")
        await hand.until(lambda: "是登记项，不分合格不合格" in hand.flat)
        await hand.press("f6", "tab")
        await hand.type("6")
        await hand.press("ctrl+s")
        await hand.until("登记 1")
        await hand.press("f3")
        await hand.until("登记 1 件，作答不能再改")
        await hand.press("y", "enter")
        await hand.until("立隐患 0 件，登记 1 件")
        await hand.press("enter")
        shown = await hand.until("所填：深度：6 m")
        assert "事项 JK-2022-0001" in shown
        assert "期限：未定\n" in shown.replace(" ", "")
        told = shown.replace("a 记隐患", "")
        assert not any(word in told for word in ("隐患", "整改", "发现", "送达")), told


async def test_a_form_changed_meanwhile_changes_what_is_asked(site: Desk) -> None:
    """Another process records the subject anew: the walk asks what now applies, and no more what does not."""
    form(site, storeys="3")
    key = site.ledger("insp1").inspections.start("pit", ["s-1"], ["insp1"])
    async with site.open(size=(120, 40)) as hand:
        await hand.app.push_screen(WalkScreen(key))
        await hand.until("不查   高层不合格")
        form(site, storeys="4")
        await hand.until("未答   高层不合格")


async def test_an_answer_no_longer_asked_is_seen_at_once_and_kept(site: Desk) -> None:
    """Promise: what an earlier answer makes pointless is no more counted, said, found, and comes back as it was."""
    ledger = site.ledger("insp1")
    key = ledger.inspections.start("pit", ["s-1"], ["insp1"])
    async with site.open(size=(120, 40)) as hand:
        await hand.app.push_screen(WalkScreen(key))
        await hand.until("未作答 5")
        await hand.press("3", "3", "3")
        await hand.until("第 4 项")
        await hand.press("2")
        await hand.type("没见到")
        await hand.press("ctrl+s", "2")
        await hand.type("仍在挖[/]")
        await hand.press("ctrl+s")
        await hand.until("不合格 2")
        await hand.press("k", "1")
        await hand.until("已经答了不合格")
        await hand.press("1")
        await hand.until("不再查 没有方案仍在施工")
        await hand.until("已作答 4  未作答 0  合格 1  不适用 3")
        assert "已有作答：不合格，不计入" in hand.flat
        assert "仍在挖[/]" in hand.screen
        await hand.press("1")
        await hand.until("这次不查，只能作答不适用")
        await hand.press("home", "f9")
        await hand.until("这一项不再查，须改答不适用")
        await hand.press("f3")
        await hand.until(lambda: "不再查、须改答不适用的检查项（按Esc回去，F9找到）工地[/]S-2" in hand.flat)
        await hand.press("escape", "k", "2", "ctrl+s")
        await hand.until("不合格 2")
        assert "不合格 没有方案仍在施工" in hand.screen
        await hand.press("1", "1")
        await hand.until("不再查 没有方案仍在施工")
        await hand.press("3", "3")
        await hand.until("不查   没有方案仍在施工")
        await hand.press("f3")
        await hand.until("这次不查 1 项")
        await hand.press("y", "enter")
        await hand.until("立隐患 0 件")
    assert {a.item: a.answer for a in ledger.inspections.get(key).answers}["S-2"] == "na"


async def test_what_has_ended_is_told_and_not_begun(site: Desk) -> None:
    """Closed checklists come last, say why, and lead nowhere."""
    async with site.open() as hand:
        await hand.press("n")
        shown = await hand.until("已结束  旧专项")
        assert shown.find("新检查  基坑") < shown.find("已结束  旧专项")
        await hand.press("end", "enter")
        await hand.until("不能再开展检查")
        assert "检查员和检查日期" not in hand.screen


async def test_totals_and_filter_of_registered_cases(site: Desk) -> None:
    """Registered cases are 办结, not 销号, and are found by kind and by grades of their own."""
    register(site)
    async with site.open(size=(120, 40)) as hand:
        await hand.press("/")
        await hand.type("等级:超规模 种类:危大工程")
        await hand.until("共 1 条")
        await hand.press("enter", "b")
        shown = await hand.until("必须办结的")
        assert "登记 1，未办结 1，已办结 0" in shown
        line = site.ledger("insp1").cases.page()[0]
        assert SHORT.text(line, date(2022, 2, 17)) == "超规模：登记基坑"


def test_one_sees_the_states_in_which_he_can_act(site: Desk) -> None:
    """Two workflows share titles and ids of states: a person gets only those he can act in, as far as he asks."""
    works = site.library.workflows["works"]
    houses = works.model_copy(
        update={"kind": "building", "transitions": (works.transitions[0].model_copy(update={"by": ("inspector",)}),)}
    )
    desk = SimpleNamespace(library=SimpleNamespace(workflows={"a": works, "b": houses}))
    places = filters.mine(
        cast("Ledger", SimpleNamespace(desk=desk)), cast("Person", SimpleNamespace(roles=frozenset({"inspector"})))
    )
    reading = filters.read("状态:已登记", CaseFilter(), Vocabulary(date(2022, 3, 1), ("已登记",)))
    assert filters.legs(0, reading, places) == (reading.chosen,)
    assert [clause.values for clause in reading.chosen.clauses] == [("已登记",)]
    found = filters.legs(MINE, reading, places)
    assert [(leg.kind, leg.state, leg.clauses) for leg in found] == [("building", "listed", reading.chosen.clauses)]


def test_a_filter_takes_the_name_of_a_region() -> None:
    """The list says why a name is none, or several, and shows what it showed."""
    words = Vocabulary(date(2022, 3, 1), region=lambda text: region_sought(text, date(2022, 3, 1)))

    def sought(typed: str) -> filters.Reading:
        return filters.read(f"区划:{typed}", CaseFilter(), words)

    found = [sought(typed).chosen.clauses[0].values for typed in ("昭阳区", "5306", "５３０６")]
    assert found == [("530602",), ("5306",), ("5306",)]
    assert "有 2 个" in sought("朝阳区").fault
    assert sought("朝阳区").chosen == CaseFilter()
