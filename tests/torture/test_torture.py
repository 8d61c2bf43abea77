"""A short cut of ``make torture``: every kind of fault a few times."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROUNDS = 8
COMPILED = sys.platform == "linux" and shutil.which("cc") is not None


@pytest.mark.skipif(not COMPILED, reason="faults are made by a library in C: needs cc on Linux")
def test_commands_that_write_come_through_kills_and_bad_disks() -> None:
    line = [sys.executable, "-m", "tests.torture", str(ROUNDS)]
    done = subprocess.run(line, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{ROUNDS} rounds over" in done.stdout
    assert "kill: " in done.stdout
