"""The score on the command line and in Excel: the same figures, live, and nobody's text acts."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook

from inspect_engine.cli import main
from inspect_engine.domain.inspections import InspectionInput
from inspect_engine.errors import InputError, Refused
from inspect_engine.exports import scores as workbook
from inspect_engine.ledger import Ledger
from inspect_engine.reading.definitions import load_library
from tests.conftest import Desk, Outcome, make_desk

HOSTILE = '=HYPERLINK("http://x","x")'
FAILED = {
    ("tower-1", "AQ-B17-01"): ({"moment": "是", "weight": "是"}, HOSTILE),
    ("tower-1", "AQ-B17-07"): ({"r4": "5.5"}, "附着|间距`偏大`"),
    ("tower-2", "AQ-B17-03"): ({"lamp": "是"}, ""),
}
ABSENT = {("tower-2", "AQ-B17-05"): "只有这一台在用"}


def sheet(key: str, kind: str, name: str, numbers: list[int], unanswered: int = 0) -> dict[str, Any]:
    """An inspection of the tables of one subject, or of two cranes, all passed but for FAILED and ABSENT."""
    pack = load_library().pack("site-safety-score")
    keys = [key] if kind != "crane" else ["tower-1", "tower-2"]
    items = [item.id for n in numbers for item in pack.sections[n - 1].items]
    answers: list[dict[str, Any]] = []
    for each in keys:
        for item in items[: len(items) - unanswered]:
            answer: dict[str, Any] = {"subject": each, "item": item, "answer": "pass"}
            if given := FAILED.get((each, item)):
                answer |= {"answer": "fail", "values": given[0], "note": given[1]}
            if why := ABSENT.get((each, item)):
                answer |= {"answer": "na", "note": why}
            answers.append(answer)
    form = {"hoist_type": "passenger"} if kind == "hoist" else {}
    subjects = [
        {"key": each, "kind": kind, "name": f"{name}{each}", "region": "530602", "fields": form} for each in keys
    ]
    head = {"pack": "site-safety-score", "date": "2024-06-18", "inspectors": ["insp1", "insp2"]}
    return {**head, "subjects": subjects, "answers": answers}


class Yard:
    """A ledger with two cranes, one of them at nothing, and a hoist that is not inspected to the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk: Desk = make_desk(folder).on("2024-06-18")
        self.cranes = self.run(sheet("", "crane", "+塔机", [17]))
        self.hoist = self.run(sheet("hoist-1", "hoist", "升降机", [16], unanswered=4))

    def run(self, data: dict[str, Any]) -> str:
        return self.desk.as_("insp1").inspections.run(InspectionInput.model_validate(data)).inspection

    def as_(self, name: str) -> Ledger:
        return self.desk.as_(name)

    def write(self, reference: str) -> Path:
        path = self.folder / f"{reference[-6:]}.xlsx"
        workbook.write(self.as_("viewer1"), reference, path)
        return path


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    """To be read only. What a failure starts is proved elsewhere; definitions are read once."""
    library = load_library()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("inspect_engine.reading.definitions.load_library", lambda *_: library)
        yield Yard(tmp_path_factory.mktemp("yard"))


@pytest.fixture(scope="module")
def books(yard: Yard) -> dict[str, Path]:
    return {"cranes": yard.write(yard.cranes), "hoist": yard.write(yard.hoist)}


def printed(path: Path, name: str) -> list[list[Any]]:
    """The rows of one sheet as they are read."""
    return [list(row) for row in openpyxl.load_workbook(path, data_only=True)[name].iter_rows(values_only=True)]


def facts(book: Workbook) -> dict[str, Any]:
    """Labels and values of the summary page."""
    rows = book["评分"].iter_rows(values_only=True)
    return {str(row[0]): row[1:6] for row in rows if row[0] is not None}


# --- the workbook --------------------------------------------------------------------------------------------------


def test_the_summary_shows_total_zero_sheets_and_grade_side_by_side(books: dict[str, Path]) -> None:
    found = facts(openpyxl.load_workbook(books["cranes"], data_only=True))
    towers = found["塔式起重机与起重吊装"]
    assert towers[:2] == (10, 2)
    assert towers[2] == pytest.approx(430 / 9)
    assert (found["零分表张数"][0], found["等级"][0]) == (1, "不合格")
    assert found["安全管理"][1:4] == (0, "—", "—")
    assert found["安全管理"][4] == "缺项：这次检查没有这一类对象"
    assert found["合计"][0] == 10
    assert any(
        name.startswith("表B.17 塔式起重机（+塔机tower-1）：保证项目“塔机·载荷限制装置”得 0 分") for name in found
    )


def test_a_score_that_is_not_final_says_what_is_missing(books: dict[str, Path]) -> None:
    found = facts(openpyxl.load_workbook(books["hoist"], data_only=True))
    assert (found["总分"][0], found["还缺项数"][0], found["等级"][0]) == (100, 4, "未定")
    assert "表B.16 施工升降机，升降机hoist-1：一般项目“施工升降机·通信装置”没有作答" in found


def test_sheets_are_as_they_are_printed(books: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(books["cranes"])
    assert book.sheetnames == ["评分", "汇总表", "分项评分表", "分项表", "逐项扣分"]
    upright = ("评分", "分项评分表")
    for name, orientation in ((name, "portrait" if name in upright else "landscape") for name in book.sheetnames):
        page: Any = book[name]
        assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, orientation)
        assert "演练" in str(page.oddHeader.center.text)
    assert (book["评分"].page_setup.fitToHeight, book["逐项扣分"].print_title_rows) == (1, "$1:$1")
    assert book["逐项扣分"].max_row == 21


def test_the_summary_is_in_the_form_of_appendix_a(books: dict[str, Path]) -> None:
    """Name, total and lines are live; 评语 says what follows; units and whoever signs have their places."""
    rows = printed(books["cranes"], "汇总表")
    told = "\n".join(str(cell) for row in rows for cell in row if cell is not None)
    head = next(n for n, row in enumerate(rows) if row[0] == "单位工程（施工现场）名称")
    assert rows[head][3:6] == ["总计得分（满分100分）", "安全管理（满分10分）", "文明施工（满分15分）"]
    assert rows[head + 1][:5] == ["+塔机tower-1", None, None, pytest.approx(430 / 9), "缺项"]
    assert rows[head + 1][12] == pytest.approx(43 / 9)
    assert rows[head + 2][:2] == ["评语", "总计得分 47.78 分，等级 不合格。"]
    assert "零分表：表B.17 塔式起重机：+塔机tower-1，保证项目“塔机·载荷限制装置”得 0 分。" in told
    assert "须限期整改，整改后重新检查评分，直至合格。" in told
    for label in ("检查单位", "负责人", "受检项目", "项目经理", "检查人员", "签字", "受检单位", "签章、日期"):
        assert label in told.split("\n")
    page: Any = openpyxl.load_workbook(books["cranes"])["汇总表"]
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 1)
    assert page.cell(head + 2, 4).value.startswith("=评分!$B$")


def test_every_table_has_a_page_with_all_situations_and_sums(books: dict[str, Path]) -> None:
    rows = printed(books["cranes"], "分项评分表")
    titles = [n for n, row in enumerate(rows) if str(row[0]).startswith("表B.17")]
    page: Any = openpyxl.load_workbook(books["cranes"])["分项评分表"]
    assert [each.id for each in page.row_breaks.brk] == [titles[1], len(rows)]
    first, second = rows[titles[0] : titles[1]], rows[titles[1] :]
    assert [row[0] for row in first if row[0] in ("小计", "检查项目合计")] == ["小计", "小计", "检查项目合计"]
    item = next(row for row in first if row[2] == "塔机·载荷限制装置")
    assert item[3:] == ["■ 没有起重量限制器或失灵，扣 10 分\n■ 没有力矩限制器或失灵，扣 10 分", 10, 10, 0]
    assert [row[4:] for row in first if row[0] == "小计"] == [[60, 10, 50], [40, 5.5, 34.5]]
    assert [row[2:4] for row in first if row[0] == "本表得分"] == [[0, "（归零：保证项目“塔机·载荷限制装置”得 0 分）"]]
    absent = next(row for row in second if row[2] == "塔机·多塔作业")
    assert (absent[3].split("\n")[-1], absent[4:]) == ("缺项：只有这一台在用", [10, "缺项", "缺项"])
    assert [row[4:] for row in second if row[0] == "检查项目合计"] == [[90, 4, 86]]
    assert sum(len(str(row[3]).split("\n")) for row in first if str(row[1]).isdecimal()) == 44
    assert any(str(row[0]).startswith("检查人员（") and "受检单位签字" in str(row[0]) for row in first)


def test_the_only_office_inspects_and_of_several_it_is_left_to_the_pen(tmp_path: Path) -> None:
    desk = make_desk(tmp_path).on("2024-06-18")
    data = InspectionInput.model_validate(sheet("h", "hoist", "升降机", [16]))
    key = desk.as_("insp1").inspections.run(data).inspection
    chief = desk.as_("sup1")
    found: list[Any] = []
    for n, code in enumerate(("甲建安", "乙建安")):
        chief.offices.add(code, f"{code[0]}县监督站")
        workbook.write(desk.as_("viewer1"), key, tmp_path / f"{n}.xlsx")
        found += [row[1] for row in printed(tmp_path / f"{n}.xlsx", "汇总表") if row[0] == "检查单位"]
    assert found == ["甲县监督站", None]


def test_what_people_typed_stays_text(books: dict[str, Path]) -> None:
    page = openpyxl.load_workbook(books["cranes"])["逐项扣分"]
    cells = {cell.value: cell for row in page.iter_rows() for cell in row}
    for typed in (HOSTILE, "+塔机tower-1"):
        assert (cells[typed].data_type, cells[typed].quotePrefix) == ("s", True)
    assert [cell for cell in cells.values() if cell.data_type == "f"] == []


def test_every_figure_is_a_formula_over_the_deductions(
    books: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """LibreOffice works them all out from nothing but the deductions, and comes to the same."""
    if not (office := shutil.which("soffice")):
        pytest.skip("LibreOffice (soffice) is not installed")
    folder = tmp_path_factory.mktemp("office")
    for path in books.values():
        openpyxl.load_workbook(path).save(folder / path.name)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out")]
    subprocess.run([*command, *(folder / path.name for path in books.values())], check=True, capture_output=True)
    for path in books.values():
        kept, fresh = (openpyxl.load_workbook(each, data_only=True) for each in (path, folder / "out" / path.name))
        live = openpyxl.load_workbook(path)
        for page in live:
            for row in page.iter_rows():
                for cell in (each for each in row if each.data_type == "f"):
                    before, after = (book[page.title][cell.coordinate].value for book in (kept, fresh))
                    told = f"{page.title}!{cell.coordinate} {cell.value}"
                    if isinstance(before, str) or before is None:
                        assert (before or None) == (after or None), told
                    else:
                        assert after == pytest.approx(before, abs=1e-9), told


# --- who, and what it is called ------------------------------------------------------------------------------------


def test_a_score_needs_a_scored_checklist_and_sight_of_all_of_it(yard: Yard, tmp_path: Path) -> None:
    chief = yard.as_("sup1")
    with pytest.raises(InputError) as wrong:
        workbook.write(chief, yard.cranes, tmp_path / "score.xls")
    assert "应以 .xlsx 结尾" in wrong.value.problems[0].what
    gas = {"subjects": [{"key": "s-1", "kind": "catering", "name": "店", "region": "530602"}]}
    more = {"pack": "gas", "date": "2024-06-18", "inspectors": ["insp1"]}
    answers = [{"subject": "s-1", "item": "CAT-05", "answer": "na"}]
    key = yard.run({**gas, **more, "answers": answers})
    with pytest.raises(InputError) as wrong:
        chief.scores.get(key)
    assert wrong.value.problems[0].what == "检查表“城镇燃气”（gas）不评分"
    data = sheet("hoist-2", "hoist", "升降机", [16])
    data["subjects"].append({**data["subjects"][0], "key": "hoist-3", "region": "530702"})
    both = yard.run(data)
    chief.people.add("near", "近处的人", ["viewer"], region="5306")
    with pytest.raises(Refused) as refused:
        yard.as_("near").scores.get(both)
    assert refused.value.missing == ("另有 1 个对象不在你的区划内，须由能看到全部对象的人评分",)


@pytest.fixture
def typed(yard: Yard, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run one command line on the yard's ledger."""

    def run(*words: str) -> Outcome:
        monkeypatch.setenv("INSPECT_ENGINE_NOW", yard.desk.moment.isoformat())
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["--db", str(yard.desk.path), "--user", "viewer1", *words])
        printed = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), printed.out, printed.err)

    return run


def test_the_command_prints_for_people_and_for_programs(yard: Yard, typed: Any) -> None:
    text, marked = typed("score", yard.cranes), typed("score", yard.cranes, "--format", "md")
    assert (text.code, marked.code) == (0, 0)
    assert "等级    不合格（有 1 张分项表得零分）" in text.out
    assert "零分表  表B.17 塔式起重机：+塔机tower-1" in text.out
    assert (
        "没有起重量限制器或失灵 10 分；没有力矩限制器或失灵 10 分；各项扣分合计 20 分，超过应得分，按 10 分扣"
        in text.out
    )
    assert "附着\\|间距\\`偏大\\`" in marked.out
    told = json.loads(typed("score", yard.cranes, "--json").out)
    assert (told["final"], told["grade"], told["zeros"][0]["subject"]) == (True, "不合格", "tower-1")
    towers = next(group for group in told["groups"] if group["id"] == "s9")
    assert [each["score"] for each in towers["sheets"]] == ["0.00", "95.56"]
    assert (told["total"], told["total_exact"], towers["absent"]) == ("47.78", "430/9", None)
    first = towers["sheets"][0]["items"][0]
    assert (first["state"], first["lost"], first["got"], first["note"]) == ("scored", "10.00", "0.00", HOSTILE)
    absent = towers["sheets"][1]["items"][4]
    assert (absent["state"], absent["lost"], absent["why"]) == ("absent", None, "只有这一台在用")


def test_the_fixed_floor_is_another_reading_and_says_so(yard: Yard, typed: Any) -> None:
    """46 of 50 assured points pass either way; the remark tells which way it was."""
    ratio, fixed = typed("score", yard.cranes), typed("score", yard.cranes, "--fixed-floor")
    assert "教材口径" in ratio.out
    assert "固定分数" in fixed.out


def test_export_says_where_and_overwrites_only_when_told(yard: Yard, typed: Any, tmp_path: Path) -> None:
    path = tmp_path / "评分.xlsx"
    words = ("export", "score", yard.hoist, "-o", str(path))
    first, again = typed(*words), typed(*words)
    assert (first.code, first.out.strip(), again.code) == (0, str(path), 2)
    assert "已经存在" in again.err
    told = json.loads(typed(*words, "--force", "--json").out)
    assert told["sheets"].keys() == {"评分", "汇总表", "分项评分表", "分项表", "逐项扣分"}
    assert typed("score", "no-such").code == 2
