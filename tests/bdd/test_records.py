"""What the ledger proves and what its board adds up to."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.cases import event_title
from inspect_engine.domain.events import Actor, digest
from inspect_engine.domain.figures import Board, Rate
from inspect_engine.ledger import CaseFilter, parse_moment
from inspect_engine.ledger.choosing import only
from inspect_engine.storage.log import writing
from tests.bdd.conftest import rows
from tests.bdd.world import Table, World

scenarios("ledger.feature", "board.feature")


# --- history ---------------------------------------------------------------------------------------------------


@then("流转记录是：")
def _(world: World, datatable: Table) -> None:
    """In order; and recorded on that day at a time of day, each later than the one before."""
    entries = world.desk().cases.history(world.number)
    told = []
    for entry in entries:
        data = entry.event.data
        state = data.get("to_title") or data.get("state_title", "")
        told.append([str(entry.event.on), entry.event.actor.user, event_title(entry.event), state])
    assert told == datatable[1:]
    moments = [entry.event.at for entry in entries]
    assert [str(moment.date()) for moment in moments] == [row[0] for row in datatable[1:]]
    assert moments == sorted(set(moments))


@then(parsers.parse("“{title}”的流转记录附了 {count:d} 份佐证"))
def _(world: World, title: str, count: int) -> None:
    files = world.entry(title).event.files
    assert len(files) == count
    assert all(world.desk().desk.evidence_path(file).is_file() for file in files)


@then(parsers.parse("“{title}”的日期是 {day}，录入时间是 {recorded}"))
def _(world: World, title: str, day: str, recorded: str) -> None:
    world.settle()
    entry = world.entry(title)
    assert (str(entry.event.on), str(entry.event.at.date()), entry.recorded_at[:10]) == (day, recorded, recorded)


# --- tampering -------------------------------------------------------------------------------------------------


def tamper(world: World, *statements: tuple[str, tuple[object, ...]]) -> None:
    """Change the file behind the program's back: triggers off, change, triggers on again."""
    world.tampered = True
    with closing(sqlite3.connect(world.path)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for sql, values in statements:
            assert connection.execute(sql, values).rowcount == 1
        for _, sql in triggers:
            connection.execute(sql)
        connection.commit()


def changed_by_a_byte(body: str) -> str:
    """The body with the last digit of its year changed."""
    other = body.replace('"at":"2022', '"at":"2023', 1)
    assert sum(a != b for a, b in zip(body, other, strict=True)) == 1
    return other


@when(parsers.parse("有人绕过程序，把“{title}”那条记录改动一个字节"))
def _(world: World, title: str) -> None:
    entry = world.entry(title)
    tamper(world, ("UPDATE eventrow SET body = ? WHERE pos = ?", (changed_by_a_byte(entry.event.body()), entry.pos)))


@when(parsers.parse("有人绕过程序，把“{title}”那条记录改动一个字节，并补上散列值"))
def _(world: World, title: str) -> None:
    entry = world.entry(title)
    body = changed_by_a_byte(entry.event.body())
    tamper(world, ("UPDATE eventrow SET body = ?, hash = ? WHERE pos = ?", (body, digest(body), entry.pos)))


@when(parsers.parse("有人绕过程序，把“{title}”那条记录的入账时间改早一天"))
def _(world: World, title: str) -> None:
    entry = world.entry(title)
    earlier = entry.recorded_at.replace("2022-02-22", "2022-02-21")
    assert earlier != entry.recorded_at
    tamper(world, ("UPDATE eventrow SET recorded_at = ? WHERE pos = ?", (earlier, entry.pos)))


@when(parsers.parse("有人绕过程序，删去“{title}”那条记录"))
def _(world: World, title: str) -> None:
    tamper(world, ("DELETE FROM eventrow WHERE pos = ?", (world.entry(title).pos,)))


@when("有人拆掉防改的触发器")
def _(world: World) -> None:
    world.tampered = True
    with closing(sqlite3.connect(world.path)) as connection:
        connection.execute("DROP TRIGGER eventrow_no_update")


@when("有人绕过程序，把台账表里这件隐患改成已销号")
def _(world: World) -> None:
    sql = "UPDATE caserow SET state = 'closed', is_open = 0, closed_how = 'rectified' WHERE number = ?"
    tamper(world, (sql, (world.number,)))


@when(parsers.parse("有人绕过程序，冒{name}之名补记“{title}”，散列、链和台账表都相符"))
def _(world: World, name: str, title: str) -> None:
    """Past every rule, by the program's own writer: what it stores is consistent in itself."""
    world.tampered = True
    case, head = world.desk().cases.get(world.number), world.desk().cases.history(world.number)[-1]
    flow = world.desk().definitions.stored(case.definition).workflows[case.workflow]
    step = next(each for each in flow.transitions if each.title == title)
    state, values = flow.states[step.to], {"performed_by": name, "measures": "已改", "finished_on": str(head.event.on)}
    data: dict[str, object] = {"on": str(head.event.on), "trigger": step.trigger, "title": title, "from": case.state}
    data |= {"to": step.to, "to_title": state.title, "clock": state.clock, "closing": state.closing}
    data |= {"sets": {}, "mark": step.mark}
    data |= {"values": {spec.id: values.get(spec.id, "某") for spec in step.needs}, "persons": [name]}
    with writing(world.path, Actor(name, "claimed"), lambda: head.event.at + timedelta(hours=1)) as log:
        log.append("case.moved", data, case=case.id, base=case.last_event)


@when(parsers.parse("有人换掉了“{title}”的佐证照片"))
def _(world: World, title: str) -> None:
    world.tampered = True
    world.desk().desk.evidence_path(world.entry(title).event.files[0]).write_text("另一张照片", encoding="utf-8")


@then(parsers.parse("核验指出“{title}”那条记录“{what}”"))
def _(world: World, title: str, what: str) -> None:
    with closing(sqlite3.connect(world.path)) as connection:
        found = connection.execute("SELECT pos, id, body FROM eventrow ORDER BY pos").fetchall()
    named = [
        f"第 {pos} 条流转记录（{key}"
        for pos, key, body in found
        if (json.loads(body)["data"].get("title") if title != "发现" else None) == title
        or (title == "发现" and json.loads(body)["kind"] == "case.opened")
    ]
    assert len(named) == 1
    problems = world.desk().verify()
    assert [p for p in problems if p.where.startswith(named[0]) and p.what.startswith(what)], problems


@then("核验没有指出别的记录")
def _(world: World) -> None:
    named = {problem.where for problem in world.desk().verify() if "条流转记录" in problem.where}
    assert len(named) == 1
    assert next(iter(named)) in world.stdout


@then(parsers.parse("核验的说明里有“{text}”"))
def _(world: World, text: str) -> None:
    assert [problem for problem in world.desk().verify() if text in problem.what]


ATTACKS = {
    "修改": "UPDATE eventrow SET body = '{}' WHERE pos = 2",
    "删除": "DELETE FROM eventrow WHERE pos = 2",
    "替换": "INSERT OR REPLACE INTO eventrow SELECT * FROM eventrow WHERE pos = 2",
}


@when(parsers.parse("有人直接在数据库里{attack}流转记录"), target_fixture="database_error")
def _(world: World, attack: str) -> sqlite3.Error:
    world.before = world.snapshot()
    with closing(sqlite3.connect(world.path, isolation_level=None)) as connection:
        with pytest.raises(sqlite3.Error) as refused:
            connection.execute(ATTACKS[attack])
        return refused.value


@then("数据库拒绝")
def _(database_error: sqlite3.Error) -> None:
    assert "events are append-only" in str(database_error)


# --- figures ---------------------------------------------------------------------------------------------------

COUNTS = {
    "发现": "found",
    "未销号": "open",
    "已销号": "closed",
    "逾期": "overdue",
    "整改销号": "rectified",
    "其中按期回复": "in_time",
    "应完成": "due",
    "立行立改": "on_the_spot",
    "撤销": "withdrawn",
    "重大": "major",
    "重大未销号": "major_open",
    "待定级": "pending",
    "曾退回": "returned",
}
RATES = {
    "整改率": "closure_rate",
    "按期整改率": "in_time_rate",
    "按期完成率": "due_rate",
    "重大隐患整改率": "major_closure_rate",
}


def told(board: Board) -> dict[str, str]:
    """The board in the words of the feature files."""

    def share(rate: Rate) -> str:
        return f"{rate.part}/{rate.whole}＝{rate.percent or '无'}"

    counts = {title: str(getattr(board, name)) for title, name in COUNTS.items()}
    return counts | {title: share(getattr(board, name)) for title, name in RATES.items()}


@then("看板是：")
def _(world: World, datatable: Table) -> None:
    world.settle()
    board = told(world.desk().figures.board())
    expected = rows(datatable)
    assert {name: board[name] for name in expected} == expected


@then("各区划是：")
def _(world: World, datatable: Table) -> None:
    names = [COUNTS[title] for title in datatable[0][1:]]
    board = world.desk().figures.board()
    assert [[code, *(str(n[name]) for name in names)] for code, n in board.by_region.items()] == datatable[1:]


@then("各状态是：")
def _(world: World, datatable: Table) -> None:
    states = world.desk().figures.board().by_state
    assert {state: str(count) for state, count in states.items()} == rows(datatable[1:])


@then("未销号最多的单位是：")
def _(world: World, datatable: Table) -> None:
    units = world.desk().figures.board().most.units
    assert [[each.name, f"{each.open}", f"{each.overdue}", f"{each.found}"] for each in units] == datatable[1:]


@then(parsers.parse("{first} 以来与上期比："))
def _(world: World, first: str, datatable: Table) -> None:
    compared = world.desk().figures.compared(only(CaseFilter(found_from=date.fromisoformat(first))))
    assert compared
    lines = {line.title: [line.title, *line.texts] for line in compared.lines}
    assert [lines[row[0]] for row in datatable[1:]] == datatable[1:]


@given("记下今天的看板")
def _(world: World) -> None:
    world.noted = world.desk().figures.board()


@then(parsers.parse("截至 {day} 的看板同记下的一样"))
def _(world: World, day: str) -> None:
    world.settle()
    assert world.desk().figures.board(date.fromisoformat(day)) == world.noted


@then(parsers.parse("截至 {day} 发现 {count:d} 件"))
def _(world: World, day: str, count: int) -> None:
    world.settle()
    assert world.desk().figures.board(date.fromisoformat(day)).found == count


@then(parsers.parse("截至 {day}、按 {known} 所知的看板同记下的一样"))
def _(world: World, day: str, known: str) -> None:
    moment = parse_moment(f"{known}T23:59:59+08:00")
    assert world.desk().figures.board(date.fromisoformat(day), moment) == world.noted


@then(parsers.parse("{who}看到 {count:d} 件隐患"))
def _(world: World, who: str, count: int) -> None:
    desk = world.desk(who)
    assert (desk.figures.board().found, desk.cases.count(), len(desk.cases.page())) == (count, count, count)


@then("输出的数据里：")
def _(world: World, datatable: Table) -> None:
    data = json.loads(world.stdout)
    for name, value in datatable:
        found = data[name]["percent"] if isinstance(data[name], dict) else data[name]
        assert str(found) == value
