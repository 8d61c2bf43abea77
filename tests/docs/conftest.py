"""The program that the pages are tried with, started once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from tests.docs.terminal import program_in


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], Path]]:
    """The folder of the program as it will be in so many days, quick to start."""
    with ExitStack() as stack:

        @cache
        def folder(days: int) -> Path:
            return stack.enter_context(program_in(days, tmp_path_factory.mktemp("in")))

        yield folder
