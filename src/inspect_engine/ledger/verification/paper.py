"""Imports of paper ledgers: by whom, and that each case from paper is one of its act and goes as that says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from inspect_engine.domain.calendars import china_day, parse_date
from inspect_engine.domain.definitions import SEVERITY_TITLES
from inspect_engine.domain.definitions.adoption import PACK
from inspect_engine.domain.events import Event
from inspect_engine.domain.paper import Course, undoing
from inspect_engine.domain.paper.act import PROPOSED, TAKEN, VERB, Terms, keys_of
from inspect_engine.domain.people.authority import outside, require
from inspect_engine.domain.people.second import named, same, seconds
from inspect_engine.domain.proposals import RETRACTED
from inspect_engine.domain.sanctions.register import IMPOSED
from inspect_engine.ledger.inspections.opening import number_of
from inspect_engine.ledger.verification import acts
from inspect_engine.ledger.verification.differences import differences
from inspect_engine.ledger.verification.papers import Papers
from inspect_engine.ledger.verification.world import World

Judge = Callable[[Event], Iterator[str]]
DAYS = ("served_on", "replied_on", "closed_on")


@dataclass
class _Running:
    """An import whose cases are being gone through: how many are to come, and what they say; ``cases`` are those that
    came, with what their rows are known by."""

    act: Event
    terms: Terms
    course: Course
    left: int
    rows: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    cases: dict[str, str] = field(default_factory=dict)


class Imports:
    """The imports of one ledger, in order."""

    def __init__(self, world: World, papers: Papers) -> None:
        self._world = world
        self._papers = papers
        self._proposed: dict[str, Event] = {}
        self._standing: dict[str, _Running] = {}
        self._unwanted: dict[str, Event] = {}
        self._sanctioned: set[str] = set()
        self._running: _Running | None = None
        self._keys: set[str] = set()

    def acted(self, event: Event) -> Iterator[str]:
        """By a supervisor, under a checklist in force, of a file that is kept; alone only where nobody can confirm."""
        world, data = self._world, event.data
        me = world.actor(event)
        require(me, VERB)
        held = world.law.in_force(PACK, data["pack"])
        if held is None or held.edition.hash != data["definition"]:
            yield "检查表的这一版当时没有采用"
        if len(event.files) != 1:
            yield "没有留下所导入的文件"
        if event.kind == PROPOSED:
            return
        if "proposed" in data:
            first = next((each for each in self._proposed.values() if each.id == data["proposed"]), None)
            if first is None or {**first.data, "proposed": first.id} != data or first.files != event.files:
                yield "所依的提议不存在，或与提议的不同"
            elif why := same(me, first.actor.user, world.people):
                yield why
        elif others := seconds(me, world.people, VERB, me.region):
            yield f"另有主管可以确认（{named(others)}），一个人不能导入"

    def undone(self, event: Event) -> Iterator[str]:
        """By a supervisor, of an import of which nobody has acted on any case; alone only where nobody can confirm."""
        world, data = self._world, event.data
        me, run = world.actor(event), self._standing.get(data["act"])
        require(me, VERB)
        if run is None:
            yield "没有这份导入，或者已经撤回"
            return
        cases = [case for key in run.cases if (case := world.cases.get(key))]
        for region in dict.fromkeys(case.region for case in cases):
            yield from outside(me, region)
        noticed = {case.id for case in cases for paper in self._papers.about(case.id) if not paper.voided_on}
        yield from undoing.against(cases, noticed | self._sanctioned)
        if data["cases"] != len(cases):
            yield f"撤回的应为 {len(cases)} 件"
        if event.kind == undoing.BACK:
            yield from self._by_two(event, {case.region for case in cases})

    def _by_two(self, event: Event, regions: Collection[str]) -> Iterator[str]:
        world, data = self._world, event.data
        me, first = world.actor(event), self._unwanted.get(data["act"])
        if "proposed" not in data:
            if others := seconds(me, world.people, VERB, *regions):
                yield f"另有主管可以确认（{named(others)}），一个人不能撤回导入"
        elif first is None or {**first.data, "on": data["on"], "proposed": first.id} != data:
            yield "所依的提议不存在，或与提议的不同"
        elif why := same(me, first.actor.user, world.people):
            yield why

    def gone(self, event: Event) -> list[Judge]:
        """Where an import is taken back: how what follows for each of its cases is judged. Their rows may come anew."""
        if event.kind != undoing.BACK or (run := self._standing.pop(event.data["act"], None)) is None:
            return []
        self._keys -= set(run.cases.values())
        why = event.data["why"]
        return [lambda each, key=key: self._ended(key, why, each) for key in run.cases]  # type: ignore[misc]

    def _ended(self, key: str, why: str, event: Event) -> Iterator[str]:
        case = acts.before(self._world, event)
        if event.case != key:
            yield "不是所撤回的那一件"
        yield from differences(undoing.ended(case, why), event.data, unsaid=frozenset())

    @property
    def waiting(self) -> list[str]:
        """The proposals that nobody has answered."""
        undone = (each for act, each in self._unwanted.items() if act in self._standing)
        return [each.id for each in (*self._proposed.values(), *undone)]

    def follow(self, event: Event) -> list[Judge]:
        """Bring this up to one more event; gives back, for each case or step that has to follow, how it is judged."""
        if event.kind == RETRACTED:
            gone = event.data["proposed"]
            self._proposed = {by: each for by, each in self._proposed.items() if each.id != gone}
            self._unwanted = {act: each for act, each in self._unwanted.items() if each.id != gone}
        elif event.kind == undoing.PROPOSED:
            self._unwanted[event.data["act"]] = event
        elif event.kind == IMPOSED:
            self._sanctioned |= {each["id"] for each in event.data["cases"]}
        if event.kind == PROPOSED:
            self._proposed[event.actor.user] = event
        elif event.kind == TAKEN:
            return self._begun(event)
        elif "paper" in event.data and self._running and event.case:
            return self._opened(event, self._running)
        return []

    def _begun(self, event: Event) -> list[Judge]:
        data, world = event.data, self._world
        self._proposed = {by: each for by, each in self._proposed.items() if each.id != data.get("proposed")}
        definition = world.definition(data["definition"])
        flow, count = definition.workflows[data["workflow"]], int(data["counts"]["cases"])
        terms = Terms(event.id, definition.pack, data["definition"], flow)
        self._running = self._standing[event.id] = run = _Running(event, terms, Course(flow), count)
        return [lambda each: self._opening(run, each)] * count

    def _opening(self, run: _Running, event: Event) -> Iterator[str]:
        """One of the rows that the act took, none of which was taken before."""
        data, world, terms = event.data, self._world, run.terms
        number = number_of(terms.pack, event.on.year, world.serial(terms.pack.id, event.on.year) + 1)
        begun = terms.begun(number)
        yield from differences(begun, {name: data.get(name) for name in begun}, unsaid=frozenset())
        yield from outside(world.actor(event), data["region"])
        paper = data["paper"]
        if data["severity"] not in SEVERITY_TITLES or data["persons"] != paper["names"].get("inspectors", []):
            yield "等级或发现人不是纸面上的"
        if paper["key"] in self._keys:
            yield "这一行此前已经导入"
        if not _in_order(event, paper["facts"]):
            yield "日期前后颠倒，或者晚于导入之日"
        if run.left == 1 and keys_of([*run.rows, (paper["key"], paper["read"])]) != run.act.data["keys"]:
            yield "所立的事项与导入记录所记的各行不符"

    def _opened(self, event: Event, run: _Running) -> list[Judge]:
        """The steps that the paper tells of."""
        paper = event.data["paper"]
        self._keys.add(paper["key"])
        run.left -= 1
        run.rows.append((paper["key"], paper["read"]))
        run.cases[str(event.case)] = paper["key"]
        if not run.left:
            run.rows.clear()
        expected = list(run.course.steps(event.data, self._world.calendar))
        return [lambda each, step=step: self._stepped(event, step, each) for step in expected]  # type: ignore[misc]

    def _stepped(self, opened: Event, step: Mapping[str, Any], event: Event) -> Iterator[str]:
        acts.before(self._world, event)
        if event.case != opened.case:
            yield "不是所导入的那一件"
        yield from differences(step, event.data, unsaid=frozenset())


def _in_order(event: Event, facts: Mapping[str, Any]) -> bool:
    days = [event.on, *(parse_date(facts[name]) for name in DAYS if name in facts), china_day(event.at)]
    return days == sorted(days)
