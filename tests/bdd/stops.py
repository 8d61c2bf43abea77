"""The shipped hazard workflow without the cases that it opens, but for one small stop (停工) that may be ordered, and a
time limit for the re-inspection."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from inspect_engine.domain.definitions import Transition, Workflow
from inspect_engine.reading.definitions import Library

LINKS = [{"workflow": "stop", "in": ["lifted"], "refused": "停工还没有解除"}]
HALT = {
    "trigger": "halt",
    "title": "责令停工",
    "from": ["rectifying"],
    "to": "rectifying",
    "by": ["supervisor"],
    "needs": [{"id": "reason", "title": "停工理由"}],
    "opens": "stop",
}
RUNGS = {
    "remind": {"title": "催办", "after": "1", "then": "press"},
    "press": {"title": "督办", "after": "5"},
}
WITHIN = {"title": "已回复", "within": {"days": "5", "calendar": "work"}, "overdue": "remind"}
STOP = {
    "id": "stop",
    "title": "停工",
    "version": "1",
    "kind": "stop_work",
    "initial": "stopped",
    "states": {
        "stopped": {"title": "停工中", "untimed": "隐患改好为止"},
        "lifted": {"title": "已复工", "closing": "rectified"},
    },
    "transitions": [
        {
            "trigger": "lift",
            "title": "复工",
            "from": ["stopped"],
            "to": "lifted",
            "by": ["supervisor"],
            "unlike": ["open"],
            "links": [
                {"workflow": "hazard", "in": ["reinspected", "closed", "withdrawn"], "refused": "隐患还没有改好"}
            ],
        }
    ],
}


def with_stop(old: Library) -> Library:
    """The library with that workflow in place of the shipped one."""
    flows = [Workflow.model_validate(data) for data in (_hazard(old.workflows["hazard"]), STOP)]
    return replace(old, workflows={**old.workflows, **{flow.id: flow for flow in flows}})


def _hazard(flow: Workflow) -> dict[str, Any]:
    data = flow.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data["states"]["replied"] = WITHIN
    for state in ("served", "rectifying", "extension_requested"):
        del data["states"][state]["overdue"]
    data["escalations"] = RUNGS
    data["transitions"] = [step for step in data["transitions"] if "opens" not in step]
    for step in data["transitions"]:
        step.pop("links", None)
        if step["trigger"] == "close":
            step["links"] = LINKS
    data["invariants"] = [
        each for each in data["invariants"] if each.get("never", {}).get("when", {}).get("is") != "open"
    ]
    data["transitions"].append(Transition.model_validate(HALT).model_dump(mode="json", by_alias=True))
    return data
