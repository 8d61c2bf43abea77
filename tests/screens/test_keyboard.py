"""Keys struck in one burst: each is obeyed once the one before has taken effect; none reaches what is not there."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
from io import StringIO
from pathlib import Path

import inspect_checklists
import pytest
from inspect_tui.app import writer
from inspect_tui.screens.act import ActScreen
from inspect_tui.screens.case import CaseScreen, OfferList
from inspect_tui.screens.ledger import LedgerScreen
from inspect_tui.screens.subject import SubjectScreen
from inspect_tui.screens.walk import WalkScreen
from inspect_tui.widgets.answer_form import AnswerForm
from inspect_tui.widgets.field import Field, with_none
from textual import events

from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from inspect_engine.reading.definitions import load_library
from tests.conftest import enrol
from tests.screens.conftest import Desk, Hand


async def test_a_note_and_its_save_in_one_burst(desk: Desk) -> None:
    """Promise: the note stands with the item it was typed for, not with the next one."""
    key = desk.begin()
    async with desk.walk(key) as hand:
        await hand.press("2", *"描述甲", "ctrl+s", "3", "2", *"描述丙", "ctrl+s", "2", *"丁", "f12", "q", "y", "enter")
        await hand.until("条，按")
    assert desk.answers(key) == {"A-01": ("fail", "描述甲"), "A-02": ("na", ""), "A-03": ("fail", "描述丙")}


async def test_tabs_between_letters_go_where_they_stand(desk: Desk) -> None:
    """Promise: A Tab B Tab C fills three fields."""
    async with desk.open() as hand:
        await hand.app.push_screen(SubjectScreen(desk.library.packs["shop"]))
        await hand.press(
            *"店[/]", "enter", *"530602", "tab", *"s-7", "tab", "1", "tab", *"=1+1", "tab", *"8.5", "ctrl+s"
        )
        await hand.until(lambda: bool(desk.ledger("insp1").subjects.find()))
    [row] = desk.ledger("insp1").subjects.find()
    assert (row.key, row.name, row.region, row.party, row.fields["area"]) == (
        *("s-7", "店[/]", "530602", "=1+1", "8.5"),
    )


async def test_what_is_typed_for_a_screen_that_is_coming_waits_for_it(desk: Desk) -> None:
    """Promise: a whole way through four screens, struck before the first of them is there."""
    desk.subject()
    async with desk.open() as hand:
        await hand.press(
            "n", "enter", "f2", *"第二商铺", "tab", *"530602", "tab", *"s-2", "ctrl+s", "ctrl+s", "2", *"纸箱", "ctrl+s"
        )
        await hand.until("不合格 1")
    ledger = desk.ledger("insp1")
    [row] = ledger.inspections.all()
    assert row.subjects == ("s-2",)
    assert desk.answers(row.id) == {"A-01": ("fail", "纸箱")}


async def test_keys_struck_before_the_ledger_is_open(desk: Desk) -> None:
    """Promise: they wait for its lines, and open the one they mean."""
    number = desk.hazard()
    app = desk.app()
    async with app.run_test(size=(100, 30)) as pilot:
        assert not app.is_open
        hand = Hand(app, pilot)
        await hand.press("down", "enter")
        assert isinstance(app.screen, CaseScreen)
        await hand.until(number)


async def test_no_key_reaches_the_offers_of_before(desk: Desk) -> None:
    """Promise: Enter at once after an act opens what may be done now, not the same form again."""
    number = desk.hazard()
    async with desk.open("sup") as hand:
        await hand.app.push_screen(CaseScreen(number))
        await hand.press("enter", "1", "tab", *"认定", "ctrl+s", "enter")
        assert isinstance(hand.app.screen, ActScreen)
        assert hand.app.screen.offer.trigger == "issue"
    assert desk.ledger("sup").cases.get(number).events == 2


async def test_what_was_read_before_an_act_comes_too_late(desk: Desk) -> None:
    """Promise: a poll that read the case before the act does not bring the old offers back."""
    number = desk.hazard()
    async with desk.open("sup") as hand:
        screen = CaseScreen(number)
        await hand.app.push_screen(screen)
        await hand.until("定级  办后为")
        before = screen.shown
        assert before is not None
        await hand.press("enter", "1", "tab", *"认定", "ctrl+s")
        screen.show(before)
        assert "grade" not in [option.id for option in screen.query_one(OfferList).options]


async def test_enter_opens_no_line_that_came_in_the_place_of_another(desk: Desk) -> None:
    """Promise: what left the list while it was read again is not silently replaced under the cursor."""
    first, second = desk.hazard(), desk.hazard("A-03")
    enrol(desk.ledger("sup"), "sup2", "主管乙", ["supervisor"])
    desk.ledger("sup2").cases.act(first, "withdraw", {"reason": "误报"})
    async with desk.open("insp1") as hand:
        await hand.until("共 2 条")
        desk.ledger("sup").cases.act(first, "withdraw", {"reason": "误报"})
        hand.app.poll()
        await hand.until("共 1 条")
        await hand.press("enter")
        await hand.until("已不在这个视图里")
        assert not isinstance(hand.app.screen, CaseScreen)
        await hand.press("enter")
        await hand.until(second)
        assert isinstance(hand.app.screen, CaseScreen)


async def test_another_list_is_not_a_line_that_is_gone(desk: Desk) -> None:
    """Promise: what others write while a filter takes effect does not make its first line look like a replaced one."""
    desk.hazard()
    number = desk.hazard("A-03")
    async with desk.open("insp1") as hand:
        await hand.until("共 2 条")
        screen = hand.app.screen
        assert isinstance(screen, LedgerScreen)
        await hand.press("/", *number)
        screen.typed = number
        screen.load()
        screen.ledger_changed()
        await hand.press("enter", "enter")
        await hand.until("发现日期")
        assert isinstance(hand.app.screen, CaseScreen)


async def test_a_conflict_keeps_the_form_and_its_text(desk: Desk) -> None:
    """Promise: who comes second loses nothing he has typed, and is told."""
    number = desk.hazard()
    async with desk.open("sup") as hand:
        offered = desk.ledger("sup").cases.offers(number)
        case, offers = offered.case, offered.offers
        await hand.app.push_screen(ActScreen(case, next(o for o in offers if o.trigger == "withdraw"), terminal=False))
        desk.advance(number, "grade")
        await hand.press(*"误报，重复", "ctrl+s")
        await hand.until("刚被他人办理")
        assert "误报，重复" in hand.screen
        assert "你填的都还在这里" in hand.flat
        await hand.press("ctrl+s")
        await hand.until("刚被他人办理")
        await hand.press("f12")
        await hand.until("确定放弃吗")
    assert desk.ledger("sup").cases.get(number).events == 2


@pytest.mark.parametrize(
    "keys", ["1111", "2222", "3434", "f5 f5 f6 f7", "1 ctrl+z 1 ctrl+z 1", "j 1 k 1", "2 f12 2 f12 1"]
)
async def test_brisk_keys_on_items_with_values(desk: Desk, keys: str) -> None:
    """Promise: no key meets a form half built; what it then says is about the item in sight."""
    key = desk.begin()
    async with desk.walk(key) as hand:
        screen = hand.walk
        for struck in keys.split() if " " in keys else keys:
            await hand.press(struck)
            form = screen.query_one(AnswerForm)
            assert form.shown == screen.here
            stored = screen.round.answer(screen.here.key) if screen.round and screen.here else ""
            assert form.chosen in (stored, "fail", "pass", "na", "missing")


async def test_an_answer_called_before_the_fields_are_there_only_rings(desk: Desk) -> None:
    """Promise: what is called while the fields are being put in place does no harm (formerly the program ended)."""
    key = desk.begin()
    async with desk.walk(key) as hand:
        screen = hand.walk
        screen.go_to(1)
        for _ in range(3):
            await asyncio.sleep(0)
        screen.action_answer_pass()
        screen.action_save()
        await hand.obeyed()
    assert desk.answers(key) == {}


async def test_many_moves_at_once_end_with_the_fields_of_the_last_item(desk: Desk) -> None:
    """Promise: a removal of fields is never broken off, which once ended the program without a word."""
    key = desk.begin()
    async with desk.walk(key) as hand:
        screen = hand.walk
        for row in (1, 0, 1, 2, 1, 3, 1):
            screen.go_to(row)
            await asyncio.sleep(0)
        await hand.obeyed()
        form = screen.query_one(AnswerForm)
        assert form.shown == screen.here
        assert [field.spec.id for field in form.query(Field)] == ["note", "length", "where", "whose", "evidence"]


def test_a_field_without_parts_can_be_blamed() -> None:
    """Promise: a fault is kept for a field whose parts are not there yet."""
    field = Field(FieldSpec(id="x", title="某项"))
    field.blame("不对")
    field.blame("")


async def test_the_next_item_never_shows_the_verdict_of_the_one_before(desk: Desk) -> None:
    """Promise: the moment the item changes, so does what is said of it."""
    key = desk.begin()
    async with desk.walk(key) as hand:
        await hand.press("2", *"堆物")
        await hand.until("结论：不合格")
        screen = hand.walk
        screen.go_to(1)
        assert "不合格" not in str(screen.query_one("#verdict").render())


# --- choices and text ------------------------------------------------------------------------------------------


async def test_a_choice_passes_words_on(desk: Desk) -> None:
    """Promise: words struck on a choice are not swallowed: a form says where they go."""
    async with desk.open() as hand:
        await hand.app.push_screen(SubjectScreen(desk.library.packs["shop"]))
        await hand.until("类型")
        await hand.press("tab", "tab", "tab", "2", *"商铺")
        await hand.until("这里只能选")
        hand.app.post_message(events.Paste("两间"))
        await hand.obeyed()
        assert "这里只能选" in hand.flat


async def test_that_nothing_is_missing_is_a_choice_among_several(desk: Desk, tmp_path: Path) -> None:
    """Promise: 一样也没有 is chosen like another, goes with no other, and is stored as an answer, not as a blank."""
    product = Path(str(inspect_checklists.__path__[0]))
    for name in ("workflows", "references"):
        shutil.copytree(product / name, tmp_path / "lists" / name)
    shutil.copytree(Path(__file__).parent / "lists", tmp_path / "lists", dirs_exist_ok=True)
    pack, length = tmp_path / "lists" / "packs" / "shop.yaml", "type: decimal, unit: 米}\n"
    asked = "          - {id: missing, title: 缺的, type: multichoice, choices: {belt: 安全带, net: 安全网}}\n"
    pack.write_text(pack.read_text("utf-8").replace(length, f"{length}{asked}"), "utf-8")
    desk.install(load_library([tmp_path / "lists"]))
    key = desk.begin()
    async with desk.walk(key) as hand:
        hand.walk.go_to(1)
        await hand.press("2", *"软管三米", "tab", "3", "tab", "1", "2")
        assert "[x] 1 安全带   [x] 2 安全网   [ ] 3 一样也没有" in await hand.until("缺的")
        await hand.press("3")
        assert "[ ] 1 安全带   [ ] 2 安全网   [x] 3 一样也没有" in hand.screen
        await hand.press("2")
        assert "[ ] 1 安全带   [x] 2 安全网   [ ] 3 一样也没有" in hand.screen
        await hand.press("right", "space", "ctrl+s")
        await hand.until("不合格 1")
    [stored] = desk.ledger("insp1").inspections.get(key).answers
    assert stored.entries == {"length": "3", "missing": "-"}


@pytest.mark.parametrize("own", [{"none": "无", "belt": "安全带"}, {"belt": "安全带", "o": "都没有"}])
def test_a_question_that_says_it_itself_is_left_alone(own: dict[str, str]) -> None:
    assert with_none(own) == own


async def test_words_struck_on_the_list_of_subjects_look_for_one(desk: Desk) -> None:
    """Promise: a name typed where the list has the focus narrows it; Enter never ticks what was not looked for."""
    desk.subject()
    desk.subject("s-2", "第二商铺")
    async with desk.open() as hand:
        await hand.press("n", "enter", *"第二", "enter", "enter", "ctrl+s")
        await hand.until("未作答 4")
    [row] = desk.ledger("insp1").inspections.all()
    assert row.subjects == ("s-2",)


async def test_words_on_a_choice_of_an_item_become_its_description(desk: Desk) -> None:
    """Promise: 2, then a description, is a description; so is one struck or pasted on a yes/no field further down."""
    office = Desk(desk.path, load_library([Path(str(inspect_checklists.__path__[0]))]), desk.today)
    office.install(office.library)
    ledger = office.ledger("insp1")
    form = {
        spec.id: "2022-01-01"
        for spec in ledger.desk.library.packs["hazardous-works"].kinds["site"].fields
        if spec.required
    }
    ledger.subjects.add(
        "hazardous-works", SubjectInput(key="w-1", kind="site", name="工地", region="530602", fields=form)
    )
    key = ledger.inspections.start("hazardous-works", ["w-1"], ["insp1"])
    async with office.open(size=(140, 50)) as hand:
        await hand.app.push_screen(WalkScreen(key))
        await hand.until("已作答 0")
        screen = hand.walk
        assert screen.round is not None
        screen.go_to(screen.round.row_of(("w-1", "WD-S03", "")))
        await hand.press("2", *"2号楼1层未付款", "tab", *"技", "tab", "tab")
        hand.app.post_message(events.Paste("术措施费"))
        await hand.obeyed()
        await hand.press("ctrl+s")
        await hand.until("不合格 1")
    [stored] = ledger.inspections.get(key).answers
    assert (stored.note, stored.entries) == ("2号楼1层未付款技术措施费", {})


# --- answering -------------------------------------------------------------------------------------------------


async def test_one_key_goes_to_the_next_item_without_an_answer(desk: Desk) -> None:
    """Promise: a stored 不合格 is not walked over, and takes the key twice to be changed."""
    ledger = desk.ledger("insp1")
    key = desk.begin()
    ledger.inspections.answer(key, AnswerInput(subject="s-1", item="A-03", answer="fail", note="无证"))
    async with desk.walk(key) as hand:
        await hand.press("1", "3", "1", "1")
        assert desk.answers(key)["A-03"] == ("fail", "无证")
        assert desk.answers(key)["B-01"] == ("pass", "")
        await hand.press("k", "1")
        await hand.until("已经答了不合格")
        assert desk.answers(key)["A-03"] == ("fail", "无证")
        await hand.press("j", "k", "1")
        assert desk.answers(key)["A-03"] == ("fail", "无证"), "the first key after leaving asks again"


async def test_the_second_key_changes_a_stored_verdict(desk: Desk) -> None:
    ledger = desk.ledger("insp1")
    key = desk.begin()
    ledger.inspections.answer(key, AnswerInput(subject="s-1", item="A-01", answer="fail", note="堆物"))
    async with desk.walk(key) as hand:
        await hand.press("k", "f5", "f5")
        await hand.until("合格 1")
    assert desk.answers(key) == {"A-01": ("pass", "堆物")}


async def test_what_is_doubtful_is_asked_about_once_and_marked(desk: Desk) -> None:
    """Promise: 不合格 without a word, 合格 with nothing measured: a second key stores them, marked."""
    ledger = desk.ledger("insp1")
    key = desk.begin()
    async with desk.walk(key) as hand:
        await hand.press("2", "ctrl+s")
        await hand.until("没有写明查到了什么")
        assert desk.answers(key) == {}
        await hand.press("ctrl+s")
        await hand.until("不合格 1")
        await hand.press("1")
        await hand.until("没有填实测值")
        await hand.press("1", "1")
        await hand.until("合格 2")
    marks = {a.item: a.doubts for a in ledger.inspections.get(key).answers}
    assert marks == {"A-01": ("wordless",), "A-02": ("unmeasured",), "A-03": ()}


async def test_the_last_answer_is_taken_back(desk: Desk) -> None:
    """Promise: ^z restores what stood before, says so, and stays out of a text that is being typed."""
    ledger = desk.ledger("insp1")
    key = desk.begin()
    async with desk.walk(key) as hand:
        await hand.press("2", *"堆物", "ctrl+s", "k", "1", "1")
        await hand.until("合格 1")
        await hand.press("ctrl+z")
        await hand.until("已撤回“疏散通道被占用”的上一答（已记录在案），现为不合格")
        assert desk.answers(key) == {"A-01": ("fail", "堆物")}
        await hand.press("ctrl+z")
        await hand.until("现为未作答")
        assert desk.answers(key) == {}
        await hand.press("ctrl+z")
        await hand.until("没有你的作答可撤回")
        await hand.press("escape", "i", *"甲", "ctrl+z")
        assert desk.answers(key) == {}
    assert ledger.verify() == []


async def test_an_answer_that_cannot_be_stored_stays_with_its_item(desk: Desk) -> None:
    """Promise: no question takes the keys from what is being typed elsewhere; the item says it is not stored."""
    key = desk.begin("insp2")
    async with desk.walk(key, size=(140, 40)) as hand:
        other = desk.ledger("insp2")
        other.inspections.answer(key, AnswerInput(subject="s-1", item="B-01", answer="pass"))
        other.inspections.finish(key)
        await hand.press("2", *"堆物", "ctrl+s", "i", *"正在写")
        await hand.until("没有存上：第 1 项")
        assert isinstance(hand.app.screen, WalkScreen)
        assert "正在写" in hand.screen
        await hand.press("f12", "k")
        await hand.until("堆物")


async def test_the_order_of_fields_does_not_hang_on_the_layout(desk: Desk) -> None:
    """Promise: Tab leads through the fields as they stand, also before they have been drawn."""
    key = desk.begin()
    async with desk.walk(key) as hand:
        await hand.press("j", "2", *"甲", "tab", *"3", "tab", *"二层", "ctrl+s")
        await hand.until("不合格 1")
    [stored] = desk.ledger("insp1").inspections.get(key).answers
    assert (stored.note, stored.entries, stored.part) == ("甲", {"length": "3"}, "二层")


# --- found by living a day in it -------------------------------------------------------------------------------


async def test_what_a_colleague_answered_unseen_is_not_overwritten(desk: Desk) -> None:
    """Promise: one key on an item that somebody else has just answered is a conflict; then it is asked about."""
    other = desk.ledger("insp2")
    key = desk.begin("insp2")
    async with desk.walk(key, size=(140, 40)) as hand:
        other.inspections.answer(key, AnswerInput(subject="s-1", item="A-01", answer="fail", note="乙查实"))
        await hand.press("i", *"我看过", "f5")
        await hand.until("没有存上：第 1 项")
        assert desk.answers(key) == {"A-01": ("fail", "乙查实")}
        await hand.press("k", "f5")
        await hand.until("已经答了不合格")
        assert desk.answers(key) == {"A-01": ("fail", "乙查实")}
        await hand.press("f5")
        await hand.until("合格 1")
    assert desk.answers(key)["A-01"][0] == "pass"


async def test_a_save_over_a_colleagues_answer_is_asked_about(desk: Desk) -> None:
    """Promise: ^s on what was typed before a colleague answered asks once, naming his answer."""
    other = desk.ledger("insp2")
    key = desk.begin("insp2")
    async with desk.walk(key, size=(140, 40)) as hand:
        await hand.press("2", *"堆物")
        other.inspections.answer(key, AnswerInput(subject="s-1", item="A-01", answer="missing", note="没进去"))
        hand.app.poll()
        await hand.until("有人改过作答")
        await hand.press("ctrl+s")
        await hand.until("“insp2”刚把这一项答为待补参（没进去）")
        assert desk.answers(key) == {"A-01": ("missing", "没进去")}
        await hand.press("ctrl+s")
        await hand.until("不合格 1")
    assert desk.answers(key) == {"A-01": ("fail", "堆物")}


async def test_a_question_that_is_left_changes_nothing(desk: Desk) -> None:
    """Promise: no is no: nothing is left unsaved, and the first key asks again."""
    ledger = desk.ledger("insp1")
    key = desk.begin()
    ledger.inspections.answer(key, AnswerInput(subject="s-1", item="A-01", answer="fail", note="堆物"))
    async with desk.walk(key) as hand:
        await hand.press("k", "1")
        await hand.until("要改成合格吗")
        await hand.press("j", "k")
        assert "未保存" not in hand.screen
        await hand.press("1")
        await hand.until("要改成合格吗")
    assert desk.answers(key) == {"A-01": ("fail", "堆物")}


async def test_a_draft_outlives_a_taking_back(desk: Desk) -> None:
    key = desk.begin()
    async with desk.walk(key) as hand:
        await hand.press("2", *"第一句", "ctrl+s", "k", "i", *"第二句", "f12", "ctrl+z")
        await hand.until("现为未作答")
        assert "第二句" in hand.screen
        await hand.press("4")
        await hand.until("待补参 1")
    assert desk.answers(key) == {"A-01": ("missing", "第一句第二句")}


@pytest.mark.parametrize("name", ["alt+u", "alt+丁"])
async def test_esc_and_a_character_struck_at_once(desk: Desk, name: str) -> None:
    """Promise: a terminal reports them as one key with alt; they are Esc, then the character."""
    key = desk.begin()
    async with desk.walk(key) as hand:
        await hand.press("2", *"丙")
        hand.app.post_message(events.Key(name, name[-1]))
        await hand.obeyed()
        form = hand.app.screen.query_one(AnswerForm)
        assert hand.app.focused is not form.description
        assert "丁" not in str(form.as_draft("fail").note)


async def test_too_long_a_place_is_a_fault_under_its_field(desk: Desk) -> None:
    key = desk.begin()
    async with desk.walk(key, size=(120, 40)) as hand:
        await hand.press("2", *"堆物", "tab")
        await hand.paste("长" * 201)
        await hand.press("ctrl+s")
        await hand.until("至多 200 字")
        await hand.press("backspace", "ctrl+s")
        await hand.until("不合格 1")


async def test_a_photograph_whose_name_is_no_text(desk: Desk, tmp_path: Path) -> None:
    """Promise: a picture unzipped from an old archive is evidence like any other."""
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xd5\xd5\xc6\xac.jpg"))
    odd.write_bytes(b"jpg")
    ledger = desk.ledger("insp1")
    key = desk.begin()
    async with desk.walk(key) as hand:
        await hand.press("2", *"堆物")
        hand.app.screen.query_one(AnswerForm).add_files([odd])
        await hand.press("ctrl+s")
        await hand.until("不合格 1")
        await hand.until("“照片.jpg”名字是照片，内容不是照片")
    assert [file["name"] for file in ledger.inspections.get(key).answers[0].files] == ["照片.jpg"]


async def test_a_start_folder_that_is_gone(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    desk.hazard()
    async with desk.open("sup") as hand:
        await hand.press("e")
        await hand.until("以 .xlsx 结尾的文件")


async def test_what_is_completed_is_what_was_seen(desk: Desk) -> None:
    """Promise: figures that changed meanwhile take the typed yes away."""
    mine, other = desk.ledger("insp1"), desk.ledger("insp2")
    key = desk.begin("insp2")
    async with desk.walk(key) as hand:
        await hand.press("2", *"堆物", "ctrl+s", "f3")
        await hand.until("完成后 1 个不合格项成为隐患")
        await hand.press("y")
        other.inspections.answer(key, AnswerInput(subject="s-1", item="A-01", answer="pass", note="已清"))
        await hand.press("enter")
        await hand.until("请重新核对")
        await hand.until("完成后 0 个不合格项成为隐患")
        assert not mine.inspections.get(key).inspection.finished
        await hand.press("y", "enter")
        await hand.until("立隐患 0 件")


async def test_quitting_twice_asks_once(desk: Desk) -> None:
    key = desk.begin()
    async with desk.walk(key) as hand:
        await hand.press("2", *"堆物", "ctrl+q", "ctrl+q")
        await hand.until("已存成草稿")
        await hand.press("y", "enter")
        await hand.until(lambda: hand.app.leaving)


def test_writing_to_a_terminal_that_is_gone_never_waits() -> None:
    """Textual keeps 30 writes waiting; its writer ended at the first fault, and the program hung for good."""

    class Gone(StringIO):
        def write(self, _: str) -> int:
            raise OSError(errno.EIO, "gone")

        def flush(self) -> None:
            raise OSError(errno.EIO, "gone")

    thread = writer(Gone())
    thread.start()
    for _ in range(200):
        thread.write("x")
    thread.stop()
    assert not thread.is_alive()
