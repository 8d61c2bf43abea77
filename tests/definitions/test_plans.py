"""The action plan and the quality month: tasks with a day, problems tied to measures, figures that must add up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.domain.calendars import civil_deadline
from inspect_engine.domain.definitions import Definition, Workflow
from inspect_engine.domain.inspections import InspectionInput
from inspect_engine.domain.judgement import Judgement, judge
from inspect_engine.domain.judgement.asking import unasked
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.proof import breaches
from inspect_engine.errors import Refused
from inspect_engine.ledger import Ledger, create_ledger, open_ledger, parse_moment
from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.library import Library
from tests.conftest import countersign
from tests.law import law_of

VERDICTS = {"是": True, "否": False, "缺": None}


@cache
def library() -> Library:
    return load_library()


@cache
def registers() -> Library:
    """The shipped packs with nothing but what they register: hazards need not be proved here once more."""
    packs = {name: library().pack(name) for name in ("root-causes", "quality-month")}
    for name, whole in packs.items():
        kept = [(section, tuple(item for item in section.items if item.register_)) for section in whole.sections]
        sections = tuple(section.model_copy(update={"items": items}) for section, items in kept if items)
        packs[name] = whole.model_copy(update={"sections": sections})
    return replace(library(), packs=packs)


@cache
def pack(pack_id: str) -> Definition:
    return library().definition(pack_id)


def judged(pack_id: str, item_id: str, given: str, on: str) -> Judgement:
    item = pack(pack_id).pack.item(item_id)
    assert item is not None, item_id
    values = dict(part.split("=", 1) for part in given.split(",") if part)
    return judge(item, values, Law(pack(pack_id), date.fromisoformat(on), ""))


def registered(pack_id: str) -> dict[str, str]:
    """Items that open a matter of their own, and the workflow they open."""
    return {item.id: item.workflow for item in pack(pack_id).pack.items if item.register_}


# --- 登记什么 -----------------------------------------------------------------------------------------------------


def test_the_lists_are_registers() -> None:
    """Tasks, problems and measures are each counted as what they are; the rest are checks that can fail."""
    plan = registered("action-plan")
    tasks = {"TASK-1", "DC-1", "CAMP-1", *(f"FOCUS-{n}" for n in range(1, 5)), *(f"STAGE-{n}" for n in range(1, 5))}
    assert plan == {**dict.fromkeys(tasks, "task"), "PROB-1": "problem", "MEAS-1": "measure"}
    kinds = {name: library().workflows[name].kind for name in ("task", "problem", "measure")}
    assert kinds == {"task": "task", "problem": "problem", "measure": "measure"}
    assert {item.workflow for item in pack("action-plan").pack.items if not item.register_} == {"hazard"}


def test_the_month_has_nine_activities_and_a_summary() -> None:
    """Numbered as in the notice, three under each of its three headings."""
    assert registered("quality-month") == {f"QM-{n}": "task" for n in range(1, 11)}
    sections = [s for s in pack("quality-month").pack.sections if s.id in ("awareness", "promotion", "foundation")]
    numbers = [[item.id for item in section.items] for section in sections]
    assert numbers == [["QM-1", "QM-2", "QM-3"], ["QM-4", "QM-5", "QM-6"], ["QM-7", "QM-8", "QM-9"]]


@pytest.mark.parametrize(
    ("form", "on", "gone"),
    [
        ({"year": "2024"}, "2024-09-02", set()),
        ({"year": "2023"}, "2024-09-02", {*(f"QM-{n}" for n in range(1, 11)), *(f"QM-X{n}" for n in range(1, 8))}),
        ({"year": "2024"}, "2024-08-28", {*(f"QM-{n}" for n in range(1, 11)), *(f"QM-X{n}" for n in range(1, 8))}),
    ],
)
def test_the_notice_of_2024_is_about_2024(form: dict[str, str], on: str, gone: set[str]) -> None:
    """Another year asks for no activity of that notice, and before it was sent nothing of it is asked."""
    assert set(unasked(pack("quality-month"), "bureau", {"level": "city", **form}, {}, date.fromisoformat(on))) == gone


# --- 判什么 -------------------------------------------------------------------------------------------------------

FUNNEL = "surveyed=7314700,entered=7314700"
JUDGED = [
    ("TASK-2", "pillar_count=3,task_count=41,without=0", "否"),
    ("TASK-2", "pillar_count=3,task_count=40,without=0", "是"),
    ("TASK-2", "pillar_count=2,task_count=41,without=0", "是"),
    ("TASK-2", "pillar_count=3,task_count=41,without=1", "是"),
    ("SYS-0", "in_place=7", "是"),
    ("SYS-0", "in_place=8", "否"),
    ("SYS-2", "board=true,listed=5,ledger=5", "否"),
    ("SYS-2", "board=true,listed=4,ledger=5", "是"),
    ("SYS-5", "overdue=3,urged=2,transferred=0,letters=0", "是"),
    ("SYS-5", "overdue=3,urged=3,transferred=1,letters=1", "否"),
    ("SYS-6", "due=2022-03-01,replied=true,replied_on=2022-03-01", "否"),
    ("SYS-6", "due=2022-03-01,replied=true,replied_on=2022-03-02", "是"),
    ("SYS-6", "due=2022-03-01,replied=false", "否"),
    ("SYS-6", "due=2022-02-28,replied=false", "是"),
    ("LIST-1", "both=true,updated=true,unlinked=1", "是"),
    ("DC-2", "quarters=4,covered=3", "是"),
    ("DC-2", "quarters=4,covered=4", "否"),
    ("DV-01", "numerator=53006,denominator=73233,printed=72.39", "是"),
    ("DV-01", "numerator=53006,denominator=73233,printed=72.38", "否"),
    ("DV-01", "numerator=53006,denominator=73233,printed=72.4", "否"),
    ("DV-01", "numerator=53006,denominator=73233,printed=72.40", "是"),
    ("DV-01", "numerator=73233,denominator=7314700,printed=1.01", "是"),
    ("DV-01", "numerator=73233,denominator=7314700,printed=1.00", "否"),
    ("DV-01", "numerator=1,denominator=2,printed=99,recomputed=99", "是"),
    ("DV-01", "numerator=0,denominator=0,printed=100", "缺"),
    ("DV-01", "numerator=53006,denominator=73233", "缺"),
    ("DV-01", "denominator=73233,printed=72.38,recomputed=72.38", "缺"),
    ("DV-02", "numerator=9,denominator=8,rated=true", "是"),
    ("DV-02", "numerator=0,denominator=0,rated=true", "是"),
    ("DV-02", "numerator=0,denominator=0,rated=false", "否"),
    ("DV-03", f"{FUNNEL},suspected=73233,appraised=53006,by_grade=false,reported=4742,treated=4742", "否"),
    ("DV-03", f"{FUNNEL},suspected=73233,appraised=73234,by_grade=false,reported=1,treated=1", "是"),
    ("DV-03", f"{FUNNEL},suspected=9,appraised=9,by_grade=false,reported=3,treated=4", "是"),
    ("DV-03", f"{FUNNEL},suspected=9,appraised=9,by_grade=true,a=2,b=4,c=2,d=1,treated=3", "否"),
    ("DV-03", f"{FUNNEL},suspected=9,appraised=9,by_grade=true,a=2,b=4,c=2,d=1,treated=4", "是"),
    ("DV-03", f"{FUNNEL},suspected=9,appraised=9,by_grade=true,a=2,b=4,c=2,d=0,treated=2", "是"),
    ("DV-03", f"{FUNNEL},suspected=9,appraised=9,by_grade=true,b=4,c=2,d=0,treated=2", "缺"),
    ("DV-03", f"{FUNNEL},suspected=9,appraised=9,dangerous=9,treated=2", "缺"),
    ("DV-05", "parts=昆明 12、曲靖 22,own=35,explained=false", "是"),
    ("DV-05", "parts=昆明 12、曲靖 23,own=35,explained=false", "否"),
    ("DV-05", "parts=昆明 12、曲靖 22,own=35,explained=true", "否"),
    ("DV-05", "parts=昆明 12、曲靖 没报,own=35,explained=false", "缺"),
    ("DV-05", "summed=35,own=35,explained=false", "缺"),
    ("DV-06", "previous=10,current=9", "是"),
    ("DV-06", "previous=10,current=10", "否"),
    ("DV-08", "buildings=106,area=0", "是"),
    ("DV-08", "buildings=0,area=0", "否"),
    ("DV-13", "denied=true,number=36,twice=false", "是"),
    ("DV-13", "denied=true,number=0,twice=false", "否"),
    ("DV-14", "numerator=4742,denominator=4742,listed=4741", "是"),
    ("DV-14", "numerator=4742,denominator=4742,listed=4742", "否"),
    ("DV-14", "numerator=4741,denominator=4742,listed=4741", "是"),
    ("DV-14", "numerator=99999,denominator=100000,listed=99999", "是"),
    ("DV-14", "numerator=0,denominator=0,listed=0", "缺"),
    ("DV-15", "current=36,previous=33,cited=true,used=33,printed=9.1", "否"),
    ("DV-15", "current=38,previous=35,cited=false,printed=8.6", "否"),
    ("DV-15", "current=38,previous=35,cited=false,printed=8.5", "是"),
    ("DV-15", "current=32,previous=35,cited=false,printed=-8.6", "否"),
    ("DV-15", "current=36,previous=33,cited=true,used=34,printed=9.1", "是"),
    ("DV-15", "current=36,previous=0,cited=false,printed=100", "缺"),
    ("DV-15", "current=36,cited=false,printed=9.1,growth=9.1", "缺"),
    ("DV-23", "transferred=2219,receipts=2000,waiting=200,returned=19,overdue=0", "否"),
    ("DV-23", "transferred=2219,receipts=2000,waiting=200,returned=18,overdue=0", "是"),
    ("DV-23", "transferred=2219,receipts=2000,waiting=200,returned=19,overdue=1", "是"),
    ("DV-23", "transferred=2219,summed=2219,overdue=0", "缺"),
    ("DV-31", "expected=35,received=34", "是"),
    ("DV-31", "expected=35,received=35", "否"),
    ("REP-1", "due=2022-02-20,sent=true,sent_on=2022-02-21", "是"),
]


@pytest.mark.parametrize(("item", "given", "verdict"), JUDGED)
def test_lists_systems_and_figures_are_compared(item: str, given: str, verdict: str) -> None:
    """The day is 2022-03-01; the figures are those the documents print, and what they come to."""
    assert judged("action-plan", item, given, "2022-03-01").fails is VERDICTS[verdict]


@pytest.mark.parametrize(
    ("given", "on", "verdict"),
    [
        ("due=2024-10-10,sent=false", "2024-10-10", "否"),
        ("due=2024-10-10,sent=false", "2024-10-11", "是"),
        ("due=2024-10-10,sent=true,sent_on=2024-10-10", "2024-10-20", "否"),
        ("due=2024-10-10,sent=true,sent_on=2024-10-11", "2024-10-20", "是"),
    ],
)
def test_the_summary_is_late_from_eleven_october(given: str, on: str, verdict: str) -> None:
    assert judged("quality-month", "QM-X5", given, on).fails is VERDICTS[verdict]


def test_levies_are_failures_of_their_own() -> None:
    """Apportioned charges, charges along the way and forced participation are asked of bureau and enterprise alike."""
    for item_id in ("QM-X1", "QM-X2", "QM-X3"):
        item = pack("quality-month").pack.item(item_id)
        assert item is not None
        assert (item.kinds, item.register_, item.workflow) == (("bureau", "enterprise"), False, "hazard")
        assert [basis.article for basis in item.basis] == ["严禁摊派收费、搭车收费"]


# --- 怎么办 -------------------------------------------------------------------------------------------------------


def changed(name: str, trigger: str, **what: Any) -> Iterator[str]:
    """What is broken when every transition of one trigger has other keys."""
    flow = library().workflows[name]
    steps = tuple(step.model_copy(update=what) if step.trigger == trigger else step for step in flow.transitions)
    other: Workflow = flow.model_copy(update={"transitions": steps})
    yield from (breach.told for breach in breaches(other, {**library().workflows, name: other}))


@pytest.mark.parametrize("name", ["task", "problem", "measure"])
def test_the_promises_are_kept(name: str) -> None:
    assert not list(breaches(library().workflows[name], library().workflows))


@pytest.mark.parametrize(
    ("name", "trigger", "what", "promise"),
    [
        ("problem", "close", {"links": ()}, "制度措施没有施行不得销号"),
        ("problem", "assign", {"to": "rectifying"}, "没有连到制度措施不得整改和销号"),
        ("problem", "verify", {"unlike": ()}, "谁整改谁不能核查"),
        ("problem", "withdraw", {"unlike": ("report",)}, "谁列入清单谁不能撤销"),
        ("measure", "assign", {"to": "submitted"}, "没有报审不得施行"),
        ("measure", "issue", {"unlike": ()}, "谁起草谁不能印发"),
        ("task", "verify", {"unlike": ()}, "谁办理谁不能核验"),
        ("task", "submit", {"to": "verified"}, "没有核验不得办结"),
        ("task", "extend", {"unlike": ()}, "谁办理谁不能给自己延期"),
        ("task", "cancel", {"unlike": ("submit",)}, "谁列入清单谁不能撤销"),
    ],
)
def test_each_promise_holds_something(name: str, trigger: str, what: dict[str, Any], promise: str) -> None:
    """Without the rule it rests on, the promise is broken, and the proof says which."""
    assert any(promise in told for told in changed(name, trigger, **what))


def test_an_administrative_day_does_not_roll() -> None:
    """Ten days from the end of the month are 10 October, whatever the calendar says of that day."""
    [rule] = [step.deadline for step in library().workflows["task"].transitions if step.trigger == "assign"]
    assert rule is not None
    assert (rule.days, rule.start, rule.rolls) == ("days", "start_on", False)
    assert civil_deadline(date(2024, 9, 30), 10, rolls=False).due_on == date(2024, 10, 10)


@pytest.mark.parametrize("name", ["task", "problem", "measure", "waterlogging"])
def test_what_is_late_is_urged_then_supervised(name: str) -> None:
    """催办单 first, 督办单 after it, from every state whose clock runs; both cite the number the matter was given."""
    flow = library().workflows[name]
    clocked = {state.overdue for state in flow.states.values() if state.clock}
    assert clocked == {"remind"}
    assert [flow.escalations[rung].document for rung in ("remind", "supervise")] == ["reminder", "supervision"]
    first = next(step for step in flow.transitions if step.deadline)
    assert "notice_no" in {spec.id for spec in first.needs}


# --- 一件问题，从清单到销号 ---------------------------------------------------------------------------------------


class Office:
    """A rehearsal ledger in which the day can be set."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path, self.day = folder, folder / "plan.db", "2024-09-02"
        self.chief = create_ledger(
            self.path, "sup1", "主管甲", rehearsal=True, clock=self.clock, law=law_of(registers())
        )
        self.chief.desk.library = registers()
        self.desks = {"sup1": self.chief}
        for name in ("insp1", "insp2", "insp3"):
            self.chief.people.add(name, name, ["inspector"])

    def clock(self) -> datetime:
        return parse_moment(f"{self.day}T09:00:00+08:00")

    def as_(self, user: str) -> Ledger:
        if user not in self.desks:
            self.desks[user] = open_ledger(self.path, user, self.clock)
            self.desks[user].desk.library = registers()
        return self.desks[user]

    def register(self, pack_id: str, kind: str, form: dict[str, str], item: str, values: dict[str, str]) -> str:
        subject = {"key": "a", "kind": kind, "name": "某州局", "region": "530600", "fields": form}
        answer = {"subject": "a", "item": item, "answer": "register", "values": values}
        given = {"pack": pack_id, "date": self.day, "inspectors": ["insp1", "insp2"]}
        result = self.as_("insp1").inspections.run(
            InspectionInput.model_validate({**given, "subjects": [subject], "answers": [answer]})
        )
        return result.cases[0].number

    def act(self, user: str, number: str, trigger: str, **values: str) -> None:
        """With a piece of evidence of its own."""
        proof = self.folder / f"{trigger}.txt"
        proof.write_text(f"{number} {trigger}", encoding="utf-8")
        self.as_(user).cases.act(number, trigger, values, [proof])
        countersign(self.chief)

    def state(self, number: str) -> str:
        return self.chief.cases.get(number).state


def test_a_problem_waits_for_its_measure(tmp_path: Path) -> None:
    """Rectified and checked, the problem cannot close before the measure it led to is in force; nor is that dropped."""
    office = Office(tmp_path)
    values = {"problem": "论证走过场", "found_by": "analysis", "found_date": "2024-09-01"}
    problem = office.register("root-causes", "body", {"level": "prefecture"}, "ZB-PROB-1", values)
    measure = f"{problem[:-1]}2"
    given = {"notice_no": "清单1", "unit": "安监站", "manager": "某", "assigned_on": office.day, "days": "20"}
    office.act("sup1", problem, "assign", requirement="整改", **given)
    office.act("insp1", problem, "link_measure", gap="没有回避规定", measure_title="论证办法")
    office.act("insp2", problem, "report", performed_by="马某", measures="重做", finished_on=office.day)
    office.act("insp1", problem, "verify", inspectors="insp1,insp3", conclusion="合格")
    with pytest.raises(Refused, match="对应的制度措施还没有印发施行"):
        office.act("sup1", problem, "close", conclusion="同意")
    with pytest.raises(Refused, match="它所对应的问题还没有撤销"):
        office.act("sup1", measure, "drop", reason="不要了")
    office.act("sup1", measure, "assign", name="论证办法", **given)
    office.act("insp2", measure, "submit", performed_by="马某", content="回避")
    issued = {"document_no": "1号", "issued_on": office.day, "effective_on": "2024-10-01", "published": "各县"}
    office.act("sup1", measure, "issue", **issued)
    office.act("sup1", problem, "close", conclusion="同意")
    assert (office.state(problem), office.state(measure)) == ("closed", "in_force")
    assert office.chief.cases.get(measure).parent == office.chief.cases.get(problem).id


def test_the_summary_is_due_on_ten_october_and_urged_after_it(tmp_path: Path) -> None:
    """Assigned in September with a start that lies ahead; reminded from the 11th, supervised a week late."""
    office = Office(tmp_path)
    values = {"ended_on": "2024-09-30", "due_on_notice": "2024-10-10", "manager": "某"}
    task = office.register("quality-month", "bureau", {"level": "city", "year": "2024"}, "QM-10", values)
    given = {"notice_no": "四（三）", "unit": "质量科", "manager": "某", "requirement": "总结报告", "days": "10"}
    office.act("sup1", task, "assign", assigned_on=office.day, start_on="2024-09-30", **given)
    assert office.chief.cases.get(task).due_on == date(2024, 10, 10)
    for day, titles in (("2024-10-10", []), ("2024-10-11", ["催办"]), ("2024-10-12", []), ("2024-10-17", ["督办"])):
        office.day = day
        assert [rung.rung_title for rung in office.chief.escalation.tick()] == titles
