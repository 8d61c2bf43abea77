"""Marks of the ledger's list, and what is done with all that is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inspect_tui.screens.ledger import LedgerScreen
from inspect_tui.views.many import Given, deeds
from inspect_tui.views.marks import KEPT, Marks
from inspect_tui.widgets.parameter_field import ParameterField
from inspect_tui.widgets.pick_list import PickList

from inspect_engine.errors import InputError

if TYPE_CHECKING:
    from tests.screens.conftest import Desk, Hand

CASES = [str(n) for n in range(6)]
DOINGS = st.one_of(
    st.tuples(st.just("turn"), st.sampled_from(CASES)),
    st.tuples(st.sampled_from(["add", "invert", "leave", "drop"]), st.frozensets(st.sampled_from(CASES))),
    st.tuples(st.sampled_from(["clear", "undo"]), st.none()),
)


@given(st.lists(DOINGS, max_size=KEPT - 1))
def test_marks_are_a_set_with_a_past(doings: list[tuple[str, str | frozenset[str] | None]]) -> None:
    """Promise: whatever is marked in whatever order, exactly that is marked, and each marking can be taken back."""
    marks, now, past = Marks(), frozenset[str](), list[frozenset[str]]()
    for doing, what in doings:
        some = what if isinstance(what, frozenset) else frozenset([what] if what else [])
        becomes = {
            "turn": now ^ some,
            "add": now | some,
            "invert": now ^ some,
            "leave": now & some,
            "drop": now - some,
            "clear": frozenset(),
            "undo": past[-1] if past else now,
        }[doing]
        if doing == "undo":
            assert marks.undo() == bool(past)
            past = past[:-1]
        elif becomes != now or doing == "leave":
            past.append(now)
        found = {case: f"号{case}" for case in some}
        if doing == "turn":
            marks.turn(str(what), f"号{what}")
        elif doing == "leave":
            marks.leave(dict.fromkeys(some, "不能办"))
            assert set(marks.why) == becomes
        elif doing == "clear":
            marks.clear()
        elif doing != "undo":
            getattr(marks, doing)(found if doing != "drop" else some)
        now = becomes
        assert set(marks) == now
        assert marks.numbers == {case: f"号{case}" for case in marks}
        assert marks.why.keys() <= marks.numbers.keys()


def marked(hand: Hand) -> set[str]:
    assert isinstance(hand.app.screen, LedgerScreen)
    return set(hand.app.screen.table.marks.numbers.values())


async def test_marks_by_keys(desk: Desk) -> None:
    """Promise: a burst of keys marks one, a stretch, all, the others, none, and takes that back; marks outlive another
    filter, which tells how many of them are out of sight."""
    numbers = [desk.hazard(item, f"s-{n}") for n in range(3) for item in ("A-01", "A-03")]
    async with desk.open("sup") as hand:
        await hand.until("共 6 条")
        await hand.press("space", "ideographic_space")
        assert marked(hand) == set(numbers[:2])
        await hand.press("shift+down", "V", "j", "j", "j", "V")
        await hand.until("已选 6 件")
        await hand.press("ctrl+z")
        await hand.until("已选 4 件")
        await hand.press("~")
        await hand.until("已选 2 件")
        await hand.press("０", "＊")
        await hand.until("已选 6 件")
        await hand.press("/", *"检查项:A-01", "enter")
        await hand.until("其中 3 件不在这一列里")
        await hand.press("～")
        await hand.until("已选 3 件，其中 3 件不在这一列里")
        await hand.press("s", "down", "enter", "escape")
        await hand.until("已选 3 件   ")
        assert marked(hand) == set(numbers[1::2])
        shown = [line for line in hand.screen.splitlines() if line.startswith("*")]
        assert len(shown) == 3


async def choose(hand: Hand, title: str) -> None:
    """Choose, of what may be done with all that is marked, what is called so."""
    await hand.press("t")
    await hand.until(title)
    rows = [str(option.prompt) for option in hand.app.screen.query_one(PickList).options]
    await hand.press(*["down"] * next(n for n, row in enumerate(rows) if row.startswith(title)), "enter")


async def test_what_is_marked_is_done_with_one_form(desk: Desk) -> None:
    """Promise: the form begins with what is known, each case's own where they differ; one preview tells of each what it
    will be, or why not; one result for each; what is refused stays marked and says why."""
    numbers = [desk.hazard(item, f"s-{n}") for n, item in enumerate(("A-01", "A-03", "A-01"))]
    desk.advance(numbers[2], "grade", "issue")
    ledger = desk.ledger("sup")
    async with desk.open("sup", (120, 40)) as hand:
        await hand.until("共 3 条")
        await hand.press("*")
        await choose(hand, "定级")
        await hand.until("一般 1 件、重大 1 件、没有 1 件")
        await hand.press("escape")
        await choose(hand, "签发整改通知书")
        shown = await hand.until("立即清理 1 件、停止经营 1 件")
        assert "一起办：签发整改通知书（2 件）" in shown
        assert "7 1 件" in shown
        await hand.press(*"改〔2022〕9号", "tab", "tab", "1", "0", "ctrl+s")
        await hand.until("签发整改通知书：2 件能办")
        await hand.press("y", "enter")
        await hand.until("签发整改通知书：办成 2 件")
        await hand.press("enter")
        await hand.until("已选 1 件，1 件上次没办成")
        await hand.press("space", "*")
        await choose(hand, "送达")
        await hand.until("一起办：送达（3 件）")
        await hand.press("f9", "tab", "1", "tab", *"张三", "ctrl+s")
        await hand.until("送达：")
        await hand.press("y", "enter")
        await hand.until("办成")
    cases = [ledger.cases.get(number) for number in numbers]
    assert [case.state for case in cases] == ["served", "served", "served"]
    assert [case.requirement for case in cases] == ["立即清理", "停止经营", "整改"]
    assert [case.values["days"] for case in cases] == ["10", "10", "7"]


async def test_notes_and_owners_are_given_to_all_that_is_marked(desk: Desk) -> None:
    """Promise: a note, and who sees to it, for each; what was done once is not done twice."""
    numbers = [desk.hazard("A-01", f"s-{n}") for n in range(2)]
    async with desk.open("sup") as hand:
        await hand.until("共 2 条")
        await hand.press("*")
        await choose(hand, "备注")
        await hand.until("一起办：备注（2 件）")
        await hand.press(*"电话催办", "ctrl+s")
        await hand.until("备注：2 件能办")
        await hand.press("y", "enter")
        await hand.until("备注：办成 2 件")
        await hand.press("enter")
        await hand.until(lambda: not marked(hand))
        await hand.press("*")
        await choose(hand, "指派承办人")
        await hand.until("一起办：指派承办人（2 件）")
        await hand.press(*"insp2", "ctrl+s")
        await hand.until("无人 → insp2")
        await hand.press("y", "enter")
        await hand.until("指派承办人：办成 2 件")
    ledger = desk.ledger("sup")
    assert {ledger.cases.get(number).owner for number in numbers} == {"insp2"}
    notes = [[e.event.data["text"] for e in ledger.cases.history(n) if e.event.kind == "case.noted"] for n in numbers]
    assert notes == [["电话催办"], ["电话催办"]]


def test_the_preview_asks_what_the_doing_asks(desk: Desk) -> None:
    """A bug: who cannot own a case, and a note of 200,000 characters, were shown as doable; who looks on was offered
    both."""
    number = desk.hazard()
    ledger = desk.ledger("sup")
    ledger.people.add("eye", "读者", ["viewer"])
    marked = [ledger.cases.get(number).id]
    found = {deed.key: deed for deed in deeds(ledger, marked)}
    for owner in ("eye", "insp2"):
        named = Given({"owner": owner})
        told, done = found["assign"].foresee(ledger, named)[0], found["assign"].do(ledger, marked, named)[0]
        assert (told.why, done.why).count("") in (0, 2)
        assert told.why in done.why
    with pytest.raises(InputError, match="备注"):
        found["note"].foresee(ledger, Given({"text": "长" * 200_000}))
    assert not found["note"].foresee(ledger, Given({"text": "电话催办"}))[0].why
    assert deeds(desk.ledger("eye"), marked) == []


async def test_verbs_take_all_that_is_marked(desk: Desk) -> None:
    """Promise: a notice takes the marked cases, no number is typed; with none marked, the one at hand."""
    numbers = [desk.hazard("A-01", f"s-{n}") for n in range(2)]
    async with desk.open("sup") as hand:
        await hand.until("共 2 条")
        for marks, given in ((("*",), numbers), (("0",), numbers[:1])):
            await hand.press(*marks, "f11")
            await hand.until(f"{'、'.join(given)}：")
            await hand.press(*"notice issue", "enter")
            await hand.until("文书：签发")
            assert "\n".join(given) in [field.given for field in hand.app.screen.query(ParameterField)]
            await hand.press("escape")
            await hand.until("共 2 条")
