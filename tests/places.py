"""Where the folders of the tests lie: in memory, where there is room. The run syncs files ten thousand times."""

from __future__ import annotations

import os
import sys
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 1 << 30


def in_memory() -> None:
    """Unless told otherwise, put the temporary folders of pytest into memory that is large and runs programs."""
    if sys.platform != "linux":
        return
    if os.access(MEMORY, os.W_OK):
        found = os.statvfs(MEMORY)
        if found.f_bavail * found.f_frsize >= ROOM and not found.f_flag & os.ST_NOEXEC:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
