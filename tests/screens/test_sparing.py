"""Fewer bytes to the terminal: what is seen is the same."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

import pyte
from hypothesis import given
from hypothesis import strategies as some
from inspect_tui.sparing import spared
from rich.color import Color, ColorSystem
from rich.style import Style

from tests.terminal.console import Console

if TYPE_CHECKING:
    from tests.screens.conftest import Desk

LINES, COLUMNS = 4, 12
COLOURS = ["default", "red", "bright_blue", "color(120)", "#010203", "#fafbfc"]
MARKS = ["bold", "italic", "underline", "reverse", "strike", "blink"]
styles = some.builds(
    lambda marks, ink, ground: Style.parse(" ".join([*marks, ink, "on", ground])),
    some.sets(some.sampled_from(MARKS)),
    some.sampled_from(COLOURS),
    some.sampled_from(COLOURS),
)
written = some.builds(
    lambda style, text: style.render(text, color_system=ColorSystem.TRUECOLOR),
    styles,
    some.text(" 甲ab", min_size=1, max_size=6),
)
moves = some.builds(
    lambda new_line, y, x: f"{new_line}\x1b[{y};{x}H",
    some.sampled_from(["", "\n"]),
    some.integers(1, LINES - 1),
    some.integers(1, COLUMNS // 2),
)
BARE, SEEN_ON_BLANKS = ("data", "bg"), ("underscore", "reverse", "strikethrough", "blink")


def picture(text: str) -> list[tuple[object, ...]]:
    """All that a person can tell of a screen: of a blank only its ground and what shows on it."""
    screen = pyte.Screen(COLUMNS, LINES)
    pyte.Stream(screen).feed("\x1b[?7l" + text)  # lines do not run on, as Textual has it
    cells = (screen.buffer[y][x] for y in range(LINES) for x in range(COLUMNS))
    found = []
    for cell in cells:
        own = [getattr(cell, name) for name in (*BARE, *SEEN_ON_BLANKS)]
        blank = cell.data == " " and not any(own[2:])
        found.append(tuple(own if blank else cell))
    return found


@given(some.lists(some.one_of(written, moves), max_size=12).map("".join))
def test_what_is_seen_is_the_same(text: str) -> None:
    assert picture(spared(text)) == picture(text)
    assert spared(text + "x")[-1] == "x", "and what comes after it is in the same style"


@given(some.lists(some.one_of(written, moves), max_size=12).map("".join))
def test_a_text_is_never_longer_for_it(text: str) -> None:
    assert len(spared(text)) <= len(text)


def test_codes_are_told_once() -> None:
    red, blue = Color.parse("#ff0000"), Color.parse("#0000ff")
    bold = Style(color=red, bgcolor=blue, bold=True).render("甲") + Style(color=red, bgcolor=blue).render("乙")
    assert spared(bold) == "\x1b[1;38;2;255;0;0;48;2;0;0;255m甲\x1b[0;38;2;255;0;0;48;2;0;0;255m乙\x1b[m"
    same = Style(color=red).render("甲") + "\n\x1b[2;1H" + Style(color=red).render("乙")
    assert spared(same) == "\x1b[38;2;255;0;0m甲\x1b[2;1H乙\x1b[m"


async def test_a_screen_is_told_in_six_kilobytes(desk: Desk) -> None:
    """Promise: all of 100 × 30 cells, of the day and of a full list."""
    for _ in range(30):
        desk.hazard()
    async with desk.open(size=(100, 30)) as hand:
        for page in hand.app.screen_stack:
            update = page._compositor.render_full_update()
            told = spared(update.render_segments(hand.app.console))
            assert 100 * 20 < len(told.encode()) <= 6_000


def test_a_key_draws_the_two_rows_that_it_changes(desk: Desk) -> None:
    """Promise, at the real terminal: a tenth of a screen, and nothing is left standing from before."""
    for _ in range(40):
        desk.hazard()
    words = [sys.executable, "-m", "inspect_engine", "--db", str(desk.path), "--user", "insp1", "tui"]
    console = Console(words, dict(os.environ), str(desk.path.parent), (100, 30))
    try:
        console.until(partial(marked, console, 0))
        sent = []
        for row in (1, 2, 3, 4, 5):
            before = console.came
            console.write("down")
            console.until(partial(marked, console, row))
            sent.append(console.came - before)
        assert min(sent) < 1_000, "of others, something else may have been drawn meanwhile"
    finally:
        console.close()


def marked(console: Console, row: int) -> bool:
    """Whether this one of the rows between lead and keys, and no cell of another, stands on a ground of its own."""
    grounds = [{cell.bg for cell in each[:-1]} for each in console.cells[2:-1]]
    return "CS-2022-0001" in console.flat and [y for y, each in enumerate(grounds) if each != grounds[-1]] == [row]
