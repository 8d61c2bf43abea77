"""The program that the pages are tried with, and the rehearsal they begin with: started once, played once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.docs.reader import target
from tests.docs.terminal import Terminal, program_in, served


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], Path]]:
    """The folder of the program as it will be in so many days, quick to start."""
    with served(tmp_path_factory.mktemp("server")) as address:

        @cache
        def folder(days: int) -> Path:
            return program_in(days, address, tmp_path_factory.mktemp("in"))

        yield folder


@pytest.fixture(scope="session")
def rehearsal(
    program: Callable[[int], Path], tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Callable[[int], Path]:
    """The folder that ``make demo`` leaves in so many days: played by whichever process of the test run asks first."""
    if sys.platform == "win32":
        raise NotImplementedError
    import fcntl

    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def played(days: int) -> Path:
        folder = shared / f"rehearsal-{days}"
        with (shared / f"{folder.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                terminal = Terminal(tmp_path_factory.mktemp("rehearsal"), program(days))
                assert "核验通过" in terminal.paste([target("demo").replace("$(BIN)/", "")])[0]
                (terminal.work / "demo").rename(folder)
        return folder

    return played
