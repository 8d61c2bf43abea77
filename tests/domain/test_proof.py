"""Promises of workflows: what the proof accepts holds, and what it rejects really breaks when replayed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from inspect_engine.domain import proof
from inspect_engine.domain.cases import Case
from inspect_engine.domain.definitions import Invariant, Transition, Workflow
from inspect_engine.reading.definitions import load_library
from inspect_engine.trial.stage import SAME
from tests.trial.replay import replayed

FLOWS = load_library().workflows
HAZARD = FLOWS["hazard"]


def step(flow: Workflow, trigger: str) -> Transition:
    return next(t for t in flow.transitions if t.trigger == trigger)


def changed(trigger: str, **change: object) -> Workflow:
    """The hazard workflow with one action changed."""
    steps = tuple(t.model_copy(update=change) if t.trigger == trigger else t for t in HAZARD.transitions)
    return HAZARD.model_copy(update={"transitions": steps})


def without(trigger: str, other: str) -> Workflow:
    """The hazard workflow in which one duty is no longer kept apart from another."""
    return changed(trigger, unlike=tuple(name for name in step(HAZARD, trigger).unlike if name != other))


def guarded_pairs() -> Iterator[tuple[str, str]]:
    """(later, earlier) of every promise of different persons that an ``unlike`` keeps."""
    for promise in HAZARD.invariants:
        if promise.different_person:
            for later, earlier in (promise.different_person, promise.different_person[::-1]):
                if later != "open" and earlier in step(HAZARD, later).unlike:
                    yield later, earlier


def test_every_promise_of_the_shipped_workflow_is_proved() -> None:
    """The built-in life cycle makes promises, and nothing that can happen breaks one."""
    assert len(HAZARD.invariants) >= 15
    assert list(proof.breaches(HAZARD, FLOWS)) == []


@pytest.mark.parametrize(("later", "earlier"), sorted(set(guarded_pairs())))
def test_a_duty_no_longer_apart_is_found_and_its_path_replays(later: str, earlier: str) -> None:
    """Taking one ``unlike`` away breaks a promise; along the printed path one person really does both."""
    flow = without(later, earlier)

    found = [b for b in proof.breaches(flow) if b.promise and set(b.promise.different_person or ()) == {later, earlier}]

    assert found
    assert found[0].path[-1].trigger == later
    assert found[0].earlier == earlier
    case = replayed(flow, found[0])[1].cases["hazard"]
    assert {SAME} <= case.persons[later] & case.persons[earlier]


@pytest.mark.parametrize(
    ("flow", "title", "breaks"),
    [
        (changed("reply", to="reinspected"), "没有复查合格不得销号", lambda case: case.state == "closed"),
        (changed("issue", to="served"), "没有送达不得销号", lambda case: "serve" not in case.persons),
        (changed("fix_on_spot", when=()), "重大隐患不得按立行立改销号", lambda case: case.severity == "major"),
        (
            changed("fix_on_spot", to="closed_on_the_spot"),
            "立行立改须有核实",
            lambda case: "confirm_spot" not in case.persons,
        ),
    ],
    ids=["reply straight to reinspected", "never served", "major on the spot", "unconfirmed"],
)
def test_a_missing_step_is_found_and_its_path_replays(
    flow: Workflow, title: str, breaks: Callable[[Case], bool]
) -> None:
    """A way round a step breaks its promise, and the printed path ends in just such a case."""
    if title == "没有送达不得销号":
        flow = flow.model_copy(
            update={"transitions": tuple(t.model_copy(update={"deadline": None}) for t in flow.transitions)}
        )

    found = next(b for b in proof.breaches(flow) if b.title == title)

    case = replayed(flow, found)[1].cases["hazard"]
    assert breaks(case)
    assert not case.is_open


def test_a_case_that_cannot_close_any_more_is_found() -> None:
    """If a case once returned may not be replied to, some case can only be withdrawn, and the path shows which."""
    guard = {"if": {"fact": "returned", "op": "<", "value": "1"}, "refused": "退回过的不能再回复"}
    reply = step(HAZARD, "reply").model_dump(by_alias=True, exclude_defaults=True) | {"when": [guard]}
    flow = changed("reply", when=Transition.model_validate(reply).when)

    found = [b for b in proof.breaches(flow) if b.kind == "stuck"]

    assert found
    assert {"return", "reject_spot"} & {hop.trigger for hop in found[0].path}
    assert found[0].words.startswith("发现")


def test_conditions_are_seen_through() -> None:
    """A path that no case can take, because its conditions exclude each other, is no breach."""
    guard = {"if": {"fact": "severity", "is": "major"}, "refused": "只有重大隐患"}
    shortcut = Transition.model_validate(
        {
            "trigger": "skip",
            "title": "直接销号",
            "from": ["spot_fixed"],
            "to": "closed",
            "by": ["supervisor"],
            "when": [guard],
        }
    )
    flow = HAZARD.model_copy(update={"transitions": (*HAZARD.transitions, shortcut)})

    assert [breach.kind for breach in proof.breaches(flow, FLOWS)] == ["dead"]


def test_a_promise_is_of_one_kind() -> None:
    """An invariant that says two things, or nothing, is refused."""
    for wrong in ({}, {"before": "reply"}, {"always_closable": "true", "before": "reply", "reach": ["closed"]}):
        with pytest.raises(ValueError, match=r"须"):
            Invariant.model_validate({"title": "甲", **wrong})
