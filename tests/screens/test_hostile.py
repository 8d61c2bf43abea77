"""What other people typed: shown, never obeyed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tui.screens.files import FOLDER
from inspect_tui.screens.walk import WalkScreen
from inspect_tui.widgets.typing_boxes import LineBox

from inspect_engine.domain.inspections import AnswerInput

if TYPE_CHECKING:
    from tests.screens.conftest import Desk

HOSTILE = "[/] [@click=app.quit]x[/] =1+1 \x1b[31m红\x1b]0;t\x07 \u202egpj.exe 👨‍👩‍👧 \u200b[bold"
SHOWN = "[/][@click=app.quit]x[/]=1+1‹U+001B›[31m"


async def test_hostile_text_through_every_screen(desk: Desk) -> None:
    """Promise: brackets, escapes and direction marks are spelled out on each screen; nothing crashes or acts."""
    desk.subject("s-1", HOSTILE)
    desk.hazard("A-03", note=HOSTILE)
    ledger = desk.ledger("insp1")
    inspection = ledger.inspections.start("shop", ["s-1"], ["insp1"])
    ledger.inspections.answer(inspection, AnswerInput(subject="s-1", item="A-01", answer="pass", note=HOSTILE))
    async with desk.open("sup", (150, 36)) as hand:
        shown = await hand.until(lambda: "检查对象：" + SHOWN in hand.flat)
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        await hand.press("enter")
        await hand.until(lambda: f"情况：{SHOWN}" in hand.flat)
        await hand.press("enter")
        await hand.until("定级理由")
        await hand.press("2", "enter")
        await hand.paste(HOSTILE)
        await hand.until(lambda: SHOWN in hand.flat)
        await hand.press("ctrl+s")
        await hand.until("已保存")
        await hand.press("h")
        await hand.until(lambda: f"定级理由：{SHOWN}" in hand.flat)
        await hand.press("escape", "b")
        await hand.until("重大隐患整改率")
    async with desk.open("insp1", (150, 36)) as hand:
        await hand.press("n")
        await hand.until("继续")
        await hand.press("j", "enter")
        await hand.until(lambda: SHOWN[:20] in hand.flat)
        await hand.press("escape")
        await hand.until("条，按")
        await hand.app.push_screen(WalkScreen(inspection))
        await hand.until("无证经营[/]")
        await hand.press("k")
        await hand.until(lambda: SHOWN in hand.flat)
        await hand.press("1")
        await hand.until("第 2 项")
        await hand.press("f3")
        await hand.until("不算合格")
    assert ledger.inspections.get(inspection).answers[0].note == HOSTILE


async def test_pasted_lines_are_joined_where_there_is_one_line(desk: Desk) -> None:
    """Promise: pasting several lines into a one-line field loses none of them."""
    desk.hazard()
    async with desk.open() as hand:
        await hand.press("/")
        await hand.paste("通道\n占用\r\n第三行")
        assert hand.app.screen.query_one("#filter", LineBox).value == "通道；占用；第三行"


async def test_hostile_file_names(desk: Desk, tmp_path: Path) -> None:
    """Promise: the file picker shows any name and gives back the very file."""
    (tmp_path / "a[b]\x1b[31m.jpg").write_bytes(b"x")
    inspection = desk.begin()
    async with desk.walk(inspection) as hand:
        hand.app.ledger.habits.keep(FOLDER, str(tmp_path))
        await hand.press("f2")
        await hand.until("a[b]‹U+001B›[31m.jpg")
        await hand.type("a[b]")
        await hand.press("enter")
        await hand.until("每行一个文件路径")
        await hand.press("f6")
        await hand.type("[/]堆物")
        await hand.press("ctrl+s")
        await hand.until("不合格 1")
    assert [f["name"] for f in desk.ledger("insp1").inspections.get(inspection).answers[0].files] == [
        "a[b]\x1b[31m.jpg"
    ]


async def test_numbers_that_identify_people_are_covered_for_who_only_reads(desk: Desk) -> None:
    """On the list, on the case, in its trail; whoever calls people up sees them whole."""
    whole = ("11010519491231002X", "13812345678")
    covered = ("110105********002X", "138****5678")
    desk.hazard("A-03", note="店主身份证11010519491231002X，电话13812345678")
    desk.ledger("sup").people.add("reader", "查阅人", ["viewer"])
    for user, seen, hidden in (("reader", covered, whole), ("sup", whole, covered)):
        async with desk.open(user, (150, 36)) as hand:
            await hand.until(lambda: "A-03" in hand.flat or "检查对象" in hand.flat)
            await hand.press("enter")
            shown = await hand.until(lambda: "情况：" in hand.flat)
            assert [each for each in seen if each not in shown] == []
            assert [each for each in hidden if each in shown] == []
