"""The proof and the engine are two pieces of code: they agree on every random workflow."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_engine.domain import audit
from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.proof import Breach, breaches
from inspect_engine.errors import InputError, Refused
from inspect_engine.trial.stage import SAME, Play, Stage
from tests.trial.flows import STEADY, families, workflows

LONG, ENOUGH = 12, 250


def replayed(flow: Workflow, breach: Breach, *others: Workflow) -> tuple[Stage, Play]:
    """The printed path, taken with the real engine: nothing on it may be refused."""
    stage = Stage(flow, {other.id: other for other in others}, of_unit=breach.of_unit)
    play = stage.begin(breach.severity, SAME if breach.earlier == "open" else "外人000")
    for n, hop in enumerate(breach.path):
        if hop.step is None:
            play = stage.wait(play, breach.parts[hop.case])
        else:
            play = stage.take(play, breach.parts[hop.case], hop.trigger, hop.values, same=n in breach.duties)
    return stage, play


@settings(max_examples=60, **STEADY)
@given(workflows())
def test_what_is_rejected_really_breaks_along_the_printed_path(flow: Workflow) -> None:
    """Each breach's path can be walked in the engine and ends in just the case it speaks of."""
    check_rejections(flow)


@settings(max_examples=30, **STEADY)
@given(families())
def test_two_workflows_that_wait_for_each_other_are_found_out(family: tuple[Workflow, Workflow]) -> None:
    """The same of a case and the case it opens: a path into a deadlock really ends in one."""
    check_rejections(*family)


def check_rejections(flow: Workflow, *others: Workflow) -> None:
    for breach in breaches(flow, {other.id: other for other in others}):
        if breach.kind == "unreachable":
            continue
        if breach.kind == "no_days":
            with pytest.raises(Refused, match="期限"):
                replayed(flow, breach, *others)
            continue
        stage, play = replayed(flow, breach, *others)
        case = play.cases[flow.id]
        if breach.kind == "promise":
            assert breach.title in [promise.title for promise in audit.broken(flow, case, play.today)]
        elif breach.kind == "no_deadline":
            assert case.clock
            assert case.due_on is None
        else:
            assert stage.closable(play, ENOUGH) is not True


@settings(max_examples=60, **STEADY)
@given(workflows(), st.integers(0, 2**32))
def test_what_is_accepted_is_never_broken_nor_stuck_on_a_random_walk(flow: Workflow, seed: int) -> None:
    """Random people, one of them again and again, take random actions: no promise breaks, closing stays possible."""
    walk(flow, seed)


@settings(max_examples=30, **STEADY)
@given(families(), st.integers(0, 2**32))
def test_linked_cases_that_are_accepted_never_lock_each_other(family: tuple[Workflow, Workflow], seed: int) -> None:
    """A random walk over a case and the case it opens."""
    walk(family[0], seed, family[1])


def walk(flow: Workflow, seed: int, *others: Workflow) -> None:
    around = {other.id: other for other in others}
    found = list(breaches(flow, around))
    broken = {breach.title for breach in found if breach.kind == "promise"}
    chance = Random(seed)
    stage = Stage(flow, around, of_unit=chance.random() < 0.3)
    play = stage.begin(chance.choice(["general", "major", "pending"]), chance.choice([SAME, "外人000"]))
    for _ in range(LONG):
        case = play.cases[flow.id]
        now = {promise.title for promise in audit.broken(flow, case, play.today)}
        assert now <= broken, f"{now - broken} broken though proved"
        if not any(case.is_open for case in play.cases.values()):
            return
        following = [play for play in _moves(stage, play, chance) if play]
        if not following:
            break
        play = chance.choice(following)
    if not any(breach.kind in ("stuck", "deadlock") for breach in found):
        assert stage.closable(play, ENOUGH) is not False


def _moves(stage: Stage, play: Play, chance: Random) -> list[Play | None]:
    found: list[Play | None] = []
    for name, case in play.cases.items():
        found.append(_tried(partial(stage.wait, play, name)))
        for trigger in dict.fromkeys(step.trigger for step in stage.lives[name].workflow.from_state(case.state)):
            for values in stage.fillings(name, trigger, case.state):
                same = chance.random() < 0.7
                found.append(_tried(partial(stage.take, play, name, trigger, values, same=same)))
    return found


def _tried(move: Callable[[], Play]) -> Play | None:
    try:
        return move()
    except (Refused, InputError):
        return None
