"""Steps that every feature shares: the ledger, the day, finding and following a hazard, refusals, the command line."""

from __future__ import annotations

import importlib
import shlex
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when
from pytest_bdd.parser import Step

from inspect_engine.cli import main
from inspect_engine.domain.definitions import CLOSING_TITLES, SEVERITY_TITLES
from inspect_engine.errors import Conflict, InputError, Refused
from inspect_engine.imports import inspections
from inspect_engine.ledger import CaseFilter
from tests.bdd.world import Table, World, definition


def _search_once() -> None:
    """Which steps a line means is searched once in a module: the library goes through the steps of all features, again
    for each line of each scenario."""
    library = importlib.import_module("pytest_bdd.scenario")
    search, found = library.find_fixturedefs_for_step, dict[object, list[object]]()

    def searched(step: Step, fixturemanager: Any, node: pytest.Item) -> list[object]:
        key = node.getparent(pytest.Module), step.type, step.name
        if key not in found:
            found[key] = list(search(step=step, fixturemanager=fixturemanager, node=node))
        return found[key]

    vars(library)["find_fixturedefs_for_step"] = searched


_search_once()


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """One ledger a scenario. Afterwards nothing was refused unasked, and the ledger is proved whole."""
    for name in ("NOW", "DB", "USER"):
        monkeypatch.delenv(f"INSPECT_ENGINE_{name}", raising=False)
    monkeypatch.chdir(tmp_path)
    world = World(tmp_path)
    yield world
    world.settle()
    if world.path.exists() and not world.tampered:
        world.prove()


def rows(table: Table) -> dict[str, str]:
    """A table of two columns."""
    return dict(table)


def quoted(text: str) -> str:
    """Quotation marks inside a quotation are single ones in print, double ones on the screen."""
    return text.replace("‘", "“").replace("’", "”")


# --- the ledger and the day ------------------------------------------------------------------------------------


@given(parsers.parse("今天是 {day}"))
@when(parsers.parse("到了 {day}"))
def _(world: World, day: str) -> None:
    world.set_day(day)


@given("有一本演练台账，登记了这些人：")
def _(world: World, datatable: Table) -> None:
    world.begin(str(datatable), lambda: world.found(datatable))


@given("各管各的区划：")
def _(world: World, datatable: Table) -> None:
    def set_regions() -> None:
        for name, region in datatable[1:]:
            world.desk().people.set_region(name, region)

    world.begin(str(datatable), set_regions)


@given("检查对象有：")
def _(world: World, datatable: Table) -> None:
    kinds = {kind.title: key for key, kind in definition().pack.kinds.items()}
    for key, kind, name, region in datatable[1:]:
        world.subjects[name] = (key, kinds[kind], region)


@given("隐患平常这样办：")
def _(world: World, datatable: Table) -> None:
    world.routine = [(day, who, title) for day, who, title in datatable[1:]]


# --- finding and following a hazard ----------------------------------------------------------------------------


@given(parsers.parse("{names}录入检查："))
@when(parsers.parse("{names}录入检查："))
def _(world: World, names: str, datatable: Table) -> None:
    inspectors = names.split("、")
    path = world.sheet(inspectors, datatable)
    world.attempt(lambda: world.keep(inspections.run(world.desk(inspectors[0]), path)))


@when(parsers.parse("{names}补录 {day} 的检查："))
def _(world: World, names: str, day: str, datatable: Table) -> None:
    inspectors = names.split("、")
    path = world.sheet(inspectors, datatable, date.fromisoformat(day))
    world.attempt(lambda: world.keep(inspections.run(world.desk(inspectors[0]), path)))


@given(parsers.parse("{names}查出{subject}“{item}”"))
def _(world: World, names: str, subject: str, item: str) -> None:
    """The one item whose values a scenario does not care about."""
    inspectors = names.split("、")
    answers = [["检查对象", "检查项", "作答", "实测"], [subject, item, "不合格", "报警装置状态=未安装"]]
    path = world.sheet(inspectors, answers)
    world.begin(path.read_text(encoding="utf-8"), lambda: world.keep(inspections.run(world.desk(inspectors[0]), path)))


@given(parsers.parse("隐患已办到“{title}”"))
def _(world: World, title: str) -> None:
    world.begin((title, str(world.routine)), lambda: world.bring({world.number: title}))


@given("这些隐患已办到：")
def _(world: World, datatable: Table) -> None:
    world.settle()
    world.bring(rows(datatable[1:]))


@given(parsers.parse("{who}办理“{title}”"))
@when(parsers.parse("{who}办理“{title}”"))
def _(world: World, who: str, title: str) -> None:
    world.attempt(lambda: world.act(who, title))


@given(parsers.parse("{who}办理“{title}”，填写："))
@when(parsers.parse("{who}办理“{title}”，填写："))
def _(world: World, who: str, title: str, datatable: Table) -> None:
    world.attempt(lambda: world.act(who, title, rows(datatable)))


@given(parsers.parse("{who}办理“{title}”，“{name}”填“{value}”"))
@when(parsers.parse("{who}办理“{title}”，“{name}”填“{value}”"))
def _(world: World, who: str, title: str, name: str, value: str) -> None:
    world.attempt(lambda: world.act(who, title, {name: value}))


@given(parsers.parse("{who}办理 {number} 的“{title}”"))
@when(parsers.parse("{who}办理 {number} 的“{title}”"))
def _(world: World, who: str, number: str, title: str) -> None:
    world.number = number
    world.attempt(lambda: world.act(who, title))


@given(parsers.parse("{who}确认“{title}”"))
@when(parsers.parse("{who}确认“{title}”"))
def _(world: World, who: str, title: str) -> None:
    world.attempt(lambda: world.confirm(who, title))


@given(parsers.parse("{who}确认 {number} 的“{title}”"))
@when(parsers.parse("{who}确认 {number} 的“{title}”"))
def _(world: World, who: str, number: str, title: str) -> None:
    world.number = number
    world.attempt(lambda: world.confirm(who, title))


@when(parsers.parse("{who}办理“{title}”，不附佐证材料"))
def _(world: World, who: str, title: str) -> None:
    world.attempt(lambda: world.act(who, title, evidence=False))


# --- how a hazard stands ---------------------------------------------------------------------------------------


@then(parsers.parse("隐患现为“{state}”"))
def _(world: World, state: str) -> None:
    world.settle()
    assert world.case().state_title == state


@then("隐患的情况是：")
def _(world: World, datatable: Table) -> None:
    world.settle()
    case = world.case()
    known = {
        "编号": case.number,
        "隐患": case.title,
        "等级": SEVERITY_TITLES[case.severity],
        "定级说明": case.severity_why,
        "状态": case.state_title,
        "检查对象": case.subject_name,
        "责任单位": case.party,
        "发现日期": str(case.found_on),
        "备注": case.note,
        "实测": case.measured,
        "整改期限": str(case.due_on or "无"),
        "期限推算": case.due_why,
        "回复日期": str(case.answered_on or "无"),
        "是否按期": {None: "无", True: "是", False: "否"}[case.in_time],
        "退回次数": str(case.returned),
        "延期次数": str(case.extended),
        "销号日期": str(case.closed_on or "无"),
        "销号方式": CLOSING_TITLES[case.closed_how] if case.closed_how else "未销号",
    }
    expected = rows(datatable)
    assert {name: known[name] for name in expected} == expected


@then(parsers.parse("隐患的依据写明“{text}”"))
def _(world: World, text: str) -> None:
    assert text in world.case().basis


@then(parsers.parse("隐患的依据没有写“{text}”"))
def _(world: World, text: str) -> None:
    assert text not in world.case().basis


@then(parsers.parse("隐患{answer:w}逾期"))
def _(world: World, answer: str) -> None:
    """The case, the list and the board say the same."""
    world.settle()
    overdue = {"已": True, "没有": False}[answer]
    desk, today = world.desk(), world.today
    listed = {line.number for line in desk.cases.page(CaseFilter(overdue_on=today))}
    assert (desk.cases.get(world.number).overdue(today), world.number in listed) == (overdue, overdue)
    assert desk.figures.board().overdue == len(listed)


@then("立了这些隐患：")
def _(world: World, datatable: Table) -> None:
    """These and no others, in the answer to the inspector and in the ledger."""
    world.settle()
    assert world.result is not None
    assert [[line.number, line.subject_name, line.title] for line in world.result.cases] == datatable[1:]
    assert world.desk().cases.count() == len(datatable) - 1


@then(parsers.parse("“{title}”的流转记录写明“{text}”"))
def _(world: World, title: str, text: str) -> None:
    assert text in world.entry(title).event.data["values"].values()


# --- refusals --------------------------------------------------------------------------------------------------


@then(parsers.parse("不能办，因为“{reason}”"))
def _(world: World, reason: str) -> None:
    error = world.refusal()
    assert isinstance(error, Refused)
    assert error.missing == (quoted(reason),)


@then("不能办，因为：")
def _(world: World, datatable: Table) -> None:
    error = world.refusal()
    assert isinstance(error, Refused)
    assert list(error.missing) == [reason for (reason,) in datatable]


@then(parsers.parse("填写有误，因为“{what}”"))
def _(world: World, what: str) -> None:
    error = world.refusal()
    assert isinstance(error, InputError)
    assert [problem.what for problem in error.problems] == [quoted(what)]


@then(parsers.parse("有冲突，因为“{what}”"))
def _(world: World, what: str) -> None:
    error = world.refusal()
    assert isinstance(error, Conflict), f"{type(error).__name__}：{error}"
    assert quoted(what) in str(error)


@then(parsers.parse("拒绝的说明里有“{text}”"))
def _(world: World, text: str) -> None:
    error = world.refusal()
    assert isinstance(error, Refused | InputError)
    assert text in str(error)


@then("没有办成")
def _(world: World) -> None:
    assert isinstance(world.refusal(), Refused)


@then("什么都没有保存")
def _(world: World) -> None:
    assert world.snapshot() == world.before


# --- the command line ------------------------------------------------------------------------------------------


@pytest.fixture
def command(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[Sequence[str]], None]:
    """Run ``inspect-engine`` on the scenario's ledger at the scenario's time, and keep what it printed."""

    def run(arguments: Sequence[str]) -> None:
        world.settle()
        world.before = world.snapshot()
        world.now += timedelta(minutes=1)
        capsys.readouterr()
        with monkeypatch.context() as patch:
            patch.setenv("INSPECT_ENGINE_NOW", world.now.isoformat())
            with pytest.raises(SystemExit) as ended:
                main(["--db", str(world.path), *arguments])
        assert ended.value.code is None or isinstance(ended.value.code, int)
        world.exit_code = ended.value.code or 0
        world.stdout, world.stderr = capsys.readouterr()

    return run


@given(parsers.parse("有一份检查文件“{name}”："))
def _(world: World, name: str, docstring: str) -> None:
    (world.folder / name).write_text(docstring + "\n", encoding="utf-8")


@when(parsers.parse("{who}在命令行输入“{line}”"))
def _(world: World, command: Callable[[Sequence[str]], None], who: str, line: str) -> None:
    command([*shlex.split(line), "--user", who])


@then(parsers.parse("退出码是 {code:d}"))
def _(world: World, code: int) -> None:
    assert world.exit_code == code, world.stderr


@then(parsers.parse("输出有“{text}”"))
def _(world: World, text: str) -> None:
    assert text in world.stdout


@then(parsers.parse("输出没有“{text}”"))
def _(world: World, text: str) -> None:
    assert text not in world.stdout


@then("输出是空的")
def _(world: World) -> None:
    assert world.stdout == ""


@then(parsers.parse("屏幕提示有“{text}”"))
def _(world: World, text: str) -> None:
    assert text in world.stderr
