"""Spreadsheets of other people become packs: nothing is dropped without a word, nothing hostile gets in; a pack that
went out as rows comes back meaning the same."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from inspect_engine.authoring.importing import Imported, import_pack, yaml_text
from inspect_engine.authoring.shortening import format_folder
from inspect_engine.domain.definitions import Pack
from inspect_engine.domain.definitions.meaning import meaning
from inspect_engine.errors import InputError
from inspect_engine.exports.definitions import pack_book
from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.models import typed
from inspect_engine.reading.short import read
from inspect_engine.reading.strict_yaml import parse
from inspect_engine.reading.tables import books, cells, read_book, read_whole
from inspect_engine.reading.tables.ranges import demand
from inspect_engine.reading.tables.saying import condition
from inspect_engine.reading.tables.scope import Scope
from inspect_engine.reading.tables.xpath import NotSaid
from tests.conftest import Command
from tests.definitions.forms import FORMS, write_form

XLS = Path(__file__).parent / "books/list.xls"
HEADS = ["序号", "检查部位", "检查项目", "检查内容", "依据", "整改要求", "单位", "比较", "限值", "隐患等级", "责任人"]


def book(path: Path, *rows: Sequence[Any], merged: tuple[str, ...] = (), title: str = "灶间") -> Path:
    made = Workbook()
    page = made.active
    assert page is not None
    page.title = title
    for row in rows:
        page.append(list(row))
    for area in merged:
        page.merge_cells(area)
    made.save(path)
    return path


def imported(path: Path, **more: Any) -> Imported:
    return import_pack(path, path.parent / "out", more.pop("pack_id", "own"), None, "ZJ")


def items(found: Imported) -> list[dict[str, Any]]:
    return [item for section in found.draft.pack["sections"] for item in section["items"]]


# --- lists -----------------------------------------------------------------------------------------------------


def test_a_list_becomes_a_pack_that_passes(tmp_path: Path) -> None:
    """Title row above, merged sections, 同上, limits as people write them, a foot; each cell that is not understood is
    named."""
    rows: list[list[Any]] = [
        ["餐饮场所检查表"],
        HEADS,
        [1, "厨房", "软管过长", "量软管", "某条例第二十二条", "更换", "m", "≤", 2, "一般", "张三"],
        [2, None, "库温", "量冷库温度", None, None, "℃", None, "-18以下", "重大"],
        ["3", None, "灭火器", "数灭火器", "同上", "补足", "具", "不少于", 2],
        ["4", "仓库", "堆垛距离", "量", None, None, None, None, "不小于500mm", "较大"],
        ["5", None, "湿度", None, None, None, "%", None, "40～60"],
        ["六", None, None, "看通风"],
        ["7", None, "噪声", "量", None, None, "dB", "≤", "85左右"],
        [],
        ["检查人签字："],
    ]
    found = imported(book(tmp_path / "a.xlsx", *rows, merged=("A1:K1", "B3:B5")))
    assert found.problems == []
    assert "    fails_when: value < 40 % or value > 60 %\n" in found.path.read_text("utf-8")
    assert [one.changed for one in format_folder(tmp_path / "out")] == [False], "it is written in short"
    assert [section["title"] for section in found.draft.pack["sections"]] == ["厨房", "仓库"]
    told = [(item["id"], item.get("fails_when")) for item in items(found)]
    one = {"fact": "value", "op": ">", "value": "2"}
    between = {"any": [{**one, "op": "<", "value": "40"}, {**one, "value": "60"}]}
    assert told == [
        ("ZJ-1", one),
        ("ZJ-2", {**one, "value": "-18"}),
        ("ZJ-3", {**one, "op": "<"}),
        ("ZJ-4", {**one, "op": "<", "value": "500"}),
        ("ZJ-5", between),
        ("ZJ-6", None),
        ("ZJ-7", None),
    ]
    assert [item["severity"][0]["is"] for item in items(found)][:2] == ["general", "major"]
    assert items(found)[2]["source"] == {"document": "某条例第二十二条", "section": "灶间!A5"}
    assert (found.draft.conditions, found.draft.understood) == (6, 5)
    lost = {one.where: one.what for one in found.findings if one.weight == "lost"}
    assert lost.keys() == {"灶间!K2", "灶间!K3", "灶间!J6", "灶间!I9"}
    noted = {one.where for one in found.findings if one.weight != "lost"}
    assert {"灶间!A1", "灶间!A2", "灶间!A11", "灶间!I3", "灶间!E3"} <= noted


def test_what_is_imported_judges(tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the command line, and the item fails above the limit of the list, not at it."""
    path = book(tmp_path / "a.xlsx", HEADS, [1, None, "软管过长", "量", None, None, "m", "≤", 2])
    line = ("packs", "import", str(path), "--id", "own", "--prefix", "ZJ", "--dir", str(tmp_path / "out"))
    outcome = command(*line, "--json")
    assert outcome.code == 0
    told = json.loads(outcome.out)
    assert (told["items"], told["conditions"], told["understood"], told["problems"]) == (1, 1, 1, [])
    assert command(*line).code == 2, "nothing is overwritten"
    monkeypatch.setenv("INSPECT_ENGINE_CHECKLISTS", str(tmp_path / "out"))
    for value, verdict in (("2", "合格"), ("201 cm", "不合格")):
        tried = command("explain", "--pack", "own", "--item", "ZJ-1", "--values", f"value={value}")
        assert f"结论：{verdict}\n" in tried.out


def test_an_old_excel_file_is_read_too(tmp_path: Path) -> None:
    """Merged cells and all."""
    found = import_pack(XLS, tmp_path, "old", None, "JG")
    assert found.problems == []
    assert [(item["title"], item["fails_when"]["value"]) for item in items(found)] == [
        ("护栏高度", "1.2"),
        ("挡脚板", "180"),
        ("接地电阻", "4"),
    ]
    assert [section["title"] for section in found.draft.pack["sections"]] == ["临边", "用电"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gbk"])
def test_a_csv_is_read_in_what_chinese_offices_write(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(
        "检查项,检查内容,单位,允许值,选项,不合格选项\n软管,量,m,≤2,,\n状态,看,,,完好、破损,破损\n".encode(encoding)
    )
    found = imported(path)
    assert found.problems == []
    assert items(found)[1]["fails_when"] == {"fact": "value", "any_of": ["c_2"]}


@pytest.mark.parametrize(
    ("sign", "limit", "want"),
    [
        ("≤", "40", [(">", "40")]),
        ("", "≤40℃", [(">", "40")]),
        ("", "＜ 40", [(">=", "40")]),
        ("", "应不大于40", [(">", "40")]),
        ("大于等于", "1,200", [("<", "1200")]),
        ("", "10-20 ℃", [("<", "10"), (">", "20")]),
        ("", "10℃~20℃", [("<", "10"), (">", "20")]),
        ("", "±5mm", [("<", "-5"), (">", "5")]),
        ("", "2以上", [("<", "2")]),
        ("", "至少2具", [("<", "2")]),
        ("≥", "≤3", None),
        ("", "40", None),
        ("", "约40", None),
        ("≤", "40 至 50", None),
        ("=", "5", None),
        ("", "GB 50016-2014", None),
        ("", "1年1次", None),
        ("", "≤2且≥1", None),
        ("", "见说明书", None),
        ("≤", "4,5", None),
        ("", "≤1,23", None),
        ("", "≤ 40，", [(">", "40")]),
        ("", "-2--5", None),
        ("", "20～10", None),
        ("", "-5--2", [("<", "-5"), (">", "-2")]),
    ],
)
def test_a_limit_is_understood_or_left_alone(sign: str, limit: str, want: list[tuple[str, str]] | None) -> None:
    """What is not clear makes no condition."""
    found = demand(sign, limit)
    assert (found.contrary if found else None) == want


@given(st.lists(st.lists(st.text("检查项内容≤>0123456789.mＡ\n〃 =A", max_size=6), max_size=6), max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_dropped_without_a_word(rows: list[list[str]]) -> None:
    """Every cell of a list is in the pack, or stands in the report with its place."""
    from inspect_engine.reading.tables.drafts import Named
    from inspect_engine.reading.tables.lists import SAME, read_list

    table = [["检查项", "检查内容", "依据", "限值"], *rows]
    sheet = books.Sheet("表", [[cells.cleaned(cell) for cell in row] for row in table])
    draft = read_list([sheet], Named("own", "甲", "ZJ"), "甲.xlsx")
    kept = yaml_text(draft.pack)
    assert typed(parse(kept.encode(), "x"), Pack) is not None or not draft.pack["sections"]
    flat = json.dumps(parse(kept.encode(), "x").data, ensure_ascii=False).replace("\\n", " ")
    said = {one.where for one in draft.findings}
    for number, row in enumerate(sheet.rows[1:], 1):
        for column, cell in enumerate(row):
            lines = {sheet.where(number, column), sheet.where(number)}
            assert not cell or said & lines or cell.replace("\n", " ") in flat or cell in SAME


@pytest.mark.parametrize("limit", ["差不多就行", "4,5"])
def test_a_limit_that_is_not_understood_stands_in_the_item(tmp_path: Path, limit: str) -> None:
    """As it is written, with its sign and unit, beside what was noted anyway."""
    path = book(tmp_path / "a.xlsx", ["检查项", "比较", "限值", "单位", "备注"], ["油温", "≤", limit, "℃", "每日"])
    (item,) = items(found := imported(path))
    assert item["note"] == f"每日；原表写着：比较 ≤，限值 {limit}，单位 ℃"
    assert "fails_when" not in item
    assert f"限值 {limit}" in found.path.read_text("utf-8")
    assert "没有登记依据的项，整改通知书发不出" in " ".join(one.what for one in found.findings)


def test_what_is_imported_is_an_object_of_no_trade(tmp_path: Path) -> None:
    """Documents that ask a construction site for its permit ask nothing of it."""
    found = imported(book(tmp_path / "a.xlsx", ["检查项", "检查内容"], ["油烟机", "看"]))
    assert list(found.draft.pack["kinds"]) == ["object"]
    assert items(found)[0]["kinds"] == ["object"]


# --- forms -----------------------------------------------------------------------------------------------------


def test_the_conditions_of_ordinary_forms_work(tmp_path: Path) -> None:
    """Of relevant, constraint and calculation 95 in a hundred at least; the packs pass; what is lost is named."""
    asked = understood = 0
    for name, (choices, survey) in FORMS.items():
        found = import_pack(write_form(tmp_path / f"{name}.xlsx", choices, survey), tmp_path / name, name, None, "BD")
        assert found.problems == [], name
        lost = [one for one in found.findings if one.weight == "lost" and not one.what.endswith("没有用上")]
        assert len(lost) == found.draft.conditions - found.draft.understood
        assert all(re.fullmatch(r"survey![DEF]\d+", one.where) for one in lost)
        asked, understood = asked + found.draft.conditions, understood + found.draft.understood
        _every_question_is_somewhere(found, survey)
    assert understood >= 0.95 * asked > 80


def _every_question_is_somewhere(found: Imported, survey: str) -> None:
    fields = {spec["id"] for item in items(found) for key in ("values", "derived") for spec in item.get(key, ())}
    said = {one.where.rpartition("!")[2][1:] for one in found.findings}
    for number, line in enumerate(survey.strip().splitlines(), 2):
        kind, *rest = [part.strip() for part in line.split("|")]
        if kind.split()[0] not in ("begin_group", "end_group", "begin_repeat", "end_repeat", "note"):
            assert rest[0] in fields or str(number) in said, line


def test_what_a_form_asks_is_asked_judged_by_nothing_and_stored(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record takes 已记 with its required values; what is not relevant may not be given; constraints hold."""
    from inspect_engine.domain.inspections import AnswerInput, value_faults
    from inspect_engine.domain.judgement.law import Law
    from tests.domain.test_judgement_law import DAY

    form = import_pack(write_form(tmp_path / "shop.xlsx", *FORMS["shop"]), tmp_path / "out", "shops", None, "BD")
    definition = load_library([*_installed(), tmp_path / "out"]).definition("shops")
    item = definition.pack.items[0]
    assert form.items == 1

    def faults(answer: str, **values: str) -> str:
        given = {"subject": "s", "item": item.id, "answer": answer, "values": values}
        found = value_faults(("values",), item, AnswerInput.model_validate(given), Law(definition, DAY))
        return "；".join(fault.what for fault in found)

    assert faults("已记", fuel="lpg", hose="1.5", hose_date="2020/1/1", trained="2", all_staff="3") == ""
    assert "这里不必填" in faults("已记", fuel="none", hose="1.5")
    assert "Trained" in faults("已记", fuel="gas", trained="4", all_staff="3")
    assert "记录项" in faults("pass", fuel="gas")
    assert "记录项" in faults("fail", fuel="gas")


def _installed() -> list[Path]:
    from inspect_engine.reading.installed import installed_folders

    return list(installed_folders())


HEADED = ("type", "name", "label", "relevant", "constraint", "required", "relevance", "Required ")


def form(path: Path, *survey: Sequence[Any], heads: Sequence[str] = HEADED) -> Imported:
    """What becomes of a survey."""
    made = Workbook()
    made.remove(made.worksheets[0])
    choices = [("list_name", "name", "label"), ("yn", "yes", "是"), ("yn", "no", "否")]
    sheets: dict[str, list[Sequence[Any]]] = {"survey": [heads, *survey], "choices": [*choices]}
    for title, rows in sheets.items():
        page = made.create_sheet(title)
        for row in rows:
            page.append(list(row))
    made.save(path)
    return imported(path)


@pytest.mark.parametrize(
    ("asked", "want"),
    [
        (">= 1.5", {"at_least": "2"}),
        ("> 1.5", {"at_least": "2"}),
        ("< 1.5", {"at_most": "1"}),
        ("<= 1.5", {"at_most": "1"}),
        ("< 2", {"at_most": "1"}),
        ("> 1", {"at_least": "2"}),
        ("= 1.5", None),
        ("!= 1.5", None),
        ("< 0", None),
        (f">= 1{'0' * 400}", None),
    ],
)
def test_how_many_were_chosen_is_a_whole_number(asked: str, want: dict[str, str] | None) -> None:
    """Half a choice is rounded to the side that means the same, or not understood."""
    known = Scope({"m": "m"}, {"m": "multichoice"})
    text = f"count-selected(${{m}}) {asked}"
    if want is None:
        with pytest.raises(NotSaid):
            condition(text, known)
    else:
        assert condition(text, known) == {"fact": "m", **want}


def test_what_stands_twice_in_a_form_is_named(tmp_path: Path) -> None:
    """Columns of one meaning, and questions of one name: conditions speak of the first."""
    found = form(
        tmp_path / "a.xlsx",
        ["integer", "n", "甲"],
        ["integer", "b", "乙", "${n} > 1", None, "no", "${n} > 2", "yes"],
        ["integer", "n", "又甲", None, ". > 5", None, "${b} > 3"],
        ["integer", "c", "丙", "${n} > 7"],
    )
    assert found.problems == []
    lost = {one.where: one.what for one in found.findings if one.weight == "lost"}
    assert lost.keys() == {"survey!G3", "survey!H3", "survey!B4"}
    assert "第 2 行已有" in lost["survey!B4"]
    values = {each["id"]: each for each in items(found)[0]["values"]}
    assert values["n_2"]["asked_if"]["fact"] == "b"
    assert values["c"]["asked_if"]["fact"] == "n"
    assert [one["holds"]["fact"] for one in items(found)[0]["constraints"]] == ["n_2"]


def test_what_a_note_or_a_photo_demands_is_named(tmp_path: Path) -> None:
    found = form(
        tmp_path / "a.xlsx",
        ["integer", "a", "甲"],
        ["note", "t", "提示", "${a} > 1"],
        ["image", "p", "照片", None, None, "yes"],
        ["image", "q", "照片二", None, None, "no"],
    )
    assert {one.where for one in found.findings if one.weight == "lost"} == {"survey!F4"}
    assert items(found)[0]["check"] == "（甲 > 1 时）提示", "when a note is read stands before it"


# --- hostile files ---------------------------------------------------------------------------------------------


def bomb(path: Path) -> Path:
    """A sheet of 300 MB in a few hundred KB."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (300 * 1024 * 1024))
    return path


HOSTILE: dict[str, tuple[str, bytes]] = {
    "no-zip": ("a.xlsx", b"PK\x03\x04 no more"),
    "html": ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>"),
    "cut": ("a.xls", XLS.read_bytes()[:3000]),
    "noise": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40),
    "empty": ("a.xlsx", b""),
    "long": ("a.csv", b"a" * 200_000),
    "wide": ("a.csv", b"," * 5_000),
    "deep": ("a.csv", b"a\n" * 20_000),
    "binary": ("a.csv", bytes(range(128, 256)) * 3),
    "other": ("a.docx", b"PK"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_checklist_is_refused_and_writes_nothing(tmp_path: Path, name: str) -> None:
    file, raw = HOSTILE[name]
    (tmp_path / file).write_bytes(raw)
    with pytest.raises(InputError):
        imported(tmp_path / file)
    assert not (tmp_path / "out").exists()


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="展开后太大"):
        imported(bomb(tmp_path / "a.xlsx"))


SHEET = "xl/worksheets/sheet1.xml"
CORNERS = {
    "named": '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "wide": '<row r="1"><c r="A1"><v>1</v></c><c r="AAA1" t="inlineStr"><is><t>a</t></is></c></row>',
    "without a row": '<row><c r="a1048576"><v>1</v></c></row>',
    "unnamed cell": '<row r="9999"><c><v>1</v></c></row>',
    "prefixed": '<x:row r="9999"><x:c><x:v>1</x:v></x:c></x:row>',
}


def with_cells(path: Path, cells_of: str, other: str = "") -> Path:
    """A workbook whose sheet holds these rows."""
    with zipfile.ZipFile(book(path.with_name("plain.xlsx"), ["检查项", "检查内容"])) as plain:
        members = {name: plain.read(name) for name in plain.namelist()}
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{space}" xmlns:x="{space}"><sheetData>{cells_of}</sheetData></worksheet>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in (members | {SHEET: sheet.encode()} | ({other: b"<x/>"} if other else {})).items():
            archive.writestr(name, raw)
    return path


@pytest.mark.parametrize("name", CORNERS)
def test_cells_in_far_corners_are_refused_before_there_is_room_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The reader of workbooks is not asked; the sheet is named."""
    monkeypatch.setattr(python_calamine, "CalamineWorkbook", None)
    with pytest.raises(InputError, match="的工作表“灶间”超过 5000 行或 300 列"):
        imported(with_cells(tmp_path / "a.xlsx", CORNERS[name]))


def test_an_old_file_that_takes_all_memory_ends_its_own_process_only(tmp_path: Path) -> None:
    """Its last cell is moved to the far corner; the cells of an .xls lie in any order, so nobody tells before."""
    raw, last = XLS.read_bytes(), bytes.fromhex("7e020a0004000000")
    assert raw.count(last) == 1
    path = tmp_path / "a.xls"
    path.write_bytes(raw.replace(last, bytes.fromhex("7e020a00ffffffff")))
    with pytest.raises(InputError, match=r"展开后太大|超过 5000 行|已损坏"):
        imported(path)


def test_an_empty_cell_far_away_takes_no_room(tmp_path: Path) -> None:
    """Who formats whole columns leaves such cells behind."""
    far = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row><row r="9999"><c r="ZZ9999" s="0"/></row>'
    assert [sheet.rows for sheet in read_book(with_cells(tmp_path / "a.xlsx", far))] == [[["甲"]]]


@pytest.mark.parametrize(("cells_of", "other"), [("<row", ""), ("", "content.xml"), ("", "xl/workbook.bin")])
def test_what_nobody_can_measure_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cells_of: str, other: str
) -> None:
    monkeypatch.setattr(python_calamine, "CalamineWorkbook", None)
    with pytest.raises(InputError, match="已损坏"):
        imported(with_cells(tmp_path / "a.xlsx", cells_of, other))


def test_a_sheet_without_headings_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有认出表头"):
        imported(book(tmp_path / "a.xlsx", ["甲", "乙"], ["1", "2"]))


def test_formulas_are_neither_calculated_nor_dropped_without_a_word(tmp_path: Path) -> None:
    """One whose result was not stored is an empty cell, and named; a text that looks like one is a text."""
    path = book(tmp_path / "a.xlsx", ["检查项", "检查内容"], ["甲", "=1+1"], ["=乙", "看"])
    found = imported(path)
    assert {"灶间!B2", "灶间!A3"} <= {one.where for one in found.findings if "公式" in one.what}
    assert "2" not in [item["check"] for item in items(found)]
    assert [item["note"] for item in items(found)] == ["原表的公式：B 列 =1+1", "原表的公式：A 列 =乙"]


def test_a_formula_of_several_cells_is_told_as_it_is_written(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["检查项", "检查内容"], ["甲", ArrayFormula("B2:B2", "=C2:C3*2")]]
    assert items(imported(book(tmp_path / "a.xlsx", *rows)))[0]["note"] == "原表的公式：B 列 =C2:C3*2"


# --- out and in again ------------------------------------------------------------------------------------------


def there_and_back(pack: Pack) -> Pack:
    """The pack that its workbook holds."""
    with io.BytesIO(pack_book(pack)) as stream:
        raw = stream.getvalue()
    sheets = list(books.of_excel(raw, "x.xlsx"))
    draft = read_whole(sheets)
    assert draft.findings == []
    found = read(parse(yaml_text(draft.pack).encode(), "x.yaml"), Pack)
    assert found is not None
    return found


@pytest.mark.parametrize("name", sorted(load_library().packs))
def test_a_built_in_pack_comes_back_meaning_the_same(name: str) -> None:
    pack = load_library().packs[name]
    assert meaning(there_and_back(pack)) == meaning(pack)


def test_nested_cells_are_written_as_people_write_them() -> None:
    """Conditions and bases as lines, lists and fields as bare YAML; no cell is JSON."""
    with io.BytesIO(pack_book(load_library().packs["gas"])) as stream:
        sheet = next(one for one in books.of_excel(stream.getvalue(), "x.xlsx") if one.name == "检查项")
    heads = [head.split()[1] for head in sheet.rows[0]]
    cells = {head: [row[n] for row in sheet.rows[1:] if n < len(row) and row[n]] for n, head in enumerate(heads)}
    assert "permitted is false or accepted is false or fire_accepted is false" in cells["fails_when"]
    assert any(cell.startswith("[cxghf 第40条, csrqgltl-583 第11条, {ref: cxghf,") for cell in cells["basis"])
    assert not [cell for head in ("basis", "values", "severity") for cell in cells[head] if '{"' in cell]


SMALL = load_library([Path(__file__).parent / "small"]).packs["small"]
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), min_size=1, max_size=12).filter(
    lambda text: text.strip() and text.isprintable() | ("\n" in text)
)
ODD = st.sampled_from(
    ["=1+1", "_x0041_", " 甲 ", "{text: ", "是", "007", "1E5", "2024-01-01", "'", '"', "#", "- a", "null", "a: b"]
)


def test_a_long_text_comes_back_with_its_blanks() -> None:
    """A line that was broken in Chinese is joined without a blank, so none is broken at one."""
    text = f"{'甲' * 120} {'乙' * 90}"
    pack = SMALL.model_copy(update={"summary": text})
    assert there_and_back(pack).summary == text


@given(title=WORDS | ODD, note=WORDS | ODD, choice=WORDS | ODD)
@settings(max_examples=40, deadline=None)
def test_any_text_comes_back_as_it_went(title: str, note: str, choice: str) -> None:
    """Signs, blanks, escapes, what looks like a number, a date, a formula or YAML."""
    first = SMALL.sections[0]
    values = ({"id": "c", "title": note, "type": "choice", "choices": {"k": choice, "x": "别的"}},)
    item = {**first.items[0].model_dump(by_alias=True), "title": title, "note": note, "values": values}
    section = {**first.model_dump(by_alias=True), "items": [item]}
    pack = Pack.model_validate({**SMALL.model_dump(by_alias=True), "summary": title, "sections": [section]})
    assert meaning(there_and_back(pack)) == meaning(pack)


def test_export_and_import_by_the_command_line(tmp_path: Path, command: Command) -> None:
    path = tmp_path / "gas.xlsx"
    exported = command("packs", "export", "gas", "-o", str(path))
    assert exported.code == 0
    assert "--replace" in exported.err
    assert command("packs", "export", "gas", "-o", str(path)).code == 2, "nothing is overwritten"
    line = ("packs", "import", str(path), "--id", "gas-own", "--prefix", "ZR", "--dir", str(tmp_path / "out"))
    outcome = command(*line)
    assert outcome.code == 0
    assert "没有看懂 0 处" in outcome.err
    again = command(*line)
    assert again.code == 2, "nothing is overwritten"
    assert "--replace" in again.err
    assert command(*line, "--replace").code == 0
    other = ("packs", "import", str(path), "--id", "gas-other", "--dir", str(tmp_path / "out"))
    assert "编号前缀“RQ”已被检查表包“gas”使用" in command(*other).err
    sheets = {sheet.name: sheet for sheet in read_book(path)}
    assert list(sheets)[:2] == ["检查表包", "限值"]
    assert sheets["检查项"].rows[0][:4] == ["分组 section", "编号 id", "名称 title", "检查内容 check"]
    assert [one.changed for one in format_folder(tmp_path / "out")] == [False], "it is written in short"
    own = read(parse((tmp_path / "out/packs/gas-own.yaml").read_bytes(), "gas-own.yaml"), Pack)
    assert own is not None
    assert own.sections == load_library().packs["gas"].sections
