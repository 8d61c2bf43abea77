"""Rows in columns that fit the screen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from inspect_tui.words.text import one_line

GAP, LEAST = 2, 6


class Grid:
    """Columns as wide as their widest cell; where that is too much, the widest are cut."""

    def __init__(self, rows: Sequence[Sequence[str]], room: int) -> None:
        widths = [max(map(cell_len, column)) for column in zip(*rows, strict=False)]
        while sum(widths) + GAP * len(widths) > room and widths and max(widths) > LEAST:
            widths[widths.index(max(widths))] -= 1
        self.widths = widths

    def line(self, cells: Sequence[str]) -> str:
        """One row; ``…`` where a cell is cut."""
        return (" " * GAP).join(_cut(one_line(cell), width) for cell, width in zip(cells, self.widths, strict=False))


def _cut(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)


def place(text: str) -> tuple[int, float, str]:
    """Where a cell stands in order: numbers by their size, before texts; what is empty last."""
    try:
        return 0, float(text), ""
    except ValueError:
        return (1 if text else 2), 0, text
