"""Who signs, who stops work, who inspects: as a station works."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.documents.service import Service
from inspect_engine.exports.documents import renderer
from inspect_engine.imports import inspections
from tests.bdd.test_countersign import WORD
from tests.bdd.test_documents import USUAL
from tests.bdd.world import World

scenarios("station_inspecting.feature", "station_notices.feature")

GIVEN = {"address": "某街 1 号", "responsible_person": "吴某"}
BEYOND = """\
pack: gas
date: {day}
inspectors: [{names}]
subjects:
  - {{key: shop-01, kind: catering, name: 熟食店01, region: "530602"}}
answers:
  - {{subject: shop-01, answer: fail, title: {title}, note: 后厨}}
"""


@given(parsers.parse("{who}登记了发文机关“{code}”，检查员各有证号"))
def _(world: World, who: str, code: str) -> None:
    people = [name for name, person in world.desk(who).desk.roster().items() if person.inspects]
    numbers = {name: f"滇执{place:04}" for place, name in enumerate(people)}
    world.begin((who, code), lambda: world.desk(who).offices.add(code, "某市住房和城乡建设局", USUAL, numbers))


@given(parsers.parse("{names}查出清单外的“{title}”"))
def _(world: World, names: str, title: str) -> None:
    path = world.folder / "清单外.yaml"
    path.write_text(BEYOND.format(day=world.today, names=names.replace("、", ", "), title=title), encoding="utf-8")
    world.keep(inspections.run(world.desk(names.split("、")[0]), path))


@given(parsers.parse("{who}签发限期整改通知书，{days:d} 日"))
@when(parsers.parse("{who}签发限期整改通知书，{days:d} 日"))
def _(world: World, who: str, days: int) -> None:
    desk, given_ = world.desk(who), {**GIVEN, "days": str(days)}
    made = renderer(desk.desk.document_kinds)
    world.attempt(lambda: desk.documents.issue("rectification", [world.number], given_, made))


@when(parsers.parse("{who}在命令行签发限期整改通知书，{other}当面签"))
def _(
    world: World, command: Callable[[Sequence[str]], None], monkeypatch: pytest.MonkeyPatch, who: str, other: str
) -> None:
    monkeypatch.setenv("INSPECT_ENGINE_COSIGN_PASSPHRASE", WORD)
    filled = [f"--set={name}={value}" for name, value in {**GIVEN, "days": "7"}.items()]
    command(["notice", "issue", "rectification", world.number, *filled, "--cosign", other, "--user", who])


@given(parsers.parse("{who}签隐患的通知书"))
@when(parsers.parse("{who}签隐患的通知书"))
def _(world: World, who: str) -> None:
    world.attempt(lambda: world.desk(who).countersigning.confirm(world.number))


@when(parsers.parse("{who}送达通知书"))
def _(world: World, who: str) -> None:
    desk = world.desk(who)
    number = desk.documents.all()[-1].number
    world.attempt(lambda: desk.documents.serve(number, Service(desk.desk.today(), "direct", "吴某")))


@then(parsers.parse("整改期限是 {day}"))
def _(world: World, day: str) -> None:
    world.settle()
    assert str(world.case().due_on) == day
