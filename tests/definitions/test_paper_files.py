"""Files that people keep ledgers in, and files that are none: read by content, bounded, each refused in words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine

from inspect_engine.domain.paper import Mapping
from inspect_engine.errors import InputError
from inspect_engine.reading.paper import load_mapping, mapping_text, read_paper
from inspect_engine.reading.paper.book import MOST, read_tables
from inspect_engine.reading.tables import extents, searching
from inspect_engine.reading.tables.cells import TEXT, letters

HEAD = ("序号", "检查日期", "检查区域", "隐患描述", "责任单位", "整改期限", "整改情况")
ROW = (1, date(2024, 11, 4), "3号楼", "灭火器过期", "甲公司", "3日内", "否")


def book(path: Path, *sheets: Sequence[Sequence[Any]], merge: Sequence[str] = ()) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for n, rows in enumerate(sheets):
        sheet = made.create_sheet(f"表{n + 1}")
        for row in rows:
            sheet.append(row)
        for area in merge:
            sheet.merge_cells(area)
    made.save(path)
    return path


def said(path: Path, field: str = "description", mapping: Mapping | None = None) -> list[str]:
    """What a field says, row by row."""
    return [line.texts.get(field, "") for line in read_paper(path, mapping).lines()]


def whole(path: Path) -> int:
    """Read it to its end."""
    paper = read_paper(path)
    paper.check()
    return sum(1 for _ in paper.lines())


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        whole(path)
    return str(caught.value)


# --- how ledgers are laid out --------------------------------------------------------------------------------------


def test_titles_repeated_heads_sums_blanks_and_footers_are_left_out_and_told(tmp_path: Path) -> None:
    rows = [
        ["2024年台账"],
        [],
        HEAD,
        ROW,
        [],
        HEAD,
        (2, *ROW[1:]),
        ["11月台账"] * len(HEAD),
        (3, *ROW[1:]),
        ["合计", "", "", "3项"],
        ["审核：钱某", "", "", "", "填表：赵某"],
    ]
    paper = read_paper(book(tmp_path / "a.xlsx", rows))
    assert [line.row for line in paper.lines()] == [4, 7, 9]
    told = paper.skipped[0].rows
    assert told == {"空行": [5], "重复的表头": [6], "标题行": [8], "合计行": [10], "表头之外的行（没有隐患描述）": [11]}


def test_merged_cells_say_the_same_all_over_and_ditto_marks_what_is_above(tmp_path: Path) -> None:
    rows = [HEAD, ROW, (2, None, "〃", "甲", "同上"), (3, None, "4号楼", "乙", "〃")]
    path = book(tmp_path / "a.xlsx", rows, merge=["B2:B4"])
    assert said(path, "found_on") == ["2024-11-04"] * 3
    assert said(path, "part") == ["3号楼", "3号楼", "4号楼"]
    assert said(path, "party") == ["甲公司"] * 3


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_headings_in_two_lines(tmp_path: Path, ending: str) -> None:
    """Of a workbook the upper ones are merged; of a text file they stand over the first column only."""
    above = ["序号", "检查日期", "隐患描述", "整改", "", "", "备注"]
    below = ["", "", "", "整改责任人", "整改期限", "是否整改", ""]
    row = ["1", "2024.11.4", "灭火器过期", "吴某", "3日内", "是", "无"]
    path = tmp_path / f"a.{ending}"
    if ending == "xlsx":
        book(path, [above, below, row], merge=["A1:A2", "B1:B2", "C1:C2", "D1:F1", "G1:G2"])
    else:
        path.write_text("\n".join(",".join(each) for each in (above, below, row)), "utf-8")
    (line,) = read_paper(path).lines()
    names = {"seq", "found_on", "description", "rectifiers", "due", "done", "note"}
    assert {name: text for name, text in line.texts.items() if name in names} == dict(
        zip(("seq", "found_on", "description", "rectifiers", "due", "done", "note"), row, strict=True)
    )
    assert line.row == 3


def test_another_table_below_with_its_columns_in_another_order(tmp_path: Path) -> None:
    other = [HEAD[n] for n in (0, 1, 3, 2, 4, 5, 6)]
    rows = [HEAD, ROW, [], HEAD, (2, *ROW[1:]), other, [3, "2024-11-06", "配电箱未锁", "2号楼", "乙", "", ""]]
    path = book(tmp_path / "a.xlsx", rows)
    assert said(path) == ["灭火器过期", "灭火器过期", "配电箱未锁"]
    assert said(path, "part") == ["3号楼", "3号楼", "2号楼"]


def test_several_sheets_each_with_headings_of_its_own_and_one_without(tmp_path: Path) -> None:
    other = [HEAD, ROW], [["问题描述", "发现时间", "整改单位", "位置"], ["漏水", "2024/11/5", "丙", "屋面"]], [["说明"]]
    paper = read_paper(book(tmp_path / "a.xlsx", *other))
    assert [line.texts["description"] for line in paper.lines()] == ["灭火器过期", "漏水"]
    assert paper.skipped[2].rows == {"没有认得出的表头，整张没有读": [1]}


def test_numbers_days_and_formulas_are_read_as_they_are_seen(tmp_path: Path) -> None:
    rows = [HEAD, (1.0, datetime(2024, 11, 4, 9, 30), "=1+1", "[/]\x07=1+1", "\u200b甲 公司\u3000", 45601, True)]
    path = tmp_path / "a.xlsx"
    made = openpyxl.Workbook()
    for row in rows:
        made.worksheets[0].append([text if text != "[/]\x07=1+1" else "[/]=1+1" for text in row])
    made.save(path)
    (line,) = read_paper(path).lines()
    assert line.texts["seq"] == "1"
    assert line.texts["found_on"] == "2024-11-04 09:30"
    assert line.texts["part"] == ""  # a formula that nobody has calculated
    assert line.texts["description"] == "[/]=1+1"
    assert line.texts["party"] == "甲 公司"
    assert line.texts["due"] == "45601"
    assert line.texts["done"] == "是"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_in_every_encoding_that_excel_writes(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    rows = [HEAD, ["1", "2024.11.4", '"3号楼\n二层"', "灭火器过期", "甲公司"]]
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    (line,) = read_paper(path).lines()
    assert (line.texts["part"], line.texts["party"], line.texts["done"]) == ("3号楼\n二层", "甲公司", "")


def test_an_old_workbook_that_is_called_a_new_one_and_the_other_way_round(tmp_path: Path) -> None:
    new = book(tmp_path / "a.xlsx", [HEAD, ROW])
    assert said(new.rename(tmp_path / "b.xls")) == ["灭火器过期"]
    old = tmp_path / "c.xlsx"
    old.write_bytes((Path(__file__).parent / "books" / "list.xls").read_bytes())
    assert [len(table.rows) > 1 for table in read_tables(old, old.name)] == [True]


# --- what is no ledger ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "raw", "what"),
    [
        ("a.xlsx", b"PK\x03\x04 no zip", "不是 Excel 工作簿，或已损坏"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "不是 Excel 工作簿，或已损坏"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "其实是网页"),
        ("a.csv", b"\x00\x01\x02\x03\xff\xfe\xfd", "不是 UTF-8 或 GBK"),
        ("a.csv", b"", "没有认得出的表头"),
        ("a.csv", "一,二,三\n1,2,3\n".encode(), "没有认得出的表头"),
        ("a.csv", '序号,检查日期,隐患描述\n1,"没有收口\n'.encode(), "CSV 写法有误"),
        ("a.pdf", b"%PDF", "不是 Excel 或 CSV 文件"),
        ("a.csv", ("序号,检查日期,隐患描述\n" + "," * 400).encode(), "超过"),
    ],
)
def test_what_is_no_ledger_is_told_in_words(tmp_path: Path, name: str, raw: bytes, what: str) -> None:
    (tmp_path / name).write_bytes(raw)
    assert what in refused(tmp_path / name)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "没有文件" in refused(tmp_path / "no.xlsx")


def rewritten(path: Path, change: Any) -> Path:
    """A workbook with its first sheet as changed."""
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    members["xl/worksheets/sheet1.xml"] = change(members["xl/worksheets/sheet1.xml"])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members.items():
            new.writestr(name, content)
    path.write_bytes(out.getvalue())
    return path


FAR = {
    "plain": b'<row r="1000000"><c r="XFD1000000" t="str"><v>1</v></c></row></sheetData>',
    "quoted": b"<row r='1000000'><c r='XFD1000000' t='str'><v>1</v></c></row></sheetData>",
    "entity": b'<row r="1000000"><c r="&#88;FD1000000" t="str"><v>1</v></c></row></sheetData>',
    "row only": b'<row r="1000000"><c t="str"><v>1</v></c></row></sheetData>',
    "wide": b'<row r="190000"><c r="KM190000" t="str"><v>1</v></c></row></sheetData>',
    "late": b'<row r="9"><c t="str" r="XFD9"><v>1</v></c></row></sheetData>',
}


@pytest.mark.parametrize("how", FAR)
def test_a_cell_in_a_far_corner_is_refused_before_room_is_made_for_it(tmp_path: Path, how: str) -> None:
    path = book(tmp_path / "a.xlsx", [HEAD, ROW])
    rewritten(path, lambda text: text.replace(b"</sheetData>", FAR[how]))
    assert "超过" in refused(path)


def huge(path: Path, rows: int, columns: int, sheets: int = 1) -> Path:
    """A workbook whose sheets are filled at their far corner only, and larger than what is walked through at once."""
    path = book(path, *[[HEAD, ROW]] * sheets)
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    corner = f'<row r="{rows}"><c r="{letters(columns - 1)}{rows}" t="str"><v>1</v></c></row>'
    blank = "".join(f'<row r="{n}"></row>' for n in range(3, 60_000))
    for n in range(sheets):
        name = f"xl/worksheets/sheet{n + 1}.xml"
        members[name] = members[name].replace(b"</sheetData>", f"{blank}{corner}</sheetData>".encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members.items():
            new.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("rows", "columns", "sheets"),
    [(199_999, 31, 1), (100_000, 26, 3), (24_000, 299, 1), (60_000, 51, 2)],
)
def test_more_cells_than_anybody_fills_are_refused_before_there_is_room_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, columns: int, sheets: int
) -> None:
    """A file of some kilobytes took 53 s for 24 million of them; those of all sheets count together."""
    monkeypatch.setattr(python_calamine, "CalamineWorkbook", None)
    assert "超过 6000000 格" in refused(huge(tmp_path / "a.xlsx", rows, columns, sheets))


def test_as_many_cells_as_a_large_ledger_has_are_read(tmp_path: Path) -> None:
    """What is too much by a search is looked at more closely: 30 columns are fewer than 52."""
    raw = huge(tmp_path / "a.xlsx", 199_999, 30).read_bytes()
    assert extents.beyond(raw, MOST.extents) == ""
    assert extents.beyond(raw, replace(MOST.extents, cells=199_999 * 30 - 1)) == "超过 5999969 格"


def test_what_lies_beyond_a_bound_is_found_by_how_it_is_called() -> None:
    for bound, beyond in searching.LOWER:
        for row in (*range(1, 300), *range(bound - 99, bound + 99), 99_999, 100_000, 200_001, 1_048_576):
            assert all(bool(beyond.search(f' r="{c}{row}"'.encode())) == (row > bound) for c in ("", "B", "XFD"))
    for bound, beyond in searching.WIDER:
        for column in range(16_384):
            assert bool(beyond.search(f' r="{letters(column)}9"'.encode())) == (column >= bound)


def test_a_cell_with_millions_of_characters_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """60 million took 622 MB. What a cell can hold is read, however it is spelled."""

    def with_text(text: bytes) -> Path:
        row = b'<row r="9"><c r="D9" t="inlineStr"><is><t>' + text + b"</t></is></c></row></sheetData>"
        return rewritten(book(tmp_path / "a.xlsx", [HEAD, ROW]), lambda old: old.replace(b"</sheetData>", row))

    assert len(said(with_text(b"&#x4E2D;" * TEXT))[-1]) == TEXT
    path = with_text(b"a" * (1 << 20))
    monkeypatch.setattr(python_calamine, "CalamineWorkbook", None)
    assert "有一格超过 32767 字" in refused(path)


def test_a_million_blank_rows_and_three_hundred_columns_are_no_trouble(tmp_path: Path) -> None:
    wide = [*HEAD, *(f"列{n}" for n in range(293))]
    path = book(tmp_path / "a.xlsx", [wide, [*ROW, *["x"] * 293]])
    blank = b'<row r="1048576"><c r="A1048576" s="0"/></row></sheetData>'
    rewritten(path, lambda text: text.replace(b"</sheetData>", blank))
    (line,) = read_paper(path).lines()
    assert len(line.kept) == 293


def test_merged_areas_without_end_are_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEAD, *[ROW] * 2000])
    areas = b"".join(b'<mergeCell ref="A1:G2001"/>' for _ in range(200))
    rewritten(path, lambda text: text.replace(b"</sheetData>", b"</sheetData><mergeCells>" + areas + b"</mergeCells>"))
    assert "合并的单元格太多" in refused(path)


# --- the mapping ---------------------------------------------------------------------------------------------------


def test_a_mapping_that_was_saved_reads_as_the_one_that_was_guessed(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [[*HEAD, "整改资金(万元)", "是: 否", "# 号"], ROW])
    guessed = read_paper(path).mapping.but(pack="gas", defaults={"区划": "530602", "检查对象": "否"})
    (tmp_path / "m.yaml").write_text(mapping_text(guessed), "utf-8")
    assert load_mapping(tmp_path / "m.yaml") == guessed


def test_a_mapping_that_does_not_fit_says_where(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEAD, ROW])
    paper = read_paper(path, Mapping(columns={"隐患描叙": "隐患描述"}, sheets=("表2",)))
    with pytest.raises(InputError) as caught:
        paper.check()
    told = str(caught.value)
    assert "没有工作表“表2”" in told
    assert "没有表头“隐患描叙”" in told
    assert "是否想写“隐患描述”" in told


def test_two_columns_cannot_be_the_same_field(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEAD, ROW])
    columns = {"隐患描述": "隐患描述", "检查区域": "隐患描述"}
    with pytest.raises(InputError, match="两列都写成了隐患描述"):
        said(path, mapping=Mapping(columns=columns))


def test_of_two_columns_for_one_field_the_second_is_kept(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [[*HEAD, "问题描述", "备注", "备注"], [*ROW, "又一", "一", "二"]])
    (line,) = read_paper(path).lines()
    assert line.kept == {"问题描述": "又一", "备注（2）": "二"}
    assert line.texts["note"] == "一"


def test_a_county_by_its_name_is_kept_and_a_code_is_the_region(tmp_path: Path) -> None:
    for text, kept in (("昭阳区", {"区县": "昭阳区"}), ("530602", {})):
        (line,) = read_paper(book(tmp_path / "a.xlsx", [[*HEAD, "区县"], [*ROW, text]])).lines()
        assert line.kept == kept
        assert line.texts.get("region", "") == ("530602" if not kept else "")
