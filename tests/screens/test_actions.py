"""The registry of actions: every key has a twin an input method lets through, and everything is found by name."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import TYPE_CHECKING

import inspect_tui
import inspect_tui.screens
import pytest
from inspect_tui.actions import SCOPES, Action, bindings, full_width
from inspect_tui.app import InspectApp
from textual.dom import DOMNode

if TYPE_CHECKING:
    from tests.screens.conftest import Desk

EVERY = [(scope, action) for scope, actions in SCOPES.items() for action in actions]


def screens() -> dict[str, list[type[DOMNode]]]:
    found: dict[str, list[type[DOMNode]]] = {"app": [InspectApp]}
    for module in pkgutil.walk_packages(inspect_tui.__path__, "inspect_tui."):
        for _, kind in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(kind, DOMNode) and "SCOPE" in vars(kind):
                found.setdefault(vars(kind)["SCOPE"], []).append(kind)
    return found


@pytest.mark.parametrize(("scope", "action"), EVERY, ids=lambda value: getattr(value, "id", value))
def test_every_letter_has_a_key_that_an_input_method_lets_through(scope: str, action: Action) -> None:
    """Promise: whatever is typed with a letter can be typed with an F-key, ctrl key or named key."""
    letters = [key for key in action.typed if len(key) == 1]
    others = [key for key in action.typed if len(key) > 1]
    assert not letters or others
    assert all(full_width(key) for key in letters)
    assert action.title
    assert action.tooltip
    assert action.pinyin.isalpha()


@pytest.mark.parametrize("scope", SCOPES)
def test_no_key_means_two_things_on_a_screen(scope: str) -> None:
    """Promise: one key, one action."""
    own = bindings(scope) + ([] if scope == "app" else bindings("app"))
    keys = [binding.key for binding in own]
    assert len(keys) == len(set(keys))


def test_every_action_can_be_done() -> None:
    """Promise: each action of the registry has its method on each screen that offers it."""
    homes = screens()
    for scope, action in EVERY:
        for kind in homes.get(scope, ()):
            assert hasattr(kind, f"action_{action.id}"), f"{kind.__name__} lacks {action.id}"
    assert set(SCOPES) - set(homes) == {"list", "form"}


@pytest.mark.parametrize(("typed", "found"), [("统计", "统计"), ("tj", "统计"), ("board", "统计"), ("jc", "检查")])
async def test_the_palette_finds_chinese_pinyin_and_ids(desk: Desk, typed: str, found: str) -> None:
    """Promise: an action is found by its Chinese name, its pinyin initials or its id."""
    async with desk.open() as hand:
        await hand.press("ctrl+p")
        await hand.until("找操作：中文、拼音首字母")
        await hand.type(typed)
        await hand.until(lambda: f"{found}  " in hand.screen and "清除筛选" not in hand.screen)
        await hand.press("enter")
        await hand.until("整改率" if found == "统计" else "选一张检查表")


async def test_the_palette_says_in_chinese_that_nothing_was_found(desk: Desk) -> None:
    """Promise: no English where there is nothing."""
    async with desk.open() as hand:
        await hand.press("：")
        await hand.until("找操作")
        await hand.type("qqqq")
        await hand.until("没有这样的操作")


async def test_help_lists_every_key_of_the_screen(desk: Desk) -> None:
    """Promise: help names each action of the screen it was called from, and can be searched."""
    async with desk.open(size=(120, 50)) as hand:
        await hand.press("？")
        shown = await hand.until("输入法打开时")
        assert all(action.title in shown for action in SCOPES["ledger"])
        await hand.type("zhyh")
        await hand.until(lambda: "最后一行" in hand.screen and "打开隐患" not in hand.screen)
        await hand.press("escape")
        await hand.until("条，按")
