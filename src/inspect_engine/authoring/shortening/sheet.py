"""The lines of a file, and which of them each entry has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from inspect_engine.errors import Place
from inspect_engine.reading.document import Document

_COMMENT = re.compile(r"(^|\s)#")


class Sheet:
    """A text whose entries are rewritten one by one; what is not rewritten stays as it was, to the letter."""

    def __init__(self, text: str, document: Document) -> None:
        self.lines = text.split("\n")
        self.marks = document.marks
        self._edits: dict[int, tuple[int, list[str]]] = {}

    def text(self) -> str:
        """The text with all that was rewritten."""
        found, at = list[str](), 0
        while at < len(self.lines):
            end, lines = self._edits.get(at, (at + 1, [self.lines[at]]))
            found += lines
            at = end
        return "\n".join(found)

    def indent(self, place: Place) -> int:
        """The column of a key, counted from zero."""
        return self.marks[place][1] - 1

    def in_block(self, place: Place, part: dict[str, Any]) -> bool:
        """Whether each key of a mapping begins a line of its own, the first perhaps behind a dash."""
        starts = [self.marks.get((*place, key)) for key in part]
        own = [start for start in starts if start and not self._before(start).strip().strip("-")]
        return len(own) == len(starts) == len({start[0] for start in own})

    def _before(self, mark: tuple[int, int]) -> str:
        return self.lines[mark[0] - 1][: mark[1] - 1]

    def leads(self, place: Place) -> bool:
        """Whether an entry stands behind the dash of a list."""
        return self._before(self.marks[place]).strip() == "-"

    def span(self, place: Place) -> tuple[int, int]:
        """The lines of an entry, from the first to the one after its last."""
        first, column = self.marks[place][0] - 1, self.indent(place)
        end = first + 1
        for at in range(first + 1, len(self.lines)):
            line = self.lines[at]
            indent = len(line) - len(line.lstrip())
            if line.strip() and (indent > column or (indent == column and line.startswith("- ", indent))):
                end = at + 1
            elif line.strip():
                break
        return first, end

    def commented(self, place: Place) -> bool:
        """Whether a comment stands in the lines of an entry."""
        return any(_COMMENT.search(line) for line in self.lines[slice(*self.span(place))])

    def put(self, place: Place, lines: Sequence[str]) -> None:
        """Write an entry anew; without lines it goes. One with a comment in it stays as it is."""
        first, end = self.span(place)
        if self.commented(place):
            return
        if lines and self.leads(place):
            lines = [self._before(self.marks[place]) + lines[0].lstrip(), *lines[1:]]
        if lines or not self.leads(place):
            self._edits[first] = end, list(lines)
