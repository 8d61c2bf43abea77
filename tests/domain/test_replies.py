"""Which steps a unit fills in on a reply sheet."""

from __future__ import annotations

from inspect_engine.domain.replies import steps_of
from inspect_engine.reading.definitions import load_library

FLOWS = load_library().workflows


def test_a_hazard_waits_for_its_reply_from_service_on() -> None:
    flow = FLOWS["hazard"]
    found = {state: [step.trigger for step in steps_of(flow, state)] for state in flow.states}
    assert {state: steps for state, steps in found.items() if steps} == {
        "served": ["start", "reply"],
        "rectifying": ["reply"],
    }


def test_every_step_is_the_units_own_and_ends_in_the_one_reply_there_is() -> None:
    """Where a house may be strengthened or pulled down, a sheet does not choose."""
    for flow in FLOWS.values():
        for state in flow.states:
            steps = steps_of(flow, state)
            assert all("responsible" in step.by and not step.second for step in steps)
            assert not steps or steps[-1].mark == "replied"
    assert steps_of(FLOWS["building"], "handling_d") == ()
