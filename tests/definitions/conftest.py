"""Folders of definitions for the tests of this folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A private copy of the small, sound library."""
    return shutil.copytree(HERE / "small", tmp_path / "lists")
