"""Every action of every workflow that ships can really be taken, from each of its states."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import pytest

from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.proof import Hop
from inspect_engine.domain.proof.family import Family
from inspect_engine.domain.proof.space import Space
from inspect_engine.reading.definitions import load_library
from inspect_engine.trial.stage import Stage


def shortest(space: Space) -> Iterator[tuple[str, str, list[Hop]]]:
    """Of each action and state: the state, the grade the case was found with, and the shortest way that ends so."""
    ways: dict[int, list[Hop]] = {start: [] for start in space.starts}
    begun = dict(space.starts)
    told, todo = set[tuple[str, int]](), deque(ways)
    while todo:
        at = todo.popleft()
        for edge, after in space.onward(at):
            hop = edge.what
            assert isinstance(hop, Hop)
            if hop.dated_back:
                continue
            way, here = [*ways[at], hop], (space.state_of(at), id(hop.step))
            if hop.step and space.flow.acknowledges(hop.step):
                continue  # whether anybody is to hear is nothing that the proof knows: features/station_notices.feature
            if hop.step and here not in told:
                told.add(here)
                yield here[0], begun[at], way
            if after not in ways:
                ways[after], begun[after] = way, begun[at]
                todo.append(after)


GRADED = ("count_larger", "count_major", "count_extreme", "investigating_extreme")
HOUSING = ("count_below", "count_unhurt_below")
NEVER = {"accident": {(state, "supplement", "at_city") for state in (*GRADED, *HOUSING)}}
"""Branches for what cannot be there: a general accident of another industry. In some of these states the grade is
higher, or the counts would have been refused; the others are for housing alone. The action leads elsewhere instead."""


@pytest.mark.parametrize("flow", load_library().workflows.values(), ids=lambda flow: flow.id)
def test_every_action_of_what_ships_can_be_taken(flow: Workflow) -> None:
    """Along the way that the proof knows, by people who each do one thing; no condition shuts one out for good."""
    taken = set()
    family = Family(flow, {})
    for state, grade, way in shortest(family.space(family.own, every=True)):
        stage = Stage(flow)
        play = stage.begin(grade)
        for hop in way:
            before = play.cases[flow.id].state
            play = stage.take(play, flow.id, hop.trigger, hop.values) if hop.step else stage.wait(play, flow.id)
        assert before == state
        taken.add((state, way[-1].trigger, play.cases[flow.id].state))
    steps = [step for step in flow.transitions if not flow.acknowledges(step)]
    every = {(state, step.trigger, step.to) for step in steps for state in step.from_}
    assert taken == every - NEVER.get(flow.id, set())
    assert {pair[:2] for pair in taken} == {pair[:2] for pair in every}
