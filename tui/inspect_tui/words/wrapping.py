"""Where a line of Chinese may break: anywhere but inside a number or Latin word, and beside punctuation as in print.

Textual breaks at blanks only, so that a blank beside a figure leaves the rest of the line empty.
"""

from __future__ import annotations

import re
from itertools import pairwise

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
    begin = 0  # of the line being filled: widths are measured whole, for joined characters are not the sum of theirs

    def fits(end: int) -> bool:
        return end == begin or cell_len(text[begin:end].rstrip()) <= width

    for found in WORD.finditer(text):
        at, end = found.span()
        if fits(end):
            continue
        if not (fold and cell_len(found.group().rstrip()) > width):
            if at > begin:
                starts.append(at)
            begin = at
            continue
        for n in range(at, end):
            if n > begin and not fits(n + 1):
                starts.append(n)
                begin = n
    return starts


def wrapped(line: str, width: int) -> str:
    """A line broken where it may be, for ``width`` cells."""
    starts = [0, *line_starts(line, width), len(line)]
    return "\n".join(line[at:end].rstrip() for at, end in pairwise(starts))


def install() -> None:
    """Have Textual wrap all content this way."""
    content.divide_line = line_starts  # type: ignore[attr-defined]
