"""What is asked of one place in one visit: by the edition of the day, and once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from inspect_tui.views.walk import Round, read_round
from inspect_tui.words.inspections import elsewhere_text
from pytest_bdd import parsers, scenarios, then

from tests.bdd.world import World

scenarios("facts_asked_once.feature")


def walk(world: World) -> Round:
    """The inspection under way, as the terminal lists it."""
    ledger = world.desk("检查员甲")
    [row] = ledger.inspections.all()
    return read_round(ledger, row.id)


def listed(world: World) -> Counter[str]:
    """The items that are asked."""
    found = walk(world)
    return Counter(task.item.id for task in found.tasks if task.key not in found.skipped)


@then(parsers.parse("检查里列了“{here}”的项，没有“{absent}”的"))
def _(world: World, here: str, absent: str) -> None:
    assert [task for task in walk(world).tasks if task.item.id.startswith(here)]
    assert not [task for task in walk(world).tasks if task.item.id.startswith(absent)]


@then(parsers.parse("检查里写明另有几项是另一日施行的版本，不少于 {least:d} 项"))
def _(world: World, command: Callable[[Sequence[str]], None], least: int) -> None:
    """The terminal and the command line count the same."""
    found = walk(world)
    assert found.elsewhere >= least
    assert elsewhere_text(found) == f"另有 {found.elsewhere} 项是另一日施行的版本，没有列"
    command(["inspect", "show", found.id, "--user", "检查员甲"])
    assert f"其中 {found.elsewhere} 项是另一日施行的版本" in world.stderr


@then(parsers.parse("“{items}”只在“{subject}”列了一次"))
def _(world: World, items: str, subject: str) -> None:
    tasks = [task for task in walk(world).tasks if task.item.id in items.split("、")]
    assert {(task.subject, task.item.id) for task in tasks} == {(subject, item) for item in items.split("、")}
    assert len(tasks) == len(items.split("、"))


@then(parsers.parse("检查里列了“{items}”"))
def _(world: World, items: str) -> None:
    assert set(items.split("、")) <= set(listed(world))
