"""Where a line of Chinese may break: anywhere but inside a number or Latin word, and beside punctuation as in print.

Textual breaks at blanks only, so that a blank beside a figure leaves the rest of the line empty.
"""

from __future__ import annotations

import re

from rich.cells import cell_len
from textual import content

OPENING = "（《〈“‘【〔「『"
CLOSING = "，。；：、！？）》〉”’】〕」』％"
WORD = re.compile(rf"\s+|[{OPENING}]*(?:[!-~]+|\S)[{CLOSING}]*\s*")


def line_starts(text: str, width: int, fold: bool = True) -> list[int]:
    """Offsets at which lines after the first begin, for lines of ``width`` cells; blanks at their ends do not count.

    What is wider than a line by itself begins where it stands and is cut, with ``fold``.
    """
    starts: list[int] = []
    used = 0
    for found in WORD.finditer(text):
        word, at = found.group(), found.start()
        need = cell_len(word.rstrip())
        cut = fold and need > width
        if used and used + need > width and not cut:
            starts.append(at)
            used = 0
        if cut:
            for n, char in enumerate(word):
                if used and used + cell_len(char) > width:
                    starts.append(at + n)
                    used = 0
                used += cell_len(char)
        else:
            used += cell_len(word)
    return starts


def install() -> None:
    """Have Textual wrap all content this way."""
    content.divide_line = line_starts  # type: ignore[attr-defined]
