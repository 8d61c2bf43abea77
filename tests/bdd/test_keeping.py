"""Backups, the way back, rows made anew, older formats."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.ledger import Ledger, open_ledger
from inspect_engine.storage import files
from tests.bdd.world import World

scenarios("backup.feature")
Line = Callable[[Sequence[str]], None]


@pytest.fixture(autouse=True)
def _broken_on_purpose(world: World) -> None:
    """What these scenarios leave behind need not verify."""
    world.tampered = True


def backup(world: World) -> Path:
    return world.folder / "备份.zip"


def restored(world: World, who: str | None = None) -> Ledger:
    return open_ledger(world.folder / "新" / "台账.db", who or world.founder, world.clock)


def last(ledger: Ledger) -> tuple[str, str, dict[str, object]]:
    """Author, kind and data of the last record."""
    with closing(sqlite3.connect(ledger.desk.path)) as connection:
        (body,) = connection.execute("SELECT body FROM eventrow ORDER BY pos DESC LIMIT 1").fetchone()
    event = json.loads(body)
    return event["actor"]["user"], event["kind"], event["data"]


@given("台账备份过")
def _(world: World, command: Line) -> None:
    command(["backup", "-o", str(backup(world))])
    assert world.exit_code == 0, world.stderr


@when(parsers.parse("{who}备份台账"))
def _(world: World, command: Line, who: str) -> None:
    command(["backup", "-o", str(backup(world)), "--user", who])


@then("备份文件写好了")
def _(world: World) -> None:
    assert backup(world).stat().st_size > 0


@when("台账文件和佐证材料都丢了")
def _(world: World) -> None:
    world.path.unlink()
    shutil.rmtree(files.folder_of(world.path))


@when(parsers.parse("备份文件{how}"))
def _(world: World, how: str) -> None:
    content = bytearray(backup(world).read_bytes())
    content[5000] ^= 1
    half = backup(world).read_bytes()[: len(content) // 2]
    backup(world).write_bytes({"改了一个字节": bytes(content), "少了后一半": half, "是空的": b""}[how])


@when(parsers.parse("{who}从备份恢复台账"))
def _(world: World, command: Line, who: str) -> None:
    command(["restore", str(backup(world)), "--to", str(world.folder / "新" / "台账.db"), "--user", who])


@when(parsers.parse("{who}把备份恢复到台账原来的位置"))
def _(world: World, command: Line, who: str) -> None:
    world.before = world.snapshot()
    command(["restore", str(backup(world)), "--to", str(world.path), "--user", who])


@then("没有恢复出任何台账")
def _(world: World) -> None:
    assert [path for path in world.folder.glob("新/*") if path.name.startswith("台账.db")] == []


@then("恢复的台账核验通过")
def _(world: World) -> None:
    assert restored(world).verify() == []


@then("台账核验通过")
def _(world: World) -> None:
    assert world.desk().verify() == []


@then(parsers.parse("恢复的台账里，这件隐患是“{state}”"))
def _(world: World, state: str) -> None:
    assert restored(world).cases.get(world.number).state_title == state


@then(parsers.parse("台账里，这件隐患是“{state}”"))
def _(world: World, state: str) -> None:
    assert world.desk().cases.get(world.number).state_title == state


@then(parsers.parse("恢复的台账里，{who}可以接着办理“{title}”"))
def _(world: World, who: str, title: str) -> None:
    offers = restored(world, who).cases.offers(world.number).offers
    assert [offer.reason for offer in offers if offer.title == title] == [""]


@then(parsers.parse("恢复的台账最后记着：{who} {day} 从备份恢复"))
def _(world: World, who: str, day: str) -> None:
    author, kind, data = last(restored(world))
    assert (author, kind) == (who, "ledger.restored")
    assert data["on"] == day
    assert isinstance(data["from"], dict)
    assert data["from"]["events"] == restored(world).desk.head.count - 1


@then(parsers.parse("台账最后记着：{who}重建了 {count:d} 行"))
def _(world: World, who: str, count: int) -> None:
    author, kind, data = last(world.desk())
    assert (author, kind, data["rows"]) == (who, "ledger.rebuilt", count)


@given(parsers.parse("“{title}”的佐证材料丢了"))
def _(world: World, title: str) -> None:
    world.settle()
    for file in world.entry(title).event.files:
        files.place(world.path, file).unlink()


@given("有人绕过程序，把台账表里这件隐患写成已销号")
def _(world: World) -> None:
    world.settle()
    with closing(sqlite3.connect(world.path)) as connection, connection:
        connection.execute("UPDATE caserow SET state = 'closed' WHERE number = ?", (world.number,))


@given("台账是旧格式")
def _(world: World) -> None:
    world.settle()
    with closing(sqlite3.connect(world.path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    (world.folder / "原样").write_bytes(world.path.read_bytes())


@then("台账文件一个字节也没有变")
def _(world: World) -> None:
    assert world.path.read_bytes() == (world.folder / "原样").read_bytes()
