"""What was stored before the answer was lost, asked for again."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence

import pytest
from pytest_bdd import given, parsers, scenarios, then

from inspect_engine.storage.attempt import Attempt
from tests.bdd.world import World

scenarios("once.feature")


class PowerCut(BaseException):
    """The machine is off."""


def off(*_: object, **__: object) -> None:
    raise PowerCut


@given(parsers.parse("{who}在命令行输入“{line}”，存好之后断电"))
def _(
    world: World, command: Callable[[Sequence[str]], None], monkeypatch: pytest.MonkeyPatch, who: str, line: str
) -> None:
    world.count = world.desk().desk.head.count
    with monkeypatch.context() as patch:
        patch.setattr(Attempt, "settle", off)
        with pytest.raises(PowerCut):
            command([*shlex.split(line), "--user", who])


@then(parsers.parse("总共只存了 {count:d} 条"))
def _(world: World, count: int) -> None:
    assert world.desk().desk.head.count - world.count == count
