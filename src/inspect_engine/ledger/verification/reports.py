"""Reports: recorded by who may there, decided upon by a supervisor."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.reports import RECEIVED, Report, faults, number_after, step, triage_faults
from inspect_engine.errors import Refused
from inspect_engine.ledger.verification.world import World


class Reports:
    """The reports of one ledger; ``begun`` tells whether there is such an inspection by then."""

    def __init__(self, world: World, begun: Callable[[str], bool]) -> None:
        self._world = world
        self._begun = begun
        self._reports: dict[str, Report] = {}

    def judged(self, event: Event) -> Iterator[str]:
        """With nothing wrong with it, by who may."""
        yield from (self._received if event.kind == RECEIVED else self._triaged)(event)

    def _received(self, event: Event) -> Iterator[str]:
        world, data = self._world, event.data
        require(world.actor(event), "report", data["region"])
        yield from (problem.what for problem in faults(data, china_day(event.at), world.regions))
        subject = world.subjects.get(data["subject"]) if data["subject"] else None
        if data["subject"] and (subject is None or subject.region != data["region"]):
            yield "所说的检查对象没有登记，或者不在所写的区划"
        if data["number"] != number_after(self._reports):
            yield f"编号应是 {number_after(self._reports)}"

    def _triaged(self, event: Event) -> Iterator[str]:
        world, data = self._world, event.data
        report = self._reports.get(data["number"])
        if report is None:
            raise Refused("处置线索", [f"没有线索“{data['number']}”"])
        require(world.actor(event), "triage", report.region)
        yield from (problem.what for problem in triage_faults(report, data))
        if data["decision"] == "take" and not (world.cases.numbered(data["to"]) or self._begun(data["to"])):
            yield "所说的隐患或检查当时不存在"

    def follow(self, event: Event) -> None:
        step(self._reports, event)
