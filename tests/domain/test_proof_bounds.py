"""The proof is bounded: in what it looks at, whatever a file asks for; and it says what it did not get to."""

from __future__ import annotations

from typing import Any

import pytest

from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.proof.breaches import found_in
from inspect_engine.domain.proof.family import Family
from inspect_engine.domain.proof.walk import HOPS, SITUATIONS, Budget, TooLarge, walk
from tests.domain.test_proof_attacks import flow, step

GATES = [f"g{n}" for n in range(24)]
NAMED: dict[str, Any] = {"gates": {name: {"title": name} for name in GATES}}
FEW = 60_000


def below(fact: str, most: int) -> dict[str, Any]:
    return {"when": [{"if": {"fact": fact, "op": "<", "value": str(most)}, "refused": "够了"}]}


def counting(*more: dict[str, Any]) -> list[dict[str, Any]]:
    """Two counters up to 99 that the close asks for, and more."""
    again = step("again", "a", "a", mark="returned", **below("returned", 99))
    longer = step("longer", "a", "a", mark="extended", **below("extended", 99))
    both = {"all": [{"fact": name, "op": ">=", "value": "50"} for name in ("returned", "extended")]}
    return [again, longer, step("close", "a", "done", when=[{"if": both, "refused": "还早"}]), *more]


def every_gate() -> list[dict[str, Any]]:
    """Gates that may be passed in any order, all of them asked for."""
    return [*(step(f"p-{g}", "a", "a", passes=[g]) for g in GATES), step("close", "a", "done", gates=GATES)]


def choosing() -> list[dict[str, Any]]:
    """Choices of an earlier action that multiply."""
    choices = {str(n): f"第{n}" for n in range(30)}
    fields = [{"id": f"f{n}", "title": f"选{n}", "type": "choice", "choices": choices} for n in range(6)]
    asked = [{"if": {"fact": f"f{n}", "is": "0"}, "refused": "不是"} for n in range(6)]
    return [step("fill", "a", "a", needs=fields), step("close", "a", "done", when=asked)]


BOMBS: dict[str, Workflow] = {
    "gates": flow(*every_gate(), promises=({"always_closable": True}, {"before": "p-g0", "reach": ["done"]}), **NAMED),
    "choices": flow(*choosing()),
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_is_too_large_is_told_with_what_multiplies_and_what_was_proved(name: str) -> None:
    """Nothing beyond the budget is looked at; a promise that asks for little is proved all the same."""
    budget = Budget(FEW)
    *others, last = found_in(Family(BOMBS[name], {}, budget))
    assert budget.left >= -FEW
    assert last.kind == "too_large"
    assert "状态 × " in last.title
    assert "没有证的" in last.title
    assert "已证 0 条" not in last.title
    assert not [each for each in others if each.kind == "promise"]


def spent(*steps: dict[str, Any], promises: int = 0) -> int:
    """How much is looked at to prove two counters, more actions, and promises about the close."""
    budget = Budget()
    promised = tuple({"before": "close", "reach": ["done"]} for _ in range(promises))
    assert list(found_in(Family(flow(*counting(*steps), promises=promised), {}, budget))) == []
    return HOPS - budget.left


def test_what_changes_nothing_and_what_a_promise_cannot_see_cost_next_to_nothing() -> None:
    """Ten thousand situations with three hundred idle actions each were nine million hops, and all memory."""
    plain = spent()
    assert spent(*(step(f"t{n}", "a", "a") for n in range(300))) < plain * 1.2
    assert spent(promises=1000) < plain * 1.2


def test_a_search_ends_at_its_bounds() -> None:
    """Neither more situations nor more hops."""
    with pytest.raises(TooLarge):
        walk([0], lambda at: [(None, at + 1)], budget=Budget(SITUATIONS * 4))
    with pytest.raises(TooLarge):
        walk([0], lambda at: [(None, 0)] * 1000, lambda at: False, Budget(999))
