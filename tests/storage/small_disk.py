"""A disk so small that it fills up: a tmpfs that only the program run on it sees."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def on_a_small_disk(
    disk: Path, size: str, argv: Sequence[str], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a program with ``disk`` of so much room; skips where the system lets nobody mount one."""
    if sys.platform == "win32":
        raise NotImplementedError
    unshare = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-Urm"]
    mount = ["sh", "-c", 'mount -t tmpfs -o "size=$1" tmpfs "$2" && shift 2 && exec "$@"', "sh", size, str(disk)]
    if subprocess.run([*unshare, *mount, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount a small disk; the file size limit stands in for it")
    return subprocess.run(
        [*unshare, *mount, *argv], capture_output=True, text=True, env=environment, cwd=ROOT, check=False
    )
