"""A row made at once, from cells that came before, is the row that is made cell by cell."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_engine.exports.sheets import book, kinds
from inspect_engine.exports.sheets.book import Book
from inspect_engine.exports.sheets.cells import Formula, Value, cell, height, needs_quote
from inspect_engine.exports.sheets.kinds import LINE, Kind
from inspect_engine.exports.sheets.seals import told
from inspect_engine.exports.sheets.tables import Column, Table

TEXTS: tuple[Value, ...] = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|'/c calc'!A1", "[/]", "\x1b[31m", "00123", "_x0041_", "&<>\"'", "]]>"),
    *(
        " 前后空格 ",
        "两\n行",
        "从 Windows\r\n粘贴",
        "\U0001f477\u200d\u2640\ufe0f",
        "A\u202eB",
        "\ufffe",
        "\ud800",
        "",
        "长" * 1200,
    ),
)
OTHERS: tuple[Value, ...] = (
    *(1, Decimal(1), Decimal("1.00"), 0, Decimal("0.0"), None, date(2022, 4, 15), datetime(2022, 4, 15)),
    *(datetime(2022, 4, 15, 8, 30), date(1899, 1, 1), Formula("1+1", 2), Formula("1+1", Decimal("2.0"))),
)
VALUES = st.sampled_from((*TEXTS, *OTHERS)) | st.text(max_size=9) | st.text("甲a _x=\n&", max_size=30)
STYLES, WIDTHS = ("text", "code", "hash"), (8.0, 30.0, 12.0)


def _sheets(rows: Sequence[Sequence[Value]], path: Path) -> tuple[list[bytes], list[str]]:
    """Both ways in one book: its sheets as they are in the file, and what their seals say."""
    with Book(("", "", ""), ("", "", "")) as made:
        one, other = (made.sheet(title, WIDTHS) for title in "甲乙")
        add = other.compiled(STYLES)
        for row in rows:
            one.write(list(zip(STYLES, row, strict=True)))
            add(row)
        made.save(path)
        roots = [made.pages[title].tree.root for title in "甲乙"]
    with ZipFile(path) as archive:
        return [archive.read(f"xl/worksheets/sheet{n}.xml").partition(b"<sheetData>")[2] for n in (1, 2)], roots


def test_hostile_text_and_equal_values_of_other_types_come_out_the_same(tmp_path: Path) -> None:
    values = (*TEXTS, *OTHERS, *reversed(OTHERS), *TEXTS)
    rows = [[value, value, other] for value, other in zip(values, reversed(values), strict=True)]
    (one, other), roots = _sheets(rows, tmp_path / "甲.xlsx")
    assert one == other
    assert roots[0] == roots[1]
    assert b"<v>1.00</v>" in other
    assert b"<v>1</v>" in other


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(VALUES, min_size=1, max_size=9), max_size=9))
def test_cells_made_together_are_those_made_one_by_one(columns: list[list[Value]]) -> None:
    kind = Kind("B", lambda quoted: 5 + quoted, 12.0, LINE, str)
    for values in columns:
        xml, said, points = kind.column(values)
        assert [each.replace(b"\0", b"7") for each in xml] == [
            cell("B7", 5 + needs_quote(value), value).encode() for value in values
        ]
        assert [*said] == [told(value).encode() for value in values]
        high = [max(height(value, 12.0) * LINE, LINE) for value in values]
        assert [max(each, LINE) for each in points or [LINE] * len(values)] == high


def test_no_more_is_remembered_than_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """By number, and by what they come to."""
    monkeypatch.setattr(kinds, "MOST", 10)
    monkeypatch.setattr(kinds, "LARGEST", 5_000)
    kind = Kind("B", lambda _: 0, 12.0, 14.0, str)
    for n in range(95):
        assert f"第{n}处".encode() in kind.column([f"第{n}处"]).xml[0]
        assert kind.remembered <= 10
    kind = Kind("B", lambda _: 0, 12.0, 14.0, str)
    for n in range(9):
        kind.column([f"{n}" + "长" * 1000])
        assert kind.remembered <= 2


def test_each_text_of_a_list_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def heights(texts: Sequence[str], *_: object) -> list[int]:
        asked.extend(texts)
        return [1] * len(texts)

    monkeypatch.setattr(kinds, "heights", heights)
    with Book(("", "", ""), ("", "", "")) as made:
        table: Table[str] = Table(made, "台账", [Column("状态", 8, str), Column("单位", 8, lambda _: "某公司")])
        for n in range(400):
            table.add(("待整改", "已销号")[n % 2])
        made.save(tmp_path / "甲.xlsx")
    assert sorted(asked) == ["已销号", "待整改", "某公司"]


@pytest.mark.parametrize("library", [vars(book)["deflate"], zlib])
def test_sheets_are_deflated_by_what_is_at_hand(library: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By zlib-ng, or by zlib where there is none; each way the file says the same."""
    asked: list[int] = []

    class Spy:
        DEFLATED, MAX_WBITS = library.DEFLATED, library.MAX_WBITS

        @staticmethod
        def compressobj(level: int, *rest: int) -> Any:
            asked.append(level)
            return library.compressobj(level, *rest)

    monkeypatch.setattr(book, "deflate", Spy)
    (one, other), _ = _sheets([["甲", 1, None]] * 300, tmp_path / "甲.xlsx")
    assert asked == [book.LEVEL] * 2
    assert one == other
    assert one.count(b"<row ") == 300
    with ZipFile(tmp_path / "甲.xlsx") as archive:
        assert archive.testzip() is None
