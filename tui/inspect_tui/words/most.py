"""By whom, and what most, as lines of the board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from inspect_tui.words.text import BAD, fit, heading, one_line, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from inspect_engine.domain.figures import Most

SHOWN = 5
"""Lines of each."""
WIDTH = 32


def most_text(most: Most, who: Callable[[str], str]) -> Iterator[Content]:
    """The first of each part that has something to tell; ``who`` names a user."""
    yield from _part("未销号最多的单位", [(u.name, f"未销号 {u.open}，发现 {u.found}", u.overdue) for u in most.units])
    yield from _part("最常见的隐患", [(i.title, f"发现 {i.found}，未销号 {i.open}", 0) for i in most.items])
    told = [(who(f.name), f"查出 {f.found}，重大 {f.major}，未销号 {f.open}", 0) for f in most.finders]
    yield from _part("检查员查出的", told)


def _part(title: str, rows: list[tuple[str, str, int]]) -> Iterator[Content]:
    if rows:
        yield plain("")
        yield heading(f"{title}（前 {SHOWN} 个）" if len(rows) > SHOWN else title)
    for name, told, late in rows[:SHOWN]:
        rest = plain(f"，逾期 {late}", BAD) if late else plain("")
        yield Content.assemble(fit(one_line(name), WIDTH), plain(told), rest)
