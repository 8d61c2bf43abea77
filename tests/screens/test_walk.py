"""Walking a checklist by keys, from the first screen to hazards in the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tui.screens.walk import WalkScreen
from inspect_tui.widgets.answer_form import AnswerForm
from textual.widgets import TextArea

from inspect_engine.domain.inspections import AnswerInput

if TYPE_CHECKING:
    from tests.screens.conftest import Desk


async def test_a_whole_inspection_by_keys(desk: Desk) -> None:
    """Promise: pack, subject, answers, finish: every failed item is a hazard in the ledger, nothing else is."""
    desk.subject()
    async with desk.open() as hand:
        await hand.press("n")
        await hand.until("场所检查（4 项）")
        await hand.press("enter")
        await hand.until("第一商铺")
        await hand.press("space", "ctrl+s")
        await hand.until("已作答 0")
        await hand.press("1")
        await hand.until("合格 1")
        await hand.press("2")
        await hand.type("软管三米")
        await hand.press("tab")
        await hand.type("3")
        await hand.press("ctrl+s")
        await hand.until("不合格 1")
        await hand.press("f6")
        await hand.type("未见许可证")
        await hand.press("ctrl+s")
        await hand.until("不合格 2")
        await hand.press("w")
        shown = await hand.until("未作答 1 项")
        assert "未作答的检查项（不算合格）" in shown
        assert "B-01 没有检查记录" in shown
        await hand.press("y", "enter")
        shown = await hand.until("立隐患 2 件")
        assert "CS-2022-0001  一般  连接软管超长" in shown
        assert "CS-2022-0002  重大  无证经营[/]" in shown
        await hand.press("enter")
        await hand.until("软管长度：3 米")
    lines = desk.ledger("insp1").cases.page()
    assert [(line.item, line.severity) for line in lines] == [("A-02", "general"), ("A-03", "major")]
    assert desk.ledger("insp1").cases.get("CS-2022-0001").note == "软管三米"


async def test_the_part_of_a_subject_goes_with_the_answer(desk: Desk) -> None:
    """Promise: 部位 is stored with the answer, kept when the answer is given again, and stands in the hazard."""
    key = desk.begin()
    async with desk.open() as hand:
        await hand.app.push_screen(WalkScreen(key))
        await hand.until("疏散通道被占用")
        await hand.press("2")
        await hand.type("堆放纸箱")
        await hand.press("tab")
        await hand.type("二层[/]=1+1")
        await hand.press("ctrl+s")
        await hand.until("不合格 1")
        await hand.press("up")
        await hand.until("疏散通道被占用")
        await hand.press("4", "4")
        await hand.until("待补参 1")
    stored = desk.ledger("insp1").inspections.get(key).answers
    assert [(answer.note, answer.part) for answer in stored] == [("堆放纸箱", "二层[/]=1+1")]


async def test_a_new_subject_is_recorded_on_the_way(desk: Desk) -> None:
    """Promise: the form of the subject's kind is filled in, checked field by field, and leads back ticked."""
    async with desk.open() as hand:
        await hand.press("f3")
        await hand.until("场所检查（4 项）")
        await hand.press("enter")
        await hand.until("按 F2 登记第一个")
        await hand.press("f2")
        await hand.until("区划代码")
        await hand.type("新商铺")
        await hand.press("enter")
        await hand.type("999999")
        await hand.press("ctrl+s")
        await hand.until("没有区划代码“999999”")
        await hand.press(*["backspace"] * 6)
        await hand.type("530602")
        await hand.press("ctrl+s")
        await hand.until("[x] 新商铺")
    assert [row.key for row in desk.ledger("insp1").subjects.find()] == ["530602-001"]


async def test_answers_survive_leaving_and_are_resumed(desk: Desk) -> None:
    """Promise: each answer is in the ledger when the screen says so; the walk goes on at the first open item."""
    ledger = desk.ledger("insp1")
    inspection = desk.begin()
    async with desk.open() as hand:
        await hand.press("n")
        await hand.until("继续")
        await hand.press("enter")
        await hand.until("已作答 0")
        await hand.press("3")
        await hand.until("已作答 1")
        assert [a.answer for a in ledger.inspections.get(inspection).answers] == ["na"]
        await hand.press("q")
        await hand.until("条，按")
        await hand.press("n")
        await hand.until("继续")
        await hand.press("enter")
        await hand.until("第 2 项")


async def test_keys_pressed_faster_than_the_disk_are_all_kept(desk: Desk) -> None:
    """Promise: four presses without waiting are four answers to four items."""
    ledger = desk.ledger("insp1")
    inspection = desk.begin()
    async with desk.walk(inspection) as hand:
        await hand.press("1", "3", "1", "4")
        await hand.until("未作答 0")
    answers = {a.item: a.answer for a in ledger.inspections.get(inspection).answers}
    assert answers == {"A-01": "pass", "A-02": "na", "A-03": "pass", "B-01": "missing"}


async def test_quitting_waits_for_the_disk(desk: Desk) -> None:
    """Promise: answers given just before ^q are in the ledger."""
    ledger = desk.ledger("insp1")
    inspection = desk.begin()
    async with desk.walk(inspection) as hand:
        await hand.type("131")
        await hand.press("ctrl+q")
        await hand.until(lambda: not hand.app.is_running or hand.app._exit)
    assert len(ledger.inspections.get(inspection).answers) == 3


async def test_quitting_asks_about_unsaved_typing(desk: Desk) -> None:
    """Promise: ^q throws nothing away without a typed yes."""
    inspection = desk.begin()
    async with desk.walk(inspection) as hand:
        await hand.press("i")
        await hand.type("备注一半")
        await hand.press("ctrl+q")
        await hand.until("已存成草稿，下次打开还在")
        await hand.press("escape")
        await hand.until("备注一半")


async def test_a_failure_without_its_measured_value_is_not_stored(desk: Desk) -> None:
    """Promise: what is missing is said under its field, and the list goes on saying unsaved."""
    ledger = desk.ledger("insp1")
    inspection = desk.begin()
    async with desk.walk(inspection) as hand:
        await hand.press("j")
        await hand.until("软管长度")
        await hand.press("2", "ctrl+s")
        await hand.until("不合格时须填“软管长度（米）”")
        assert hand.app.focused is not hand.app.screen.query_one(AnswerForm).description
        assert "（length）" not in hand.screen
        await hand.type("1.5")
        await hand.press("ctrl+s")
        await hand.until("并不构成不合格")
        await hand.press("escape", "k")
        await hand.until("未保存")
        await hand.press("q")
        await hand.until("有 1 项填写了但没有保存")
        await hand.press("y", "enter")
        await hand.until("条，按")
    assert ledger.inspections.get(inspection).answers == ()


async def test_evidence_stays_when_an_answer_is_changed(desk: Desk) -> None:
    """Promise: answering again keeps the files of the earlier answer, under their own names."""
    ledger = desk.ledger("insp1")
    inspection = desk.begin()
    evidence = (str(desk.photo),)
    ledger.inspections.answer(
        inspection, AnswerInput(subject="s-1", item="A-01", answer="fail", evidence=evidence, sure=True)
    )
    async with desk.walk(inspection) as hand:
        await hand.press("k")
        await hand.until("已有佐证：照片.jpg")
        await hand.press("i")
        assert isinstance(hand.app.focused, TextArea)
        await hand.type("补充")
        await hand.press("ctrl+s")
        await hand.until(lambda: ledger.inspections.get(inspection).answers[0].note == "补充")
    assert [f["name"] for f in ledger.inspections.get(inspection).answers[0].files] == ["照片.jpg"]


async def test_a_viewer_is_told_why_he_cannot_inspect(desk: Desk) -> None:
    """Promise: a refusal names the reason, and the app goes on."""
    desk.ledger("sup").people.add("view", "查阅人甲", ["viewer"])
    async with desk.open("view") as hand:
        await hand.press("n")
        await hand.until("须由检查员、主管办理")
        await hand.press("enter")
        await hand.until("条，按")


async def test_an_answer_of_another_inspector_reaches_the_item_that_is_shown(desk: Desk) -> None:
    """Promise: what a colleague answered meanwhile is seen, his files are kept, and nothing typed here is lost."""
    mine, other = desk.ledger("insp1"), desk.ledger("insp2")
    key = desk.begin("insp2")
    files = (str(desk.photo),)
    async with desk.walk(key, size=(120, 40)) as hand:
        other.inspections.answer(
            key, AnswerInput(subject="s-1", item="A-01", answer="fail", note="堆纸箱", evidence=files)
        )
        hand.app.poll()
        await hand.until("已有佐证：照片.jpg")
        assert "堆纸箱" in hand.screen
        await hand.press("i")
        await hand.type("两处，")
        other.inspections.answer(key, AnswerInput(subject="s-1", item="A-01", answer="missing", evidence=files))
        hand.app.poll()
        await hand.until("有人改过作答")
        await hand.type("已清理")
        await hand.press("f5")
        await hand.until("已经答了待补参")
        await hand.press("f5")
        await hand.until("合格 1")
        await hand.until("已保存")
    [stored] = mine.inspections.get(key).answers
    assert (stored.answer, [file["name"] for file in stored.files]) == ("pass", ["照片.jpg"])
    assert "两处，已清理" in stored.note


async def test_an_inspection_ended_by_another_says_so(desk: Desk) -> None:
    """Promise: nobody goes on answering what a colleague has completed without being told."""
    key = desk.begin("insp2")
    async with desk.walk(key, size=(120, 40)) as hand:
        other = desk.ledger("insp2")
        other.inspections.answer(key, AnswerInput(subject="s-1", item="A-01", answer="pass"))
        other.inspections.finish(key)
        hand.app.poll()
        await hand.until("检查已经结束，作答不能再改")


async def test_more_than_the_list_is_written_down_on_the_way(desk: Desk) -> None:
    """Promise: the same item elsewhere, and what is on no list, are findings of their own; nobody is asked for them."""
    key = desk.begin()
    async with desk.open() as hand:
        await hand.app.push_screen(WalkScreen(key))
        await hand.until("疏散通道被占用")
        await hand.press("t")
        await hand.until("先把这一处答不合格")
        await hand.press("2")
        await hand.type("堆放纸箱")
        await hand.press("tab")
        await hand.type("二层")
        await hand.press("ctrl+s")
        await hand.until("不合格 1")
        await hand.press("up")
        await hand.until("疏散通道被占用")
        await hand.press("t")
        await hand.until("疏散通道被占用（另一处）")
        await hand.type("堆放酒瓶")
        await hand.press("tab")
        await hand.type("二层")
        await hand.press("ctrl+s")
        await hand.until("没有存上：第 2 项")
        answers = desk.ledger("insp1").inspections.get(key).answers
        assert [answer.part for answer in answers] == ["二层"]
        await hand.press("up")
        await hand.until("（另一处）")
        await hand.press("i", "tab", "end", "backspace", "backspace")
        await hand.type("三层")
        await hand.press("ctrl+s")
        await hand.until("不合格 2")
        await hand.press("x")
        await hand.until("隐患名称")
        await hand.type("六瓶")
        await hand.press("tab")
        await hand.type("楼梯间堆放气瓶")
        await hand.press("ctrl+s")
        await hand.until("不合格 3")
        await hand.press("w")
        shown = await hand.until("3 个不合格项成为隐患")
        assert "未作答 3 项" in shown
    answers = desk.ledger("insp1").inspections.get(key).answers
    assert [(a.item, a.place, a.part, a.note) for a in answers] == [
        ("A-01", "", "二层", "堆放纸箱"),
        ("A-01", "2", "三层", "堆放酒瓶"),
        ("free", "", "", "六瓶"),
    ]


async def test_what_is_open_from_before_is_asked_about_on_the_spot(desk: Desk) -> None:
    """Promise: still not put right goes to the old hazard, another place opens a new one, Esc stores nothing."""
    old = desk.begin()
    rooms = desk.ledger("insp1").inspections
    same = {"item": "A-01", "answer": "fail", "note": "堆放纸箱"}
    [subject] = rooms.get(old).inspection.subjects
    rooms.answer(old, AnswerInput.model_validate({**same, "subject": subject}))
    [hazard] = rooms.finish(old).cases
    key = desk.begin()
    async with desk.open() as hand:
        await hand.app.push_screen(WalkScreen(key))
        await hand.until("疏散通道被占用")
        await hand.press("2")
        await hand.type("还堆着")
        await hand.press("ctrl+s")
        await hand.until(f"仍未改：{hazard.number}")
        await hand.press("escape")
        await hand.until("没有保存：没有回答是仍未改还是另一处")
        await hand.press("ctrl+s")
        await hand.until("另一处：另立一件")
        await hand.type("3")
        await hand.press("enter")
        await hand.until("没有这一个")
        await hand.press("backspace", "1", "enter")
        await hand.until("不合格 1")
    [stored] = desk.ledger("insp1").inspections.get(key).answers
    assert (stored.still, stored.note) == (hazard.id, "还堆着")
    result = desk.ledger("insp1").inspections.finish(key)
    assert (result.seen, result.cases) == ((hazard.number,), ())
