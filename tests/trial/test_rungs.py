"""A rung that is only for some cases opens nothing for the others, for the proof and for the engine alike."""

from __future__ import annotations

from inspect_engine.domain.definitions import Invariant, Workflow
from inspect_engine.domain.proof.breaches import breaches
from inspect_engine.reading.definitions import load_library
from tests.trial.replay import replayed

LISTED = Invariant.model_validate(
    {
        "title": "一般隐患不挂牌",
        "never": {
            "state": "rectifying",
            "when": {"all": [{"fact": "severity", "is": "general"}, {"fact": "listing", "is": "open"}]},
        },
    }
)


def promising(flow: Workflow, **rung: object) -> Workflow:
    """The workflow with this one promise, and its last rung changed."""
    last = flow.escalations["propose_listing"].model_copy(update=rung)
    return flow.model_copy(
        update={"invariants": (LISTED,), "escalations": {**flow.escalations, "propose_listing": last}}
    )


def test_a_condition_of_a_rung_is_proved() -> None:
    """By hand and by waiting only major hazards are listed; without the condition waiting lists a general one."""
    flows = load_library().workflows
    hazard, listing = flows["hazard"], flows["listing"]
    assert [each for each in breaches(promising(hazard), {"listing": listing}) if each.promise == LISTED] == []
    loose = promising(hazard, if_=None)
    [breach] = [each for each in breaches(loose, {"listing": listing}) if each.promise == LISTED]
    assert breach.severity == "general"
    assert [hop.rung.id for hop in breach.path if hop.rung] == ["propose_listing"]
    stage, play = replayed(loose, breach, listing)
    assert stage.breaks(play, LISTED)
