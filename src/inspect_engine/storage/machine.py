"""What the machine itself tells of its clocks."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from inspect_engine.domain.calendars import CHINA
from inspect_engine.domain.jumps import Beat

BOOT = Path("/proc/sys/kernel/random/boot_id")
USED = ("/var/log", "/var/lib", "/var/tmp", "/etc", r"C:\Windows\Temp", r"C:\Windows\System32\winevt\Logs")
"""Folders in which a machine that is used leaves something nearly every day."""


def beat(wall: datetime) -> Beat:
    """What the clocks show now. Where the system names no boot, and does not count while it sleeps, less is known."""
    boot = ""
    with suppress(OSError):
        boot = BOOT.read_text("ascii").strip()
    return Beat(wall, boot, timedelta(seconds=_up()))


def _up() -> float:
    """Seconds on the machine's own counting, those asleep included; macOS leaves them out of :func:`time.monotonic`."""
    if sys.platform == "win32":
        return time.monotonic()
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def newest(folders: Iterable[Path], before: datetime) -> datetime | None:
    """The last change before a moment of what lies in these folders, and in those of the system."""
    found = (at for folder in (*folders, *map(Path, USED), Path(tempfile.gettempdir())) for at in _changes(folder))
    return max((at for at in found if at < before), default=None)


def _changes(folder: Path) -> Iterator[datetime]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError, ValueError, OverflowError):
                yield datetime.fromtimestamp(entry.stat(follow_symlinks=False).st_mtime, CHINA)
