"""Which lists go on paper, as an office writes it down and a supervisor prints it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from pytest_bdd import given, parsers, scenarios, then

from inspect_engine.exports.closure.reporting import HEADS
from inspect_engine.reading.installed import OWN_VARIABLE
from tests.bdd.world import World

scenarios("print_sets.feature")


@given("本单位的打印套是：")
def _(world: World, docstring: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = world.folder / "本单位"
    (folder / "sheets").mkdir(parents=True)
    (folder / "sheets" / "city.yaml").write_text(docstring + "\n", encoding="utf-8")
    monkeypatch.setenv(OWN_VARIABLE, str(folder))


def seen(world: World, name: str) -> list[str]:
    return [sheet.title for sheet in openpyxl.load_workbook(world.folder / name) if sheet.sheet_state == "visible"]


@then(parsers.parse("工作簿“{name}”看得见的表是“{titles}”"))
def _(world: World, name: str, titles: str) -> None:
    assert seen(world, name) == titles.split("、")


@then(parsers.parse("工作簿“{name}”看得见的表有“{titles}”"))
def _(world: World, name: str, titles: str) -> None:
    assert set(titles.split("、")) < set(seen(world, name))


@then(parsers.parse("工作簿“{name}”的“{title}”第一件是："))
def _(world: World, name: str, title: str, datatable: Sequence[Sequence[str]]) -> None:
    heads, wanted = datatable
    sheet = openpyxl.load_workbook(world.folder / name)[title]
    groups, below, row = ([cell.value for cell in sheet[at]] for at in (HEADS - 1, HEADS, HEADS + 1))
    assert [under or over for over, under in zip(groups, below, strict=True)] == heads
    assert [f"{value:%Y-%m-%d}" if hasattr(value, "year") else value for value in row] == wanted


@then(parsers.parse("工作簿“{name}”里点台账的 {number}，到它的流转记录，再点回到台账"))
def _(world: World, name: str, number: str) -> None:
    book: Any = openpyxl.load_workbook(world.folder / name)
    listed = next(cell for cell in book["台账"]["A"] if cell.value == number)
    assert listed.hyperlink.location.startswith("'流转记录'!A")
    step = book["流转记录"][listed.hyperlink.location.partition("!")[2]]
    assert step.value == number
    assert step.hyperlink.location == f"'台账'!{listed.coordinate}"
