"""整改前后对照: what stands beside what, in the workbook and alone; what cannot be shown is told."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from PIL import Image

from inspect_engine.domain.cases.sides import sides_of
from inspect_engine.domain.inspections import InspectionInput
from inspect_engine.errors import InputError, Refused, StorageError
from inspect_engine.exports.closure import comparing, photographs, workbook
from inspect_engine.exports.photos.pairs import Pair, Photo, Side
from inspect_engine.exports.photos.pictures import Small
from inspect_engine.exports.photos.sheet import TITLE, Gallery
from inspect_engine.exports.sheets.book import Book
from tests.conftest import countersign, settle
from tests.exports.conftest import Town
from tests.exports.pictures import GREEN, bytes_of, from_camera, scene, written


class Wall(Town):
    """Hazards with photographs."""

    def find(self, *files: tuple[str, bytes], note: str = "看到了") -> None:
        """A hazard with this evidence."""
        names = [written(self.folder / name, data).name for name, data in files]
        key = f"w-{len(self.numbers)}"
        site = {"key": key, "kind": "site", "name": f"场所{key}", "region": "530602"}
        answer = {"subject": key, "item": "T-1", "answer": "fail", "note": note, "evidence": names, "sure": True}
        given = {"pack": "trial", "date": self.now.date(), "inspectors": ["insp1", "insp2"]}
        said = InspectionInput.model_validate({**given, "subjects": [site], "answers": [answer]})
        self.numbers += [line.number for line in self.as_("insp1").inspections.run(said, self.folder).cases]
        countersign(self.as_("sup1"))

    def attach(self, user: str, case: int, trigger: str, name: str, data: bytes, **values: str) -> None:
        path = written(self.folder / name, data)
        self.as_(user).cases.act(self.numbers[case], trigger, values, [path])
        countersign(self.as_("sup1"))


def hung(folder: Path) -> Wall:
    """Closed with photographs of both sides; open, its picture broken and its reply sent back; without a picture; fixed
    on the spot; withdrawn."""
    wall = Wall(folder)
    wall.find(("发现.jpg", from_camera()))
    good = bytes_of(scene(size=(320, 240)))
    wall.find(("断.jpg", good[:-300]), ("炸.png", b"\x89PNG\r\n\x1a\n"), ("另.jpg", good), ("表.pdf", b"a paper"))
    wall.find(("说明.txt", b"no picture"))
    wall.find(("现场.png", bytes_of(scene(size=(200, 300)), "PNG")))
    wall.find(("误.jpg", bytes_of(scene(size=(64, 48)))))
    for case in (0, 1):
        wall.order(case, 30)
    done: dict[str, Any] = {"performed_by": "张三", "measures": "已更换", "finished_on": wall.now.date().isoformat()}
    wall.attach("insp2", 0, "reply", "改后.jpg", bytes_of(scene(GREEN)), **done)
    two: dict[str, Any] = {"inspectors": "insp1,insp3"}
    wall.attach("insp1", 0, "pass_reinspection", "复查.webp", bytes_of(scene(GREEN), "WEBP"), conclusion="已改", **two)
    wall.act("sup1", 0, "close", conclusion="同意")
    wall.attach("insp2", 1, "reply", "没改.jpg", bytes_of(scene(GREEN, (300, 300))), **done)
    wall.act("insp1", 1, "return", reason="没有改", **two)
    spot = {"performed_by": "李四", "measures": "当场拆除，电话13812345678"}
    wall.attach("insp1", 3, "fix_on_spot", "拆了.jpg", bytes_of(scene(GREEN, (100, 90))), **spot)
    wall.act("sup1", 4, "withdraw", reason="误报")
    wall.chief.people.add("view", "领导", ["viewer"])
    return wall


@pytest.fixture(scope="module")
def wall(tmp_path_factory: pytest.TempPathFactory) -> Wall:
    return hung(tmp_path_factory.mktemp("wall"))


@pytest.fixture(scope="module")
def book(wall: Wall) -> Any:
    workbook.write(wall.chief, wall.folder / "全部.xlsx")
    return openpyxl.load_workbook(wall.folder / "全部.xlsx")


def told(sheet: Any) -> str:
    return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def colors(sheet: Any) -> dict[tuple[int, int], list[Any]]:
    """The lower right corner of each picture by its (row, column)."""
    found: dict[tuple[int, int], list[Any]] = {}
    for image in sheet._images:
        shown = Image.open(BytesIO(image._data()))
        at = image.anchor._from
        found.setdefault((at.row, at.col), []).append(shown.getpixel((shown.width - 3, shown.height - 3)))
    return found


def green(color: tuple[int, int, int]) -> bool:
    return color[1] > color[0]


def test_what_was_found_is_on_the_left_and_what_was_put_right_on_the_right(book: Any, wall: Wall) -> None:
    sheet = book[TITLE]
    shown = colors(sheet)
    assert sum(map(len, shown.values())) == 6
    assert all(green(color) == (column == 1) for (_, column), each in shown.items() for color in each)
    heads = [str(row[0]) for row in sheet.iter_rows(min_row=4, values_only=True)]
    cases = [number for number in wall.numbers if any(number in head for head in heads)]
    assert cases == [wall.numbers[0], wall.numbers[1], wall.numbers[3]], "a paper is no picture, a mistake no hazard"


def test_each_photograph_says_when_at_what_step_and_by_whom(book: Any) -> None:
    words = told(book[TITLE])
    assert "2024-03-01 发现　检查员甲、检查员乙" in words
    assert "2024-03-01 提交整改回复" in words
    assert "张三" in words
    assert "复查合格　检查员甲、=检查员丙" in words
    assert "整改销号 2024-03-01" in words
    assert "（没有照片）" in words


def test_what_is_not_shown_is_told_where_it_should_be(book: Any, wall: Wall) -> None:
    words = told(book[TITLE])
    assert "“断.jpg”没有印出：照片不完整或已损坏" in words
    assert "“炸.png”没有印出：不是认得的照片" in words
    assert "不是照片的佐证 1 份" in words
    assert "被退回的回复另有佐证 1 份，不在此列" in words
    summary = photographs.write(wall.chief, wall.folder / "照片.docx")
    assert [fault.partition("”")[0] for fault in summary.faults] == [
        f"{wall.numbers[1]} “断.jpg",
        f"{wall.numbers[1]} “炸.png",
    ]


def test_the_workbook_is_proved_with_its_photographs(wall: Wall) -> None:
    workbook.write(wall.chief, wall.folder / "台账.xlsx")
    book = openpyxl.load_workbook(wall.folder / "台账.xlsx")
    wall.now += timedelta(minutes=5)
    found = comparing.compare(wall.chief, wall.folder / "台账.xlsx")
    assert not found.problems, "whenever it is looked at"
    assert found.whole
    book[TITLE]["A6"].value = "别的话"
    book.save(wall.folder / "改过.xlsx")
    assert [each.where for each in comparing.compare(wall.chief, wall.folder / "改过.xlsx").problems] == [f"{TITLE}!A6"]


def test_it_is_printed_upright_and_in_the_reporting_set(wall: Wall) -> None:
    workbook.write(wall.chief, wall.folder / "汇报.xlsx", form="汇报版")
    sheet: Any = openpyxl.load_workbook(wall.folder / "汇报.xlsx")[TITLE]
    assert sheet.sheet_state == "visible"
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("portrait", "$3:$3")
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage, "Excel passes over page breaks where it fits pages"
    assert not sheet.row_breaks.brk, "three cases, one of them of two rows, take one page"


@pytest.mark.parametrize(("rows", "cases", "pages"), [(1, 11, 3), (2, 8, 4), (3, 7, 4)])
def test_a_page_takes_four_cases_of_a_row_of_photographs_and_two_of_any(rows: int, cases: int, pages: int) -> None:
    """With headings and captions of two lines; the first page, with the title, takes one less."""
    photo = Photo(Small(bytes_of(scene(size=(40, 30))), 40, 30), "2024-03-01 提交整改回复　检查员甲、检查员乙、某某人")
    side = Side((photo,) * rows)
    with Book(("", "", ""), ("", "", "")) as book:
        gallery = Gallery(book, "题", "截至某日")
        for n in range(cases):
            gallery.add(Pair(f"RQ-2024-{n:04}", "重大　某某燃气有限公司门站（后厨）　" * 4, side, side))
        assert len(gallery.sheet.ws.row_breaks.brk) + 1 == pages


def test_the_document_says_the_same(wall: Wall) -> None:
    path = wall.folder / "对照.docx"
    summary = photographs.write(wall.chief, path)
    made = Document(str(path))
    words = "\n".join(cell.text for row in made.tables[0].rows for cell in row.cells)
    assert summary.cases == 3
    assert "2024-03-01 发现　检查员甲、检查员乙" in words
    assert "“断.jpg”没有印出" in words
    assert len(made.inline_shapes) == 6
    assert all(not Image.open(BytesIO(part.blob)).getexif() for part in made.part.package.image_parts)
    assert "演练" in "\n".join(each.text for each in made.paragraphs)


def test_only_the_hazards_that_were_named(wall: Wall) -> None:
    summary = photographs.write(wall.chief, wall.folder / "一件.xlsx", [wall.numbers[3], wall.numbers[2]])
    assert (summary.cases, summary.without) == (1, (wall.numbers[2],))
    sheet: Any = openpyxl.load_workbook(wall.folder / "一件.xlsx")[TITLE]
    assert len(sheet._images) == 2
    with pytest.raises(InputError, match="没有附了照片的隐患"):
        photographs.write(wall.chief, wall.folder / "没有.docx", [wall.numbers[2]])
    with pytest.raises(InputError):
        photographs.write(wall.chief, wall.folder / "没有.docx", ["XX-2024-9999"])
    assert not (wall.folder / "没有.docx").exists()


def test_as_of_a_day_before_there_is_nothing(wall: Wall) -> None:
    day = wall.now.date().replace(day=1, month=2)
    with pytest.raises(InputError, match="没有附了照片的隐患"):
        photographs.write(wall.chief, wall.folder / "早.docx", as_of=day)


def test_a_picture_cannot_be_covered(wall: Wall) -> None:
    with pytest.raises(Refused, match="照片遮盖不了"):
        photographs.write(wall.as_("view"), wall.folder / "领导.docx")
    for name, user, redact in (("遮盖.xlsx", "sup1", True), ("领导.xlsx", "view", False)):
        workbook.write(wall.as_(user), wall.folder / name, redact=redact)
        assert TITLE not in openpyxl.load_workbook(wall.folder / name).sheetnames


def test_one_file_takes_so_many_and_tells_of_the_rest(wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photographs, "ALONE", 1)
    summary = photographs.write(wall.chief, wall.folder / "一部分.docx")
    assert (summary.cases, summary.left) == (1, 3)
    words = "\n".join(each.text for each in Document(str(summary.path)).paragraphs)
    assert "另有 3 件有佐证的没有列入" in words


def test_a_file_that_cannot_be_written_leaves_what_is_there(wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(wall.folder / "原有.docx", b"before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("inspect_engine.exports.whole.os.fsync", full)
    with pytest.raises(StorageError, match="磁盘已满"):
        photographs.write(wall.chief, path)
    assert path.read_bytes() == b"before"
    assert not [each for each in wall.folder.iterdir() if each.name.endswith(".new")]


def test_what_was_found_again_and_put_right_since_is_on_its_side(tmp_path: Path) -> None:
    wall = Wall(tmp_path)
    wall.find(("发现.jpg", from_camera()))
    wall.order(0, 30)
    wall.wait(1)
    site = {"key": "w-0", "kind": "site", "name": "场所w-0", "region": "530602"}
    again = written(tmp_path / "又见.jpg", bytes_of(scene(size=(90, 60))))
    answer = {"subject": "w-0", "item": "T-1", "answer": "fail", "note": "还在", "evidence": [again.name], "sure": True}
    given = {"pack": "trial", "date": wall.now.date(), "inspectors": ["insp1", "insp2"], "subjects": [site]}
    said = InspectionInput.model_validate({**given, "answers": [{**answer, "still": wall.numbers[0]}]})
    found = wall.as_("insp1").inspections.run(said, tmp_path)
    countersign(wall.as_("sup1"))
    wall.reply(0, "纸")
    clearer = written(tmp_path / "补.jpg", bytes_of(scene(GREEN, (80, 60))))
    wall.chief.people.add("sup2", "主管乙", ["supervisor"])
    settle(wall.chief, "sup2")
    right = wall.as_("sup2").corrections
    right.cases.correct(wall.numbers[0], {"measures": "已更换，附照片"}, "补照片", [clearer])
    nearer = written(tmp_path / "近.jpg", bytes_of(scene(size=(70, 60))))
    key = right.inspections.key_of(found.inspection, "w-0", "T-1")
    right.inspections.correct(found.inspection, key, {"note": "还在，近看"}, "补照片", [nearer], sure=True)
    events = [entry.event for entry in wall.chief.cases.history(wall.numbers[0])]
    sides = sides_of(events)
    assert [piece.file["name"] for piece in sides.before] == ["发现.jpg", "又见.jpg", "近.jpg"]
    assert [piece.file["name"] for piece in sides.after] == ["纸.txt", "补.jpg"]
