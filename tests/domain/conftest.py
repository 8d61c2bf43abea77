"""The real hazard workflow, people, and a way to walk a case through it without a ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any

import pytest

from inspect_engine.domain.calendars import CHINA
from inspect_engine.domain.cases import MOVED, OPENED, PROPOSED, Case, apply
from inspect_engine.domain.countersigning import SIGNED
from inspect_engine.domain.definitions import FieldSpec, Workflow
from inspect_engine.domain.events import GENESIS, Actor, Event
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.workflow.guards import Attempt
from inspect_engine.domain.workflow.lifecycle import Lifecycle
from inspect_engine.reading.definitions import load_library

TODAY = date(2026, 3, 2)
PARTY = "燃气经营企业01"


def person(name: str, title: str, *roles: str, party: str | None = None, active: bool = True) -> Person:
    return Person(name, title, frozenset(roles), party, active)


ROSTER = {
    p.name: p
    for p in (
        person("insp1", "检查员甲", "inspector"),
        person("insp2", "检查员乙", "inspector"),
        person("insp3", "检查员丙", "inspector"),
        person("both", "检查员兼主管", "inspector", "supervisor"),
        person("sup1", "主管甲", "supervisor"),
        person("sup2", "主管乙", "supervisor"),
        person("op1", "责任人", "responsible", party=PARTY),
        person("op2", "责任人二", "responsible", party=PARTY),
        person("other", "外单位的人", "responsible", party="别的企业"),
        person("view", "旁观", "viewer"),
        person("gone", "离职检查员", "inspector", "supervisor", active=False),
        # a crew that takes no part in any walk: whatever happened before, they can finish it
        person("fresh1", "新检查员一", "inspector"),
        person("fresh2", "新检查员二", "inspector"),
        person("fresh3", "新主管", "supervisor"),
        person("fresh4", "新责任人", "responsible", party=PARTY),
    )
}


def opened(
    persons: tuple[str, ...] = ("insp1",), severity: str = "general", state: str = "found", **data: Any
) -> Event:
    """The opening event of a case."""
    values = {
        "on": TODAY.isoformat(),
        "number": "RQ-2026-0001",
        "kind": "hazard",
        "pack": "gas",
        "pack_version": "1",
        "definition": "d",
        "workflow": "hazard",
        "item": "GAS-MH-4.1",
        "title": "未取得许可",
        "inspection": "i",
        "subject": "s",
        "subject_name": PARTY,
        "region": "530600",
        "party": PARTY,
        "severity": severity,
        "severity_why": "",
        "state": state,
        "state_title": "已发现",
        "clock": False,
        "requirement": "",
        "basis": "",
        "note": "",
        "measured": "",
        "persons": sorted(persons),
    }
    return event(OPENED, {**values, **data}, 1)


def event(kind: str, data: Mapping[str, Any], number: int) -> Event:
    at = datetime(2026, 3, 2, 9, tzinfo=CHINA)
    return Event(f"e{number}", "f", number, GENESIS, "c", None, kind, Actor("insp1", "os"), at, data)


@dataclass
class Walk:
    """One case, walked through a workflow in memory."""

    lifecycle: Lifecycle
    events: list[Event] = field(default_factory=list)
    case: Case = field(init=False)
    today: date = TODAY
    signs: bool = True
    """Whether everybody who is named signs at once."""

    def __post_init__(self) -> None:
        self.case = apply(None, self.events[0])

    def act(self, who: str, trigger: str, values: Mapping[str, str], files: int = 1) -> Event:
        attempt = Attempt(self.case, ROSTER[who], self.today, values, files, ROSTER)
        data = self.lifecycle.advance(trigger, attempt)
        step = event(MOVED if "to" in data else PROPOSED, data, len(self.events) + 1)
        self.events.append(step)
        self.case = apply(self.case, step)
        for name in data.get("awaits", ()) if self.signs else ():
            self.case = apply(self.case, replace(step, kind=SIGNED, data={"record": step.id, "name": name}))
        return step

    def filled(self, who: str, needs: tuple[FieldSpec, ...], third: str = "路人") -> dict[str, str]:
        """Valid values for every field; ``third`` is named wherever a person is asked for."""
        samples = {
            "decimal": "5",
            "integer": "5",
            "period": "5",
            "boolean": "是",
            "date": self.today.isoformat(),
            "text": "写明",
        }
        given = {spec.id: samples.get(spec.type, "") for spec in needs}
        for spec in needs:
            if spec.type == "choice":
                given[spec.id] = next(iter(spec.choices))
            elif spec.type == "person":
                given[spec.id] = third
            elif spec.type == "inspectors":
                given[spec.id] = f"{who},{third if third in ROSTER else 'fresh1'}"
        return given


@cache
def hazard_workflow() -> Workflow:
    return load_library().workflows["hazard"]


@pytest.fixture(scope="session")
def hazard() -> Workflow:
    """The workflow that ships."""
    return hazard_workflow()


@pytest.fixture(scope="session")
def hazard_life() -> Lifecycle:
    return Lifecycle(hazard_workflow())
