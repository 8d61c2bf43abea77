"""The same picture in fewer bytes: over a slow line a screen is there sooner.

Textual tells each piece its whole style and takes it back behind it. Here only what changes from one to the next is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_STYLE = re.compile(r"\x1b\[([0-9;]*)m")
_MOVE = re.compile(r"\n?(\x1b\[\d+;\d+H)")
"""To a place, from wherever: the new line before it leads nowhere."""
_COLOUR = re.compile(r"(?:[34]8;(?:2;\d+;\d+;\d+|5;\d+)|\d+)")
_ON_BLANKS = frozenset({"4", "5", "6", "7", "9", "21", "53"})
"""What shows where nothing is written: underlined, blinking, reversed, struck."""


class Style(NamedTuple):
    """Colours as the codes that set them, empty for the terminal's own; ``marks`` are bold, underlined and so on."""

    ink: str = ""
    ground: str = ""
    marks: frozenset[str] = frozenset()


PLAIN = Style()


def spared(text: str) -> str:
    """What shows the same on a terminal, from the style it is in to the same style."""
    return "".join(_spared(_MOVE.sub(r"\1", text)))


def _spared(text: str) -> Iterator[str]:
    shown = wanted = PLAIN
    for n, piece in enumerate(_STYLE.split(text)):
        if n % 2:
            wanted = _after(wanted, piece)
        elif piece and not _MOVE.fullmatch(piece):
            there = _on_blanks(shown, wanted) if piece.isspace() and "\n" not in piece else wanted
            yield _change(shown, there)
            yield piece
            shown = there
        else:
            yield piece
    yield _change(shown, wanted)


def _on_blanks(shown: Style, wanted: Style) -> Style:
    """The style for blanks that is the least to tell: only the ground of them is seen."""
    return wanted if _ON_BLANKS & (shown.marks | wanted.marks) else shown._replace(ground=wanted.ground)


@lru_cache(maxsize=1024)
def _after(style: Style, codes: str) -> Style:
    """The style once some codes have been told; a code that is not known stays among the marks."""
    for code in _COLOUR.findall(codes) or ("0",):
        number = int(code.partition(";")[0])
        if number == 0:
            style = PLAIN
        elif 30 <= number <= 39 or 90 <= number <= 97:
            style = style._replace(ink="" if number == 39 else code)
        elif 40 <= number <= 49 or 100 <= number <= 107:
            style = style._replace(ground="" if number == 49 else code)
        else:
            style = style._replace(marks=style.marks | {code})
    return style


@lru_cache(maxsize=1024)
def _change(shown: Style, wanted: Style) -> str:
    """The codes that lead from one style to another."""
    if shown == wanted:
        return ""
    if wanted == PLAIN:
        return "\x1b[m"
    codes = []
    if shown.marks - wanted.marks:
        codes, shown = ["0"], PLAIN
    codes += sorted(wanted.marks - shown.marks, key=int)
    if wanted.ink != shown.ink:
        codes.append(wanted.ink or "39")
    if wanted.ground != shown.ground:
        codes.append(wanted.ground or "49")
    return f"\x1b[{';'.join(codes)}m"
