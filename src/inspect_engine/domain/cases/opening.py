"""How a case begins: what its opening event says."""

from __future__ import annotations

from typing import Any

from inspect_engine.domain.cases.shape import Case
from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.events import Event

COPIED = (
    *("number", "kind", "pack", "pack_version", "definition", "workflow", "item", "title", "inspection", "subject"),
    *("subject_name", "region", "party", "severity", "severity_why", "state", "state_title", "clock"),
    *("requirement", "basis", "note", "measured"),
)
"""Facts of a case that its opening event gives as they are."""


def absorbed(case: Case, event: Event) -> dict[str, Any]:
    """Data of what a case is told that ``case`` was merged into by ``event``: who took part there has taken part here.

    ``case`` is folded up to that action.
    """
    persons = {trigger: sorted(names) for trigger, names in case.persons.items()}
    also = {"persons": persons, "rectified_by": sorted(case.rectified_by)}
    return {"on": event.data["on"], "title": "并入", "from": case.id, "from_number": case.number, **also}


def linked_opening(opener: Case, flow: Workflow, number: str, event: Event) -> dict[str, Any]:
    """Data of the opening event of the case that ``event``, an action on ``opener``, opens.

    ``opener`` is folded up to that action. Whoever took part in the action is who opened the new case.
    """
    first = flow.states[flow.initial]
    return {
        **{name: getattr(opener, name) for name in COPIED},
        "on": event.on.isoformat(),
        "number": number,
        "kind": flow.kind,
        "workflow": flow.id,
        "title": f"{flow.title}：{opener.title}",
        "state": flow.initial,
        "state_title": first.title,
        "clock": first.clock,
        "persons": list(event.data["persons"]),
        "part": opener.part,
        "parent": opener.id,
        "parent_number": opener.number,
        **({"co_units": list(opener.co_units)} if opener.co_units else {}),
        **({"tells": first.tells} if first.tells else {}),
    }
