"""Photographs side by side, and the evidence beside a workbook, as asked for on the command line."""

from __future__ import annotations

from io import BytesIO

from docx import Document
from PIL import Image
from pytest_bdd import given, parsers, scenarios, then

from inspect_engine.imports import inspections
from tests.bdd.world import World
from tests.exports.pictures import GREEN, bytes_of, from_camera, scene, written

scenarios("photos.feature")


@given(parsers.parse("{names}查出{subject}“{item}”，附照片“{name}”"))
def _(world: World, names: str, subject: str, item: str, name: str) -> None:
    inspectors = names.split("、")
    answers = [["检查对象", "检查项", "作答", "实测"], [subject, item, "不合格", "报警装置状态=未安装"]]
    path = world.sheet(inspectors, answers)
    told = path.read_text("utf-8").replace("sure: true", f"sure: true, evidence: [{name}]")
    path.write_text(told, encoding="utf-8")
    written(world.folder / name, from_camera())
    world.begin(told, lambda: world.keep(inspections.run(world.desk(inspectors[0]), path)))


@given(parsers.parse("有照片“{good}”和坏照片“{bad}”"))
def _(world: World, good: str, bad: str) -> None:
    written(world.folder / good, from_camera(GREEN))
    written(world.folder / bad, bytes_of(scene())[:-300])


@given(parsers.parse("店主回复，附“{name}”"))
def _(world: World, name: str) -> None:
    values = {"performed_by": "店主", "measures": "装好了", "finished_on": str(world.today)}
    world.attempt(lambda: world.desk("店主").cases.act(world.number, "reply", values, [world.folder / name]))


@given(parsers.parse("文件夹“{folder}”里放了“{name}”"))
def _(world: World, folder: str, name: str) -> None:
    (world.folder / folder / name).write_text("笔记", encoding="utf-8")


@then(parsers.parse("文档“{name}”左边写着“{left}”，右边写着“{right}”"))
def _(world: World, name: str, left: str, right: str) -> None:
    rows = Document(str(world.folder / name)).tables[0].rows
    sides = ["\n".join(row.cells[side].text for row in rows) for side in (0, 1)]
    assert left in sides[0]
    assert left not in sides[1]
    assert right in sides[1]
    assert right not in sides[0]


@then(parsers.parse("文档“{name}”有 {count:d} 张照片，都不带拍摄信息"))
def _(world: World, name: str, count: int) -> None:
    made = Document(str(world.folder / name))
    assert len(made.inline_shapes) == count
    assert not any(Image.open(BytesIO(part.blob)).getexif() for part in made.part.package.image_parts)


@then(parsers.parse("文件夹“{folder}”里有“{name}”"))
def _(world: World, folder: str, name: str) -> None:
    assert (world.folder / folder / name).is_file()


@then(parsers.parse("没有文件“{name}”和文件夹“{folder}”"))
def _(world: World, name: str, folder: str) -> None:
    assert not (world.folder / name).exists()
    assert not (world.folder / folder).exists()
