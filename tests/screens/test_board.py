"""The board: large figures, and behind every number of cases just those cases."""

from __future__ import annotations

from inspect_tui.screens.board import BoardScreen
from inspect_tui.screens.ledger import LedgerScreen
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.words.board import Row, board_rows, stock_rows

from inspect_engine.ledger import Ledger
from tests.conftest import enrol
from tests.screens.conftest import Desk


def number_of(row: Row) -> int:
    """The first number behind the bar of a line."""
    return int(row[0].plain.split("  ")[-1].split("（")[0].split()[-1])


def counted(ledger: Ledger, rows: list[Row]) -> list[tuple[str, int, int]]:
    """Of each line that can be entered: what it says, its number, how many cases the ledger lists."""
    return [(row[1][0], number_of(row), ledger.cases.count(row[1][1])) for row in rows if row[1]]


def busy(desk: Desk) -> None:
    """Hazards in several states, one withdrawn, one overdue, one still to be graded elsewhere."""
    for item, subject in (("A-01", "s-1"), ("A-03", "s-1"), ("A-01", "s-2"), ("A-03", "s-2")):
        desk.hazard(item, subject)
    numbers = [line.number for line in desk.ledger("sup").cases.iterate()]
    desk.advance(numbers[0], "grade", "issue", "serve")
    desk.advance(numbers[1], "grade")
    enrol(desk.ledger("sup"), "sup2", "主管乙", ["supervisor"])
    for user in ("sup", "sup2"):
        desk.ledger(user).cases.act(numbers[3], "withdraw", {"reason": "误报"})
    desk.today("2022-03-20")


async def test_behind_every_number_are_just_so_many_cases(desk: Desk) -> None:
    """Promise: each line that can be entered lists as many cases as it says, also while the rest is being counted."""
    busy(desk)
    ledger = desk.ledger("sup")
    for rows in (
        board_rows(ledger.figures.board(), 100, ledger.desk.region_name),
        stock_rows(ledger.figures.stock(), 100, ledger.desk.region_name),
    ):
        found = counted(ledger, rows)
        assert {"发现", "未销号", "逾期", "已送达", "已撤销", "shop"} <= {title for title, _, _ in found}
        assert [(title, number) for title, number, _ in found] == [(title, number) for title, _, number in found]


async def test_enter_lists_them_and_escape_is_back_on_the_line(desk: Desk) -> None:
    """Promise: the figures are large; Enter on 逾期 opens the one that is, Esc returns to that line."""
    busy(desk)
    async with desk.open("sup") as hand:
        await hand.app.push_screen(BoardScreen())
        await hand.until("正在统计" if "正在统计" in hand.screen else "分状态")
        board = hand.app.screen
        assert isinstance(board, BoardScreen)
        await hand.until(lambda: any(row[1] and row[1][0] == "逾期" for row in board._shown))
        at = next(n for n, row in enumerate(board._shown) if row[1] and row[1][0] == "逾期")
        rows = board.query_one(PickList)
        rows.highlighted = at
        await hand.press("enter")
        await hand.until(lambda: isinstance(hand.app.screen, LedgerScreen))
        await hand.until("隐患台账 · 逾期")
        await hand.until("共 1 条")
        await hand.press("escape")
        back = hand.app.screen
        assert isinstance(back, BoardScreen)
        target = back._shown[rows.highlighted or 0][1]
        assert target
        assert target[0] == "逾期"  # on the same line, wherever it stands once all has been counted
