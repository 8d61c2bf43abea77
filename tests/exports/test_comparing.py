"""A workbook that comes back: everything that was changed in it is named, and nothing else."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook

from inspect_engine.domain.figures import Board
from inspect_engine.errors import InputError
from inspect_engine.exports.closure import comparing, workbook
from inspect_engine.exports.sheets import raw

if TYPE_CHECKING:
    from tests.exports.conftest import Town


def test_an_untouched_workbook_is_the_ledger(town: Town, exported: tuple[Path, Board]) -> None:
    found = comparing.compare(town.chief, exported[0])
    assert (found.problems, found.whole) == ((), True)
    assert found.cells > 500


def test_one_of_an_earlier_day_too(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "早.xlsx"
    day = workbook.write(town.chief, path, as_of=date(2022, 3, 1)).board.as_of
    found = comparing.compare(town.chief, path)
    assert (found.problems, found.as_of) == ((), day)


@pytest.mark.parametrize("sheet", ["台账", "流转记录", "总览", "分区域"])
def test_a_changed_cell_is_named(town: Town, exported: tuple[Path, Board], tmp_path: Path, sheet: str) -> None:
    path = tmp_path / "改过.xlsx"
    book = load_workbook(exported[0])
    cell: Any = next(c for row in book[sheet].iter_rows(min_row=2) for c in row if c.value not in (None, ""))
    cell.value = "改过"
    book.save(path)
    (problem,) = comparing.compare(town.chief, path).problems
    assert problem.where == f"{sheet}!{cell.coordinate}"
    assert "表里是“改过”" in problem.what


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda book: book["台账"].delete_rows(3), "台账!"),
        (lambda book: book["台账"].append(["多出一行"]), "台账!"),
        (lambda book: book.remove(book["逾期"]), "不见了"),
        (lambda book: book.create_sheet("另"), "另加的"),
    ],
)
def test_a_row_or_sheet_too_few_or_too_many_is_named(
    town: Town, exported: tuple[Path, Board], tmp_path: Path, change: Any, words: str
) -> None:
    path = tmp_path / "改过.xlsx"
    book = load_workbook(exported[0])
    change(book)
    book.save(path)
    found = comparing.compare(town.chief, path).problems
    assert found
    assert any(words in str(problem) for problem in found)
    assert len(found) <= comparing.SHOWN + 1


def test_what_the_notes_say_is_held_to_the_ledger_too(town: Town, exported: tuple[Path, Board], tmp_path: Path) -> None:
    """Filters, scope, meanings; where it was exported, to the seal."""
    path = tmp_path / "改过.xlsx"
    book = load_workbook(exported[0])
    wanted = []
    for label, text in book["说明"].iter_rows(max_col=2):
        if label.value in ("筛选", "按期整改率", "导出于"):
            text.value = "改过"
            wanted.append(f"说明!{text.coordinate}")
    book.save(path)
    found = [problem.where for problem in comparing.compare(town.chief, path).problems]
    assert sorted(found) == sorted(wanted)
    assert len(wanted) == 3


def test_a_figure_that_shows_what_its_formula_does_not_come_to_is_named(
    town: Town, exported: tuple[Path, Board], tmp_path: Path
) -> None:
    """Whoever looks at it in protected view, a preview or a telephone sees the stored result."""
    path = tmp_path / "改过.xlsx"
    hits = 0
    with ZipFile(exported[0]) as given, ZipFile(path, "w") as out:
        for name in given.namelist():
            content = given.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content, hits = re.subn(rb'(<c r="B8"[^>]*><f>[^<]+</f><v>)\d+', rb"\g<1>7777", content)
            out.writestr(name, content)
    assert hits == 1
    (problem,) = comparing.compare(town.chief, path).problems
    assert problem.where == "总览!B8"
    assert "表里显示的是“7777”" in problem.what


def test_another_anchor_is_named_before_anything_is_compared(
    town: Town, exported: tuple[Path, Board], tmp_path: Path
) -> None:
    path = tmp_path / "改锚.xlsx"
    book = load_workbook(exported[0])
    for row in book["说明"].iter_rows(max_col=2):
        if row[0].value == "锚码":
            row[1].value = str(row[1].value)[:-4] + "0000"
    book.save(path)
    found = comparing.compare(town.chief, path)
    assert not found.whole
    assert "Merkle 根与锚不符" in found.problems[0].what


def test_what_is_no_closure_workbook_is_said(town: Town, exported: tuple[Path, Board], tmp_path: Path) -> None:
    for name, content in (("空.xlsx", b""), ("文.xlsx", b"PK\x03\x04nothing")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError, match="不是 Excel 工作簿"):
            comparing.compare(town.chief, tmp_path / name)
    book = load_workbook(exported[0])
    del book["说明"]
    book.save(other := tmp_path / "另.xlsx")
    with pytest.raises(InputError, match="没有锚码"):
        comparing.compare(town.chief, other)
    with pytest.raises(InputError, match="读不了"):
        comparing.compare(town.chief, tmp_path / "没有.xlsx")


def test_what_a_workbook_may_unpack_to_goes_by_its_own_size(
    town: Town, exported: tuple[Path, Board], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many cases, one of ours is read; a bomb, which comes to a thousand times its size, is not."""
    monkeypatch.setattr(raw, "INFLATED", 1_000)
    assert not comparing.compare(town.chief, exported[0]).problems

    shutil.copy(exported[0], bomb := tmp_path / "大.xlsx")
    with ZipFile(bomb, "a", ZIP_DEFLATED) as book:
        book.writestr("xl/media/image9.png", bytes(raw.RATIO * 2 * exported[0].stat().st_size))
    with pytest.raises(InputError, match="太大"):
        comparing.compare(town.chief, bomb)


def test_the_anchor_is_on_the_sheet_as_text_and_as_a_picture(exported: tuple[Path, Board]) -> None:
    book = load_workbook(exported[0])
    assert len(book["说明"]._images) == 1  # type: ignore[attr-defined]
