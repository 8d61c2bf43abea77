"""What an action on a case must heed is a list of rules; who acts for himself is asked for, a document is not."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from inspect_engine.domain.cases import Case
from inspect_engine.errors import Refused
from inspect_engine.ledger import Ledger
from inspect_engine.ledger.acting import Acting, Rule
from inspect_engine.ledger.cases import Cases
from inspect_engine.ledger.lapsing import Lapsing
from tests.storage.conftest import World, file, world, worlds

__all__ = ["file", "world", "worlds"]
ISSUE = {"days": "7", "served_on": "2026-03-02"}


def ruled(ledger: Ledger, *rules: Rule) -> Cases:
    """The room of cases with just these rules."""
    shared = {"definitions": ledger.definitions, "calendars": ledger.calendars}
    acting, lapsing = Acting(ledger.desk, rules=rules, **shared), Lapsing(ledger.desk, **shared)  # type: ignore[arg-type]
    return Cases(ledger.desk, acting=acting, lapsing=lapsing, **shared)  # type: ignore[arg-type]


def test_every_rule_is_heeded_and_all_are_told(world: World) -> None:
    (line,) = world.inspect().cases
    asked: list[tuple[str, str, Mapping[str, str]]] = []

    def never(case: Case, trigger: str, values: Mapping[str, str]) -> list[str]:
        asked.append((case.number, trigger, values))
        return ["今天不办"]

    cases = ruled(world.open("sup1"), never, lambda *_: [], lambda *_: ["明天也不办"])
    before = world.snapshot()
    with pytest.raises(Refused) as refused:
        cases.act(line.number, "issue", ISSUE)
    assert refused.value.missing == ("今天不办", "明天也不办")
    assert asked == [(line.number, "issue", ISSUE)]  # refused before anything is written
    assert world.snapshot() == before
    ruled(world.open("sup1"), lambda *_: []).act(line.number, "issue", ISSUE)
    assert world.open("sup1").cases.get(line.number).state == "fixing"


def test_what_the_workflow_refuses_comes_before_the_rules(world: World) -> None:
    (line,) = world.inspect().cases

    def unasked(*_: object) -> list[str]:
        raise AssertionError("no rule is asked about what cannot be done anyway")

    with pytest.raises(Refused):
        ruled(world.open("insp1"), unasked).act(line.number, "issue", ISSUE)


def test_a_rule_is_asked_again_once_nobody_else_can_write(world: World) -> None:
    """A document may be voided between the asking and the storing."""
    (line,) = world.inspect().cases
    answers = iter([[], ["刚刚作废"]])
    before = world.snapshot()
    with pytest.raises(Refused, match="刚刚作废"):
        ruled(world.open("sup1"), lambda *_: next(answers)).act(line.number, "issue", ISSUE)
    assert world.snapshot() == before
