"""A verb asks many small questions of the ledger on one connection: to open one costs more than most of them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from inspect_engine.storage import sqlite
from tests.conftest import Command, Desk


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every connection that is opened to look at a ledger."""
    opened: list[Path] = []
    real = sqlite.opened

    def counted(path: Path) -> tuple[sqlite3.Connection, str | None]:
        opened.append(path)
        return real(path)

    monkeypatch.setattr(sqlite, "opened", counted)
    return opened


def test_opening_and_a_verb_open_few_connections(desk: Desk, opened: list[Path]) -> None:
    """One to open the ledger; to write one more, and one for what the writer looks at afterwards."""
    ledger = desk.as_("sup1")
    assert len(opened) == 1
    opened.clear()
    ledger.people.add("insp3", "检查员丙", ["inspector"])
    assert 1 <= len(opened) <= 3


@pytest.mark.parametrize(("line", "most"), [("user list", 2), ("user disable insp2 --yes", 3), ("case list", 2)])
def test_a_command_opens_few_connections(command: Command, opened: list[Path], line: str, most: int) -> None:
    """One to open the ledger and one to look at it, however much it asks; one before it writes."""
    opened.clear()
    assert command(*line.split()).code == 0
    assert 1 <= len(opened) <= most
