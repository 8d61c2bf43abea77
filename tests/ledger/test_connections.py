"""A verb asks many small questions of the ledger on one connection: to open one costs more than most of them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from inspect_engine.storage import sqlite
from tests.conftest import Desk


def test_opening_and_a_verb_open_few_connections(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """One to open the ledger; to write one more, and one for what the writer looks at afterwards."""
    opened: list[Path] = []
    real = sqlite.opened

    def counted(path: Path) -> tuple[sqlite3.Connection, str | None]:
        opened.append(path)
        return real(path)

    monkeypatch.setattr(sqlite, "opened", counted)
    ledger = desk.as_("sup1")
    assert len(opened) == 1
    opened.clear()
    ledger.people.add("insp3", "检查员丙", ["inspector"])
    assert 1 <= len(opened) <= 3
