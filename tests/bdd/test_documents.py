"""Documents, from the draft to service, as an office uses them."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.documents.service import Service
from inspect_engine.exports.documents import renderer
from tests.bdd.world import World, step_titled

scenarios("documents.feature", "office_supplements.feature")

USUAL = {"inspection_type": "routine", "review_authority": "某市人民政府", "court": "某市某区人民法院"}
CERTIFICATES = {"检查员甲": "滇执0001", "检查员乙": "滇执0002"}


@given(parsers.parse("{who}登记了发文机关“{code}”"))
def _(world: World, who: str, code: str) -> None:
    world.desk(who).offices.add(code, "某市住房和城乡建设局", USUAL, CERTIFICATES)


@given(parsers.parse("{who}签发限期整改通知书，{days:d} 日"))
@when(parsers.parse("{who}签发限期整改通知书，{days:d} 日"))
def _(world: World, who: str, days: int) -> None:
    desk = world.desk(who)
    values = {"days": str(days), "address": "某街 1 号", "responsible_person": "吴某"}
    world.attempt(
        lambda: desk.documents.issue("rectification", [world.number], values, renderer(desk.desk.document_kinds))
    )


@given(parsers.parse("{number}已直接送达"))
def _(world: World, number: str) -> None:
    desk = world.desk("检查员甲")
    desk.documents.serve(number, Service(desk.desk.today(), "direct", "吴某"))


@then(parsers.parse("文号是“{number}”"))
def _(world: World, number: str) -> None:
    """The last one issued."""
    world.settle()
    assert world.desk().documents.all()[-1].number == number


@then(parsers.parse("隐患的“{title}”是“{value}”"))
def _(world: World, title: str, value: str) -> None:
    needs = step_titled("签发整改通知书").needs
    field = next(spec.id for spec in needs if spec.title == title)
    assert world.case().values[field] == value


@then(parsers.parse("整改期限是 {day}"))
def _(world: World, day: str) -> None:
    assert str(world.case().due_on) == day


@then(parsers.re("文书的“(?P<label>.*)”(?P<whether>有|没有)“(?P<text>.*)”"))
def _(world: World, label: str, whether: str, text: str) -> None:
    """The last one issued."""
    desk = world.desk()
    assert (text in printed(desk.desk.evidence_path(desk.documents.all()[-1].file), label)) is (whether == "有")


@then(parsers.parse("草稿“{name}”的“{label}”有“{text}”"))
def _(world: World, name: str, label: str, text: str) -> None:
    assert text in printed(world.folder / name, label)


def printed(path: Path, label: str) -> str:
    """What stands behind a label in the tables of a document, of all its cases."""
    rows = [row for table in Document(str(path)).tables for row in table.rows]
    return "\n".join(row.cells[-1].text for row in rows if row.cells[0].text == label)
