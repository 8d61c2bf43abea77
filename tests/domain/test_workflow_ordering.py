"""In what order actions are offered, and the line of stages, over every workflow that ships."""

from __future__ import annotations

from collections.abc import Sequence

from inspect_engine.domain.definitions import VOID, Workflow
from inspect_engine.domain.workflow.lifecycle import Offer
from inspect_engine.domain.workflow.ordering import RANKS, distances, ordered, rank_of
from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.installed import shipped_folder

SHIPPED = load_library([shipped_folder()])
FLOWS = SHIPPED.workflows.values()


def offered(flow: Workflow, state: str, refused: Sequence[str] = ()) -> list[str]:
    """Triggers in the order in which they are offered; written the other way round than they are."""
    steps = {step.trigger: step for step in reversed(flow.from_state(state))}
    offers = [Offer(s.trigger, s.title, s.to, "", s.trigger not in refused, "", (), 0) for s in steps.values()]
    return [offer.trigger for offer in ordered(flow, state, offers)]


def test_everywhere_what_leads_on_is_first_and_what_ends_without_result_last() -> None:
    for flow in FLOWS:
        for state, at in flow.states.items():
            ranks = [RANKS.index(rank_of(flow, state, trigger)) for trigger in offered(flow, state)]
            assert ranks == sorted(ranks), (flow.id, state)
            if not at.terminal:
                first = flow.transition(offered(flow, state)[0], state)
                assert first is not None
                assert flow.states[first.to].closing not in VOID, (flow.id, state)


def test_a_supervisor_finds_the_way_on_before_halting_and_withdrawing() -> None:
    hazard = SHIPPED.workflows["hazard"]
    found = offered(hazard, "rectifying")
    assert found[0] == "reply"
    assert found.index("suspend") < found.index("halt") < found.index("withdraw")
    assert rank_of(hazard, "rectifying", "acknowledge") == "stays"
    assert offered(hazard, "rectifying", ["reply"])[-1] == "reply"
    assert [distances(hazard)[name] for name in ("closed", "reinspected", "replied", "rectifying")] == [0, 1, 2, 3]
