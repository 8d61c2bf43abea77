"""打印套 as data: an office's own list comes out as it is written, and whatever is wrong in it is told at its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from inspect_engine.domain.cases.casualties import Casualties, Toll
from inspect_engine.errors import DefinitionError, InputError
from inspect_engine.exports.closure import comparing, sets, workbook
from inspect_engine.exports.closure.composed import COLUMNS
from inspect_engine.exports.closure.records import Record
from inspect_engine.exports.closure.reporting import HEADS, Report
from inspect_engine.exports.sheets import book
from inspect_engine.exports.sheets.tables import SMALL
from inspect_engine.reading.installed import OWN_VARIABLE, shipped_folder
from tests.conftest import Command
from tests.exports.sheets import CASE, FRAME, Recorder, page, record

if TYPE_CHECKING:
    from tests.exports.conftest import Town

OWN = """\
name: 报市里
also: [总览]
lists:
  - sheet: 报市里
    of: 台账
    title: 隐患整改情况表
    paper: A3
    orientation: portrait
    columns:
      - {name: 编号, width: 15}
      - {group: 检查, name: 发现日期, head: 查出日期, width: 12}
      - {group: 检查, name: 隐患内容, width: 30}
      - {name: 状态, width: 10}
"""


def own(folder: Path, text: str = OWN, name: str = "city.yaml") -> Path:
    (folder / "sheets").mkdir(parents=True, exist_ok=True)
    (folder / "sheets" / name).write_text(text, encoding="utf-8")
    return folder


def told(folder: Path) -> list[str]:
    return [str(problem) for problem in sets.read_sets([folder]).problems]


def test_what_ships_is_sound_and_fits_a_page() -> None:
    read = sets.read_sets([shipped_folder()])
    shipped = read.sound
    assert (list(shipped), read.problems) == (["汇报版"], [])
    assert [listing.of for listing in shipped["汇报版"].lists] == ["逾期", "台账", "事故", "登记事项", "另立事项"]
    for listing in shipped["汇报版"].lists:
        assert len(listing.columns) <= 14
        assert sum(column.width for column in listing.columns) <= SMALL


def test_an_office_has_its_own_list_as_it_is_written(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(OWN_VARIABLE, str(own(tmp_path)))
    summary = workbook.write(town.chief, tmp_path / "a.xlsx", form="报市里")
    assert summary.sheets["报市里"] == summary.sheets["台账"] == summary.board.found
    opened = openpyxl.load_workbook(summary.path)
    assert [sheet.title for sheet in opened.worksheets if sheet.sheet_state == "visible"] == ["总览", "报市里", "说明"]
    sheet = opened["报市里"]
    assert str(sheet["A1"].value).startswith("隐患整改情况表（")
    assert [cell.value for cell in sheet[3]] == ["编号", "检查", None, "状态"]
    assert [cell.value for cell in sheet[HEADS]] == [None, "查出日期", "隐患内容", None]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (book.A3, "portrait")
    assert [sheet.column_dimensions[letter].width for letter in "ABCD"] == [15, 12, 30, 10]
    numbers = [row[0] for row in sheet.iter_rows(min_row=HEADS + 1, max_row=HEADS + summary.board.found)]
    assert [cell.value for cell in numbers] == [cell.value for cell in opened["台账"]["A"][1:]]
    assert not any(str(cell.value).startswith("注") for cell in sheet["A"]), "no column refers to a note"
    found = comparing.compare(town.chief, summary.path)
    assert (found.problems, found.whole) == ((), True)
    monkeypatch.delenv(OWN_VARIABLE)
    with pytest.raises(InputError, match="没有打印套“报市里”"):
        comparing.compare(town.chief, summary.path)


def test_an_unknown_set_lists_those_there_are(town: Town, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        workbook.write(town.chief, tmp_path / "a.xlsx", form="汇报板")
    assert "没有打印套“汇报板”，现有：汇报版、备查版" in str(refused.value.problems)
    assert "是否想写“汇报版”" in str(refused.value.problems)
    assert not list(tmp_path.iterdir())


def test_an_office_may_replace_what_ships(tmp_path: Path) -> None:
    folder = own(tmp_path, OWN.replace("name: 报市里", "name: 汇报版", 1))
    assert [each.sheet for each in sets.read_sets([shipped_folder(), folder]).sound["汇报版"].lists] == ["报市里"]


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ("name: 发现日期", "name: 发现曰期", "11:21", "“台账”没有栏“发现曰期”（是否想写“发现日期”？）"),
        ("name: 编号,", "name: 甲,", "10:10", "“台账”没有栏“甲”（可写：编号；隐患；"),
        ("of: 台账", "of: 台帐", "5:5", "“of”不能是“台帐”（可写：台账、逾期、"),
        ("also: [总览]", "also: [总表]", "2:8", "没有工作表“总表”（可写：总览、台账、"),
        ("width: 30", "width: 三十", "12:", "应是数字"),
        ("width: 30", "width: 0", "12:", "大于 0"),
        ("width: 30", "width: 99", "9:5", "各栏共宽 136 字符，A3 竖排一页至多 135"),
        ("title: 隐患", "titel: 隐患", "6:5", "不认识的键“titel”（是否想写“title”？）"),
        ("name: 状态", "name: 编号", "13:10", "栏“编号”写了两次"),
        ("sheet: 报市里", "sheet: 台账", "4:5", "已有工作表“台账”"),
        ("sheet: 报市里", "sheet: 封条", "4:5", "已有工作表“封条”"),
        ("sheet: 报市里", "sheet: 说明", "4:5", "已有工作表“说明”"),
        ("sheet: 报市里", "sheet: 报[市]", "4:5", "“sheet”不能写成“报[市]”（不带 [ ] : * ? / \\ 和单引号）"),
        ("sheet: 报市里", "sheet: 台账(2)", "4:5", "已有工作表“台账(2)”"),
        ("sheet: 报市里", "sheet: History", "4:5", "“History”这个名称 Excel 自己留着"),
        ("sheet: 报市里", "sheet: hISTORY", "4:5", "Excel 自己留着"),
        ("sheet: 报市里", f"sheet: {'😀' * 16}", "4:5", "太长"),
        ("name: 报市里", "name: 备查版", "1:1", "不能另写"),
    ],
)
def test_whatever_is_wrong_is_told_at_its_place(tmp_path: Path, old: str, new: str, where: str, words: str) -> None:
    found = told(own(tmp_path, OWN.replace(old, new, 1)))
    assert any(one.startswith(f"sheets/city.yaml:{where}") and words in one for one in found), found
    assert not sets.read_sets([tmp_path]).sound


def test_a_faulty_file_stops_only_its_own_set(tmp_path: Path) -> None:
    folders = [shipped_folder(), own(tmp_path, OWN.replace("width: 30", "width: 三十"))]
    found = sets.named("汇报版", folders)
    assert found
    assert found.name == "汇报版"
    with pytest.raises(DefinitionError) as refused:
        sets.named("报市里", folders)
    assert "sheets/city.yaml:12:" in str(refused.value.problems)


def test_capitals_do_not_tell_two_sheets_apart(tmp_path: Path) -> None:
    other = "  - {sheet: AB, of: 逾期, title: 甲, columns: [{name: 编号, width: 14}]}\n"
    (problem,) = told(own(tmp_path, OWN.replace("sheet: 报市里", "sheet: ab", 1) + other))
    assert problem.startswith("sheets/city.yaml:14:6：已有工作表“AB”")


@pytest.mark.parametrize("written", ["报市里", '"报市里"', "'报市里'  # 市局", "报市里  # 市局"])
def test_a_file_that_is_no_yaml_is_named_by_the_name_it_would_have(tmp_path: Path, written: str) -> None:
    broken = OWN.replace("name: 报市里", f"name: {written}", 1).replace("of: 台账", "of: [台账", 1)
    own(tmp_path, broken)
    own(tmp_path, OWN.replace("name: 报市里", "name: 报省里", 1).replace("width: 30", "width: 三十"), "other.yaml")
    with pytest.raises(DefinitionError) as refused:
        sets.named("报市里", [tmp_path])
    assert [one.where.partition(":")[0] for one in refused.value.problems] == ["sheets/city.yaml"]
    with pytest.raises(DefinitionError) as refused:
        sets.named("报省里", [tmp_path])
    assert [one.where.partition(":")[0] for one in refused.value.problems] == ["sheets/other.yaml"]


def test_what_ships_does_not_stand_in_for_a_broken_one_of_the_office(tmp_path: Path) -> None:
    broken = own(tmp_path / "甲", OWN.replace("name: 报市里", "name: 汇报版", 1).replace("of: 台账", "of: [台账", 1))
    sound = own(tmp_path / "乙", OWN.replace("name: 报市里", "name: 汇报版", 1))
    with pytest.raises(DefinitionError, match=r"sheets/city.yaml:"):
        sets.named("汇报版", [shipped_folder(), broken])
    assert sets.named("汇报版", [shipped_folder(), broken, sound])


def test_of_a_file_without_a_name_it_is_told_where_a_set_is_missing(tmp_path: Path) -> None:
    own(tmp_path)
    (tmp_path / "sheets" / "gbk.yaml").write_bytes(OWN.replace("报市里", "报省里").encode("gbk"))
    with pytest.raises(InputError) as refused:
        sets.named("报省里", [tmp_path])
    missing, gbk = map(str, refused.value.problems)
    assert "没有打印套“报省里”" in missing
    assert gbk.startswith("sheets/gbk.yaml:1:")
    assert sets.named("报市里", [tmp_path])


def test_the_command_line_checks_them_and_tells_which_there_are(
    town: Town, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command("packs", "check", str(own(tmp_path))).code == 0
    monkeypatch.setenv(OWN_VARIABLE, str(tmp_path))
    line = "--db", str(town.path), "--user", "sup1", "export", "closure", "-o", str(tmp_path / "a.xlsx"), "--set"
    assert command(*line, "报市里", "--json").code == 0
    unknown = command(*line, "报省里", "--force")
    assert unknown.code == 2
    assert "现有：汇报版、报市里、备查版（是否想写“报市里”？）" in unknown.err
    own(tmp_path, OWN.replace("name: 编号,", "name: 甲,", 1))
    faulty = command("packs", "check", str(tmp_path))
    assert faulty.code == 2
    assert "sheets/city.yaml:10:10：“台账”没有栏“甲”" in faulty.err


def test_one_name_stands_once_in_a_folder_and_files_end_as_definitions_do(tmp_path: Path) -> None:
    own(tmp_path)
    own(tmp_path, name="again.yaml")
    own(tmp_path, OWN.replace("name: 报市里", "name: 报省里", 1), "more.yml")
    twice, misnamed = told(tmp_path)
    assert "打印套“报市里”写了两次" in twice
    assert "应以小写的 .yaml 结尾" in misnamed


def test_every_column_of_the_lists_can_be_asked_for() -> None:
    """A public name is a key: what the full list shows, paper may show."""
    for of, columns in COLUMNS.items():
        assert {"编号", "状态", "序号", "备注", "责任单位"} <= set(columns), of
    assert {"死亡（人）", "直接经济损失（万元）", "首次报告"} <= set(COLUMNS["事故"])
    assert {"来自", "来自现为"} <= set(COLUMNS["另立事项"])


def test_accidents_have_a_list_that_adds_up_those_that_count() -> None:
    listing = next(each for each in sets.read_sets([shipped_folder()]).sound["汇报版"].lists if each.of == "事故")
    real, void = _accident(2, "150.5"), _accident(9, "900")
    void = replace(void, case=replace(void.case, closed_how="withdrawn", closed_on=date(2026, 3, 1)))
    with page() as made:
        report = Report(made, listing, made.sheet("前", [1]))
        sheet: Any = Recorder(made, [float(column.width) for column in listing.columns])
        report.sheet = sheet
        for each in (real, void):
            report.add(each)
        report.finish(replace(FRAME, office="某区住建局", place="某区"), {}, lambda case: case.basis)
    assert sheet.rows[0].startswith("某区生产安全事故情况表（")
    assert sheet.rows[1].startswith("填报单位（盖章）：某区住建局　")
    (total,) = [row for row in sheet.rows if row.startswith("合计")]
    assert total == (
        "合计 2 起，其中未办结 1 起，逾期 0 起；死亡 2 人；下落不明 0 人；重伤 0 人；轻伤 0 人；"
        "直接经济损失 150.5 万元\n"
    )


def _accident(deaths: int, loss: str) -> Record:
    toll = Toll(date(2026, 3, 1), {"deaths": deaths}, Decimal(loss))
    found = record(replace(CASE, kind="accident"))
    return replace(found, counted=replace(found.counted, toll=Casualties(toll, toll)))
