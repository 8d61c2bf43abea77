"""What is replaced in Textual: only for versions that it was looked at with (docs/decisions/0101)."""

from __future__ import annotations

import inspect
from importlib.metadata import version

from inspect_tui.words.wrapping import install, line_starts
from textual import content
from textual.drivers import linux_driver

LOOKED_AT = {"8.2.8"}


def test_what_is_replaced_is_still_what_was_looked_at() -> None:
    """Promise: with another version somebody looks again: at each name, and whether it may go."""
    assert version("textual") in LOOKED_AT, "look at words/wrapping.py and app.py:_quiet_keyboard, then add the version"
    assert "divide_line(" in inspect.getsource(content)
    source = inspect.getsource(linux_driver)
    for name in ("WriterThread(self._file)", 'getincrementaldecoder("utf-8")', "KITTY_REPORT_ALL_KEYS"):
        assert name in source
    install()
    assert content.divide_line is line_starts  # type: ignore[attr-defined]
