"""Fenced blocks of a page: where they stand, what they hold, and whether a program prints what they show."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """One fenced block: where it stands, its language, what the info string says besides, and its lines."""

    line: int
    kind: str
    options: dict[str, str]
    text: str


def blocks(page: str) -> Iterator[Block]:
    """Every fenced block of a page."""
    for found in re.finditer(r"^```(\S*)(.*)\n((?:.*\n)*?)```$", page, re.MULTILINE):
        options = dict(word.partition("=")[::2] for word in shlex.split(found[2]))
        yield Block(page.count("\n", 0, found.start()) + 1, found[1], options, found[3])


def commands(block: Block) -> Iterator[tuple[str, str | None]]:
    """Each command of a block with the output printed below it; None where the block prints none."""
    if block.kind == "console":
        for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            command, _, shown = part.replace("\\\n", " ").partition("\n")
            yield command, shown.rstrip("\n")
    else:
        for command in block.text.replace("\\\n", " ").splitlines():
            yield command, None


def bare(command: str) -> str:
    """A command without its comment, blanks told once."""
    return " ".join(re.sub(r"(^|\s)#.*", "", command).split())


def fits(shown: str, printed: str) -> bool:
    """Whether what was printed is what the page shows; ``…`` is any text, on a line of its own any lines."""
    lines = shown.split("\n")
    known = ("(?:.*\n)*" if line == "…" else ".*".join(map(re.escape, line.split("…"))) + "\n" for line in lines)
    return re.fullmatch("".join(known), printed.rstrip("\n") + "\n") is not None
