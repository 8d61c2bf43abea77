"""The one way foreign text reaches the screen: made visible, never parsed as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rich.cells import cell_len
from textual.content import Content

from inspect_engine.domain.text import display

TOKEN = re.compile(r"(?:[!-~]+|.)[，。；：、）】》”？！％]*")
MUTED = "$foreground-muted"
STRONG = "bold"
WARN = "bold $text-warning"
BAD = "bold $text-error"
GOOD = "$text-success"


def plain(text: object, style: str = "") -> Content:
    """Foreign text as content: control and bidirectional characters spelled out, brackets just brackets."""
    shown = display(text, lines=True)
    return Content.styled(shown, style) if style else Content(shown)


def one_line(text: object) -> str:
    """Foreign text on one line, line feeds turned into a visible separator."""
    return display("；".join(part.strip() for part in str(text).splitlines() if part.strip()))


def pair(label: str, value: object, style: str = "") -> Content:
    """``label：value``, the label muted."""
    return Content.assemble((f"{label}：", MUTED), plain(value, style))


def heading(title: str) -> Content:
    """A section's heading."""
    return Content.styled(title, "bold $text-accent")


def hanging(first: str, text: object, width: int, style: str = "") -> Content:
    """Foreign text after ``first``, wrapped at ``width`` cells to stay right of it.

    Breaks anywhere but inside a number or Latin word and before closing punctuation; Textual breaks at blanks only,
    which leaves a line of Chinese half empty.
    """
    indent = cell_len(first)
    lines = [""]
    for part in TOKEN.findall(one_line(text)):
        if lines[-1] and cell_len(lines[-1]) + cell_len(part) > width - indent:
            lines.append("")
        lines[-1] += part if lines[-1] else part.lstrip()
    return Content.assemble(first, plain(f"\n{' ' * indent}".join(lines), style))


def stack(lines: Iterable[Content]) -> Content:
    """Lines below each other."""
    return Content("\n").join(lines)
