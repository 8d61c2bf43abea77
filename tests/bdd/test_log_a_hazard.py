"""A hazard found by a few characters and logged by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pytest_bdd import given, parsers, scenarios

scenarios("log_a_hazard.feature")


@given(parsers.parse("{who}在命令行输入“{line}”"))
def _(command: Callable[[Sequence[str]], None], who: str, line: str) -> None:
    command([*line.split(), "--user", who])
