"""A text that was read: its data, the place of each part, and everything that is wrong with it.

Whoever reads a kind of file reports here, so that a reader finds every problem at its file:line:column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from inspect_engine.domain.words.text import display
from inspect_engine.errors import Fault, InputError, Place, Problem

MAX_PROBLEMS = 200
"""As many problems as anybody reads at a time."""
MAX_WORDS = 2_000
LONG_QUOTE = re.compile("“([^”]{60})[^”]+”")

FoundT = TypeVar("FoundT")


@dataclass
class Document:
    """Parsed text: ``data`` (dict, list, str, None) and the (line, column) of each path.

    ``whole`` says that all of it could be read, though perhaps not all of it is allowed. ``files`` names the files of
    parts that were read from others.
    """

    name: str
    data: Any = None
    marks: dict[Place, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    whole: bool = False
    files: dict[Place, str] = field(default_factory=dict)

    def _file(self, path: Place) -> str:
        """The file that a part was read from."""
        while path and path not in self.files:
            path = path[:-1]
        return self.files.get(path, self.name)

    def stands(self, written: Place, place: Place) -> None:
        """What is found at ``place`` in the data stands at ``written`` in the text."""
        if written and (mark := self.marks.get(written)):
            self.marks[place] = mark
            if self.files and self._file(written) != self._file(place):
                self.files[place] = self._file(written)

    def take(self, part: Document, place: Place) -> None:
        """Take over the places and problems of another file that holds the part at ``place``."""
        self.files[place] = part.name
        self.marks |= {(*place, *path): mark for path, mark in part.marks.items()}
        self.problems += part.problems

    def where(self, path: Sequence[str | int] = ()) -> str:
        """``file:line:column`` of the nearest position known for a path."""
        parts = tuple(path)
        while parts and parts not in self.marks:
            parts = parts[:-1]
        line, column = self.marks.get(parts, (1, 1))
        return f"{self._file(parts)}:{line}:{column}"

    def problem(self, path: Sequence[str | int], what: str, fix: str = "") -> Problem:
        """A problem at the place of a path, not reported yet."""
        return Problem(self.where(path), legible(what), legible(fix))

    def report(self, path: Sequence[str | int], what: str, fix: str = "") -> None:
        """Add a problem at the place of a path, once."""
        if (found := self.problem(path, what, fix)) not in self.problems:
            self.problems.append(found)

    def report_all(self, faults: Iterable[Fault]) -> None:
        """Add what is new of these faults, up to :data:`MAX_PROBLEMS` in all."""
        room = MAX_PROBLEMS - len(self.problems)
        found = (self.problem(fault.path, fault.what, fault.fix) for fault in islice(faults, room * 10))
        self.problems += islice(dict.fromkeys(problem for problem in found if problem not in self.problems), room)

    def sound(self, found: FoundT | None, headline: str = "") -> FoundT:
        """What was read of this text. Raises InputError with every problem where there is any."""
        if self.problems or found is None:
            raise InputError(self.problems, headline)
        return found


def legible(text: str) -> str:
    """A message with what it quotes cut short and without anything a terminal could act on."""
    text = LONG_QUOTE.sub(r"“\1…”", text)
    return display(text if len(text) <= MAX_WORDS else text[:MAX_WORDS] + "…")
