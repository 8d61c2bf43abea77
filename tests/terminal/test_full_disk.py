"""A disk that fills up under a person who types: nothing that was told is lost, and the screen says what happened."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.storage.small_disk import on_a_small_disk
from tests.terminal.test_keys import SEED, SEQUENCES

SIZE = "24m"
"""Room for the ledger, the photographs and the drafts; the plays fill up the rest."""


@pytest.mark.long
def test_a_disk_that_fills_up(tmp_path: Path) -> None:
    """Promise: what is called saved is stored once; what is not is still in its form, and saved once there is room;
    after kill -9 no draft is half written."""
    argv = [sys.executable, "-m", "tests.terminal.full", str(tmp_path), str(SEED), str(SEQUENCES)]
    ran = on_a_small_disk(tmp_path, SIZE, argv, os.environ)
    assert ran.returncode == 0, ran.stderr
    assert len(ran.stdout.splitlines()) == SEQUENCES
