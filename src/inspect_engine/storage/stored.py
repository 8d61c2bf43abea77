"""What this process has stored: that is never to be called not stored, nor the other way round."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspect_engine.domain.events import Event

LOOK = "请先查看（如 case history 编号、user list、sanction list），再决定是否重办"
"""What to do before doing again what may be stored already."""


@dataclass
class Stored:
    """Kept by the one writer (:mod:`~inspect_engine.storage.log`), told by whoever ends a command."""

    events: int = 0
    """Events whose transactions are committed."""
    doubts: int = 0
    """Commits that were begun and of which is not known whether they came about."""
    dry: bool = False
    """Whether it is only tried out: every transaction is undone at its end, no file is kept."""
    undone: list[Event] = field(default_factory=list)
    """The events that were tried out."""

    def clear(self) -> None:
        """Begin anew: a process may run many commands."""
        self.events, self.doubts, self.dry, self.undone = 0, 0, False, []


stored = Stored()
