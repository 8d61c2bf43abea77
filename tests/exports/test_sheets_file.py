"""The file: complete or not there, laid out for screen and paper, with what proves it."""

from __future__ import annotations

import dataclasses
import errno
import hashlib
import io
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from inspect_engine.domain.figures import Board
from inspect_engine.errors import InputError, Refused, StorageError
from inspect_engine.exports.closure import workbook
from inspect_engine.exports.closure.columns import LEDGER, STEPS
from inspect_engine.exports.sheets import blocks, book
from inspect_engine.exports.sheets.cells import height
from inspect_engine.exports.sheets.kinds import LINE
from inspect_engine.exports.sheets.tables import LARGE

if TYPE_CHECKING:
    from tests.exports.conftest import Town

SHEETS = ["总览", "台账", "逾期", "分区域", "分专项", "单位和常见隐患", "登记事项"]
SHEETS += ["流转记录", "数据核查", "核查明细", "说明"]
UPRIGHT, PAGE = 82, 741
"""Characters beside each other, and points below each other, on upright A4 within its margins."""
EXPORT = """
import sys
from pathlib import Path
from inspect_engine.exports.closure import workbook
from inspect_engine.ledger import open_ledger
{before}
ledger = open_ledger(Path(sys.argv[1]), "sup1")
while True:
    workbook.write(ledger, Path(sys.argv[2]))
    print("done", flush=True)
    {after}
"""


def notes(path: Path) -> dict[str, str]:
    sheet = openpyxl.load_workbook(path)["说明"]
    return {str(label): str(text) for label, text in sheet.iter_rows(values_only=True)}


def test_sheets_and_their_sizes(town: Town, exported: tuple[Path, Board]) -> None:
    summary = workbook.write(town.chief, town.folder / "again.xlsx")
    reopened = openpyxl.load_workbook(summary.path)
    assert reopened.sheetnames == [*summary.sheets, "封条"] == [*SHEETS, "封条"]
    assert reopened["封条"].sheet_state == "veryHidden"
    assert summary.sheets["台账"] == len(town.numbers) == summary.board.found
    assert summary.sheets["流转记录"] == sum(len(town.chief.cases.history(number)) for number in town.numbers)
    assert (summary.chain_head, summary.events) == (town.chief.desk.head.chain, town.chief.desk.head.count)
    assert {
        title: reopened[title].max_row - 1 for title in ("台账", "逾期", "流转记录")
    }.items() <= summary.sheets.items()


def test_lists_are_laid_out_for_screen_and_paper(exported: tuple[Path, Board]) -> None:
    reopened = openpyxl.load_workbook(exported[0])
    for title in SHEETS:
        sheet = reopened[title]
        wide = title in ("台账", "登记事项", "流转记录")
        assert sheet.page_setup.orientation == ("portrait" if title == "总览" else "landscape")
        assert sheet.page_setup.paperSize == (book.A3 if wide or title in ("逾期", "核查明细") else book.A4)
        assert sheet.page_setup.fitToWidth == (2 if wide else None if title == "总览" else 1)
        assert sheet.page_setup.pageOrder == ("overThenDown" if wide else None), "both halves of a row lie together"
        header, footer = sheet.oddHeader, sheet.oddFooter
        assert header is not None
        assert footer is not None
        assert "截至 2024-04-01" in str(header.right.text)
        assert "演练" in str(header.center.text)
        assert "&P" in str(footer.center.text)
        assert not sheet.data_validations.dataValidation
    ledger = reopened["台账"]
    assert [cell.value for cell in ledger[1]] == [column.name for column in LEDGER]
    assert ledger.freeze_panes == "C2"
    assert ledger.tables["台账"].ref == f"A1:{get_column_letter(len(LEDGER))}{ledger.max_row}"
    assert ledger.print_title_rows == "$1:$1"
    assert ledger.print_title_cols == "$A:$A", "too wide for one page: the number stands on both"
    found = ledger[2][[column.name for column in LEDGER].index("发现日期")]
    assert (found.value, found.number_format) == (datetime(2024, 3, 1), "yyyy-mm-dd")


def test_lists_print_in_letters_of_nine_points(exported: tuple[Path, Board]) -> None:
    """LibreOffice without the fonts of Windows, the widest letters there are, prints ``LARGE`` characters on a page."""
    reopened = openpyxl.load_workbook(exported[0])
    for title in ("台账", "逾期", "登记事项", "流转记录", "数据核查", "核查明细"):
        widths = [each.width for each in reopened[title].column_dimensions.values()]
        pages = int(reopened[title].page_setup.fitToWidth or 1)
        assert sum(widths) + widths[0] * (pages - 1) <= pages * LARGE, title


def _letter(name: str) -> str:
    return get_column_letter([column.name for column in LEDGER].index(name) + 1)


def _text(value: object) -> str:
    """A text, as it is laid out; numbers and days take one line however wide."""
    return value if isinstance(value, str) else ""


def test_rows_are_no_higher_than_their_text(exported: tuple[Path, Board]) -> None:
    sheet = openpyxl.load_workbook(exported[0])["台账"]
    widths = {letter: each.width for letter, each in sheet.column_dimensions.items()}
    for at, row in enumerate(sheet.iter_rows(min_row=2, values_only=True), 2):
        lines = max(height(text, width) for text, width in zip(map(_text, row), widths.values(), strict=True))
        assert sheet.row_dimensions[at].height == pytest.approx(blocks.high(LINE * lines))
    basis = "《城镇燃气管理条例》（国务院令第583号，2016年修订）第15条；罚则：第45条第1款；" * 3
    assert height(basis, widths[_letter("依据")]) <= 5, "three laws in five lines: the basis used to take a dozen"


def test_heads_are_high_enough_for_their_words(exported: tuple[Path, Board]) -> None:
    for sheet in openpyxl.load_workbook(exported[0]).worksheets:
        if sheet.title in ("台账", "逾期", "登记事项", "流转记录"):
            widths = [each.width for each in sheet.column_dimensions.values()]
            (heads,) = sheet.iter_rows(max_row=1, values_only=True)
            lines = [height(_text(head), width) for head, width in zip(heads, widths, strict=True)]
            assert (sheet.row_dimensions[1].height or 0) >= LINE * max(lines) > LINE, sheet.title


def test_a_list_of_nothing_does_not_print(empty: tuple[Path, Board], exported: tuple[Path, Board]) -> None:
    hidden = {sheet.title for sheet in openpyxl.load_workbook(empty[0]).worksheets if sheet.sheet_state == "hidden"}
    assert hidden == set(SHEETS) - {"总览", "数据核查", "说明"}
    reopened = openpyxl.load_workbook(exported[0])
    for sheet in reopened.worksheets:
        assert (sheet.sheet_state == "hidden") == (sheet.max_row == 1), sheet.title


def test_no_cell_has_a_green_corner(exported: tuple[Path, Board], split: tuple[Path, Board]) -> None:
    """Codes of regions are texts, counts differ from their neighbours: both are meant, on the whole of each sheet."""
    for path in (exported[0], split[0]):
        with ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
            for name in names:
                text = archive.read(name).decode()
                area = re.findall(r'<dimension ref="([^"]*)"', text)
                assert re.findall(r'<ignoredError sqref="([^"]*)" numberStoredAsText="1"', text) == area, name
                last = [text.rfind(f"<{each}") for each in ("headerFooter", "ignoredErrors", "drawing")]
                assert last[0] < last[1], "Excel repairs a sheet whose parts stand out of order"
                assert last[2] == -1 or last[1] < last[2]


def test_charts_are_native(exported: tuple[Path, Board], empty: tuple[Path, Board]) -> None:
    with ZipFile(exported[0]) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 5
    assert any("各状态隐患数" in chart for chart in charts)
    with ZipFile(empty[0]) as archive:
        assert not any(name.startswith("xl/charts/chart") for name in archive.namelist()), "of nothing, no chart"


def test_the_overview_is_a_page_of_what_must_end_one_of_figures_and_one_of_charts(
    exported: tuple[Path, Board], empty: tuple[Path, Board]
) -> None:
    """Upright A4 in letters of their own size: nothing is fitted to a page, so the break is kept by Excel too."""
    sheet: Any = openpyxl.load_workbook(exported[0])["总览"]
    top, end = (each.id for each in sheet.row_breaks.brk)
    assert (sheet.page_setup.scale, sheet.sheet_properties.pageSetUpPr.fitToPage) == (100, False)
    assert sum(each.width for each in sheet.column_dimensions.values()) <= UPRIGHT
    heights = [sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)]
    assert max(sum(heights[:top]), sum(heights[top:end]), sum(heights[end:])) <= PAGE
    assert [chart.anchor._from.row >= end for chart in sheet._charts] == [False, True, True, True]
    assert sheet._charts[0].anchor._from.row < top
    assert sheet.print_area.endswith(f"$E${sheet.max_row}")
    nothing = openpyxl.load_workbook(empty[0])["总览"]
    assert nothing.print_area.endswith(f"$E${end - top + 5}"), "a page of noughts is not printed"


def test_full_sheets_go_on_beside_themselves(split: tuple[Path, Board]) -> None:
    reopened = openpyxl.load_workbook(split[0])
    ledger = [name for name in reopened.sheetnames if name.startswith("台账")]
    assert ledger == ["台账", "台账(2)", "台账(3)", "台账(4)", "台账(5)", "台账(6)"]
    assert reopened.sheetnames[1:8] == [*ledger, "逾期"]
    assert all(reopened[name].max_row <= 5 and reopened[name]["A1"].value == "编号" for name in ledger)


def test_steps_tell_who_did_what(town: Town, exported: tuple[Path, Board]) -> None:
    sheet = openpyxl.load_workbook(exported[0])["流转记录"]
    header, *rows = sheet.iter_rows(values_only=True)
    assert list(header) == [column.name for column in STEPS]
    first = [dict(zip(header, row, strict=True)) for row in rows if row[0] == town.numbers[0]]
    assert [row["序号"] for row in first] == list(range(1, len(first) + 1))
    assert [row["到状态"] for row in first][:-1] == [row["从状态"] for row in first][1:]
    serve = next(row for row in first if row["动作"] == "送达")
    assert serve["填写内容"] == "送达日期：2024-03-01；送达方式：直接送达；签收人（拒签的写见证人）：签收人"
    assert str(serve["期限推算"]).startswith("2024-03-01 次日起 7 日")
    assert (serve["办理人"], serve["身份确认"]) == ("检查员甲（insp1）", "自报")
    reply = next(row for row in first if row["动作"] == "提交整改回复")
    assert reply["佐证材料"] == f"照片.txt（{hashlib.sha256('照片'.encode()).hexdigest()[:12]}）"
    assert {row["SHA-256"] for row in first} == {entry.hash for entry in town.chief.cases.history(town.numbers[0])}


def test_notes_say_what_it_rests_on(town: Town, exported: tuple[Path, Board]) -> None:
    told = notes(exported[0])
    assert told["台账编号"] == town.chief.desk.head.ledger
    with town.chief.desk.reading() as connection:  # others may have written since
        sql = "SELECT chain FROM eventrow WHERE pos = ?"
        assert connection.execute(sql, (int(told["记录条数"]),)).fetchone()[0] == told["链头"]
    assert told["是否演练"].startswith("是")
    assert "主管甲（sup1）" in told["导出人"]
    assert town.chief.cases.get(town.numbers[0]).definition in told["trial 1.0"]
    assert "inspect-engine verify" in told["怎样核验"]


def test_who_may_not_export_does_not(town: Town, tmp_path: Path) -> None:
    if "op" not in town.chief.desk.roster():
        town.chief.people.add("op", "责任人", ["responsible"], party="+场所1", new_unit=True)
    with pytest.raises(Refused):
        workbook.write(town.as_("op"), tmp_path / "a.xlsx")
    assert not list(tmp_path.iterdir())


def test_only_xlsx(town: Town, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="输入有误"):
        workbook.write(town.chief, tmp_path / "a.xls")


def test_no_folder_no_export(town: Town, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有这个文件或文件夹，请先建立文件夹"):
        workbook.write(town.chief, tmp_path / "没有" / "a.xlsx")
    (tmp_path / "b.xlsx").mkdir()
    with pytest.raises(InputError, match="没有写出任何文件"):
        workbook.write(town.chief, tmp_path / "b.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["b.xlsx"]


def test_a_sheet_openpyxl_renders_otherwise_is_an_error_and_leaves_the_old_file(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("旧")
    monkeypatch.setattr(book, "_DATA", re.compile("something else"))
    with pytest.raises(ValueError, match="openpyxl"):
        workbook.write(town.chief, path)
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]
    assert path.read_text() == "旧"


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limit to set on Windows")
def test_a_full_disk_leaves_the_old_file(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("旧")
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))"
    command = [sys.executable, "-c", EXPORT.format(before=limit, after="break"), str(town.path), str(path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=600)
    assert "StorageError: 没有导出到" in done.stderr
    assert path.read_text() == "旧"
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_full_folder_of_temporary_files_is_told_as_that(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.BytesIO):
        def write(self, _: Any) -> int:
            raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(tempfile, "TemporaryFile", lambda *_, **__: Full())
    with pytest.raises(StorageError, match=f"临时文件夹 {tempfile.gettempdir()} 写不了（磁盘已满）.*TMPDIR"):
        workbook.write(town.chief, tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is not a thing on Windows")
def test_a_killed_export_leaves_a_whole_file(town: Town, tmp_path: Path) -> None:
    if sys.platform == "win32":
        raise NotImplementedError
    path = tmp_path / "a.xlsx"
    command = [sys.executable, "-c", EXPORT.format(before="", after="pass"), str(town.path), str(path)]
    for _ in range(3):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as exporter:
            assert exporter.stdout is not None
            exporter.stdout.readline()
            time.sleep(random.uniform(0.05, 0.25))
            os.kill(exporter.pid, signal.SIGKILL)
        with ZipFile(path) as archive:
            assert archive.testzip() is None
        assert openpyxl.load_workbook(path).sheetnames == [*SHEETS, "封条"]


def test_a_summary_cannot_be_changed(town: Town, tmp_path: Path) -> None:
    summary = workbook.write(town.chief, tmp_path / "a.xlsx")
    with pytest.raises(dataclasses.FrozenInstanceError):
        summary.path = tmp_path  # type: ignore[misc]
