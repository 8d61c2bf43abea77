"""How far an export has come, in words: rows, share, time left."""

from __future__ import annotations

import time
from collections.abc import Callable

EVERY = 0.25
"""Seconds between two words about it."""
SURE, SHARE = 1.0, 0.02
"""Seconds and share after which the time that is left is worth telling."""


class Pace:
    """Tells ``tell`` how far it has come, no more often than it can be read."""

    def __init__(self, tell: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._tell, self._clock = tell, clock
        self._begun = self._told = clock()

    def at(self, rows: int, done: int, total: int) -> None:
        """So many rows are written, so much of all is read."""
        now = self._clock()
        if now - self._told >= EVERY:
            self._told = now
            self._tell(told(rows, done / max(total, 1), now - self._begun))

    def packing(self, rows: int) -> None:
        """Everything is read; the file is put together."""
        self._tell(f"已写 {rows:,} 行，正在合成文件…")


def told(rows: int, share: float, seconds: float) -> str:
    """In words; without the time left where it is not known yet."""
    come = f"已写 {rows:,} 行，{int(share * 100)}%"
    if seconds < SURE or share < SHARE:
        return come
    left = seconds * (1 - share) / share
    return f"{come}，还要约 {_span(left)}"


def _span(seconds: float) -> str:
    if seconds < 60:
        return f"{max(1, round(seconds))} 秒"
    minutes = round(seconds / 60)
    return f"{minutes} 分钟" if minutes < 60 else f"{minutes // 60} 小时 {minutes % 60} 分钟"
