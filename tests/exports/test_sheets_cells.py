"""What a user typed stays text: whole, harmless, and readable by every program."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.escape import unescape

from inspect_engine.domain.figures import Board
from inspect_engine.domain.inspections.doubts import marks_text
from inspect_engine.exports.sheets.book import Book
from inspect_engine.exports.sheets.cells import MAX_UNITS, Formula, Value, cell, clean, height, parts
from inspect_engine.exports.sheets.tables import Column, Table

if TYPE_CHECKING:
    from tests.exports.conftest import Town

ANY_TEXT = st.text(st.characters(), max_size=60)
HOSTILE = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|'/c calc'!A1", "[/]", "\x1b[31m", "#REF!", "TRUE", "00123", "1e5"),
    *(
        "_x0041_",
        "&<>\"'",
        " 前后空格 ",
        "两\n行",
        "a\tb\rc",
        "从 Windows\r\n粘贴",
        "\U0001f477\u200d\u2640\ufe0f",
        "A\u202eB",
        "\ufffe\uffff",
    ),
    *("\ud800", "\x00", "x" * 40_000, "\U0001f477" * 20_000, "\x1b" * 4_000),
)


def read(xml: str) -> str:
    """The text of a cell, as a spreadsheet program reads it."""
    element = ElementTree.fromstring(xml)
    assert element.get("t") == "inlineStr"
    return unescape("".join(element.itertext()))


@given(ANY_TEXT)
def test_any_text_comes_back_as_shown(text: str) -> None:
    assert "".join(read(cell("A1", 0, part)) for part in parts(text) if part) == clean(text)


@given(st.text(st.sampled_from("a山\U0001f477\x1b\ud800_x0041"), max_size=300), st.integers(1, 400))
@settings(max_examples=50)
def test_long_text_is_continued_never_cut(piece: str, times: int) -> None:
    pieces = parts(piece * times)
    assert "".join(pieces) == clean(piece * times)
    assert all(len(part.encode("utf-16-le")) // 2 <= MAX_UNITS for part in pieces)


def test_a_text_that_does_not_fit_is_refused_not_cut() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        cell("A1", 0, "x" * (MAX_UNITS + 1))


@given(st.dates(date(1900, 3, 1)))
def test_dates_are_real(day: date) -> None:
    serial = ElementTree.fromstring(cell("A1", 0, day)).findtext("v")
    assert serial is not None
    assert from_excel(int(serial)) == datetime(day.year, day.month, day.day)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, '<c r="A1" s="3"/>'),
        ("", '<c r="A1" s="3"/>'),
        (7, '<c r="A1" s="3"><v>7</v></c>'),
        (Decimal("0.7238"), '<c r="A1" s="3"><v>0.7238</v></c>'),
        (datetime(2024, 3, 1, 12), '<c r="A1" s="3"><v>45352.5</v></c>'),
        (date(1890, 1, 1), '<c r="A1" s="3" t="inlineStr"><is><t>1890-01-01</t></is></c>'),
        (Formula('IF(A1<2,"&",1)', "是"), '<c r="A1" s="3" t="str"><f>IF(A1&lt;2,"&amp;",1)</f><v>是</v></c>'),
        (Formula("1+1", 2), '<c r="A1" s="3"><f>1+1</f><v>2</v></c>'),
    ],
)
def test_cell(value: Value, expected: str) -> None:
    assert cell("A1", 3, value) == expected


def test_rows_are_high_enough_for_their_lines() -> None:
    assert height("短", 10) == height(5, 10) == 1
    assert height("山" * 40, 10) >= 8
    assert height("一\n二\n三", 10) == 3
    assert height("2026-11-30", 11) == 1
    assert height("abcd-" * 4, 12) == 3, "it breaks where a word ends"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cells") / "文字.xlsx"
    columns = [Column[tuple[int, str]]("编号", 9, lambda row: f"n{row[0]}"), Column("文字", 30, lambda row: row[1])]
    with Book(("", "", ""), ("", "", "")) as book:
        table = Table(book, "表", columns)
        for row in enumerate(HOSTILE):
            table.add(row)
        table.finish()
        book.save(path)
    return path


def joined(book: Workbook) -> dict[str, str]:
    texts: dict[str, str] = {}
    for key, text in book["表"].iter_rows(min_row=2, values_only=True):
        texts[str(key).split(" ")[0]] = texts.get(str(key).split(" ")[0], "") + unescape(str(text))
    return texts


def test_hostile_texts_survive_reopening(hostile: Path) -> None:
    book = openpyxl.load_workbook(hostile)
    assert joined(book) == {f"n{n}": clean(text) for n, text in enumerate(HOSTILE)}
    assert {cell.data_type for row in book["表"].iter_rows(min_row=2) for cell in row} == {"s"}
    for _, text in book["表"].iter_rows(min_row=2):
        assert text.quotePrefix == str(text.value).startswith(("=", "+", "-", "@"))


def test_continued_rows_are_marked(hostile: Path) -> None:
    keys = [str(row[0]) for row in openpyxl.load_workbook(hostile)["表"].iter_rows(min_row=2, values_only=True)]
    n = HOSTILE.index("x" * 40_000)
    assert keys[keys.index(f"n{n}") :][:2] == [f"n{n}", f"n{n} 续1"]


def test_libreoffice_reads_the_same_list(
    town: Town, exported: tuple[Path, Board], recalculated: Callable[[Path], Workbook]
) -> None:
    ours = openpyxl.load_workbook(exported[0])["台账"].iter_rows(min_row=2, values_only=True)
    theirs = recalculated(exported[0])["台账"].iter_rows(min_row=2, values_only=True)
    for mine, other in zip(ours, theirs, strict=True):
        assert [unescape(value) if isinstance(value, str) else value for value in mine] == list(other)


def test_notes_of_the_town_are_shown_whole(town: Town, exported: tuple[Path, Board]) -> None:
    sheet = openpyxl.load_workbook(exported[0])["台账"]
    column = [str(cell.value) for cell in sheet[1]].index("备注/实测")
    notes = [unescape(str(row[column] or "")) for row in sheet.iter_rows(min_row=2, values_only=True)]
    cases = [town.chief.cases.get(number) for number in town.numbers]
    told = ["\n".join(filter(None, (case.note, marks_text(case.doubts)))) for case in cases]
    assert notes == [clean(text) for text in told]


def test_reading_a_ledger_does_not_load_openpyxl() -> None:
    code = "import sys, inspect_engine.ledger; sys.exit('openpyxl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
