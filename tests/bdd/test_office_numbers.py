"""One register of numbers: written in by hand, and given by the ledger."""

from __future__ import annotations

from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.exports.documents import renderer
from tests.bdd.test_documents import CERTIFICATES, USUAL
from tests.bdd.world import World

scenarios("office_numbers.feature")


@given(parsers.parse("{who}登记了发文机关“{code}”"))
def _(world: World, who: str, code: str) -> None:
    world.desk(who).offices.add(code, "某市住房和城乡建设局", USUAL, CERTIFICATES)


@given(parsers.parse("{who}签发 {number} 的整改通知书"))
@when(parsers.parse("{who}签发 {number} 的整改通知书"))
def _(world: World, who: str, number: str) -> None:
    desk = world.desk(who)
    values = {"days": "30", "address": "某街 1 号", "responsible_person": "吴某"}
    world.attempt(lambda: desk.documents.issue("rectification", [number], values, renderer(desk.desk.document_kinds)))


@given(parsers.parse("{who}给 {number} 手填文号“{text}”"))
@when(parsers.parse("{who}给 {number} 手填文号“{text}”"))
def _(world: World, who: str, number: str, text: str) -> None:
    world.number = number
    world.attempt(lambda: world.act(who, "签发整改通知书", {"通知书文号": text}))


@then(parsers.parse("文号是“{number}”"))
def _(world: World, number: str) -> None:
    """The last one issued."""
    world.settle()
    assert world.desk().documents.all()[-1].number == number


@then(parsers.parse("{number} 现为“{state}”"))
def _(world: World, number: str, state: str) -> None:
    world.settle()
    assert world.desk().cases.get(number).state_title == state
