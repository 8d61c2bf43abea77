"""Notices to whom they concern, of what they breach."""

from __future__ import annotations

from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.cli.documents.lines import not_taken
from inspect_engine.exports.documents import renderer
from inspect_engine.imports import inspections
from inspect_engine.reading.definitions import load_library
from inspect_engine.storage.documents import Issued
from tests.bdd.test_documents import CERTIFICATES, USUAL, printed
from tests.bdd.world import World

scenarios("notices_that_stand.feature")

PLACE = {"address": "某路 1 号", "responsible_person": "吴某"}
SITE = {
    **PLACE,
    "permit_no": "530602202601010101",
    "owner_unit": "昭阳置业有限公司 王某",
    "builder": "云岭建工有限公司 吴某",
    "supervising_unit": "乌蒙监理咨询有限公司 郑某",
}


@given(parsers.parse("{who}登记了发文机关“{code}”"))
def _(world: World, who: str, code: str) -> None:
    world.desk(who).offices.add(code, "某市住房和城乡建设局", USUAL, CERTIFICATES)


@given(parsers.parse("{who}照“{name}”录入检查，都签了"))
def _(world: World, who: str, name: str) -> None:
    inspections.run(world.desk(who), world.folder / name)
    world.countersign()


@when(parsers.parse("{who}逐家签发{site}算得出等级的隐患，{days:d} 日"))
def _(world: World, who: str, site: str, days: int) -> None:
    desk = world.desk(who)
    lines = [line for line in desk.cases.page() if line.subject_name.startswith(site)]
    found = [line.number for line in lines if line.severity != "pending"]
    made = renderer(desk.desk.document_kinds)
    said = {**(SITE if "工地" in site else PLACE), "days": str(days)}
    person = said.pop("responsible_person")
    said |= {f"responsible_person@{number}": person for number in found}
    desk.documents.issue_per_unit("rectification", found, said, made)


def notices(world: World) -> dict[str, Issued]:
    """What was issued, by the unit it is for."""
    documents = world.desk().documents
    return {documents.contents(each.number)["party"]: each for each in documents.all()}


def row(world: World, party: str, label: str) -> str:
    """What stands behind a label in the notice for a unit."""
    return printed(world.desk().desk.evidence_path(notices(world)[party].file), label)


@then(parsers.parse("有 {count:d} 份通知书，发给“{parties}”"))
def _(world: World, count: int, parties: str) -> None:
    assert len(world.desk().documents.all()) == count
    assert set(notices(world)) == set(parties.split("、"))


@then(parsers.parse("发给“{party}”的{label}有“{text}”"))
def _(world: World, party: str, label: str, text: str) -> None:
    assert text in row(world, party, label)


@then(parsers.parse("发给“{party}”的{label}有“{text}”，没有“{absent}”"))
def _(world: World, party: str, label: str, text: str, absent: str) -> None:
    assert text in row(world, party, label)
    assert absent not in row(world, party, label)


@then(parsers.parse("发给“{party}”的违反条款没有印待核的条文"))
def _(world: World, party: str) -> None:
    """Whatever its text: of each document, none of the articles that are from memory."""
    breached = row(world, party, "违反条款").replace("\n", "；")
    assert "第21条" in breached  # so that there is something to look at
    for document in load_library().references.values():
        own = [part.removeprefix(document.name) for part in breached.split("；") if part.startswith(document.name)]
        remembered = {article for article, mark in document.articles.items() if mark == "M"}
        assert remembered.isdisjoint(article for part in own for article in part.split("、"))


@then("签发整改通知书办得了")
def _(world: World) -> None:
    """By a supervisor: an inspector's own way, 现场签发, is another action."""
    can, _, cannot = world.stdout.partition("现在不能办的")
    (line,) = [line for line in can.splitlines() if line.startswith("issue ")]
    assert "签发整改通知书" in line
    assert "待定级" not in line + cannot


@then("台账校验没有问题")
def _(world: World) -> None:
    assert world.desk().verify() == []


@then(parsers.parse("屏幕提示没有“{text}”"))
def _(world: World, text: str) -> None:
    assert text not in world.stderr


@then(parsers.parse("提示了发给“{party}”的没有写进“{title}”"))
def _(world: World, party: str, title: str) -> None:
    """What was typed for the site is no part of a notice about a work that lies in none, and that is said."""
    found = notices(world)
    told = not_taken(world.desk(), SITE, *found.values())
    assert any(each.startswith(f"请留意：{found[party].number} 没有写进“{title}”") for each in told)
    assert not any(title in each and found["昭阳置业有限公司"].number in each for each in told)
