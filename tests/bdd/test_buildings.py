"""Houses, from registration to the close: a ledger of its own, over the shipped packs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.cases import Case
from inspect_engine.domain.definitions import SEVERITY_TITLES, FieldSpec, Transition
from inspect_engine.imports import inspections, story
from inspect_engine.ledger import CaseFilter, Ledger, create_ledger, open_ledger, parse_moment
from tests.bdd.attempts import Attempts
from tests.conftest import countersign, enrol

scenarios("buildings.feature")

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DAY, PARTY = "2022-07-11", "自建房01"
START = parse_moment(f"{DAY}T09:00:00+08:00")
PEOPLE = [
    ("主管乙", "supervisor", None),
    *((name, "inspector", None) for name in ("检查员甲", "检查员乙", "检查员丙")),
    ("户代表", "responsible", PARTY),
]
SIGNS = {"存在严重隐患": "serious", "存在一定隐患": "some", "未发现隐患": "none"}
TRUTH = {"农村住房": "是", "城镇房屋": "否"}
ROUTES = {
    "serious": ("录入", "初判", "停用撤人封闭", "委托鉴定", "按国家和行业标准登记鉴定结论"),
    "some": ("录入", "初判", "限用告知", "委托鉴定", "按国家和行业标准登记鉴定结论"),
    "none": ("录入", "初判", "复核无隐患，结案"),
}
ORDERS = {"C": ("停止使用", "下达整治通知"), "D": ("下达拆除或整体加固通知",), "A": (), "B": ()}
CHIEF = {"下达整治通知", "下达拆除或整体加固通知"}
NAMED = {"排查人": "检查员甲,检查员乙", "初判人": "检查员甲,检查员乙", "验收人": "检查员丙,检查员乙"}
SHEET = """\
pack: rural-housing
date: {day}
inspectors: [检查员甲, 检查员乙]
subjects:
  - key: house-01
    kind: house
    name: {name}
    region: "530602"
    fields: {{house_code: SF-0001, coordinates: "103.00，27.00", storeys: "2", use: living, structure: brick_concrete,
              built_year: "2000", altered: 否}}
answers:
  - subject: house-01
    item: NF-REG
    answer: register
    values: {{ground: none, frame: none, joints: none, shape: none, changes: none, sign: {sign}}}
"""
KEPT: dict[tuple[str, ...], dict[str, bytes]] = {}
"""Ledgers that scenarios begin with, by the plan of the house and how far it has gone: their files."""


@dataclass
class Office(Attempts):
    """One ledger, the house spoken of, what is planned for it, and how the last attempt ended."""

    folder: Path
    now: datetime = START
    number: str = "NF-2022-0001"
    founder: str = "主管甲"
    plan: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return self.folder / "台账.db"

    def desk(self, who: str = "") -> Ledger:
        self.now += timedelta(seconds=10)
        return open_ledger(self.path, who or self.founder, lambda: self.now)

    def register(self) -> None:
        """A new ledger with one house in it."""
        create_ledger(self.path, self.founder, self.founder, rehearsal=True, clock=lambda: self.now)
        for name, role, party in PEOPLE:
            if role == "supervisor":
                enrol(self.desk(), name, name, [role], party)
            else:
                self.desk().people.add(name, name, [role], party, new_unit=bool(party))
        sheet = self.folder / "检查.yaml"
        sheet.write_text(SHEET.format(day=DAY, name=PARTY, sign=self.plan["result"]), encoding="utf-8")
        inspections.run(self.desk("检查员甲"), sheet)

    def case(self) -> Case:
        return self.desk().cases.get(self.number)

    def step(self, title: str) -> Transition:
        """The action of this title; from where the case stands, if it leads on from there."""
        case = self.case()
        every = self.desk().desk.library.workflows[case.workflow].transitions
        named = [step for step in every if step.title == title]
        return next((step for step in named if case.state in step.from_), named[0])

    def value(self, spec: FieldSpec) -> str:
        """What is usually filled in."""
        if spec.id in self.plan and (spec.type != "choice" or self.plan[spec.id] in spec.choices):
            return self.plan[spec.id]
        if spec.type == "choice":
            return next(iter(spec.choices))
        usual = {"date": DAY, "moment": f"{DAY} 08:30", "integer": "2", "decimal": "60", "boolean": "是"}
        people = NAMED.get(spec.title, "施工员01" if spec.id == "performed_by" else "鉴定员01")
        return usual.get(spec.type, people if spec.type in ("person", "inspectors") else "写明")

    def act(self, who: str, title: str, given: Mapping[str, str] | None = None) -> None:
        step = self.step(title)
        ids = {spec.title: spec.id for spec in step.needs}
        values = {spec.id: self.value(spec) for spec in step.needs if spec.required}
        values |= {ids[name]: text.replace("、", ",") for name, text in (given or {}).items()}
        files = [self.photo(f"{title}{n}") for n in range(step.evidence)]
        self.desk(who).cases.act(self.number, step.trigger, values, files)
        countersign(self.desk())

    def photo(self, name: str) -> Path:
        path = self.folder / f"{name.replace('，', '')}.txt"
        path.write_text(f"{name}的照片 {self.now}", encoding="utf-8")
        return path

    def bring(self, last: str) -> None:
        """Along the way that is planned for the house, as far as this action; once for all scenarios."""
        key = (*self.plan.values(), last)
        if key not in KEPT:
            self.register()
            way = [*ROUTES[self.plan["result"]], *ORDERS[self.plan["grade"].upper()]]
            for title in way[: way.index(last) + 1]:
                self.act("主管甲" if title in CHIEF else "检查员丙" if "复核无隐患" in title else "检查员甲", title)
            KEPT[key] = {str(p.relative_to(self.folder)): p.read_bytes() for p in self.folder.rglob("*") if p.is_file()}
        for name, content in KEPT[key].items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(content)
        self.now = parse_moment(f"{DAY}T12:00:00+08:00")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    for name in ("NOW", "DB", "USER"):
        monkeypatch.delenv(f"INSPECT_ENGINE_{name}", raising=False)
    office = Office(tmp_path)
    yield office
    office.settle()


@given(parsers.parse("演练“{name}”"))
def _(office: Office, name: str) -> None:
    ledger = story.play(EXAMPLES / name, office.path, lambda said: None)
    assert ledger.verify() == []
    office.founder = ledger.desk.whoami().name
    office.now = parse_moment(f"{ledger.desk.today()}T12:00:00+08:00")


@given(parsers.parse("一栋{storeys:d}层{kind}，初判{sign}，鉴定为{grade}级"))
def _(office: Office, storeys: int, kind: str, sign: str, grade: str) -> None:
    result = {"result": SIGNS[sign], "grade": grade.lower()}
    office.plan = {"storeys": str(storeys), "rural": TRUTH[kind], **result}


@given(parsers.parse("已办到“{title}”"))
def _(office: Office, title: str) -> None:
    office.bring(title)


@when(parsers.parse("{who}办理“{title}”"))
def _(office: Office, who: str, title: str) -> None:
    office.attempt(lambda: office.act(who, title))


@when(parsers.parse("{who}办理“{title}”，“{name}”填“{value}”"))
def _(office: Office, who: str, title: str, name: str, value: str) -> None:
    office.attempt(lambda: office.act(who, title, {name: value}))


@when(parsers.parse("{who}确认“{title}”"))
def _(office: Office, who: str, title: str) -> None:
    office.attempt(lambda: office.desk(who).cases.act(office.number, office.step(title).trigger))


@when(parsers.re("接着办 (?P<number>[A-Z0-9-]+)：(?P<who>[^“]+)“(?P<title>.+)”"))
def _(office: Office, number: str, who: str, title: str) -> None:
    office.number = number
    office.attempt(lambda: office.act(who, title))


@then(parsers.parse("房屋现为“{state}”"))
def _(office: Office, state: str) -> None:
    office.settle()
    assert office.case().state_title == state


@then(parsers.re("不能办，因为“(?P<reason>.+)”"))
def _(office: Office, reason: str) -> None:
    assert reason in str(office.refusal())


@then("登记的房屋是：")
def _(office: Office, datatable: Sequence[Sequence[str]]) -> None:
    lines = [line for line in office.desk().cases.page(CaseFilter(), limit=1000) if line.kind == "building"]
    told = [[line.subject_name, SEVERITY_TITLES[line.severity], line.state_title] for line in lines]
    assert told == [list(row) for row in datatable[1:]]


@then("这些检查项立了隐患，各有另立的事项：")
def _(office: Office, datatable: Sequence[Sequence[str]]) -> None:
    lines = list(office.desk().cases.page(CaseFilter(), limit=1000))
    opened = {
        (line.subject_name, line.item): f"{line.title.split('：')[0]}：{line.state_title}"
        for line in lines
        if line.kind not in ("hazard", "building")
    }
    hazards = {(line.subject_name, line.item): SEVERITY_TITLES[line.severity] for line in lines if line.is_hazard}
    told = {(name, item, hazards[name, item], opened[name, item]) for name, item in opened}
    assert told == {tuple(row) for row in datatable[1:]}


@then(parsers.parse("看板上登记房屋 {found:d} 件、未办结 {left:d} 件、逾期 {late:d} 件，隐患 {hazards:d} 件"))
def _(office: Office, found: int, left: int, late: int, hazards: int) -> None:
    """Houses are no hazards: they are counted apart."""
    board = office.desk().figures.board()
    counted = board.registered["building"]
    assert (counted["found"], counted["open"], counted["overdue"]) == (found, left, late)
    assert board.found == hazards
