"""Chinese wraps as in print: lines are full, figures whole, punctuation where it belongs."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from inspect_tui.words.text import hanging, plain
from inspect_tui.words.wrapping import install, line_starts
from rich.cells import cell_len


def lines(text: str, width: int) -> list[str]:
    starts = [0, *line_starts(text, width), len(text)]
    return [text[at:end].rstrip() for at, end in pairwise(starts)]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("开挖深度：5.2 m；地质复杂", 18, ["开挖深度：5.2 m；", "地质复杂"]),
        ("总分 82.99 分", 8, ["总分", "82.99 分"]),
        ("甲乙丙，丁", 6, ["甲乙", "丙，丁"]),
        ("甲〈乙丙〉", 8, ["甲〈乙", "丙〉"]),
        ("甲乙（丙）", 6, ["甲乙", "（丙）"]),
        ("[@click=app.quit]", 6, ["[@clic", "k=app.", "quit]"]),
        ("  abcdefgh", 6, ["  abcd", "efgh"]),
        ("", 6, [""]),
    ],
)
def test_lines_break_as_in_print(text: str, width: int, expected: list[str]) -> None:
    assert lines(text, width) == expected


@example("\u200d\u200d。1", 0)
@given(st.text("中文，。（）“”a1.[/]= \u0301\U0001f468\u200d"), st.integers(0, 12))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    """Promise: whatever is typed, lines put together are the text, and each fits."""
    starts = line_starts(text, width)
    assert starts == sorted(set(starts))
    assert all(0 < at < len(text) for at in starts)
    assert all(cell_len(line) <= max(width, 2) for line in lines(text, width))


def test_textual_wraps_this_way() -> None:
    """The blank before a figure no longer ends the line: an upgrade that wraps otherwise is noticed here."""
    install()
    assert [line.plain for line in plain("深度 6.2，周边环境复杂").wrap(12)] == ["深度 6.2，周", "边环境复杂"]
    assert hanging("- ", "深度 6.2，周边环境复杂", 14).plain == "- 深度 6.2，周\n  边环境复杂"
