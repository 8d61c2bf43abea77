"""Starting and failing."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from inspect_tui.app import InspectApp, run
from inspect_tui.crash import write_crash_log
from inspect_tui.screens.board import BoardScreen

if TYPE_CHECKING:
    from tests.screens.conftest import Desk

FIRST_PAINT = """
import asyncio, sys
from pathlib import Path
from inspect_tui.app import InspectApp

async def main():
    InspectApp._warm = lambda app: None  # what is read after the first lines
    app = InspectApp(Path(sys.argv[1]), "sup")
    async with app.run_test(size=(100, 30)) as pilot:
        for _ in range(500):
            await pilot.pause(0.01)
            if app.is_open and app.screen.duties:
                break
        assert [duty.count for duty in app.screen.duties] == [1], app.screen.duties
        print(*sys.modules)

asyncio.run(main())
"""

OURS = 210
"""Modules of the engine behind the first lines; of more than 700."""


def test_the_first_screen_loads_no_heavy_library(desk: Desk) -> None:
    """Promise: lines are on the screen before what only later things need: libraries, and rooms nobody has asked for.

    What ours is of it is counted, so that it does not grow unseen.
    """
    desk.hazard()
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT, str(desk.path)], capture_output=True, text=True, timeout=60, check=False
    )
    loaded = set(done.stdout.split())
    late = {
        "sqlmodel",
        "sqlalchemy",
        "alembic",
        "openpyxl",
        "docx",
        "yaml",
        "transitions",
        "stdnum",
        "pypinyin",
        "typer",
    }
    late |= {"argon2", "cryptography", "PIL", "filelock", "apprise", "icalendar"}
    late |= {
        f"inspect_engine.{room}" for room in ("domain.proof", "domain.rules", "domain.figures", "domain.sanctions")
    }
    late |= {
        f"inspect_engine.ledger.{room}" for room in ("documents", "corrections", "figures", "draws", "paper", "many")
    }
    assert loaded, done.stderr
    assert not late & loaded
    assert len([name for name in loaded if name.startswith("inspect_engine.")]) <= OURS


def test_importing_the_app_does_not_open_the_engine() -> None:
    """Promise: the first paint waits neither for pydantic nor for the state machines, nor for any other screen."""
    code = "import sys, inspect_tui.app; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & {"pydantic", "transitions", "yaml", "textual.widgets._text_area", "inspect_tui.pages.dialogs"}
    assert {name for name in loaded if name.startswith("inspect_tui.screens.")} == {"inspect_tui.screens.today"}


def test_the_terminal_is_reached_without_the_commands() -> None:
    """Promise: until the first paint neither the tree of commands is put together nor the ledger's rooms imported."""
    code = """
import sys
from pathlib import Path
import inspect_tui.app as terminal
terminal.run = lambda *given, **named: print(*sys.modules) or 0
from inspect_engine.cli import terminal as entry
from inspect_engine.cli import main
entry.open_terminal = lambda: entry.enter(Path("none.db"), None, None)
main(["tui", "--user", "insp1"])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    late = {"typer", "pydantic", "transitions", "yaml", "sqlite3", "openpyxl", "sqlalchemy", "aiohttp", "argon2"}
    late |= {"inspect_engine.cli.app", "inspect_engine.cli.verbs.tree", "inspect_engine.ledger"}
    assert done.stdout, done.stderr
    assert not late & set(done.stdout.split())


async def test_a_missing_ledger_ends_with_its_reason(tmp_path: Path) -> None:
    """Promise: exit code 4 and what to do, no traceback."""
    app = InspectApp(tmp_path / "none.db")
    async with app.run_test() as pilot:
        for _ in range(200):
            await pilot.pause(0.01)
            if app.failure:
                break
    assert app.return_code == 4
    assert "没有台账" in str(app.failure)


def test_a_missing_ledger_through_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Promise: the terminal is not taken over for a ledger that is not there."""
    assert run(tmp_path / "none.db") == 4
    assert "没有台账" in capsys.readouterr().err


async def test_an_unknown_failure_is_logged_and_ends_non_zero(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise: no inspector's data on the terminal; the traceback is in a file."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    app = desk.app()

    async def crash() -> None:
        async with app.run_test() as pilot:
            app.call_later(lambda: 1 / 0)
            await pilot.pause()
            await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        await crash()
    assert app.return_code == 1
    assert app.crash is not None
    assert "ZeroDivisionError" in app.crash.read_text(encoding="utf-8")


def test_a_crash_log_is_written_somewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Promise: a log folder that cannot be made is passed over."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    path = write_crash_log(ValueError("x"))
    assert path is not None
    assert path.is_file()


async def test_a_screen_that_is_going_reads_no_further(desk: Desk) -> None:
    """Promise: what was read for a screen that has been left is dropped; its parts may be gone already."""
    async with desk.open() as hand:
        screen, read = BoardScreen(), threading.Event()
        await hand.app.push_screen(screen)
        waiting = asyncio.ensure_future(screen.aside(read.wait))
        await hand.pilot.pause()
        read.set()
        hand.app.pop_screen()
        with pytest.raises(asyncio.CancelledError):
            await waiting


async def test_a_screen_that_is_coming_is_not_told_yet(desk: Desk) -> None:
    """Promise: what others write, and what is said, the moment a screen opens does no harm."""
    async with desk.open() as hand:
        hand.app.push_screen(BoardScreen())
        hand.app.tell_screens()
        hand.app.say("已保存")
        await hand.until("重大隐患整改率")
