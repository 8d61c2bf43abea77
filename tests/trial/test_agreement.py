"""The proof and the engine are two pieces of code: they agree on every random workflow."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from math import prod
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.proof import Breach, breaches
from inspect_engine.domain.proof.breaches import found_in
from inspect_engine.domain.proof.family import Family
from inspect_engine.domain.proof.quotient import Quotient
from inspect_engine.errors import InputError, Refused
from inspect_engine.trial.stage import SAME, Play, Stage
from tests.trial.flows import STEADY, families, workflows
from tests.trial.replay import ENOUGH, shown

LONG, SMALL = 12, 2_000


@settings(max_examples=60, **STEADY)
@given(workflows())
def test_what_is_rejected_really_breaks_along_the_printed_path(flow: Workflow) -> None:
    """Each breach's path can be walked in the engine and ends in just the case it speaks of."""
    check_rejections(flow)


@settings(max_examples=24, **STEADY)
@given(st.one_of(families(), families(sides=2, most=3)))
def test_workflows_that_wait_for_each_other_are_found_out(family: tuple[Workflow, ...]) -> None:
    """The same of a case and the cases it opens: a path into a deadlock really ends in one."""
    check_rejections(*family)


def check_rejections(flow: Workflow, *others: Workflow) -> None:
    for breach in breaches(flow, {other.id: other for other in others}):
        shown(flow, breach, *others)


@settings(max_examples=60, **STEADY)
@given(workflows(), st.integers(0, 2**32))
def test_what_is_accepted_is_never_broken_nor_stuck_on_a_random_walk(flow: Workflow, seed: int) -> None:
    """Random people, one of them again and again, take random actions: no promise breaks, closing stays possible."""
    walk(flow, seed)


@settings(max_examples=30, **STEADY)
@given(st.one_of(families(), families(sides=2, most=3)), st.integers(0, 2**32))
def test_linked_cases_that_are_accepted_never_lock_each_other(family: tuple[Workflow, ...], seed: int) -> None:
    """A random walk over a case and the cases it opens."""
    walk(family[0], seed, *family[1:])


class Plain(Quotient):
    """A workflow that is opened, with each of its situations told apart, and nothing taken for granted."""

    settled = False

    def _refined(self) -> dict[int, int]:
        return {at: n for n, at in enumerate(self.situations)}


@settings(max_examples=40, **STEADY)
@given(families(sides=2, most=3))
def test_what_cannot_be_told_apart_from_outside_makes_no_difference(family: tuple[Workflow, ...]) -> None:
    """The proof over classes, as little as possible seen, finds just what exhausting every situation finds."""
    flow, *others = family
    around = {other.id: other for other in others}
    plain = Family(flow, around)
    plain.children = {
        name: Plain(child.space, child.watched, several=child.several) for name, child in plain.children.items()
    }
    assume(prod(child.count + 1 for child in plain.children.values()) < SMALL)
    assert faults(found_in(plain)) == faults(breaches(flow, around))


def faults(found: Iterable[Breach]) -> set[object]:
    """What goes wrong, and how short it can be shown; with other cases, what happens in between is not seen."""
    return {
        "open" if each.kind in ("stuck", "deadlock") else (each.kind, each.place, len(each.flows) > 1 or len(each.path))
        for each in found
    }


def walk(flow: Workflow, seed: int, *others: Workflow) -> None:
    around = {other.id: other for other in others}
    found = list(breaches(flow, around))
    broken = {breach.title for breach in found if breach.kind == "promise"}
    chance = Random(seed)
    stage = Stage(flow, around, of_unit=chance.random() < 0.3)
    play = stage.begin(chance.choice(["general", "major", "pending"]), chance.choice([SAME, "外人000"]))
    for _ in range(LONG):
        now = {promise.title for promise in stage.broken(play)}
        assert now <= broken, f"{now - broken} broken though proved"
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
        found += [_tried(partial(stage.escalate, play, name, rung)) for rung in stage.lives[name].workflow.escalations]
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
