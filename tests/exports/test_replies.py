"""Reply sheets: out, filled in, back, and out again is a fixed point; what is damaged is named, or does nothing."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.cases import remarks
from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.events import Event
from inspect_engine.domain.replies import LOCKED, Seal
from inspect_engine.errors import Conflict, InputError, InspectError
from inspect_engine.exports import replies as exporting
from inspect_engine.imports import inspections
from inspect_engine.imports import replies as importing
from inspect_engine.imports.reply_cells import entered
from inspect_engine.ledger import Ledger
from inspect_engine.ledger.replies import Reply
from inspect_engine.reading.replies import read_replies
from inspect_engine.storage import sqlite
from inspect_engine.storage.log import Writer
from tests.conftest import Command, Desk, make_desk
from tests.storage.forging import Body, Forger, put, where, without

UNIT, DAY, CODES, FIRST = "熟食店01", "2022-02-24", 7, 8
INSPECTION = """\
pack: gas
date: 2022-02-17
inspectors: [insp1, insp2]
subjects:
  - {key: shop-01, kind: catering, name: 熟食店01, region: "530602"}
answers:
  - {subject: shop-01, item: CAT-01, answer: fail, values: {state: none}, note: "=1+1 _x0041_ \\u202e山"}
  - {subject: shop-01, item: CAT-08, answer: fail, values: {heating: hot_water}}
  - {subject: shop-01, item: GAS-C-02, answer: fail, note: "+甲\\n乙"}
"""
NUMBERS = ("RQ-2022-0001", "RQ-2022-0002", "RQ-2022-0003")
FILLED = {
    "#reply.performed_by": "张三",
    "#reply.measures": "=已装好",
    "#reply.finished_on": "2022-02-23",
    "#reply.files": "照片{n}.jpg",
}


@dataclass
class Shop:
    """A ledger with three hazards of a unit, one only served, and the sheet that was exported of it."""

    desk: Desk
    sheet: Path

    def as_(self, user: str = "insp1") -> Ledger:
        return self.desk.on(DAY).as_(user)

    def filled(self, rows: Mapping[int, Mapping[str, object]], name: str = "填好.xlsx", of: Path | None = None) -> Path:
        """The sheet with cells by row and code; texts stay texts."""

        def fill(ws: Worksheet) -> None:
            codes = columns(ws)
            for at, cells in rows.items():
                for code, value in cells.items():
                    write_in(ws, f"{codes[code]}{at}", value)

        return self.changed(fill, name, of)

    def changed(self, change: Callable[[Worksheet], object], name: str = "改过.xlsx", of: Path | None = None) -> Path:
        book = openpyxl.load_workbook(of or self.sheet)
        change(book.worksheets[0])
        book.save(self.sheet.with_name(name))
        return self.sheet.with_name(name)

    def good(self, at: int) -> dict[str, object]:
        """What may be filled in a row."""
        begun = {"#start.performed_by": "张三", "#start.plan": "换新"} if at == FIRST + 2 else {}
        return {**begun, **{code: text.format(n=at) for code, text in FILLED.items()}}


def columns(ws: Worksheet) -> dict[str, str]:
    return {str(cell.value): cell.column_letter for cell in ws[CODES] if cell.value}


def write_in(ws: Worksheet, place: str, value: object) -> None:
    cell = ws[place]
    cell.value, cell.number_format = value, "General"
    if isinstance(value, str) and not value.startswith("=!"):
        cell.data_type = "s"
    elif isinstance(value, str):
        cell.value = f"={value[2:]}"


def cells(path: Path) -> dict[str, list[object]]:
    """The rows of a sheet by number."""
    ws = openpyxl.load_workbook(path).worksheets[0]
    rows: list[list[object]] = [[cell.value for cell in row] for row in ws.iter_rows(min_row=FIRST)]
    return {str(row[0]): row for row in rows}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    folder = tmp_path_factory.mktemp("shop")
    desk = make_desk(folder)
    path = folder / "inspection.yaml"
    path.write_text(INSPECTION, encoding="utf-8")
    inspections.run(desk.as_("insp1"), path)
    desk.sign()
    for n, number in enumerate(NUMBERS, 1):
        (folder / f"照片{FIRST + n - 1}.jpg").write_text(str(n))
        for user, trigger, values in (
            ("sup1", "grade", {"severity": "general", "reason": "认定"}),
            ("sup1", "issue", {"notice_no": f"甲〔2022〕{n}号", "requirement": "改好", "days": "10"}),
            ("insp1", "serve", {"served_on": "2022-02-17", "service": "direct", "received_by": "吴某"}),
            ("insp1", "start", {"performed_by": "张三", "plan": "换新"}),
        )[: 3 if n == 3 else 4]:
            desk.as_(user).cases.act(number, trigger, values)
    found = exporting.write(desk.on(DAY).as_("insp1"), UNIT, folder / "表.xlsx")
    assert found.numbers == NUMBERS
    return Shop(desk, found.path)


@pytest.fixture
def shop(made: Shop) -> Shop:
    """The same, put back as it was after the test before."""
    kept = made.sheet.with_name("kept.db")
    if not kept.exists():
        shutil.copy(made.desk.path, kept)
    shutil.copy(kept, made.desk.path)
    return made


def read(shop: Shop, path: Path) -> list[Reply]:
    return importing.read(shop.as_(), path).replies


def refused(shop: Shop, path: Path) -> str:
    with pytest.raises(InspectError) as error:
        importing.read(shop.as_(), path)
    return str(error.value)


IN_WORDS = "二〇二二年二月二十三日"
FINISHED = FieldSpec(id="finished_on", title="完成日期", type="date")
PEOPLE = st.sampled_from(["张三", "李四、王五", "Zhao Liu"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=30)
DAYS = st.sampled_from(
    ["2022-02-23", "2022.2.23", "2022年2月23日", "２０２２/2/23", 44615, date(2022, 2, 23), "2月23日"]
)


@settings(max_examples=10)
@given(st.sets(st.sampled_from(range(3)), max_size=3), PEOPLE, TEXTS.filter(lambda text: text != "—"), DAYS)
def test_out_filled_in_back_and_out_again_is_a_fixed_point(
    made: Shop, chosen: set[int], who: str, what: str, day: object
) -> None:
    shop = made
    before = shop.desk.path.read_bytes()
    try:
        rows = {FIRST + n: shop.good(FIRST + n) for n in chosen}
        for filled in rows.values():
            filled |= {"#reply.performed_by": who, "#reply.measures": what, "#reply.finished_on": day}
        path = shop.filled(rows)
        read_in = importing.read(shop.as_(), path)
        events = shop.as_().replies.take(read_in.replies, read_in.source)
        assert {event.case for event in events} == {reply.case for reply in read_in.replies}
        assert (
            not events
            or shop.as_().desk.evidence_path({"sha256": read_in.source.sha256}).read_bytes() == path.read_bytes()
        )
        for n in chosen:
            case = shop.as_().cases.get(NUMBERS[n])
            values = case.taken.event.data["values"] if case.taken else {}
            assert (case.state, values["finished_on"], values["measures"]) == ("replied", "2022-02-23", what.strip())
        left = {number: row for n, (number, row) in enumerate(cells(shop.sheet).items()) if n not in chosen}
        if left:
            again = exporting.write(shop.as_(), UNIT, shop.sheet.with_name("再.xlsx")).path
            strip = {number: [value for value in row if value != "—"] for number, row in cells(again).items()}
            assert strip.keys() == left.keys()
            for number, row in strip.items():
                assert [value for value in row if value] == [value for value in left[number] if value and value != "—"]
            assert read(shop, again) == []
        count = shop.as_().desk.head.count
        once_more = importing.read(shop.as_(), path)
        assert (once_more.replies, once_more.before) == ([], [NUMBERS[n] for n in sorted(chosen)])
        assert shop.as_().replies.take([], once_more.source) == []
        assert shop.as_().desk.head.count == count
        assert shop.as_("sup1").verify() == []
    finally:
        shop.desk.path.write_bytes(before)


def test_a_day_may_have_a_clock_beside_it_or_be_in_words(shop: Shop) -> None:
    def clocked(ws: Worksheet) -> None:
        for at, value in enumerate((datetime(2022, 2, 23, 23, 59, 59), 44615.99, IN_WORDS), FIRST):
            write_in(ws, f"{columns(ws)['#reply.finished_on']}{at}", value)
        ws[f"{columns(ws)['#reply.finished_on']}{FIRST}"].number_format = "yyyy-mm-dd hh:mm:ss"

    path = shop.changed(clocked, of=shop.filled({FIRST + n: shop.good(FIRST + n) for n in range(3)}))
    found = [reply.steps[-1].values["finished_on"] for reply in read(shop, path)]
    assert [parse_date(day) for day in found] == [date(2022, 2, 23)] * 3


@pytest.mark.parametrize("text", ["2022-02-23 17:05", "2022年2月23日 8:00", "2022/2/23T23:59:59.5", "44615.999"])
def test_of_a_day_with_a_clock_the_day_is_meant(text: str) -> None:
    assert parse_date(entered(FINISHED, text)) == date(2022, 2, 23)


@pytest.mark.parametrize("text", ["2022-02-23 25:00", "2022-02-23 17:65", "17:05", "2022-02-23 17", "2月23日 1:2:3"])
def test_a_clock_that_is_none_is_left_to_be_refused(text: str) -> None:
    assert entered(FINISHED, text) == text


def test_yesterday_at_five_is_the_writers_yesterday() -> None:
    with pytest.raises(ValueError, match="说不准是哪天"):
        entered(FINISHED, "昨天 17:00")


def replace_in(ws: Worksheet, place: str, value: object) -> None:
    if type(ws[place]).__name__ != "MergedCell":
        write_in(ws, place, value)


WORDS = st.sampled_from(["RQ-2022-0002", "#reply.plan", "#x.y", "=!1+1", "x", "2022-02-30", "", None, 7, "照片9.jpg"])
PLACES = st.tuples(st.sampled_from("ABCDEFGHIJKLMN"), st.integers(1, FIRST + 4)).map(lambda at: f"{at[0]}{at[1]}")


@pytest.fixture(scope="module")
def whole(made: Shop) -> tuple[Path, list[Reply]]:
    """A sheet with two rows filled in, and what is read of it."""
    path = made.filled({FIRST: made.good(FIRST), FIRST + 2: made.good(FIRST + 2)}, "全.xlsx")
    return path, read(made, path)


@settings(max_examples=25)
@given(PLACES, st.one_of(WORDS, TEXTS))
def test_a_damaged_cell_is_named_or_does_nothing(
    made: Shop, whole: tuple[Path, list[Reply]], place: str, value: object
) -> None:
    """What is filled in is nobody's damage: it counts as it stands there, or is named with its row."""
    full, want = whole
    path = made.changed(lambda ws: replace_in(ws, place, value), "坏.xlsx", full)
    row = int(re.sub(r"\D", "", place))
    try:
        found = read(made, path)
    except InspectError as error:
        named = re.findall(r"整改回复表!([A-Z]+\d+)", str(error))
        assert place in named or (row >= FIRST and place[0] in "HIJKLM" and all(at.endswith(str(row)) for at in named))
    else:
        same = [each for n, each in enumerate(want) if not (place[0] in "HIJKLM" and row == FIRST + 2 * n)]
        assert all(each in found for each in same)
        assert {each.case for each in found} == {each.case for each in want}


def test_rows_may_be_deleted_and_moved_but_not_copied(shop: Shop) -> None:
    whole = shop.filled({FIRST: shop.good(FIRST), FIRST + 1: shop.good(FIRST + 1)})
    want = read(shop, whole)

    def swap(ws: Worksheet) -> None:
        for column in range(1, 15):
            one, other = ws.cell(FIRST, column), ws.cell(FIRST + 2, column)
            one.value, other.value = other.value, one.value
            one.data_type = other.data_type = "s"

    moved = shop.changed(swap, of=whole)
    assert sorted(read(shop, moved), key=lambda each: each.row) == sorted(want, key=lambda each: each.row)
    assert read(shop, shop.changed(lambda ws: ws.delete_rows(FIRST), of=whole)) == want[1:]

    def copy(ws: Worksheet) -> None:
        for column in range(1, 15):
            write_in(ws, ws.cell(FIRST + 3, column).coordinate, ws.cell(FIRST, column).value)

    assert "整改回复表!A11：与 整改回复表!A8 是同一件，写了两行" in refused(shop, shop.changed(copy, of=whole))

    def seal_of_another(ws: Worksheet) -> None:
        ws[f"N{FIRST}"].value = ws[f"N{FIRST + 1}"].value

    assert "整改回复表!A8：“编号”是锁着的格子" in refused(shop, shop.changed(seal_of_another, of=whole))


def test_every_bad_cell_of_every_row_is_told_at_once(shop: Shop) -> None:
    """Also in a row of which a locked cell was changed, of which something is missing, or whose first step is bad."""
    begun = {"#start.performed_by": "无", "#start.plan": "换新"}
    whole = shop.filled(
        {
            FIRST: {**shop.good(FIRST), "#reply.finished_on": "下周三"},
            FIRST + 1: {**shop.good(FIRST + 1), "#reply.finished_on": "2022-12-31", "#reply.files": "没有.jpg"},
            FIRST + 2: {**shop.good(FIRST + 2), **begun, "#reply.finished_on": "2022-13-01", "#reply.measures": ""},
        }
    )
    said = refused(shop, shop.changed(lambda ws: write_in(ws, f"D{FIRST}", "重大"), of=whole))
    named = re.findall(r"整改回复表!([A-Z]+\d+)", said)
    assert sorted(named) == ["D8", "H10", "K10", "L10", "L8", "L9", "M9"], said
    assert "在今天（2022-02-24）之后" in said


def test_files_that_are_none_of_ours(shop: Shop, tmp_path: Path) -> None:
    """Each is told for what it is."""
    whole = shop.filled({FIRST: shop.good(FIRST)})
    other = shop.as_().cases.get(NUMBERS[0])
    row = read_replies(whole)[1][0].rows[0]
    texts = [row.cells[each.code] for each in LOCKED]
    seal = Seal.of("another", other.id, other.last_event, other.definition, texts)
    path = shop.changed(lambda ws: write_in(ws, f"N{FIRST}", seal.text), of=whole)
    assert "整改回复表!N8：这一行是另一本台账的" in refused(shop, path)
    old = Seal.of(shop.as_().desk.ledger_id, other.id, "0190-none", other.definition, texts)
    with pytest.raises(Conflict, match="RQ-2022-0001 导出以后又办过"):
        importing.read(shop.as_(), shop.changed(lambda ws: write_in(ws, f"N{FIRST}", old.text), of=whole))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (65 * 1024 * 1024))
    files = {
        "a.xlsx": (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
        "b.xlsx": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "是旧格式（.xls）"),
        "c.xlsx": (b"<html>", "不是 Excel 工作簿，或已损坏"),
        "d.xlsx": (whole.read_bytes()[:5000], "不是 Excel 工作簿，或已损坏"),
        "e.xlsx": (bomb.getvalue(), "展开后太大"),
        "f.csv": (b"1,2", "不是 Excel 或 CSV 文件"),
    }
    for name, (content, told) in files.items():
        (tmp_path / name).write_bytes(content)
        assert told in refused(shop, tmp_path / name), name
    openpyxl.Workbook().save(tmp_path / "g.xlsx")
    assert "不是本程序导出的回复表" in refused(shop, tmp_path / "g.xlsx")
    assert "没有文件" in refused(shop, tmp_path / "none.xlsx")


def test_evidence_is_named_alone_and_lies_in_its_folder(shop: Shop, tmp_path: Path) -> None:
    row = shop.good(FIRST)
    (tmp_path / "外.jpg").write_text("外")
    link = shop.sheet.with_name("链.jpg")
    link.unlink(missing_ok=True)
    link.symlink_to(tmp_path / "外.jpg")
    shop.sheet.with_name("空.jpg").write_text("")
    shop.sheet.with_name("一、二.jpg").write_text("名字里有顿号")
    for names, told in (
        ("../外.jpg", "带着文件夹"),
        ("链.jpg", "是链接"),
        ("空.jpg", "应在 1 字节至 50 MB 之间"),
        ("照片8.jpg、照片8.JPG", "附了两次"),
        ("照片88.jpg", "是否想写“照片8.jpg”？"),
    ):
        said = refused(shop, shop.filled({FIRST: {**row, "#reply.files": names}}))
        assert "整改回复表!M8：" in said
        assert told in said
    (reply,) = read(shop, shop.filled({FIRST: {**row, "#reply.files": "一、二.jpg"}}))
    assert [each.name for each in reply.steps[0].files] == ["一、二.jpg"]


def test_a_request_is_carried_out_once(shop: Shop, desk: Desk, command: Command) -> None:
    path = shop.filled({FIRST: shop.good(FIRST)})
    shutil.copy(shop.desk.path, desk.on(DAY).path)
    words = ("import", "reply", str(path), "--request-id", "r-1", "--json")
    first, second = command(*words, user="insp1"), command(*words, user="insp1")
    assert (first.code, second.code) == (0, 0), second.err
    one, two = json.loads(first.out), json.loads(second.out)
    assert [event["id"] for event in one["events"]] == [event["id"] for event in two["events"]]
    assert "以前已办过" in second.err


def test_what_was_handed_in_before_is_entered_as_of_that_day(shop: Shop) -> None:
    """In time on that day, late today: two people."""
    path = shop.filled({FIRST: shop.good(FIRST)})
    ledger = shop.desk.on("2022-03-10").as_("insp1")
    found = importing.read(ledger, path, on=date(2022, 2, 24))
    (event,) = ledger.replies.take(found.replies, found.source, date(2022, 2, 24))
    assert (event.kind, event.on) == ("case.proposed", date(2022, 2, 24))
    assert event.data["sheet"]["file"] == path.name
    assert importing.read(ledger, path).before == [NUMBERS[0]]
    assert shop.as_("sup1").verify() == []


def test_a_unit_reads_in_its_own_and_what_was_read_in_can_be_put_right(shop: Shop) -> None:
    """The sheet that the unit's account exported; it corrects that on the same day, and all of it stands."""
    own = shop.as_("resp2")
    shop_sheet = exporting.write(own, UNIT, shop.sheet.with_name("自己的.xlsx"))
    assert shop_sheet.numbers == NUMBERS
    path = shop.filled({FIRST: shop.good(FIRST)}, of=shop_sheet.path)
    found = importing.read(own, path)
    (event,) = own.replies.take(found.replies, found.source)
    assert (event.actor.user, event.data["sheet"]["unit"]) == ("resp2", True)
    assert "不算责任单位签字" not in str(list(remarks(event)))
    shop.as_("resp2").corrections.cases.correct(NUMBERS[0], {"measures": "已装好两只"}, "漏写")
    assert shop.as_("sup1").verify() == []
    with pytest.raises(InputError, match="没有等“燃气经营企业01”回复的隐患"):
        exporting.write(own, "燃气经营企业01", shop.sheet.with_name("别家的.xlsx"))


def test_what_is_told_of_a_sheet_is_verified(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing stands beside it, and the file that is kept is the one that is named."""
    found = importing.read(shop.as_(), shop.filled({FIRST: shop.good(FIRST)}))
    append = Writer.append

    def more(log: Writer, kind: str, data: Mapping[str, object], **given: object) -> Event:
        told = {"sheet": {**data["sheet"], "signed": "吴某"}} if "sheet" in data else {"sha256": "0" * 64}  # type: ignore[dict-item]
        return append(log, kind, {**data, **told}, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(Writer, "append", more)
    shop.as_().replies.take(found.replies, found.source)
    said = " ".join(problem.what for problem in shop.as_("sup1").verify())
    assert "所读的回复表" in said
    assert "所存的不是所说的回复表" in said


def test_an_action_is_read_from_a_sheet_that_the_ledger_keeps(shop: Shop) -> None:
    """Who names one that nobody read in, or that was read in for another hazard, at another time, is told."""
    found = importing.read(shop.as_(), shop.filled({FIRST: shop.good(FIRST)}))
    shop.as_().replies.take(found.replies, found.source)
    assert shop.as_("sup1").verify() == []
    forger = Forger(shop.desk.path)
    begun = {"performed_by": "张三", "plan": "换新"}
    shop.as_("insp1").cases.act(NUMBERS[2], "start", begun)
    whole = forger.bodies
    sheet = forger.last("case.moved", trigger="reply")["data"]["sheet"]

    def told(change: Callable[[list[Body]], list[Body]]) -> str:
        forger.rewrite(lambda _: change(json.loads(json.dumps(whole))))
        return " ".join(problem.what for problem in shop.as_("sup1").verify())

    of = "所读的回复表没有随之读入"
    assert of in told(where("case.moved", put(sheet={**sheet, "sha256": "0" * 64}), trigger="reply"))
    assert of in told(where("case.moved", put(sheet={**sheet, "file": "别的.xlsx"}), trigger="reply"))
    assert of in told(where("replies.read", put(cases=[forger.case(NUMBERS[1])])))
    assert of in told(without("replies.read"))
    later = whole[-1]["data"]["trigger"]
    assert later == "start"
    assert of in told(lambda bodies: [*bodies[:-1], {**bodies[-1], "data": {**bodies[-1]["data"], "sheet": sheet}}])


def test_what_was_sent_back_since_waits_for_another_sheet(shop: Shop, desk: Desk, command: Command) -> None:
    """The same sheet is not read in again for it, and that is told."""
    path = shop.filled({FIRST + 2: shop.good(FIRST + 2)})
    shutil.copy(shop.desk.path, desk.on(DAY).path)
    ledger = desk.as_("resp2")
    found = importing.read(ledger, path)
    ledger.replies.take(found.replies, found.source)
    back = {"inspectors": "insp1、insp2", "reason": "探头位置不对"}
    desk.as_("insp1").cases.act(NUMBERS[2], "return", back)
    again = command("import", "reply", str(path), user="resp2")
    assert (again.code, "RQ-2022-0003 后来退回、撤回，又等着回复" in again.err) == (0, True), again.err
    assert exporting.write(ledger, UNIT, path.with_name("又.xlsx")).numbers == NUMBERS


def test_a_row_that_was_only_begun_is_told_for_what_it_is(shop: Shop, desk: Desk, command: Command) -> None:
    """Nothing was sent back: the reply itself has not been filled in."""
    path = shop.filled({FIRST + 2: {"#start.performed_by": "张三", "#start.plan": "换新"}})
    shutil.copy(shop.desk.path, desk.on(DAY).path)
    assert command("import", "reply", str(path), user="insp1").code == 0
    again = command("import", "reply", str(path), user="insp1")
    assert again.code == 0, again.err
    assert "以前读入过的 1 件没有再办：RQ-2022-0003" in again.err
    assert "其中 RQ-2022-0003 那次只填到“开始整改”，还没有回复" in again.err
    assert "退回" not in again.err


def test_a_file_that_changes_while_it_is_read_is_not_taken(shop: Shop) -> None:
    path = shop.filled({FIRST: shop.good(FIRST)})
    found = importing.read(shop.as_(), path)
    path.write_bytes(path.read_bytes() + b" ")
    count = shop.as_().desk.head.count
    with pytest.raises(Conflict, match="在读的时候被改动了"):
        shop.as_().replies.take(found.replies, found.source)
    assert shop.as_().desk.head.count == count


def test_many_rows_are_one_transaction_beside_which_can_be_read(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with some hundred rows, of which the first no longer fit into the cache."""
    path = shop.filled({FIRST: shop.good(FIRST), FIRST + 2: shop.good(FIRST + 2)})
    monkeypatch.setitem(sqlite.PRAGMAS, "cache_size", ("4", 4))
    assert len(importing.read(shop.as_(), path).replies) == 2


@pytest.mark.long
def test_a_sheet_that_libreoffice_saved_again_comes_back_the_same(shop: Shop, tmp_path: Path) -> None:
    if not (office := shutil.which("soffice")):
        pytest.skip("LibreOffice (soffice) is not installed")
    path = shop.filled({FIRST + n: shop.good(FIRST + n) for n in range(3)})
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", tmp_path, path], check=True, capture_output=True, timeout=600)
    shutil.copy(tmp_path / path.name, path.with_name("另存.xlsx"))
    assert read(shop, path.with_name("另存.xlsx")) == read(shop, path)


def test_the_seal_is_read_as_it_is_written() -> None:
    seal = Seal.of("l", "c", "b", "d" * 64, ["甲 乙\n丙", ""])
    assert Seal.read(seal.text) == seal
    assert seal.holds(["甲乙 丙", "\n"])
    assert not seal.holds(["甲乙丁", ""])
    for text in ("x", "1.a.b", f"2{seal.text[1:]}", "1.a.b.c.d."):
        with pytest.raises(ValueError, match=re.escape(text)):
            Seal.read(text)
