"""Who sees whole numbers, who took an export, and what is not told of elsewhere."""

from __future__ import annotations

import openpyxl
from pytest_bdd import parsers, scenarios, then

from inspect_engine.ledger.identity import os_account
from inspect_engine.storage import home
from tests.bdd.world import World

scenarios("privacy.feature")


@then(parsers.parse("屏幕提示没有“{text}”"))
def _(world: World, text: str) -> None:
    assert text not in world.stderr


@then(parsers.parse("工作簿“{name}”里有“{text}”，没有“{other}”"))
def _(world: World, name: str, text: str, other: str) -> None:
    """On any sheet, hidden ones too."""
    book = openpyxl.load_workbook(world.folder / name)
    told = "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    assert text in told
    assert other not in told


@then(parsers.parse("工作簿“{name}”的“说明”写明由{who}导出"))
def _(world: World, name: str, who: str) -> None:
    book = openpyxl.load_workbook(world.folder / name)
    told = {str(label): str(text) for label, text, *_ in book["说明"].iter_rows(values_only=True)}
    assert f"（{who}）" in told["导出人"]
    assert told["导出于"] == f"电脑 {home.host()}，操作系统账户 {os_account()}"
    footer = book["台账"].oddFooter
    assert footer is not None
    assert footer.right is not None
    assert f"（{who}）" in str(footer.right.text)
