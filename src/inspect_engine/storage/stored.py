"""What a thread has stored: that is never to be called not stored, nor the other way round.

Of each thread by itself: in one program a command may run beside the screens.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

LOOK = "请先查看（如 case history 编号、user list、sanction list），再决定是否重办"
"""What to do before doing again what may be stored already."""


@dataclass
class Stored(threading.local):
    """Kept by the one writer (:mod:`~inspect_engine.storage.log`), told by whoever ends a command."""

    events: int = 0
    """Events whose transactions are committed."""
    doubts: int = 0
    """Commits that were begun and of which is not known whether they came about."""

    def clear(self) -> None:
        """Begin anew: a process may run many commands."""
        self.events = self.doubts = 0


stored = Stored()
