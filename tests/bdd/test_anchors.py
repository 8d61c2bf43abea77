"""What is kept elsewhere, and what it shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from pytest_bdd import given, parsers, scenarios, when

from tests.bdd.world import World

scenarios("anchors.feature")


@given("留一份现在的台账")
def _(world: World) -> None:
    world.settle()
    world.path.with_suffix(".kept").write_bytes(world.path.read_bytes())


@when("有人放回留着的那份台账")
def _(world: World) -> None:
    world.path.write_bytes(world.path.with_suffix(".kept").read_bytes())


@when("有人把台账拿走了")
def _(world: World) -> None:
    world.tampered = True
    world.path.rename(world.path.with_suffix(".gone"))


@when(parsers.parse("有人把“{name}”里的“{old}”改成“{new}”"))
def _(name: str, old: str, new: str) -> None:
    text = Path(name).read_text("utf-8")
    assert old in text
    Path(name).write_text(text.replace(old, new, 1), encoding="utf-8")


@when(parsers.parse("有人把工作簿“{name}”台账页的“{old}”改成“{new}”"))
def _(name: str, old: str, new: str) -> None:
    book = load_workbook(name)
    cells: list[Any] = [cell for row in book["台账"].iter_rows() for cell in row if cell.value == old]
    assert cells
    cells[0].value = new
    book.save(name)
