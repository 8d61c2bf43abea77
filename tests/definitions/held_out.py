"""The held-out workflows: how their short files are read, and what is said of each.

A file of ``held/`` has right workflows (``flows``; the first is the one in question, the others are opened by it) and
``planted`` flaws: each is the flows with a few keys ``set``, some parts ``add``-ed and some ``cut``. A key is
``TRIGGER.KEY`` (every branch), ``TRIGGER.N.KEY`` (the branch of that number) or a path from the top; ``FLOW:`` before
it speaks of another flow. A flaw ``says`` what a problem must say (``|``: one of several), or what one of the
``notes`` must; one that is ``accepted`` is none.

Short forms: a list may be a text of words; a field ``"ID TYPE [MIN] [MAX]"``, ``period``, ``grade`` among the types,
``~person`` optional; an open state without a limit is ``untimed``; what has no title is called by its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from inspect_engine.domain import proof
from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.proof import Breach
from inspect_engine.domain.rules import WORKFLOW_RULES, flow_citations

HELD = Path(__file__).parent / "held"
Raw = dict[str, Any]
TYPES: Mapping[str, Raw] = {
    "period": {"type": "integer", "min": "1", "max": "3650"},
    "grade": {"type": "choice", "choices": {"general": "一般", "major": "重大"}},
    "inspectors": {"type": "inspectors", "min": "2"},
}


@dataclass(frozen=True)
class Sample:
    """One workflow, with those that it opens, and what must be said of it; nothing where it is right."""

    name: str
    raw: tuple[Raw, ...]
    says: str = ""
    notes: str = ""


def samples() -> Iterator[Sample]:
    """Every held-out workflow."""
    for path in sorted(HELD.glob("*.yaml")):
        held = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
        yield Sample(path.stem, tuple(held["flows"]))
        for name, flaw in held["planted"].items():
            flows = _changed(held["flows"], flaw)
            yield Sample(f"{path.stem}:{name}", flows, flaw.get("says", ""), flaw.get("notes", ""))


def _changed(flows: list[Raw], flaw: Raw) -> tuple[Raw, ...]:
    found = {flow["id"]: flow for flow in deepcopy(flows)}
    own = flows[0]["id"]
    for key, value in flaw.get("set", {}).items():
        name, path = key.split(":") if ":" in key else (own, key)
        _set(found[name], path.split("."), value)
    for key, parts in flaw.get("add", {}).items():
        name, part = key.split(":") if ":" in key else (own, key)
        _add(found[name], part, parts)
    for key, names in flaw.get("cut", {}).items():
        name, part = key.split(":") if ":" in key else (own, key)
        kept = [each for each in found[name][part] if not (names == "all" or _name(each) in names)]
        found[name][part] = kept
    return tuple(found.values())


def _name(part: Raw) -> str:
    return str(part.get("trigger") or part["title"])


def _add(flow: Raw, part: str, parts: Any) -> None:
    if isinstance(parts, dict):
        flow[part] = {**flow.get(part, {}), **parts}
    else:
        flow[part] = [*flow.get(part, []), *parts]


def _set(flow: Raw, path: list[str], value: Any) -> None:
    steps = [step for step in flow["transitions"] if step["trigger"] == path[0]]
    if steps and len(path) == 3 and path[1].isdigit():
        places, key = [steps[int(path[1])]], path[2]
    elif steps and len(path) == 2:
        places, key = steps, path[1]
    else:
        place: Any = flow
        for each in path[:-1]:
            place = place[int(each)] if isinstance(place, list) else place[each]
        places, key = [place], path[-1]
    for place in places:
        place[key] = value


def workflows(raw: tuple[Raw, ...]) -> list[Workflow]:
    """The flows of a sample. Raises ValidationError."""
    return [Workflow.model_validate(_full(deepcopy(flow))) for flow in raw]


def _full(flow: Raw) -> Raw:
    flow = {"title": flow["id"], "version": "1", "kind": "hazard", **flow}
    for name, state in flow["states"].items():
        _without_null(state)
        if not {"clock", "closing", "within", "paused"} & state.keys():
            state["untimed"] = "法规未定"
        state.setdefault("title", name)
    flow["transitions"] = [_step(step) for step in flow["transitions"]]
    return flow


def _step(step: Raw) -> Raw:
    step = {"title": step["trigger"], **_without_null(step)}
    for key in ("from", "by", "unlike"):
        if isinstance(step.get(key), str):
            step[key] = step[key].split()
    step["needs"] = [_field(field) for field in step.get("needs", ())]
    return step


def _without_null(part: Raw) -> Raw:
    for key in [key for key, value in part.items() if value in ("null", "")]:
        if key != "unlike":
            del part[key]
    return part


def _field(text: str) -> Raw:
    name, kind, *ends = text.split()
    optional, kind = kind.startswith("~"), kind.removeprefix("~")
    return {
        **{"id": name, "title": name, "type": kind, **TYPES.get(kind, {})},
        **dict(zip(("min", "max"), ends, strict=False)),
        **({"required": "false"} if optional else {}),
    }


@dataclass(frozen=True)
class Verdict:
    """What is said of a sample: problems without and with a path, and notes."""

    problems: tuple[str, ...]
    breaches: tuple[tuple[Workflow, Breach], ...]
    notes: tuple[str, ...]
    flows: tuple[Workflow, ...] = ()

    @property
    def told(self) -> tuple[str, ...]:
        return (*self.problems, *(breach.told for _, breach in self.breaches))


def verdict(sample: Sample) -> Verdict:
    """All that ``packs check`` would say of a sample."""
    try:
        flows = workflows(sample.raw)
    except ValidationError as error:
        return Verdict(tuple(each["msg"] for each in error.errors()), (), ())
    around = {flow.id: flow for flow in flows}
    faults = [fault.what for flow in flows for rule in WORKFLOW_RULES for fault in rule(flow)]
    faults += [fault.what for flow in flows for fault in flow_citations(flow, {}, around)]
    if faults:
        return Verdict(tuple(faults), (), ())
    found = tuple((flow, breach) for flow in flows for breach in proof.breaches(flow, around))
    notes = tuple(fault.what for flow in flows for fault in proof.notes(flow, around))
    return Verdict((), found, notes, tuple(flows))
