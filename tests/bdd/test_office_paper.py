"""An office's old ledger comes in: its days, its closings that nobody has verified, once."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import date

from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.definitions import SEVERITY_TITLES
from inspect_engine.ledger import CaseFilter
from tests.bdd.world import Table, World
from tests.conftest import enrol

scenarios("office_paper.feature")


def only(world: World, title: str) -> str:
    """The number of the one hazard that is called so."""
    (line,) = [line for line in world.desk().cases.iterate(CaseFilter()) if line.title == title]
    return line.number


@given(parsers.parse("有一份旧台账“{name}”："))
def _(world: World, name: str, docstring: str) -> None:
    (world.folder / name).write_text(docstring + "\n", encoding="gbk")


@given(parsers.parse("{who}导入“{name}”"))
def _(world: World, who: str, name: str) -> None:
    path = world.folder / name

    def take() -> None:
        ledger = world.desk(who)
        ledger.paper.take(ledger.paper.weigh(path, pack="gas", defaults={"区划": "530602"}), path)

    world.begin(("导入", path.read_text("gbk")), take)


@given(parsers.parse("登记了另一位主管“{name}”"))
def _(world: World, name: str) -> None:
    enrol(world.desk(), name, "钱某", ["supervisor"])


@when(parsers.re(r"(?P<who>.+)撤回那份导入，理由是“(?P<why>[^”]*)”$"))
def _(world: World, command: Callable[[Sequence[str]], None], who: str, why: str) -> None:
    """The first one."""
    which = world.desk("主管甲").paper.acts()[0].short
    command(["import", "take-back", which, *(["--why", why] if why else []), "--yes", "--user", who])


@given(parsers.parse("旧台账“{name}”的“{old}”改成“{new}”"))
@when(parsers.re(r"旧台账“(?P<name>[^”]+)”的“(?P<old>[^”]+)”改成“(?P<new>[^”]+)”$"))
def _(world: World, name: str, old: str, new: str) -> None:
    path = world.folder / name
    assert old in path.read_text("gbk")
    path.write_text(path.read_text("gbk").replace(old, new), "gbk")


@when(parsers.parse("旧台账“{name}”的“{old}”改成“{new}”，并在末尾加一行“{line}”"))
def _(world: World, name: str, old: str, new: str, line: str) -> None:
    path = world.folder / name
    assert old in path.read_text("gbk")
    path.write_text(path.read_text("gbk").replace(old, new) + line + "\n", "gbk")


@given(parsers.parse("要办的是“{title}”"))
def _(world: World, title: str) -> None:
    world.number = only(world, title)


@then("台账里有这些隐患：")
def _(world: World, datatable: Table) -> None:
    def row(key: str) -> list[str]:
        case = world.desk().cases.get(key)
        days = (case.found_on, case.due_on, case.replied_on, case.closed_on)
        return [case.title, case.state_title, SEVERITY_TITLES[case.severity], *(str(day or "") for day in days)]

    assert [row(line.id) for line in world.desk().cases.iterate(CaseFilter())] == datatable[1:]


@then(parsers.parse("台账里一共有 {count:d} 件隐患"))
def _(world: World, count: int) -> None:
    assert world.desk().cases.count(CaseFilter()) == count


@then("看板上：")
def _(world: World, datatable: Table) -> None:
    board = world.desk().figures.board()
    figures = [board.found, board.closed, board.imported, board.open, board.overdue]
    assert [str(figure) for figure in figures] == datatable[1]


@then(parsers.parse("{day} 那天的看板上，未销号 {left:d} 件，导入时已办结 {imported:d} 件"))
def _(world: World, day: str, left: int, imported: int) -> None:
    board = world.desk().figures.board(date.fromisoformat(day))
    assert (board.open, board.imported) == (left, imported)


@then(parsers.parse("整改率是 {part:d} / {whole:d}"))
def _(world: World, part: int, whole: int) -> None:
    rate = world.desk().figures.board().closure_rate
    assert (rate.part, rate.whole) == (part, whole)


@then(parsers.parse("报告“{name}”里第 {row:d} 行是“{outcome}”"))
def _(world: World, name: str, row: int, outcome: str) -> None:
    with (world.folder / name).open(encoding="utf-8-sig", newline="") as stream:
        found = {int(line["行"]): line["结果"] for line in csv.DictReader(stream)}
    assert found[row] == outcome


@then(parsers.parse("对应关系“{name}”里“{heading}”是“{field}”"))
def _(world: World, name: str, heading: str, field: str) -> None:
    assert f"  {heading}: {field}\n" in (world.folder / name).read_text("utf-8")


@when(parsers.parse("对应关系“{name}”里“{one}”改成“{field}”、“{other}”改成“{another}”"))
def _(world: World, name: str, one: str, field: str, other: str, another: str) -> None:
    path = world.folder / name
    lines = path.read_text("utf-8").splitlines()
    new = {one: field, other: another}
    said = [f"  {key}: {new[key]}" if (key := line.strip().partition(":")[0]) in new else line for line in lines]
    path.write_text("\n".join(said) + "\n", "utf-8")


@then(parsers.parse("“{title}”的备注有“{one}”、“{two}”、“{three}”、“{four}”"))
def _(world: World, title: str, one: str, two: str, three: str, four: str) -> None:
    note = world.desk().cases.get(only(world, title)).note
    assert {one, two, three, four} <= set(note.split("；"))
