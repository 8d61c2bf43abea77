"""The penalty case as it ships: each promise rests on something, every way out closes, old cases can go on under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.cases import facts_of, owing_of
from inspect_engine.domain.cases.shape import Done
from inspect_engine.domain.definitions import FINAL, Transition, Workflow
from inspect_engine.domain.proof import breaches
from inspect_engine.domain.versions.repinning import WHERE, Repinning, against
from inspect_engine.domain.workflow.conditions import met
from inspect_engine.reading.definitions import load_library
from tests.domain.conftest import ROSTER
from tests.domain.test_guards import case_of

FLOW = load_library().workflows["filing"]
Edit = Callable[[Transition], Transition | None]


def edited(edit: Edit) -> Workflow:
    steps = tuple(after for step in FLOW.transitions if (after := edit(step)))
    return FLOW.model_copy(update={"transitions": steps})


def without(trigger: str, **update: object) -> Edit:
    return lambda step: step.model_copy(update=update) if step.trigger == trigger else step


def also_from(trigger: str, *states: str) -> Edit:
    return lambda step: step.model_copy(update={"from_": (*step.from_, *states)}) if step.trigger == trigger else step


@pytest.mark.parametrize(
    ("edit", "promise"),
    [
        (also_from("spare", "proposed"), "没有批准立案不得决定"),
        (without("conclude", gates=()), "没有两人调查取证不得处罚"),
        (also_from("decide", "concluded"), "未告知不得处罚"),
        (also_from("decide", "informed"), "没有听取陈述申辩不得处罚"),
        (without("hold_hearing", revokes=()), "要求听证的没有举行不得处罚"),
        (also_from("urge", "decided"), "没有送达不得执行"),
        (also_from("apply_court", "served"), "没有催告不得申请法院强制执行"),
        (without("register", unlike=()), "谁提出谁不能批准立案"),
        (without("decide", unlike=()), "谁调查谁不能决定"),
        (without("hold_hearing", unlike=()), "谁调查谁不能主持听证"),
        (without("review", unlike=()), "谁调查谁不能法制审核"),
        (lambda step: None if "suspended" in step.from_ else step, "每件案子随时都走得到结案"),
    ],
)
def test_each_promise_rests_on_something(edit: Edit, promise: str) -> None:
    kept = next(one for one in FLOW.invariants if one.title == promise)
    flow = edited(edit).model_copy(update={"invariants": (kept,)})
    assert any(promise in breach.title for breach in breaches(flow, {}))


def test_from_every_state_every_end_that_lies_ahead_is_one() -> None:
    """No state is left from which nothing is offered, and the case ends in what it ends in by one action."""
    for name, state in FLOW.states.items():
        leads = {step.to for step in FLOW.from_state(name)}
        assert state.terminal or leads
        assert not state.terminal or leads <= {"refunding"}
    assert {state.closing for state in FLOW.states.values() if state.terminal} - FINAL == {"withdrawn"}


@given(proposed=st.decimals(0, 10**7, places=2), fine=st.decimals(0, 10**7, places=2))
def test_a_statement_never_raises_the_fine(proposed: Decimal, fine: Decimal) -> None:
    """行政处罚法 第45条: whatever was said, no more than was announced."""
    decide = next(step for step in FLOW.transitions if step.trigger == "decide")
    guard = next(each.if_ for each in decide.when if any(leaf.fact == "fine" for leaf in each.if_.leaves))
    assert met(guard, {"fine": str(fine), "proposed_fine": str(proposed)}) == (fine <= proposed)
    assert not met(guard, {"fine": str(fine)})


@pytest.mark.parametrize("kind", ["none", "public", "rights", "complex", "other"])
@pytest.mark.parametrize("heard", [0, 1])
@pytest.mark.parametrize("reviewed", ["true", "false"])
def test_what_must_be_reviewed_is_not_decided_without(kind: str, heard: int, reviewed: str) -> None:
    decide = next(step for step in FLOW.transitions if step.trigger == "decide")
    facts = {"review_kind": kind, "times-hold_hearing": str(heard), "reviewed": reviewed}
    may = met(decide.when[0].if_, facts)
    assert may == (reviewed == "true" or (kind == "none" and not heard))


ROAD = [("open", "proposed"), ("register", "filed"), ("inform", "informed"), ("hear", "heard")]
ROAD += [("decide", "decided"), ("serve", "served")]
DAY = date(2026, 3, 1)


def stands(state: str, to: str) -> list[str]:
    """What stands against a case of the first edition of the workflow going on at ``to`` under this one."""
    passed = ROAD[: [name for _, name in ROAD].index(state) + 1]
    done = {each: Done(1, DAY, n) for n, each in enumerate(passed, 1)}
    persons = {"open": frozenset({"insp1"}), "register": frozenset({"sup1"}), "inform": frozenset({"insp1"})}
    case = replace(case_of(), kind="filing", workflow="filing", state=state, done=done, persons=persons)
    case = replace(case, values={"decision_days": "90", "payment_days": "15"}, due_on=DAY, last_on=DAY)
    return against(Repinning(case, FLOW, FLOW, to, ROSTER["sup1"], DAY, ROSTER), WHERE)


def test_an_old_case_goes_on_where_the_promises_hold() -> None:
    """Before the decision it is investigated anew; what was served goes on from there, with nothing owed but what the
    papers say."""
    assert stands("heard", "filed") == stands("served", "served") == []
    assert any("没有两人调查取证不得处罚" in text for text in stands("heard", "heard"))
    served = replace(case_of(), workflow="filing", state="served", due_on=DAY)
    assert owing_of(FLOW, served, DAY) is None


@pytest.mark.parametrize("trigger", ["alter", "annul_executed", "pay_part", "execute"])
def test_a_fine_that_nobody_knows_stands_in_the_way_of_nothing(trigger: str) -> None:
    """One of a case decided before fines were computed: what its papers say is recorded as it happened."""
    guards = [guard.if_ for step in FLOW.transitions if step.trigger == trigger for guard in step.when]
    filled = {"changed_fine": "500", "paid_now": "1000"}
    case = replace(case_of(), workflow="filing", state="served")
    assert guards
    assert all(met(guard, {**filled, **facts_of(FLOW, case, DAY)}) for guard in guards)


@pytest.mark.parametrize("trigger", ["refer", "drop", "conclude"])
def test_no_case_is_left_with_evidence_that_is_still_kept(trigger: str) -> None:
    step = next(step for step in FLOW.transitions if step.trigger == trigger)
    assert not all(met(guard.if_, {"preserved": "true"}) for guard in step.when)
    assert all(met(guard.if_, {"preserved": "false"}) for guard in step.when)
