"""Attempts to get a broken workflow past its rules and its proof. Each failing one is a hole still open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from inspect_engine.domain import audit, forms
from inspect_engine.domain.authority import Person
from inspect_engine.domain.case import Case
from inspect_engine.domain.definitions import FieldSpec, Workflow
from inspect_engine.domain.guards import Attempt, duties_apart
from inspect_engine.domain.proof import breaches
from inspect_engine.domain.rules import WORKFLOW_RULES, flow_citations
from inspect_engine.errors import InputError, Refused
from inspect_engine.trial.stage import SAME, Play, Stage

Raw = dict[str, Any]
NUMBER = {"id": "points", "title": "得分", "type": "integer"}
GRADES = {"general": "一般", "major": "重大"}
PERIOD = {"id": "days", "title": "天数", "type": "integer", "min": "1", "max": "30"}
DAY = {"id": "day", "title": "日期", "type": "date"}


def step(trigger: str, start: str, to: str, **more: Any) -> Raw:
    by = more.pop("by", ["inspector"])
    return {"trigger": trigger, "title": trigger, "from": start.split("|"), "to": to, "by": by, **more}


def flow(*steps: Raw, name: str = "flow", promises: tuple[Raw, ...] = (), **more: Any) -> Workflow:
    """A workflow that begins in ``a``; ``done`` and ``dropped`` are closed, ``clock…`` states run the clock."""
    names = dict.fromkeys(["a", *(n for s in steps for n in (*s["from"], s["to"]))])
    closing = {"done": "rectified", "dropped": "withdrawn"}
    kinds = {n: {"closing": closing[n]} if n in closing else _waiting(n) for n in names}
    return Workflow.model_validate(
        {
            "id": name,
            "title": name,
            "version": "1",
            "kind": "hazard",
            "initial": "a",
            "states": {n: {"title": n, **kind} for n, kind in kinds.items()},
            "transitions": list(steps),
            "invariants": [{"title": f"承诺{n}", **promise} for n, promise in enumerate(promises)],
            **more,
        }
    )


def _waiting(name: str) -> Raw:
    return {"clock": True} if name.startswith("clock") else {"untimed": "试"}


def link(other: str, *states: str) -> list[Raw]:
    return [{"workflow": other, "in": list(states), "refused": f"须等 {other}"}]


def objections(*flows: Workflow) -> list[str]:
    """All that ``packs check`` would say, of every workflow."""
    around = {each.id: each for each in flows}
    found = [fault.what for each in flows for rule in WORKFLOW_RULES for fault in rule(each)]
    found += [fault.what for each in flows for fault in flow_citations(each, {}, around)]
    return found or [breach.told for each in flows for breach in breaches(each, around)]


def played(stage: Stage, *path: Any, severity: str = "general") -> Play:
    """A path of triggers of the first workflow, or (workflow, trigger, values)."""
    play = stage.begin(severity)
    for move in path:
        name, trigger, values = move if isinstance(move, tuple) else (stage.flow.id, move, {})
        play = stage.take(play, name, trigger, values)
    return play


def stage_of(*flows: Workflow) -> Stage:
    return Stage(flows[0], {each.id: each for each in flows[1:]})
