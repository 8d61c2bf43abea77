"""Takes the path of a breach with the real engine."""

from __future__ import annotations

from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.proof import Breach
from inspect_engine.trial.stage import SAME, Play, Stage


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
