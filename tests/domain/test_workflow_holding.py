"""Whose turn it is: the role of the action that leads on."""

from __future__ import annotations

import pytest

from inspect_engine.domain.workflow.holding import holder
from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.installed import shipped_folder

SHIPPED = load_library([shipped_folder()])


@pytest.mark.parametrize(
    ("workflow", "state", "role"),
    [
        ("hazard", "found", "supervisor"),
        ("hazard", "issued", "inspector"),  # 知悉 comes first and leads nowhere
        ("hazard", "rectifying", "responsible"),
        ("hazard", "replied", "inspector"),
        ("hazard", "reinspected", "supervisor"),
        ("hazard", "closed", "supervisor"),  # nothing leads on: who may take it up again
        ("building", "recorded", "inspector"),  # 退回重新录入 comes first and leads back
        ("stop-work", "ordered", "supervisor"),
        ("stop-work", "stopped", "responsible"),
        ("accident", "submitted", "supervisor"),
        ("works", "posted", "responsible"),  # 险情 is written first and leads back
        ("works", "withdrawn", ""),
    ],
)
def test_the_action_that_leads_on_says_whose_turn_it_is(workflow: str, state: str, role: str) -> None:
    assert holder(SHIPPED.workflows[workflow], state) == role


def test_every_open_state_of_what_ships_is_somebodys() -> None:
    flows = SHIPPED.workflows.values()
    open_ = [(flow, name) for flow in flows for name, state in flow.states.items() if not state.terminal]
    assert [(flow.id, name) for flow, name in open_ if not holder(flow, name)] == []
