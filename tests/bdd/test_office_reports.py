"""Reports from outside: who is told what of them, and what becomes of them."""

from __future__ import annotations

from pytest_bdd import scenarios, then

from tests.bdd.world import World

scenarios("office_reports.feature")


@then("台账里的线索校验通过")
def _(world: World) -> None:
    assert world.desk("wang").verify() == []
