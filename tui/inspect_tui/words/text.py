"""The one way foreign text reaches the screen: made visible, never parsed as markup."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from inspect_engine.domain.words.masking import masked
from inspect_engine.domain.words.text import display
from inspect_tui.words.wrapping import line_starts

MUTED = "$foreground-muted"
STRONG = "bold"
STRUCK = "strike $foreground-muted"
WARN = "bold $text-warning"
BAD = "bold $text-error"
GOOD = "$text-success"


@dataclass
class Reader:
    """Who looks at the screen: whether numbers that identify people are ``covered`` for him."""

    covered: bool = False

    def shown(self, text: object, *, lines: bool = False) -> str:
        """A text as he may see it, made safe."""
        safe = display(text, lines=lines)
        return masked(safe) if self.covered else safe


reader = Reader()
"""Of the program: one person a process."""


def plain(text: object, style: str = "") -> Content:
    """Foreign text as content: control and bidirectional characters spelled out, brackets just brackets."""
    shown = reader.shown(text, lines=True)
    return Content.styled(shown, style) if style else Content(shown)


def one_line(text: object) -> str:
    """Foreign text on one line, line feeds turned into a visible separator."""
    return reader.shown("；".join(part.strip() for part in str(text).splitlines() if part.strip()))


def pair(label: str, value: object, style: str = "") -> Content:
    """``label：value``, the label muted."""
    return Content.assemble((f"{label}：", MUTED), plain(value, style))


def heading(title: str) -> Content:
    """A section's heading."""
    return Content.styled(title, "bold $text-accent")


def hanging(first: str, text: object, width: int, style: str = "") -> Content:
    """Foreign text after ``first``, wrapped at ``width`` cells to stay right of it."""
    told, indent = one_line(text), cell_len(first)
    starts = [0, *line_starts(told, width - indent), len(told)]
    lines = [told[at:end].strip() for at, end in pairwise(starts)]
    return Content.assemble(first, plain(f"\n{' ' * indent}".join(lines), style))


def fit(text: str, width: int) -> str:
    """Exactly ``width`` cells and one blank: cut, with ``…``, without splitting a wide character, or filled up."""
    if cell_len(text) > width:
        return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width) + " "
    return set_cell_size(text, width) + " "


def stack(lines: Iterable[Content]) -> Content:
    """Lines below each other."""
    return Content("\n").join(lines)
