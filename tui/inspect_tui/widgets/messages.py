"""What has happened, said by widgets and the app to whoever is above; named in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from inspect_engine.domain.cases import CaseLine
    from inspect_engine.errors import InspectError


@dataclass
class RowHighlighted(Message):
    """The table's cursor came to rest on a line (None: the table is empty or the line is still being read)."""

    line: CaseLine | None


@dataclass
class RowActivated(Message):
    """A line was opened with Enter or a click."""

    line: CaseLine


@dataclass
class RowGone(Message):
    """What was selected is no longer in the list, and another line was about to be opened in its place."""


@dataclass
class HeadingChosen(Message):
    """A heading was clicked: lines are to be sorted by it."""

    order: str


@dataclass
class ViewChosen(Message):
    """A view's name was clicked."""

    view: int


@dataclass
class Counted(Message):
    """The table learned how many lines there are."""

    count: int


@dataclass
class Unheard(Message):
    """Text was typed or pasted where nothing can be written; whoever has a place for it takes it there."""

    text: str


@dataclass
class ReadingFailed(Message):
    """The ledger could not be read."""

    error: InspectError
