"""Side paths of a hazard: the cases it opens, the ladder of reminders, and what takes two people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import openpyxl
import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.words.wording import beside
from inspect_engine.errors import InputError
from inspect_engine.imports import inspections
from inspect_engine.ledger import CaseFilter, open_ledger
from inspect_engine.reading.definitions import load_library
from tests.bdd.world import Table, World, step_titled
from tests.conftest import ISSUED, take_over

scenarios(
    "today.feature",
    "stop_work.feature",
    "station_stop_work.feature",
    "listing.feature",
    "transfer.feature",
    "filing.feature",
    "penalty_story.feature",
    "penalty_exits.feature",
    "escalation_rules.feature",
    "second_person.feature",
    "taking_back_a_proposal.feature",
    "small_office.feature",
    "closing_close.feature",
    "closing_extension.feature",
    "closing_second.feature",
    "closing_old_listing.feature",
    "closing_listing.feature",
)


@given(parsers.parse("{names}在{subject}发现“{item}”：{values}"))
def _(world: World, names: str, subject: str, item: str, values: str) -> None:
    inspectors = names.split("、")
    answers = [["检查对象", "检查项", "作答", "实测", "另一处"], [subject, item, "不合格", values, "是"]]
    path = world.sheet(inspectors, answers)
    world.begin(path.read_text(encoding="utf-8"), lambda: world.keep(inspections.run(world.desk(inspectors[0]), path)))


@when(parsers.parse("{who}办理“批准停工”，补录 {day}"))
def _(world: World, who: str, day: str) -> None:
    on = date.fromisoformat(day)
    world.attempt(lambda: world.desk(who).cases.act(world.number, "approve", {"opinion": "同意停工"}, [], on=on))


@given("另立的事项平常这样办：")
def _(world: World, datatable: Table) -> None:
    world.sideline = [(day, who, title) for day, who, title in datatable[1:]]


@given(parsers.parse("{number} 已办到“{title}”"))
def _(world: World, number: str, title: str) -> None:
    """The hazard stays the one that is spoken of, where another case is brought along."""
    spoken, usual = world.number, world.routine

    def work() -> None:
        world.routine = usual if number == spoken else world.sideline
        world.bring({number: title})
        world.routine, world.number = usual, spoken

    world.begin((number, title, str(usual), str(world.sideline)), work)


@given(parsers.parse("{who}已办理“{title}”"))
def _(world: World, who: str, title: str) -> None:
    world.begin((who, title), lambda: world.act(who, title))


@given(parsers.parse("{who}已办理“{title}”，“{name}”填“{value}”"))
def _(world: World, who: str, title: str, name: str, value: str) -> None:
    world.begin((who, title, name, value), lambda: world.act(who, title, {name: value}))


@given(parsers.parse("接着办 {number}"))
@when(parsers.parse("接着办 {number}"))
def _(world: World, number: str) -> None:
    world.settle()
    world.number, world.story = number, (*world.story, number)


@when("依次办理：")
def _(world: World, datatable: Table) -> None:
    """Steps of the case that is spoken of, none of which is refused."""
    for day, who, title in datatable[1:]:
        world.settle()
        world.set_day(day)
        world.attempt(lambda who=who, title=title: world.act(who, title))  # type: ignore[misc]
    world.settle()


@then(parsers.parse("惩戒应有而没有的是：{texts}"))
def _(world: World, texts: str) -> None:
    world.settle()
    missing = world.desk("主管甲").sanctions.missing()
    assert ("、".join(f"{one.what} {'/'.join(one.numbers)}" for one in missing) or "没有") == texts


@given(parsers.parse("{who}为 {number} 登记罚款 {amount:d} 元"))
@when(parsers.parse("{who}为 {number} 登记罚款 {amount:d} 元"))
def _(world: World, who: str, number: str, amount: int) -> None:
    head = {"authority": "示例市住建局", "authority_kind": "gas", "doc_no": "示建罚〔2022〕1号", "grounds": "占压"}
    values = {**head, "amount": str(amount), "notified_on": "2022-03-01", "basis": "示例省燃气条例第50条"}
    world.attempt(lambda: world.desk(who).sanctions.impose("fine", "管段01", values, cases=[number]))


@then(parsers.parse("{number} 的罚款写明“{text}”"))
def _(world: World, number: str, text: str) -> None:
    world.settle()
    desk = world.desk()
    owing = desk.cases.owing(desk.cases.get(number))
    assert owing is not None
    assert text in owing.words


@then(parsers.parse("{number} 现为“{state}”"))
def _(world: World, number: str, state: str) -> None:
    world.settle()
    assert world.desk().cases.get(number).state_title == state


@then(parsers.parse("{number} 的期限是 {due}"))
def _(world: World, number: str, due: str) -> None:
    world.settle()
    assert str(world.desk().cases.get(number).due_on) == due


@then(parsers.parse("{number} 的本步时限里有“{text}”"))
def _(world: World, number: str, text: str) -> None:
    world.settle()
    desk = world.desk()
    wait = desk.cases.waiting(desk.cases.get(number))
    assert wait is not None
    assert text in wait.words


@then(parsers.parse("{number} 现在该办：{rungs}"))
def _(world: World, number: str, rungs: str) -> None:
    """The rungs reached by now, each with its notice or what it opens."""
    world.settle()
    desk = world.desk()
    wait = desk.cases.waiting(desk.cases.get(number))
    assert wait is not None
    told = "、".join(f"{rung.title}（{rung.document or rung.opens}）" for rung in wait.reached)
    assert (told or "没有") == rungs


@then(parsers.parse("看板上发现 {found:d} 件、未销号 {left:d} 件"))
def _(world: World, found: int, left: int) -> None:
    world.settle()
    board = world.desk().figures.board()
    assert (board.found, board.open) == (found, left)


@then(parsers.parse("填写有误，说明里有“{text}”"))
def _(world: World, text: str) -> None:
    error = world.refusal()
    assert isinstance(error, InputError)
    assert text in str(error)


# --- people -----------------------------------------------------------------------------------------------------


@given(parsers.parse("{who}登记主管“{name}”，姓名“{title}”"))
@when(parsers.parse("{who}登记主管“{name}”，姓名“{title}”"))
def _(world: World, who: str, name: str, title: str) -> None:
    world.attempt(lambda: world.desk(who).people.add(name, title, ["supervisor"]))


@given(parsers.parse("{who}确认用户“{name}”"))
@when(parsers.parse("{who}确认用户“{name}”"))
def _(world: World, who: str, name: str) -> None:
    world.attempt(lambda: world.desk(who).vouching.confirm(name))


@given(parsers.parse("{who}收回提出的，因为“{why}”"))
@when(parsers.parse("{who}收回提出的，因为“{why}”"))
def _(world: World, who: str, why: str) -> None:
    world.attempt(lambda: world.desk(who).proposals.retract(world.number, why))


@when(parsers.parse("{who}收回唯一提出的，因为“{why}”"))
def _(world: World, who: str, why: str) -> None:
    world.settle()
    [one] = world.desk(who).proposals.mine()
    world.attempt(lambda: world.desk(who).proposals.retract(one.short, why))


@then("核验没有问题")
def _(world: World) -> None:
    world.settle()
    world.prove()


@then(parsers.re("“(?P<name>[^”]+)”(?P<not_yet>还不)?在册"))
def _(world: World, name: str, not_yet: str | None) -> None:
    world.settle()
    assert (name in world.desk().desk.roster()) != bool(not_yet)


@given(parsers.parse("{name}设了自己的口令，先前的是{maker}给的"))
def _(world: World, name: str, maker: str) -> None:
    take_over(world.desk(maker), name, "自己 的 新 口令 一个")


@given(parsers.parse("{maker}给{name}重设了口令"))
def _(world: World, maker: str, name: str) -> None:
    world.desk(maker).access.set_passphrase(name, ISSUED)


@when(parsers.parse("{who}用这个口令办理“{title}”"))
def _(world: World, who: str, title: str) -> None:
    world.now += timedelta(minutes=1)
    trigger = step_titled(title).trigger
    ledger = open_ledger(world.path, who, world.clock, ask=lambda _: ISSUED)
    world.attempt(lambda: ledger.cases.act(world.number, trigger))


# --- what runs on beside a hazard ----------------------------------------------------------------------------------


@then(parsers.parse("看板上另立的在办：{told}"))
def _(world: World, told: str) -> None:
    world.settle()
    assert beside(world.desk().figures.board().beside) == told


@given(parsers.parse("{who}督办到期的"))
@when(parsers.parse("{who}督办到期的"))
def _(world: World, who: str) -> None:
    world.settle()
    world.raised = world.desk(who).escalation.tick()


@then("督办了：")
def _(world: World, datatable: Table) -> None:
    assert [[each.number, each.rung_title] for each in world.raised] == datatable[1:]


@then(parsers.parse("又督办了“{rung}”，立了 {count:d} 件挂牌督办"))
def _(world: World, rung: str, count: int) -> None:
    assert "、".join(each.rung_title for each in world.raised) == rung.replace("没有", "")
    assert world.desk().cases.count(CaseFilter(kind="listing")) == count


@given(parsers.parse("隐患的等级由{first}、{second}更正为{grade}"))
def _(world: World, first: str, second: str, grade: str) -> None:
    cases = world.desk(first).corrections.cases
    cases.correct(world.number, {"severity": grade}, "初判有误")
    world.desk(second).corrections.cases.confirm(world.number)


@then(parsers.parse("看板上曾延期 {count:d} 件，其中重大 {major:d} 件"))
def _(world: World, count: int, major: int) -> None:
    world.settle()
    board = world.desk().figures.board()
    assert (board.extended, board.major_extended) == (count, major)


@given(parsers.parse("{who}登记区划 {region} 的主管“{name}”，姓名“{title}”"))
def _(world: World, who: str, region: str, name: str, title: str) -> None:
    world.desk(who).people.add(name, title, ["supervisor"], region=region)


@then(parsers.parse("工作簿“{name}”的另立事项是："))
def _(world: World, name: str, datatable: Table) -> None:
    head, *rows = openpyxl.load_workbook(world.folder / name)["另立事项"].values
    at = [head.index(title) for title in datatable[0]]
    assert [[str(row[n]) for n in at] for row in rows] == datatable[1:]


@given("检查表是从前的：督办台阶没有写只限重大")
def _(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    library = load_library()
    hazard, listing = library.workflows["hazard"], library.workflows["listing"]
    rungs = {name: rung.model_copy(update={"if_": None}) for name, rung in hazard.escalations.items()}
    loose = hazard.model_copy(update={"escalations": rungs})
    approved = tuple(step.model_copy(update={"when": ()}) for step in listing.transitions)
    flows = {"hazard": loose, "listing": listing.model_copy(update={"transitions": approved})}
    new = replace(library, workflows={**library.workflows, **flows})
    monkeypatch.setattr("inspect_engine.reading.definitions.load_library", lambda folders=None: new)
    world.begin("从前的台阶", lambda: None)
