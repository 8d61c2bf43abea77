"""A reply sheet goes out, is filled in, and comes back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from pytest_bdd import given, parsers, scenarios, then

from tests.bdd.world import Table, World

scenarios("reply_out_and_back.feature")
HEADS, CODES = 5, 7
"""Rows of headings and of codes."""


def columns(ws: Worksheet) -> dict[str, int]:
    """Columns by heading."""
    return {str(cell.value): cell.column for cell in ws[HEADS] if cell.value}


def row_of(ws: Worksheet, number: str) -> int:
    return next(int(cell.row) for cell in ws["A"] if cell.value == number)


@given(parsers.parse("有照片“{first}”、“{second}”"))
def _(world: World, first: str, second: str) -> None:
    for name in (first, second):
        (world.folder / name).write_text(f"{name}的照片", encoding="utf-8")


@given(parsers.re("回复表“(?P<name>[^”]+)”(的“(?P<sheet>[^”]+)”页)?里填："))
def _(world: World, name: str, sheet: str | None, datatable: Table) -> None:
    book = openpyxl.load_workbook(world.folder / name)
    ws = book[sheet or "整改回复表"]
    heads, (_, *titles) = columns(ws), datatable[0]
    for number, *texts in datatable[1:]:
        for title, text in zip(titles, texts, strict=True):
            if text:
                cell = ws.cell(row_of(ws, number), heads[title])
                cell.value = int(text) if text.isdecimal() else text
                cell.data_type = "n" if text.isdecimal() else "s"
                cell.number_format = "General"
    book.save(world.folder / name)


@then(parsers.parse("回复表“{name}”的“{sheet}”页有 {numbers}"))
def _(world: World, name: str, sheet: str, numbers: str) -> None:
    ws = openpyxl.load_workbook(world.folder / name)[sheet]
    assert [cell.value for cell in ws["A"][CODES:]] == numbers.split("、")
    assert ws.protection.sheet


@then(parsers.parse("回复表“{name}”没有“{sheet}”页"))
def _(world: World, name: str, sheet: str) -> None:
    assert sheet not in openpyxl.load_workbook(world.folder / name).sheetnames


@given(parsers.parse("回复表“{name}”的 {place} 改成“{text}”"))
def _(world: World, name: str, place: str, text: str) -> None:
    book = openpyxl.load_workbook(world.folder / name)
    book.worksheets[0][place].value = text
    book.save(world.folder / name)


@then(parsers.parse("回复表“{name}”里有这些隐患："))
def _(world: World, name: str, datatable: Table) -> None:
    ws = openpyxl.load_workbook(world.folder / name).worksheets[0]
    heads, found = columns(ws), []
    for at in range(CODES + 1, ws.max_row + 1):
        free = [title for title, n in heads.items() if not ws.cell(at, n).protection.locked]
        found.append([ws.cell(at, 1).value, ws.cell(at, heads["现状"]).value, "、".join(free)])
    assert found == datatable[1:]


@then(parsers.parse("回复表“{name}”没有密码也锁着，完成日期只能填日期"))
def _(world: World, name: str) -> None:
    ws = openpyxl.load_workbook(world.folder / name).worksheets[0]
    assert ws.protection.sheet
    assert not ws.protection.password
    dated = [each for each in ws.data_validations.dataValidation if each.type == "date"]
    assert [sorted(map(str, each.sqref.ranges)) for each in dated] == [[f"L{CODES + 1}", f"L{CODES + 2}"]]


@then(
    parsers.parse("{number} 的“{title}”由{who}录入，实际整改人是“{person}”，完成日期是“{day}”"),
)
def _(world: World, number: str, title: str, who: str, person: str, day: str) -> None:
    events = [entry.event for entry in world.desk().cases.history(number)]
    event = next(each for each in reversed(events) if each.data.get("title") == title)
    values = event.data["values"]
    assert (event.actor.user, values["performed_by"], values["finished_on"]) == (who, person, day)
    assert Path(event.data["sheet"]["file"]).suffix == ".xlsx"
    assert event.data["sheet"]["unit"] is False
