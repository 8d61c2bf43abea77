"""The board: large figures, and behind every number of cases just those cases."""

from __future__ import annotations

from datetime import date

from inspect_tui.screens.board import BoardScreen
from inspect_tui.screens.ledger import LedgerScreen
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.words.board import Row, board_rows, stock_rows

from inspect_engine.ledger import Ledger, parse_moment
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


async def test_what_was_not_known_yet_is_not_counted(desk: Desk) -> None:
    """Promise: the figures of a moment are those of the command line's board, and the screen says which they are."""
    desk.today("2022-02-17T09:00")
    desk.hazard("A-01")
    desk.today("2022-02-18T09:00")
    desk.hazard("A-03", on=date(2022, 2, 17))
    ledger = desk.ledger("sup")
    then = parse_moment("2022-02-17 18:00")
    assert (ledger.figures.board().found, ledger.figures.board(None, then).found) == (2, 1)
    async with desk.open("sup") as hand:
        board = BoardScreen()
        await hand.app.push_screen(board)
        await hand.until(lambda: "发现" in titles(board))
        await hand.press("t", *"昨天晚上", "enter")
        await hand.until("，例：2022-02-17 18:00")
        await hand.press("f7", *"2022-02-17 18:00", "enter")
        await hand.until("只算 2022-02-17 18:00 以前记入的")
        await hand.until(lambda: board._board is not None and board._board.found == 1)
        await hand.press("enter")
        await hand.until("台账列的是今天的")
        await hand.press("t", "ctrl+u", *"2-17", "enter")
        await hand.until("只算 2022-02-17 23:59 以前记入的")
        await hand.until(lambda: board._board is not None and board._board.found == 1)
        await hand.press("t", "ctrl+u", "enter")
        await hand.until(lambda: board._board is not None and board._board.found == 2)
        assert "以前记入的" not in hand.screen


async def test_enter_lists_them_and_escape_is_back_on_the_line(desk: Desk) -> None:
    """Promise: the figures are large; Enter on 逾期 opens the one that is, Esc returns to that line."""
    busy(desk)
    async with desk.open("sup") as hand:
        board = BoardScreen()
        await hand.app.push_screen(board)
        await hand.until(lambda: "逾期" in titles(board))
        stand_on(board, "逾期")
        await hand.press("enter")
        await hand.until(lambda: isinstance(hand.app.screen, LedgerScreen))
        await hand.until("隐患台账 · 逾期")
        await hand.until("共 1 条")
        await hand.press("escape")
        await hand.until(lambda: hand.app.screen == board)
        assert stood_on(board) == "逾期"  # on the same line, wherever it stands once all has been counted


async def test_the_line_stays_under_the_cursor_when_the_rest_has_been_counted(desk: Desk) -> None:
    """Promise: an Enter struck on a line of the first figures opens that line's cases, though rows came above it."""
    busy(desk)
    async with desk.open("sup") as hand:
        board = BoardScreen()
        await hand.app.push_screen(board)
        await hand.until(lambda: not board._counting and "逾期" in titles(board))
        ledger, room = desk.ledger("sup"), board.size.width
        counted, stock = ledger.figures.board(), ledger.figures.stock()
        for title in {title for title in titles(board) if title} - {"整改销号"}:
            board._show(stock, lambda width: stock_rows(stock, width, ledger.desk.region_name))
            if title not in titles(board):
                continue
            stand_on(board, title)
            board._show(counted, lambda width: board_rows(counted, width, ledger.desk.region_name))
            assert stood_on(board) == title, f"of {room} cells"


def titles(board: BoardScreen) -> list[str]:
    """What the lines that can be entered are called; of others, nothing."""
    return [target[0] if target else "" for _, target in board._shown.values()]


def stand_on(board: BoardScreen, title: str) -> None:
    board.query_one(PickList).highlighted = titles(board).index(title)


def stood_on(board: BoardScreen) -> str:
    return titles(board)[board.query_one(PickList).highlighted or 0]
