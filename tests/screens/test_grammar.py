"""One grammar of fields: Enter goes on everywhere, Up and Down leave a line, nothing saves by itself."""

from __future__ import annotations

from inspect_tui.pages.form import FormPage
from inspect_tui.screens.subject import SubjectScreen
from inspect_tui.widgets.field import Field
from textual._xterm_parser import XTermParser
from textual.widgets import Static

from tests.screens.conftest import Desk, Hand


def here(hand: Hand) -> str:
    """The field with the focus."""
    focused = hand.app.focused
    assert focused is not None
    return next(each.spec.id for each in focused.ancestors_with_self if isinstance(each, Field))


async def test_enter_and_arrows_go_through_every_kind_of_field(desk: Desk) -> None:
    """Promise: Enter and Down lead on, Up back, whatever the type; the last Enter saves nothing."""
    async with desk.open() as hand:
        await hand.app.push_screen(SubjectScreen(desk.library.packs["shop"]))
        await hand.press()
        screen = hand.app.screen
        assert isinstance(screen, FormPage)
        fields = [field.spec.id for field in screen.form_fields if field.display]
        types = {field.spec.type for field in screen.form_fields}
        assert {"text", "choice", "decimal"} <= types
        for key in ("enter", "down"):
            for name in fields:
                assert here(hand) == name, key
                if name != fields[-1]:
                    await hand.press(key)
            if key == "enter":
                await hand.press("enter")
                assert here(hand) == fields[-1]
                await hand.until("按 ^s 保存")
            for name in reversed(fields[:-1]):
                await hand.press("up")
                assert here(hand) == name
        await hand.press("ctrl+s", *["tab"] * (len(fields) - 1), "enter")
        assert here(hand) == fields[0]
    assert not desk.ledger("insp1").subjects.find()


async def test_lines_within_a_text(desk: Desk) -> None:
    """Promise: ctrl+j and alt+Enter begin a line; arrows move within the lines first and then out."""
    number = desk.hazard()
    async with desk.open() as hand:
        await hand.app.push_screen(hand.app.screens.note(desk.ledger("insp1").cases.get(number)))
        await hand.press("一", "ctrl+j", "二", "alt+enter", "三")
        [text] = [field for field in hand.app.screen.query(Field) if field.spec.id == "text"]
        assert text.value == "一\n二\n三"
        await hand.press("up", "up")
        assert here(hand) == "text"
        await hand.press("down", "down")
        assert here(hand) == "text"
        await hand.press("down")
        assert here(hand) == "evidence"


def test_alt_enter_of_a_modest_terminal_is_a_new_line() -> None:
    """Promise: ESC CR, as tmux sends it, is no Enter."""
    from inspect_tui.app import _quiet_keyboard

    _quiet_keyboard()
    assert [getattr(event, "key", "") for event in XTermParser().feed("a\x1b\rb\r")] == ["a", "ctrl+j", "b", "enter"]


async def test_the_grammar_is_told(desk: Desk) -> None:
    """Promise: in the hint bar of a field and in the help of a form; a short choice stands beside its title."""
    async with desk.open() as hand:
        await hand.app.push_screen(SubjectScreen(desk.library.packs["shop"]))
        shown = await hand.until("Enter 下一栏")
        assert any("类型" in line and "( ) 2" in line and "必填" in line for line in shown.splitlines())
        await hand.press("f1")
        shown = await hand.until("丢掉草稿")
        assert all(word in shown for word in ("填写", "下一栏", "换行", "上一栏", "Alt+Enter"))


async def test_a_stored_verdict_changes_only_by_a_second_key(desk: Desk) -> None:
    """Promise: `1` over 不合格 asks; the same key again is yes, another row is no."""
    key = desk.begin()
    async with desk.walk(key) as hand:
        await hand.press("2", *"纸箱", "ctrl+s")
        await hand.until(lambda: desk.answers(key).get("A-01") == ("fail", "纸箱"))
        await hand.press("g", "1")
        await hand.until("这一项已经答了不合格，要改成合格吗")
        assert "再按一次" in str(hand.walk.query_one("#verdict", Static).render())
        await hand.press("j", "k")
        assert desk.answers(key)["A-01"][0] == "fail"
        await hand.press("1", "1")
        await hand.until(lambda: desk.answers(key)["A-01"][0] == "pass")


async def test_a_region_is_found_by_its_name_or_how_it_sounds(desk: Desk) -> None:
    """Promise: a few characters and Enter; the arrows move through what is offered; a code stands as it is."""
    async with desk.open() as hand:
        await hand.app.push_screen(SubjectScreen(desk.library.packs["shop"]))
        await hand.press(*"某店", "enter", *"昭阳")
        await hand.until("→ 云南省昭通市昭阳区（530602）")
        [region] = [field for field in hand.app.screen.query(Field) if field.spec.id == "region"]
        await hand.press("enter")
        assert region.value == "530602"
        assert here(hand) != "region"
        assert "→" not in hand.screen
        await hand.press("up", "ctrl+u", *"zy", "down", "down", "up", "up", "ctrl+u", *"zts", "enter")
        assert region.value == "530600"
        await hand.press("up", "ctrl+u", *"530602", "enter")
        assert region.value == "530602"
        assert here(hand) != "region"
        await hand.press("tab", "1", "enter", *"某公司", "ctrl+s")
        await hand.until(lambda: bool(desk.ledger("insp1").subjects.find()))
    assert desk.ledger("insp1").subjects.find()[0].region == "530602"


async def test_people_are_completed_one_after_the_other(desk: Desk) -> None:
    """Promise: the name after the last comma, by user name, title or how that sounds."""
    number = desk.hazard()
    desk.advance(number, "grade", "issue", "serve", "start", "reply")
    async with desk.open() as hand:
        offered = desk.ledger("insp1").cases.offers(number)
        offer = next(o for o in offered.offers if o.trigger == "pass_reinspection")
        await hand.app.push_screen(hand.app.screens.act(offered.case, offer, terminal=False, opens=False))
        await hand.press()
        [people] = [field for field in hand.app.screen.query(Field) if field.spec.type == "inspectors"]
        people.editor.focus()
        await hand.press("end", *"，检查员乙")
        await hand.until("→ 检查员乙（insp2）")
        await hand.press("enter")
        assert people.value == "insp1，insp2"
        people.editor.focus()
        await hand.press("end", *"、jcyb")
        await hand.until("检查员丙")
