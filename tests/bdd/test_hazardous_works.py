"""Hazardous works: registered by their size, taken through their life, and the major hazards of the day's standard."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.cases import Case
from inspect_engine.domain.definitions import Definition, Transition, Workflow
from inspect_engine.domain.judgement.asking import unasked
from inspect_engine.domain.judgement.explanation import Explanation, explain
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.judgement.reasons import conclusion
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.wording import grade_title
from inspect_engine.imports import inspections, story
from inspect_engine.ledger import CaseFilter, Ledger, create_ledger, open_ledger, parse_moment
from inspect_engine.reading.definitions import load_library
from tests.bdd.attempts import Attempts
from tests.bdd.world import Table, World

scenarios("hazardous_works.feature")

EXAMPLE = Path(__file__).parents[2] / "examples" / "site-2024-fictional"
START = parse_moment("2024-12-05T09:00:00+08:00")
SHEET = """\
pack: hazardous-works
date: {day}
inspectors: [检查员甲, 检查员乙]
subjects:
  - {{key: w, kind: works, name: 甲, region: "530602", fields: {{site_name: 乙, category: {category}, party: 甲公司}}}}
answers:
  - {{subject: w, item: {item}, answer: {answer}, values: {{{values}}}}}
"""
ROUTE = (
    *("file_papers", "submit_scheme", "approve", "review", "brief", "announce", "no_monitoring", "start_work"),
    *("patrol", "accept"),
)
RECORDERS = {"submit_scheme": "资料员", "resubmit": "资料员", "archive": "资料员", "accept": "资料员"}
RECORDERS |= {"review": "检查员乙", "recover": "检查员乙", "patrol": "检查员乙", "close": "主管甲"}
TEXTS = {"drafters": "编制人01", "director": "总监01", "expert_names": "专家一、专家二、专家三、专家四、专家五"}


@cache
def hazardous_works() -> Definition:
    return load_library().definition("hazardous-works")


def flow() -> Workflow:
    return hazardous_works().workflows["works"]


def pairs(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split(","))


# --- judged without a ledger -----------------------------------------------------------------------------------


@when(parsers.parse("{day} 查“{item_id}”，量得“{measured}”"), target_fixture="found")
def _(day: str, item_id: str, measured: str) -> Explanation:
    """``depth=3,supported=否`` as the inspector fills it in."""
    item = hazardous_works().pack.item(item_id)
    assert item is not None
    entry = forms.read(item.values, pairs(measured), date(2024, 12, 6))
    assert entry.faults == ()
    return explain(item, entry.values, Law(hazardous_works(), date.fromisoformat(day)))


@then(parsers.parse("登记结论是“{title}”"))
def _(found: Explanation, title: str) -> None:
    judged = found.judgement
    graded = grade_title("works", judged.verdict.severity)
    assert {True: graded, False: "不登记", None: "判不了"}[judged.fails] == title


@then(parsers.parse("结论是“{text}”"))
def _(found: Explanation, text: str) -> None:
    assert conclusion(found) == text


@then(parsers.parse("依据里“{article}”待核"))
def _(article: str) -> None:
    assert hazardous_works().references["jzg-2024-5"].articles[article] == "U"


@then(parsers.parse("{day} 查工地，判定项都是“{prefix}”，共 {count:d} 项"))
def _(day: str, prefix: str, count: int) -> None:
    left_out = unasked(hazardous_works(), "site", {}, {}, date.fromisoformat(day))
    asked = [item.id for item in hazardous_works().pack.items_for("site") if item.id not in left_out]
    assert Counter(name[:4] for name in asked if name.startswith("M2")) == {prefix: count}


# --- inspections -----------------------------------------------------------------------------------------------


@given(parsers.parse("{day} 检查一个基坑，“{item}”答{answer}，填“{measured}”"))
def _(world: World, day: str, item: str, answer: str, measured: str) -> None:
    values = ", ".join(f'{name}: "{value}"' for name, value in pairs(measured).items())
    text = SHEET.format(day=day, category="pit", item=item, answer=answer, values=values)
    (world.folder / "检查.yaml").write_text(text, encoding="utf-8")


# --- one work in one ledger ------------------------------------------------------------------------------------

KEPT: dict[tuple[str, ...], tuple[datetime, dict[str, bytes]]] = {}
"""Ledgers as they stood after each action of the usual way, by what led to them: time and files."""


@dataclass
class Site(Attempts):
    """One work in one ledger, and how the last attempt ended."""

    folder: Path
    now: datetime = START
    number: str = "WD-2024-0001"
    founder: str = "主管甲"
    way: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        return self.folder / "台账.db"

    def desk(self, who: str = "") -> Ledger:
        return open_ledger(self.path, who or self.founder, lambda: self.now)

    def register(self, item: str, values: str) -> None:
        self.way = (item, values)
        if self.restore():
            return
        ledger = create_ledger(self.path, "主管甲", "赵某", rehearsal=True, clock=lambda: self.now)
        for name, role, party in (
            *(("检查员甲", "inspector", None), ("检查员乙", "inspector", None)),
            ("资料员", "responsible", "甲公司"),
        ):
            ledger.people.add(name, name, [role], party, new_unit=bool(party))
        sheet = self.folder / "检查.yaml"
        text = SHEET.format(day="2024-12-05", category="scaffold", item=item, answer="register", values=values)
        sheet.write_text(text, encoding="utf-8")
        inspections.run(self.desk("检查员甲"), sheet)
        self.keep()

    def keep(self) -> None:
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        KEPT[self.way] = self.now, {str(p.relative_to(self.folder)): p.read_bytes() for p in paths}

    def restore(self) -> bool:
        """Go on from a copy of the ledger that the same way has made before, if there is one."""
        if self.way not in KEPT:
            return False
        self.now, files = KEPT[self.way]
        for name, content in files.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(content)
        return True

    def case(self) -> Case:
        return self.desk().cases.get(self.number)

    def step(self, title: str) -> Transition:
        """The action of this title or name, in its form of the state where the case is."""
        state = self.case().state
        steps = [each for each in flow().transitions if title in (each.title, each.trigger)]
        return min(steps, key=lambda each: state not in each.from_)

    def act(self, title: str, changes: Mapping[str, str] | None = None) -> None:
        """Take an action with what people usually write; where there is a choice, the first."""
        step = self.step(title)
        day = self.now.date().isoformat()
        kinds = {"date": day, "person": f"{step.title}的人"}
        values = {
            spec.id: next(iter(spec.choices))
            if spec.choices
            else format(spec.min, "f")
            if spec.min
            else kinds.get(spec.type, "虚构")
            for spec in step.needs
        }
        values |= {name: text for name, text in TEXTS.items() if name in values}
        known = {spec.title: spec.id for spec in step.needs}
        values |= {known[name]: text for name, text in (changes or {}).items()}
        self.now += timedelta(minutes=1)
        files = []
        for n in range(step.evidence):
            files.append(self.folder / f"佐证{self.now:%H%M}-{n}.txt")
            files[-1].write_text(f"{self.now} {n}", encoding="utf-8")
        self.desk(RECORDERS.get(step.trigger, "检查员甲")).cases.act(self.number, step.trigger, values, files)

    def bring(self, title: str) -> None:
        """Along the usual way, up to and including an action."""
        last = next(step.trigger for step in flow().transitions if step.title == title)
        for trigger in ROUTE[: ROUTE.index(last) + 1]:
            before = self.way
            self.way = (*before, trigger)
            if self.restore():
                continue
            if trigger == "review" and self.case().state != "to_review":
                self.way = before
                continue
            self.act(trigger)
            self.keep()

    def take(self, title: str, changes: Mapping[str, str] | None = None) -> None:
        """Try an action that may be refused."""
        self.attempt(partial(self.act, title, changes))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A folder for one work. Afterwards every refusal was asked about."""
    site = Site(tmp_path)
    yield site
    site.settle()


@given("登记了一项危大的落地架")
def _(site: Site) -> None:
    site.register("HW-D", 'scaffold: floor, height: "24"')


@given("登记了一项超规模的落地架")
def _(site: Site) -> None:
    site.register("HW-D", 'scaffold: floor, height: "50"')


@given("登记了一项待补参的悬挑架")
def _(site: Site) -> None:
    site.register("HW-D", "scaffold: cantilever")


@given(parsers.parse("已办到“{title}”"))
def _(site: Site, title: str) -> None:
    site.bring(title)


@when(parsers.parse("办理“{title}”"))
def _(site: Site, title: str) -> None:
    site.take(title)


@when(parsers.parse("办理“{title}”，“{name}”填“{text}”"))
def _(site: Site, title: str, name: str, text: str) -> None:
    site.take(title, {name: text})


@then(parsers.parse("危大工程现为“{state}”"))
def _(site: Site, state: str) -> None:
    site.settle()
    assert site.case().state_title == state


@then(parsers.parse("不能办，因为“{reason}”"))
def _(site: Site, reason: str) -> None:
    assert reason in str(site.refusal())


# --- the example -----------------------------------------------------------------------------------------------


@given("演练示例工地")
def _(site: Site) -> None:
    ledger = story.play(EXAMPLE, site.path, lambda line: None)
    site.founder, site.now = "sup1", ledger.desk.now()
    assert ledger.verify() == []


@then("这些危大工程现为：")
def _(site: Site, datatable: Table) -> None:
    lines = [line for line in site.desk().cases.page(CaseFilter(), limit=100) if line.item.startswith("HW-")]
    found = [[line.subject_name, grade_title("works", line.severity), line.state_title] for line in lines]
    assert sorted(found) == sorted(datatable)


@then(parsers.parse("“{name}”论证了 {reviews:d} 次，审批了 {approvals:d} 次"))
def _(site: Site, name: str, reviews: int, approvals: int) -> None:
    desk = site.desk()
    lines = desk.cases.page(CaseFilter(), limit=100)
    number = next(line.number for line in lines if line.subject_name == name and line.item.startswith("HW-"))
    moves = [entry.event.data for entry in desk.cases.history(number) if entry.event.kind == "case.moved"]
    counts = Counter(data["trigger"] for data in moves)
    assert (counts["review"], counts["approve"]) == (reviews, approvals)


@then(parsers.parse("隐患 {count:d} 件，与危大工程分开数"))
def _(site: Site, count: int) -> None:
    desk = site.desk()
    lines = desk.cases.page(CaseFilter(), limit=100)
    assert Counter(desk.cases.get(line.number).is_hazard for line in lines) == {True: count, False: 5}


@when("录入示例工地 2024-11-28 的检查", target_fixture="opened")
def _(site: Site) -> list[str]:
    site.now = parse_moment("2024-11-28T17:00:00+08:00")
    site.founder = "sup1"
    ledger = create_ledger(site.path, "sup1", "主管甲", rehearsal=True, clock=lambda: site.now)
    for name in ("insp1", "insp2"):
        ledger.people.add(name, name, ["inspector"])
    shutil.copytree(EXAMPLE / "evidence", site.folder / "evidence")
    sheet = Path(shutil.copy(EXAMPLE / "earlier.yaml", site.folder))
    return [line.item for line in inspections.run(site.desk("insp1"), sheet).cases]


@then(parsers.parse("立案的是：{items}"))
def _(opened: list[str], items: str) -> None:
    assert opened == items.split("、")
