"""A day in an office: what was typed wrong is put right, and once is once."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence

from pytest_bdd import parsers, scenarios, when

from tests.bdd.world import World

scenarios("office_corrections.feature")


@when(parsers.parse("{who}更正“{item}”的作答“{words}”"))
def _(world: World, command: Callable[[Sequence[str]], None], who: str, item: str, words: str) -> None:
    [inspection] = world.desk().inspections.all()
    command(["inspect", "correct", inspection.short, "shop-01", item, *shlex.split(words), "--user", who])
