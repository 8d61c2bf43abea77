"""Following hazards to closure, and everything that may not be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.cli import main
from inspect_engine.ledger import create_ledger
from tests.bdd.conftest import quoted
from tests.bdd.world import Table, World
from tests.conftest import enrol

scenarios("closure.feature", "refusal.feature", "separation.feature")


@then(parsers.parse("只记下这次认不出身份的尝试：{why}"))
def _(world: World, why: str) -> None:
    """One event, under nobody's name; the hazard has no more than its discovery."""
    desk = world.desk()
    assert [(row.why, row.count) for row in desk.access.attempts()] == [(why, 1)]
    assert len(desk.cases.history(world.number)) == 1


# --- people ----------------------------------------------------------------------------------------------------


@given(parsers.parse("{who}登记检查员{mark}"))
def _(world: World, who: str, mark: str) -> None:
    world.desk(who).people.add(f"检查员{mark}", f"{mark}某", ["inspector"])


@given(parsers.parse("{who}登记兼任主管的检查员{mark}"))
def _(world: World, who: str, mark: str) -> None:
    enrol(world.desk(who), f"检查员{mark}", f"{mark}某", ["inspector", "supervisor"])


@when(parsers.parse("{who}以姓名“{title}”登记{name}"))
def _(world: World, who: str, title: str, name: str) -> None:
    world.attempt(lambda: world.desk(who).people.add(name, title, ["inspector"]))


@given(parsers.parse("{who}停用{name}"))
def _(world: World, who: str, name: str) -> None:
    world.desk(who).people.disable(name)


# --- looking ---------------------------------------------------------------------------------------------------


@when(parsers.parse("{who}查看隐患"))
def _(world: World, who: str) -> None:
    world.attempt(lambda: world.desk(who).cases.offers(world.number))


@when(parsers.parse("{who}查看流转记录"))
def _(world: World, who: str) -> None:
    world.attempt(lambda: world.desk(who).cases.history(world.number))


@then(parsers.parse("{who}没有可办的事"))
def _(world: World, who: str) -> None:
    assert world.desk(who).cases.offers(world.number).offers == ()


@then(parsers.parse("{who}看到的事项是："))
def _(world: World, who: str, datatable: Table) -> None:
    offers = {offer.title: offer for offer in world.desk(who).cases.offers(world.number).offers}
    assert set(offers) == {title for title, *_ in datatable[1:]}
    for title, can, reason in datatable[1:]:
        assert (offers[title].allowed, offers[title].reason) == (can == "可办", quoted(reason))


# --- two people at once ----------------------------------------------------------------------------------------


@given(parsers.parse("{who}看过这件隐患"))
def _(world: World, who: str) -> None:
    world.seen = world.desk(who).cases.get(world.number).last_event


@when(parsers.parse("{who}照先前看到的办理“{title}”"))
def _(world: World, who: str, title: str) -> None:
    world.attempt(lambda: world.act(who, title, base=world.seen))


@when(parsers.parse("{who}照先前看到的在命令行办理撤销"))
def _(world: World, command: Callable[[Sequence[str]], None], who: str) -> None:
    command(["act", world.number, "withdraw", "--set", "reason=重复立案", "--base", world.seen, "--user", who])


# --- rehearsals ------------------------------------------------------------------------------------------------


@given("另有一本正式台账")
def _(world: World) -> None:
    create_ledger(world.folder / "正式.db", "主管甲", "赵某")


@when(parsers.parse("{who}在正式台账的命令行里指定时间 {day}"))
def _(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], who: str, day: str) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("INSPECT_ENGINE_NOW", day)
        with pytest.raises(SystemExit) as ended:
            main(["--db", "正式.db", "--user", who, "board"])
    assert isinstance(ended.value.code, int)
    world.exit_code = ended.value.code
    world.stdout, world.stderr = capsys.readouterr()
