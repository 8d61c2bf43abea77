"""Jumps of a clock: wall time that nothing explains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from inspect_engine.domain.timekeeping import BACK, told

CONFIRMED = "clock.confirmed"
"""A supervisor says, on record, that the clock is right."""
OFF = timedelta(days=31)
"""So long a machine may have been switched off without anybody being asked. Ours, not the law's."""


@dataclass(frozen=True)
class Beat:
    """What a machine's clocks showed at once: the wall clock, and for how long it has been up, by its own counting.

    ``boot`` names this time of being up, empty where the system does not; what sleeps is up.
    """

    wall: datetime
    boot: str
    up: timedelta

    @property
    def started(self) -> datetime:
        """When the machine was started, if the wall clock is right."""
        return self.wall - self.up


@dataclass(frozen=True)
class Jump:
    """From the last moment that is explained to what the clock showed then; ``by`` so much it went ahead by itself."""

    since: datetime
    until: datetime
    by: timedelta

    @property
    def words(self) -> str:
        """What stands out, in a Chinese sentence."""
        days, hours = self.by.days, self.by.seconds // 3600
        much = f"{days} 天" if days else f"{hours} 小时" if hours else f"{self.by.seconds // 60} 分钟"
        return f"系统时间从 {told(self.since)} 到 {told(self.until)}，其中约 {much}没有来由（不是开机走过来的）"


def jump(before: Beat, now: Beat, newest: Callable[[datetime], datetime | None]) -> Jump | None:
    """What the clock went ahead by between two beats without anything to explain it; None where all is explained.

    Within one boot the machine's own counting explains what it counts, and nothing else. From one boot to the next a
    machine may have been off for any time: that explains up to :data:`OFF` since the newest trace of its being used
    before it was started (``newest``: the last change of a file before a moment).
    """
    if same_boot(before, now):
        by = (now.wall - before.wall) - (now.up - before.up)
        return Jump(before.wall, now.wall, by) if by > BACK else None
    if before.wall >= now.started:
        return None
    used = max(before.wall, newest(now.started) or before.wall)
    off = now.started - used
    return Jump(used, now.wall, off) if off > OFF else None


def same_boot(before: Beat, now: Beat) -> bool:
    """Whether a machine was not restarted in between: by name, or where there is none, as both tell their start."""
    if before.boot or now.boot:
        return before.boot == now.boot
    return abs(now.started - before.started) <= BACK
