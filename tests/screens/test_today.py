"""The first screen: what must be done today, by duty; where its lines and numbers lead; what it does meanwhile."""

from __future__ import annotations

import asyncio
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from inspect_tui.screens.today import TodayScreen
from inspect_tui.views.inspections import read_next
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.words.today import shares

from inspect_engine.domain.definitions.adoption import Edition
from inspect_engine.domain.today import Duty, Thing, places
from inspect_engine.ledger.definitions import Definitions, News
from tests.screens.conftest import Hand, struck

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    import pytest
    from inspect_tui.app import InspectApp

    from tests.screens.conftest import Desk


@asynccontextmanager
async def home(desk: Desk, user: str = "sup", size: tuple[int, int] = (100, 30)) -> AsyncIterator[Hand]:
    """The app as it begins."""
    app = desk.app(user)
    async with app.run_test(size=size, notifications=True) as pilot:
        hand = Hand(app, pilot)
        await hand.until(lambda: isinstance(app.screen, TodayScreen) and app.screen.ready)
        yield hand


def told_of(read: list[str], name: str, work: Callable[[], object]) -> Callable[[], object]:
    """The same work, with a note of its name."""

    def noted() -> object:
        read.append(name)
        return work()

    return noted


def chosen(app: InspectApp) -> str:
    return app.screen.query_one(PickList).chosen or ""


def scope(app: InspectApp) -> str:
    return str(getattr(app.screen, "SCOPE", ""))


async def test_a_day_begins_with_what_must_be_done(desk: Desk) -> None:
    """Promise: the latest first, by duty, with who has it and for how long; a number leads to just so many lines, and
    Esc back; keys struck in one burst are obeyed in order; what others write appears, the cursor on its line."""
    late, sent, found = desk.hazard(), desk.hazard("B-01"), desk.hazard("A-03")
    desk.advance(late, "grade", "issue", "serve")
    desk.advance(sent, "grade", "issue")
    desk.today("2022-03-10")
    async with home(desk) as hand:
        shown = await hand.until("已逾期 1   待签发 1   待送达 1")
        assert "逾期 14 天" in shown
        assert "已签发 21 天" in shown
        assert chosen(hand.app) == "overdue"
        await hand.press("tab", "tab", "down", "enter")
        assert scope(hand.app) == "case"
        assert sent in hand.screen
        await hand.press("escape", "shift+tab", "o")
        shown = await hand.until("共 1 条")
        assert "隐患台账 · 待签发" in shown
        assert found in shown
        assert sent not in shown
        await hand.press("escape", "tab", "down")
        assert (scope(hand.app), chosen(hand.app).partition("/")[0]) == ("today", "serve")
        here = chosen(hand.app)
        desk.advance(found, "grade", "issue")
        await hand.until("待送达 2")
        assert chosen(hand.app) == here
        await hand.press("t")
        assert scope(hand.app) == "ledger"
        await hand.press("q", "/")
        await hand.type(late)
        await hand.until("共 1 条")
        await hand.press("escape", "escape")
        assert scope(hand.app) == "today"


async def test_what_is_under_way_is_told_by_its_names(desk: Desk) -> None:
    """Promise: where it is and what is checked, no codes."""
    desk.begin()
    async with home(desk) as hand:
        shown = await hand.until("未完成的检查 1")
        assert "第一商铺" in shown
        assert desk.library.packs["shop"].title in shown
        assert "个对象" not in shown


def test_what_comes_next_is_called_as_on_the_first_screen(desk: Desk) -> None:
    """Promise: one name for one thing: right after an inspection, and on 今天."""
    number = desk.hazard()
    ledger = desk.ledger("sup")
    [duty] = ledger.today.all()
    lines = [line for line in ledger.cases.iterate() if line.number == number]
    assert read_next(ledger, lines) == [(duty.title, 1)]


def test_places_are_told_by_the_first() -> None:
    assert places(["a"], {"a": "甲店"}) == "甲店"
    assert places(["x", "a", "b"], {"a": "甲店", "b": "乙店"}) == "甲店等 3 个"
    assert places(["x"], {}) == "1 个对象"


def test_rows_are_shared_out(desk: Desk) -> None:
    """Promise: all where there is room, else the longest lists give way first, and a few of each stay."""
    things = tuple(Thing(str(n), str(n), "", "", "", "", "") for n in range(12))
    duties = [Duty("overdue", 40, things), Duty("serve", 2, things[:2]), Duty("recheck", 12, things)]
    assert shares(duties, 40) == [12, 2, 12]
    assert shares(duties, 20) == [7, 2, 8]
    assert shares(duties, 5) == [3, 2, 3]
    assert shares([], 5) == []


async def test_nothing_to_do_says_what_can_be_done(desk: Desk) -> None:
    """Promise: no blank first screen; at 60 cells the lines still say what and how long."""
    async with home(desk, size=(60, 20)) as hand:
        assert "按n（或F3）开始检查" in hand.flat
        desk.hazard()
        shown = await hand.until("待签发 1")
        assert "已发现 0 天" in shown
        await hand.press("n")
        assert scope(hand.app) == "start"


async def test_another_width_reads_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise: what was read is drawn again, on 今天 and on the board; the board goes on counting, and stops when it is
    left."""
    desk.hazard()
    async with home(desk) as hand:
        read: list[str] = []
        for of, name in ((hand.app.ledger.today, "all"), (hand.app.ledger.figures, "stock")):
            monkeypatch.setattr(of, name, told_of(read, name, getattr(of, name)))
        await hand.pilot.resize_terminal(130, 30)
        await hand.until("待签发 1")
        await hand.press("b")
        await hand.until("重大隐患整改率")
        await hand.pilot.resize_terminal(90, 30)
        await hand.until("重大隐患整改率")
        assert read == ["stock"]


async def test_the_board_shows_its_stock_at_once_and_counts_no_more_when_it_is_left(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise: numbers before the events are folded; a count that nobody waits for ends with the case it is at."""
    desk.hazard()
    folding, go_on, ended = threading.Event(), threading.Event(), threading.Event()
    async with home(desk) as hand:
        figures = hand.app.ledger.figures
        histories = figures.histories

        def slowly(*given: object, **named: object) -> object:
            try:
                for each in histories(*given, **named):  # type: ignore[arg-type]
                    folding.set()
                    go_on.wait(60)
                    yield each
                    yield each
            finally:
                ended.set()

        monkeypatch.setattr(figures, "histories", slowly)
        hand.app.post_message(struck("b"))
        shown = await hand.until("正在统计")
        assert "发现             " in shown
        await hand.until(folding.is_set)
        hand.app.post_message(struck("escape"))
        await hand.until(lambda: scope(hand.app) == "today")
        go_on.set()
        await asyncio.to_thread(ended.wait, 60)
        assert ended.is_set()


async def test_new_checklists_are_a_line_and_enter_tells_which(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise: how many there are fits the narrowest window; Enter tells all of them; nobody else is told."""
    editions = [Edition("pack", f"pack-{n}", "2026.2", "") for n in range(21)]
    told = News(tuple((each, "2026.1") for each in editions), (Edition("pack", "yard", "1", ""),))
    monkeypatch.setattr(Definitions, "news", lambda _: told)
    async with home(desk, size=(60, 24)) as hand:
        await hand.until("检查表等有 21 个新版可采用，1 个待你确认")
        assert "packs adopt" not in hand.screen
        await hand.press("end", "enter")
        await hand.until("pack-0@2026.2（现用 2026.1）")
        await hand.press("escape", "tab", "shift+tab", "y")
        await hand.until("复制什么？")


async def test_a_line_of_today_is_copied(desk: Desk) -> None:
    """Promise: its number, the line as a spreadsheet takes it, or all that is at hand of its duty."""
    number = desk.hazard()
    async with home(desk) as hand:
        await hand.until("待签发 1")
        await hand.press("down", "y", "1")
        await hand.until(f"已复制编号：{number}")
        assert hand.app.clipboard == number
        await hand.press("y", "2")
        await hand.until(lambda: hand.app.clipboard.startswith(f"{number}\t第一商铺"))
        await hand.press("up", "y", "1")
        await hand.until(lambda: hand.app.clipboard.startswith("待签发 1\n"))
