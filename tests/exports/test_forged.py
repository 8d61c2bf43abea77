"""Workbooks that somebody has forged: none of them passes, and what cannot be read is said."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from inspect_engine.domain.figures import Board
from inspect_engine.errors import InputError, Problem, StorageError
from inspect_engine.exports.closure import comparing, workbook

if TYPE_CHECKING:
    from inspect_engine.exports.closure.records import Frame
    from inspect_engine.ledger import Ledger
    from tests.exports.conftest import Town

Parts = dict[str, str]
Change = Callable[[Parts], None]
BOOK = "xl/workbook.xml"


def part(parts: Parts, sheet: str) -> str:
    at = re.findall(r'<sheet [^>]*name="([^"]*)"', parts[BOOK]).index(sheet)
    return f"xl/worksheets/sheet{at + 1}.xml"


def put(sheet: str, pattern: str, replacement: str) -> Change:
    """The first place of a sheet that looks so."""

    def change(parts: Parts) -> None:
        name = part(parts, sheet) if sheet in parts[BOOK] else sheet
        parts[name], hits = re.subn(pattern, replacement, parts[name], count=1, flags=re.DOTALL)
        assert hits == 1

    return change


def note(label: str, text: str) -> Change:
    return put("说明", f'(<t>{label}</t></is></c><c r="B\\d+"[^>]*><is><t)[^>]*>[^<]*', f"\\1>{text}")


def both(*changes: Change) -> Change:
    def change(parts: Parts) -> None:
        for each in changes:
            each(parts)

    return change


def everywhere(pattern: str, replacement: str, names: str) -> Change:
    def change(parts: Parts) -> None:
        for name in [each for each in parts if re.search(names, each)]:
            parts[name] = re.sub(pattern, replacement, parts[name])

    return change


def doubled(parts: Parts) -> None:
    """The third row of the ledger once more, before the true one."""
    put("台账", r'(<row r="3".*?</row>)', r"\1\1")(parts)


def unsealed(parts: Parts) -> None:
    parts[part(parts, "封条")] = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>经核验</t></is></c></row></sheetData></worksheet>'
    )


BESIDE = r'(<row r="(\d+)"[^>]*>(?:(?!</row>).)*导出于.*?)</row>'
TEXT = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
MERGED = both(
    put("台账", '<row r="900".*?</row>|</sheetData>', f'<row r="900">{TEXT.format("B900", "藏")}</row></sheetData>'),
    put("台账", "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A900:C900"/></mergeCells>'),
)
TRUE = put("台账", r'<c r="([A-Z]+\d+)"( s="\d+")><v>1</v>', r'<c r="\1"\2 t="b"><v>1</v>')
FIGURE = '<xdr:sp xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"/>'


@pytest.fixture(autouse=True)
def _once(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same terms are exported again once in this module, not for each forgery."""
    write = workbook.write_again

    def kept(ledger: Ledger, path: Path, terms: Frame, files: object) -> None:
        key = terms.person.name, terms.moment, terms.as_of, terms.known_at, terms.form, terms.evidence, terms.scope
        if key not in WRITTEN:
            WRITTEN[key] = tmp_path_factory.mktemp("again") / "a.xlsx"
            write(ledger, WRITTEN[key], terms, files)  # type: ignore[arg-type]
        shutil.copy(WRITTEN[key], path)

    monkeypatch.setattr(workbook, "write_again", kept)


WRITTEN: dict[object, Path] = {}


def forged(exported: Path, to: Path, change: Change) -> Path:
    with ZipFile(exported) as given:
        raw = {name: given.read(name) for name in given.namelist()}
    parts = {name: content.decode() for name, content in raw.items() if not name.endswith((".png", ".jpeg"))}
    change(parts)
    with ZipFile(to, "w") as out:
        for name, content in (raw | {name: text.encode() for name, text in parts.items()}).items():
            out.writestr(name, content)
    return to


def told(town: Town, path: Path) -> tuple[Problem, ...]:
    return comparing.compare(town.chief, path).problems


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put("台账", r'(<c r="B3"[^>]*><is><t[^>]*>)', r"\1" + "长" * 140_000), "台账!B3：一格里的字比任何软件"),
        (put("台账", "</sheetData>", '<row r="9999999"/></sheetData>'), "行号比任何软件能存的都大"),
        (put("封条", '(<c r="B[0-9]+"[^>]*><v>)', r"\g<1>99999999999"), "封条：封条不见了"),
        (MERGED, "台账!B900：合并的单元格 A900:C900 下面藏着内容|台账!B900：表里是“藏”"),
        (note("范围", "昭阳区。范围以外的隐患不列入"), "没法逐格比较，封条又没有签名"),
        (doubled, "台账!A3：行号重复"),
        (put("台账", r'(<c r="B3".*?</c>)', r"\1\1"), "台账!B3：单元格重复"),
        (put("台账", '<c r="B3"', '<c r="b3"'), "台账!b3：单元格重复"),
        (put("台账", "</sheetData>", "</sheetData><sheetData></sheetData>"), "台账：有两份数据"),
        (put("台账", "<row r=", '<x:row xmlns:x="x"/><row r='), "台账!A0：数据里有别的东西"),
        (put("台账", r'(<c r="B3"[^>]*><is><t[^>]*>)[^<]+', r"\1按截至今日。导出时间：今日"), "台账!B3：表里是"),
        (unsealed, "封条：封条不见了，或被改写过"),
        (note("导出人", "国务院核验组，主管，身份确认：口令"), "总览!.*导出人：国务院核验组"),
        (note("导出于", "电脑 甲"), "说明!B.*：与封条不符"),
        (
            put("说明", BESIDE, r"\1" + TEXT.format(r"C\2", "误报") + "</row>"),
            "说明!C.*：表里是“误报”",
        ),
        (everywhere("逾期|&#28436;&#32451;", "正式", r"worksheets/sheet2.xml"), "页眉页脚是"),
        (everywhere('location="[^"]*"', "location=\"'说明'!A1\"", "worksheets/sheet2"), "台账!A2：链接到“说明!A1”"),
        (everywhere("<a:t>[^<]*</a:t>", "<a:t>整改率</a:t>", "charts/chart1"), "图表的标题、所据的格"),
        (everywhere(r"\$B", "$A", "charts/chart1"), "图表的标题、所据的格"),
        (everywhere("</wsDr>|</xdr:wsDr>", FIGURE + r"\g<0>", "drawings/drawing1.xml"), "有另加的图形"),
        (TRUE, "表里是“TRUE”，台账是“1”"),
        (put("台账", '(<c r="B3"[^>]*>)', r"\1<v>1</v>"), "台账!B3：一格里有两个值"),
        (put("总览", "<f>", '<f t="array" ref="A1:B90">'), "总览!.*：公式管到别的格"),
        (put("台账", "<sheetFormatPr ", '<sheetFormatPr zeroHeight="1" '), "台账!1：这一行或列被隐藏了"),
        (put("台账", '<row r="3"', '<row r="3" hidden="1"'), "台账!3：这一行或列被隐藏了"),
        (put(BOOK, '(name="台账"[^>]*state=)"visible"', r'\1"hidden"'), "台账：工作表被隐藏了"),
        (put(BOOK, r"(总览_发现总数\">'总览'!\$B\$)\d+", r"\g<1>1"), "名称 总览_发现总数"),
        (
            put("xl/worksheets/_rels/sheet2.xml.rels", "</Relationships>",
                '<Relationship Type="x/comments" Target="/xl/styles.xml" Id="r9"/></Relationships>'),
            "另加的东西：comments",
        ),
    ],
)  # fmt: skip
def test_it_does_not_pass(town: Town, exported: tuple[Path, Board], tmp_path: Path, change: Change, words: str) -> None:
    found = told(town, forged(exported[0], tmp_path / "改.xlsx", change))
    assert any(re.search(words, str(each)) for each in found), found


@pytest.mark.parametrize(
    "change",
    [
        note("截止日期", "abc"),
        note("截止日期", "0001-01-01，只计"),
        note("记录范围", "2022-99-99 xx 及以前"),
        note("导出时间", "昨天"),
        note("版式", "../../x：y"),
        put("说明", "<t>筛选</t>(.*?<t)[^>]*>[^<]*", rf"<t>筛选条件</t>\1>{'[' * 30_000}"),
        put("台账", "<sheetData>.*", "<sheetData>"),
        put("台账", "^(.)", '<!DOCTYPE a [<!ENTITY x "y">]>\\1'),
        put("台账", '<c r="B3"', "<c"),
        put("台账", '<row r="3"', '<row r="x"'),
        put(BOOK, "<sheets>.*</sheets>", ""),
        put("_rels/.rels", "xl/workbook.xml", "xl/styles.xml"),
    ],
)
def test_what_cannot_be_read_is_said(town: Town, exported: tuple[Path, Board], tmp_path: Path, change: Change) -> None:
    with pytest.raises((InputError, StorageError)):
        told(town, forged(exported[0], tmp_path / "改.xlsx", change))


def resaved(parts: Parts) -> None:
    """As LibreOffice saves it: sheets without quotes in formulas, 15 digits, looks of its own."""
    everywhere(r"'(\w+)'!", r"\1!", "worksheets/sheet|charts/|workbook.xml")(parts)
    everywhere(r"<v>(\d\.\d{15})\d*</v>", r"<v>\1</v>", "worksheets/sheet")(parts)
    everywhere(r"<row r=", '<row customFormat="false" r=', "worksheets/sheet")(parts)


def test_one_that_another_program_has_saved_passes_and_what_was_not_compared_is_named(
    town: Town, exported: tuple[Path, Board], tmp_path: Path
) -> None:
    found = comparing.compare(town.chief, forged(exported[0], tmp_path / "存.xlsx", resaved))
    assert found.problems == ()
    assert "格式、行高列宽" in found.unseen
    as_it_was = comparing.compare(town.chief, exported[0])
    assert as_it_was.unseen == (comparing.WHO,)


def test_who_sees_all_can_compare_one_of_a_region(town: Town, tmp_path: Path) -> None:
    with town.chief.desk.within("5306"):
        path = workbook.write(town.chief, tmp_path / "区.xlsx").path
        assert town.chief.desk.scope_words().endswith("（5306）")
    found = comparing.compare(town.chief, path)
    assert (found.problems, found.whole) == ((), True)
    assert told(
        town, forged(path, tmp_path / "全.xlsx", note("范围", "整本台账。范围以外的隐患不列入，也不计入任何数字"))
    )
