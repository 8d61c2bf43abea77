"""Accidents, from the first report to the four gates: a ledger of its own, over the shipped pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.calendars import CHINA
from inspect_engine.domain.cases import Case
from inspect_engine.domain.cases.casualties import casualty_lines
from inspect_engine.domain.definitions import Transition
from inspect_engine.domain.workflow.waiting import Wait
from inspect_engine.exports.closure import workbook
from inspect_engine.imports import inspections, story
from inspect_engine.ledger import Ledger, create_ledger, open_ledger, parse_moment
from tests.bdd.attempts import Attempts
from tests.conftest import enrol

scenarios(
    *("accident.feature", "accident_reporting.feature", "accident_supervision.feature", "accident_casualties.feature")
)

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DAY = "2022-03-10"
CHIEF = (
    *("extend", "send_back", "approve", "close_interim", "resume", "reinvestigate", "set_line", "close"),
    *("notify", "take_over"),
)
"""What supervisors do; the responsible unit reports its measures, inspectors do the rest."""
TEXTS = {
    "occurred_at": f"{DAY} 07:40",
    "told_at": f"{DAY} 08:00",
    "sent_at": f"{DAY} 08:30",
    "passed_at": f"{DAY} 10:00",
    "learned_on": DAY,
    "occurred_on": DAY,
    "counted_from": DAY,
    "learned_at": f"{DAY} 08:40",
    "received_by": "county",
    "inspectors": "检查员甲,检查员乙",
    "performed_by": "整改负责人01",
    "lateness": "on_time",
    "education_form": "both",
    "signed_for": "否",
    "fines_counted": "否",
    "recommended": "3",
    "qualified": "20",
}
ROUTE = (
    *("tell", "report", "report_city", "report_province", "report_state", "count", "grade", "submit", "approve"),
    "find_cause",
    *("punish", "report_measures", "evaluate", "accept", "educate", "close"),
)
START = parse_moment(f"{DAY}T08:50:00+08:00")
SHEET = """\
pack: accident
date: {day}
inspectors: [检查员甲]
subjects:
  - {{key: p-1, kind: project, name: 某工地, region: "530602", fields: {{party: 某建设公司}}}}
answers:
  - subject: p-1
    item: ACC-01
    answer: register
    values: {{deaths: "{deaths}", missing: "0", serious_injuries: "0", minor_injuries: "0", direct_loss: "100"}}
    evidence: [{photo}]
"""


KEPT: dict[tuple[int, str, str], tuple[datetime, dict[str, bytes]]] = {}
"""Ledgers as they stood when opened and after each action of the usual way: by deaths, line and action."""


@dataclass
class Office(Attempts):
    """One accident in one ledger, and how the last attempt ended."""

    folder: Path
    now: datetime = START
    number: str = "SG-2022-0001"
    deaths: int = 1
    line: str = "housing"
    founder: str = "主管甲"
    usual_so_far: bool = True

    @property
    def path(self) -> Path:
        return self.folder / "台账.db"

    def desk(self, who: str = "") -> Ledger:
        return open_ledger(self.path, who or self.founder, lambda: self.now)

    def found(self) -> None:
        ledger = create_ledger(self.path, "主管甲", "赵某", rehearsal=True, clock=lambda: self.now)
        ledger.people.add("检查员甲", "孙某", ["inspector"])
        ledger.people.add("检查员乙", "李某", ["inspector"])
        ledger.people.add("整改负责人", "吴某", ["responsible"], "某建设公司", new_unit=True)
        sheet = self.folder / "检查.yaml"
        sheet.write_text(SHEET.format(day=DAY, deaths=self.deaths, photo=self.file().name), encoding="utf-8")
        inspections.run(self.desk("检查员甲"), sheet)

    def file(self) -> Path:
        path = self.folder / f"佐证{len(list(self.folder.glob('佐证*')))}.txt"
        path.write_text(f"{self.now} {path.name}", encoding="utf-8")
        return path

    def case(self) -> Case:
        return self.desk().cases.get(self.number)

    def step(self, title: str) -> Transition:
        """The action of this title or name, in its form of the state where the case is."""
        case = self.case()
        flow = self.desk().definitions.lifecycle(case).workflow
        steps = sorted(flow.transitions, key=lambda each: case.state not in each.from_)
        return next(each for each in steps if title in (each.title, each.trigger))

    def usual(self, step: Transition) -> dict[str, str]:
        """What people usually write; where nothing is left to choose, the only choice."""
        day = self.now.date().isoformat()
        kinds = {"integer": "0", "decimal": "100", "boolean": "是", "date": day}
        kinds["moment"] = f"{self.now.astimezone(CHINA):%Y-%m-%d %H:%M}"
        values = {
            spec.id: next(iter(spec.choices)) if spec.type == "choice" else kinds.get(spec.type, "虚构")
            for spec in step.needs
        }
        choices = {spec.id: spec.choices for spec in step.needs if spec.type == "choice"}
        usual = {**TEXTS, **({"passed_at": values["passed_at"]} if "passed_at" in values and day != DAY else {})}
        usual |= {} if step.trigger == "grade" else self.graded()
        fits = {name for name in values if name not in choices or usual.get(name) in choices[name]}
        values |= {name: text for name, text in usual.items() if name in fits}
        most = {spec.id: format(spec.max, "f") for spec in step.needs if spec.id == "days" and spec.max}
        return values | {name: str(self.deaths) for name in ("deaths",) if name in values} | most

    def graded(self) -> dict[str, str]:
        """What follows from how many died, and from the line by which it is reported."""
        larger = self.deaths >= 3
        upward = larger if self.line == "housing" else self.deaths >= 10
        return {
            **{"line": self.line, "further": "yes" if upward else "no", "flag": "major" if larger else "general"},
            **{"by_whom": "ministry" if larger else "province", "grade": "larger" if larger else "general"},
            **{"lead": "city" if larger else "county", "fire_or_traffic": "否", "changed_on": DAY},
        }

    def act(self, title: str, changes: Mapping[str, str] | None = None, who: str = "") -> None:
        step = self.step(title)
        known = {spec.title: spec.id for spec in step.needs}
        values = self.usual(step) | {known.get(name, name): text for name, text in (changes or {}).items()}
        usual = (
            "整改负责人"
            if step.trigger == "report_measures"
            else self.founder
            if step.trigger in CHIEF or "closed" in step.from_
            else "检查员甲"
        )
        self.now += timedelta(minutes=1)
        files = [self.file() for _ in range(step.evidence)]
        self.desk(who or usual).cases.act(self.number, step.trigger, values, files)

    def take(self, title: str, changes: Mapping[str, str] | None = None) -> None:
        """Try an action that may be refused."""
        self.usual_so_far = False
        self.attempt(partial(self.act, title, changes))

    def bring(self, title: str) -> None:
        """Along the usual way, up to and including an action; what is done is not done again."""
        way = ROUTE[: ROUTE.index(self.step(title).trigger) + 1]
        if self.usual_so_far:
            self.restore(way)
        for trigger in way:
            case = self.case()
            if case.state in self.step(trigger).from_ and trigger not in case.persons:
                self.act(trigger)
                if self.usual_so_far:
                    KEPT[self.deaths, self.line, trigger] = self.now, self.files()

    def files(self) -> dict[str, bytes]:
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in paths}

    def restore(self, way: Sequence[str]) -> bool:
        """Go on from the copy of the ledger that is farthest on the way, if there is one."""
        kept = [KEPT[self.deaths, self.line, trigger] for trigger in way if (self.deaths, self.line, trigger) in KEPT]
        if kept:
            self.now, files = kept[-1]
            for name, content in files.items():
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / name).write_bytes(content)
        return bool(kept)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A folder for one accident. Afterwards every refusal was asked about; that of a closed case is proved whole."""
    office = Office(tmp_path)
    yield office
    office.settle()
    if office.case().state == "closed":
        assert office.desk().verify() == []


@given(parsers.parse("演练“{name}”"))
def _(office: Office, name: str) -> None:
    ledger = story.play(EXAMPLES / name, office.path, lambda line: None)
    office.number, office.founder, office.now = "SG-2021-0001", "sup1", ledger.desk.now()


@given(parsers.parse("一件事故，死亡 {deaths:d} 人"))
def _(office: Office, deaths: int) -> None:
    registered(office, deaths)


@given(parsers.parse("一件其他行业的事故，死亡 {deaths:d} 人"))
def _(office: Office, deaths: int) -> None:
    office.line = "other"
    registered(office, deaths)


def registered(office: Office, deaths: int) -> None:
    """The accident, as its ledger was when it had just been registered."""
    office.deaths = deaths
    if not office.restore(["open"]):
        office.found()
        KEPT[deaths, office.line, "open"] = office.now, office.files()


@given(parsers.parse("已办到“{title}”"))
def _(office: Office, title: str) -> None:
    office.bring(title)


@given(parsers.parse("今天是 {day}"))
def _(office: Office, day: str) -> None:
    office.usual_so_far = False
    office.now = parse_moment(f"{day}T11:00:00+08:00")


@given(parsers.parse("办理“{title}”"))
@when(parsers.parse("办理“{title}”"))
def _(office: Office, title: str) -> None:
    office.take(title)


@when(parsers.parse("办理“{title}”，“{name}”填“{text}”"))
def _(office: Office, title: str, name: str, text: str) -> None:
    office.take(title, {name: text})


@when(parsers.parse("办理“{title}”，不填“{name}”"))
def _(office: Office, title: str, name: str) -> None:
    office.take(title, {name: ""})


@when(parsers.parse("核定死亡 {deaths} 人、重伤 {injuries} 人、损失 {loss} 万元，比初报低的另一人也核定"))
def _(office: Office, deaths: str, injuries: str, loss: str) -> None:
    first = office.case().values
    office.take("count", {"deaths": deaths, "serious_injuries": injuries, "direct_loss": loss})
    office.settle()
    less = int(deaths) < int(first["deaths"]) or Decimal(loss) < Decimal(first["direct_loss"])
    assert (office.case().proposal is not None) == less
    if less:
        agree(office, "主管丙")


@when(parsers.parse("核定死亡 {deaths} 人、重伤 {injuries} 人、损失 {loss} 万元"))
def _(office: Office, deaths: str, injuries: str, loss: str) -> None:
    office.take("count", {"deaths": deaths, "serious_injuries": injuries, "direct_loss": loss})


@when(parsers.parse("认定为“{grade}”"))
def _(office: Office, grade: str) -> None:
    office.take("grade", {"grade": grade})


@given(parsers.parse("责任处理里有 {left} 项没有执行回执"))
def _(office: Office, left: str) -> None:
    office.take("punish", {"unexecuted": left})


@given(parsers.parse("整改由{who}负责，已报送"))
def _(office: Office, who: str) -> None:
    office.take("report_measures", {"performed_by": who})


@given("事故查处督办已解除")
def _(office: Office) -> None:
    number, main = office.desk().cases.linked(office.case())[0].number, office.number
    office.number = number
    day = {"occurred_on": DAY, "notified_on": office.now.date().isoformat()}
    office.act("notify", day)
    office.act("complete", {}, "检查员甲")
    enrol(office.desk(), "主管乙", "钱某", ["supervisor"])
    office.act("lift", {}, "主管乙")
    office.number = main


@then(parsers.parse("事故现为“{state}”"))
def _(office: Office, state: str) -> None:
    office.settle()
    assert office.case().state_title == state


@then(parsers.parse("不能办，因为“{reason}”"))
def _(office: Office, reason: str) -> None:
    assert reason.replace("‘", "“").replace("’", "”") in str(office.refusal())


@then(parsers.parse("记着死亡 {deaths} 人，等级 {grade}"))
def _(office: Office, deaths: str, grade: str) -> None:
    values = office.case().values
    assert (values["deaths"], values["grade"]) == (deaths, grade)


@then(parsers.parse("这些关口已落实：{titles}"))
def _(office: Office, titles: str) -> None:
    case = office.case()
    known = office.desk().definitions.lifecycle(case).workflow.gates
    assert {known[name].title for name in case.gates} == set(titles.split("、"))


@then(parsers.parse("“责任处理”办了 {count:d} 次才落实"))
def _(office: Office, count: int) -> None:
    moves = [
        entry.event.data for entry in office.desk().cases.history(office.number) if entry.event.kind == "case.moved"
    ]
    assert [data["passes"] for data in moves if data["trigger"] == "punish"] == [[]] * (count - 1) + [["liability"]]


@then("应扣未扣的清单里有这件事故")
def _(office: Office) -> None:
    assert [found.numbers for found in office.desk().sanctions.missing()] == [(office.number,)]


@then(parsers.parse("另立了“{title}”"))
def _(office: Office, title: str) -> None:
    [line] = office.desk().cases.linked(office.case())
    assert line.title.startswith(title)


@then(parsers.parse("期限是 {day}"))
def _(office: Office, day: str) -> None:
    office.settle()
    assert str(office.case().due_on) == day


def wait(office: Office) -> Wait:
    found = office.desk().cases.waiting(office.case())
    assert found is not None
    return found


@then(parsers.parse("时限是“{words}”"))
def _(office: Office, words: str) -> None:
    assert words in wait(office).words


@then(parsers.parse("到了 {moment}，没有超时"))
def _(office: Office, moment: str) -> None:
    office.now = parse_moment(f"{moment}:00+08:00".replace(" ", "T"))
    assert wait(office).reached == ()


@then(parsers.parse("到了 {moment}，应“{rung}”"))
def _(office: Office, moment: str, rung: str) -> None:
    office.now = parse_moment(f"{moment}:00+08:00".replace(" ", "T"))
    assert [each.title for each in wait(office).reached] == [rung]


@when(parsers.parse("补报死亡 {deaths:d} 人"))
def _(office: Office, deaths: int) -> None:
    office.deaths = deaths
    office.take("supplement")


@when(parsers.parse("{who}也补报"))
@when(parsers.parse("{who}也核定"))
def agree(office: Office, who: str) -> None:
    """The second person of what is proposed."""
    office.usual_so_far = False
    office.now += timedelta(minutes=1)
    proposal = office.case().proposal
    assert proposal is not None
    enrol(office.desk(), who, "冯某", ["supervisor"])
    office.desk(who).cases.act(office.number, proposal.trigger, {}, [])


@then(parsers.parse("死亡还是 {deaths} 人，等另一人确认"))
def _(office: Office, deaths: str) -> None:
    office.settle()
    case = office.case()
    assert (case.values["deaths"], case.proposal is None) == (deaths, False)


@then("等另一人确认")
def _(office: Office) -> None:
    office.settle()
    assert office.case().proposal


@then(parsers.parse("死亡改为 {deaths} 人，台账核得过"))
def _(office: Office, deaths: str) -> None:
    office.settle()
    assert (office.case().values["deaths"], office.case().proposal) == (deaths, None)
    assert office.desk().verify() == []


@when(parsers.parse("更正上一步，死亡改为 {deaths} 人"))
def _(office: Office, deaths: str) -> None:
    office.settle()
    office.now += timedelta(minutes=1)
    office.desk().corrections.cases.correct(office.number, {"deaths": deaths}, "笔误")


@then(parsers.parse("更正等另一人确认，死亡还是 {deaths} 人"))
def _(office: Office, deaths: str) -> None:
    assert office.case().values["deaths"] == deaths


@when(parsers.parse("更正由“{who}”确认"))
def _(office: Office, who: str) -> None:
    office.now += timedelta(minutes=1)
    enrol(office.desk(), who, "冯某", ["supervisor"])
    office.desk(who).corrections.cases.confirm(office.number)


@when(parsers.parse("办理“补报伤亡变化”，“变化的日期”填“{day}”，死亡 {deaths:d} 人"))
def _(office: Office, day: str, deaths: int) -> None:
    office.deaths = deaths
    office.take("supplement", {"changed_on": day})


@when(parsers.parse("办理“补报伤亡变化”，“变化的日期”填“{day}”，道路交通或火灾"))
def _(office: Office, day: str) -> None:
    office.take("supplement", {"changed_on": day, "fire_or_traffic": "是"})


@given("转到事故")
def _(office: Office) -> None:
    opener = office.desk().cases.opener(office.case())
    assert opener is not None
    office.number = opener.number


@given("转到事故查处督办")
@when("转到事故查处督办")
def _(office: Office) -> None:
    [line] = office.desk().cases.linked(office.case())
    office.number = line.number


@then("不能办")
def _(office: Office) -> None:
    assert office.refusal()


@then("没有时限在走")
def _(office: Office) -> None:
    office.settle()
    found = office.desk().cases.waiting(office.case())
    assert found is None or not found.reached


@then(parsers.parse("记着没有接报时刻，因为“{reason}”"))
def _(office: Office, reason: str) -> None:
    case = office.case()
    [spec] = [each for each in office.step("tell_unknown").needs if each.id == "no_told"]
    assert spec.choices[case.values["no_told"]] == reason


@then("没有编接报时刻")
def _(office: Office) -> None:
    assert not {"told_at", "sent_at"} & office.case().values.keys()


@then(parsers.parse("认定的等级是“{title}”"))
def _(office: Office, title: str) -> None:
    office.settle()
    case = office.case()
    grades = {
        key: text
        for step in office.desk().definitions.lifecycle(case).workflow.transitions
        for spec in step.needs
        if spec.id == "grade"
        for key, text in spec.choices.items()
    }
    assert grades[case.values["grade"]].startswith(title)


@then("这些关口都作废了")
def _(office: Office) -> None:
    office.settle()
    assert office.case().gates == frozenset()


@then(parsers.parse("看得到“{words}”"))
def _(office: Office, words: str) -> None:
    office.settle()
    found = office.desk().cases.casualties(office.case())
    assert found is not None
    assert words in [f"{label}：{text}" for label, text in casualty_lines(found)]


@then(parsers.parse("看板上的事故是“{words}”"))
def _(office: Office, words: str) -> None:
    assert office.desk().figures.board().accidents.told == words


@then(parsers.parse("台账工作簿“事故”表的“{name}”是“{text}”，合计死亡 {deaths:d} 人"))
def _(office: Office, name: str, text: str, deaths: int) -> None:
    workbook.write(office.desk(), office.folder / "台账.xlsx")
    titles, row, sums = openpyxl.load_workbook(office.folder / "台账.xlsx", data_only=True)["事故"].values
    assert dict(zip(titles, row, strict=True))[name] == text
    assert dict(zip(titles, sums, strict=True))["死亡（人）"] == deaths


@then(parsers.parse("起草事故调查报告，已有“{there}”，还缺“{missing}”"))
def _(office: Office, there: str, missing: str) -> None:
    office.desk().offices.add("虚建", "虚构县住房和城乡建设局")
    drafted = office.desk().documents.draft("accident_report", [office.number], {})
    told = {spec.title: drafted.values.get(spec.id, "") for spec in drafted.kind.fields}
    assert not told[there].startswith("〔缺")
    assert told[there]
    assert told[missing] == f"〔缺：{missing}〕"


@then(parsers.parse("事故调查报告上写着“{words}”，不写“{not_words}”"))
def _(office: Office, words: str, not_words: str) -> None:
    said = dict.fromkeys(("team", "unit", "course", "losses", "causes", "liability", "measures", "response"), "虚构")
    office.desk().offices.add("虚建", "虚构县住房和城乡建设局")
    values = office.desk().documents.draft("accident_report", [office.number], said).values
    assert words in values["toll"]
    assert not_words not in str(values)
