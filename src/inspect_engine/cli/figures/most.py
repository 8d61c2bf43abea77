"""``board``: by whom, and what most, a few lines of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from inspect_engine.cli import show
from inspect_engine.domain.figures import Most

SHOWN = 5
"""Lines of each; ``--json`` has more."""
UNITS = "未销号最多的单位", "未销号", "其中逾期", "发现"
ITEMS = "最常见的隐患", "检查项", "发现", "未销号"
FINDERS = "检查员查出的", "查出", "重大", "未销号"
Rows = Sequence[tuple[object, ...]]


def print_most(most: Most, who: Callable[[str], str]) -> None:
    """Each part that has something to tell; ``who`` names a user."""
    for head, rows in _parts(most, who):
        if rows:
            print()
            show.table(head, rows[:SHOWN])
    if most.items:
        print(f"（各列前 {SHOWN} 个，更多的见 board --json；几家共有、几人一起查出的一件，各计一次）")


def _parts(most: Most, who: Callable[[str], str]) -> Iterator[tuple[Sequence[str], Rows]]:
    yield UNITS, [(u.name, u.open, u.overdue, u.found) for u in most.units]
    yield ITEMS, [(i.title, f"{i.pack} {i.item}", i.found, i.open) for i in most.items]
    yield FINDERS, [(who(f.name), f.found, f.major, f.open) for f in most.finders]
