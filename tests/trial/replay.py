"""Takes the path of a breach with the real engine."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from inspect_engine.domain.cases import facts_of
from inspect_engine.domain.definitions import Transition, Workflow
from inspect_engine.domain.proof import Breach
from inspect_engine.domain.workflow.conditions import met
from inspect_engine.errors import Refused
from inspect_engine.trial.stage import SAME, Play, Stage

ENOUGH = 120
"""Situations looked at when asking whether a case can still be closed."""


def replayed(flow: Workflow, breach: Breach, *others: Workflow) -> tuple[Stage, Play]:
    """The printed path, taken with the real engine: nothing on it may be refused."""
    stage = Stage(flow, {other.id: other for other in others}, of_unit=breach.of_unit)
    play = stage.begin(breach.severity, SAME if breach.earlier == "open" else "外人000")
    for n, hop in enumerate(breach.path):
        if hop.rung:
            play = stage.escalate(play, breach.parts[hop.case], hop.rung.id)
        elif hop.step is None:
            play = stage.wait(play, breach.parts[hop.case])
        else:
            play = stage.take(play, breach.parts[hop.case], hop.trigger, hop.values, same=n in breach.duties)
    return stage, play


def taking(stage: Stage, play: Play, trigger: str, values: Mapping[str, str]) -> list[Transition]:
    """The branches of an action that are open for what is filled in."""
    case = play.cases[stage.flow.id]
    facts = {**case.values, **values, **facts_of(stage.flow, case, play.today)}
    return [step for step in stage.flow.branches(trigger, case.state) if step.if_ is None or met(step.if_, facts)]


def shown(flow: Workflow, breach: Breach, *others: Workflow) -> None:
    """The engine comes along the path to just what the breach speaks of. Raises AssertionError, or Refused."""
    if not breach.has_path:
        return
    if breach.kind == "no_days":
        with pytest.raises(Refused):
            replayed(flow, breach, *others)
        return
    stage, play = replayed(flow, breach, *others)
    case = play.cases[flow.id]
    if breach.kind == "promise":
        assert breach.promise
        assert stage.breaks(play, breach.promise)
    elif breach.kind == "gap":
        step = flow.transitions[int(breach.place[1])]
        ways = [
            len(taking(stage, play, step.trigger, values))
            for values in stage.fillings(flow.id, step.trigger, case.state)
        ]
        assert any(number != 1 for number in ways)
    elif breach.kind == "no_deadline":
        assert case.clock
        assert case.due_on is None
    else:
        assert stage.closable(play, ENOUGH) is not True
