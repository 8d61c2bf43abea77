"""Small questions and notices above a screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Input, Static

from inspect_tui.actions import bindings
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.typing_boxes import LineBox
from inspect_tui.words.text import BAD, MUTED, plain

if TYPE_CHECKING:
    from inspect_engine.domain.inspections.before import Before

YES = {"y", "Y", "ｙ", "Ｙ", "是"}
LEAVE = "有没有保存的内容，确定放弃吗？"
QUIT = "填了没有保存的已存成草稿，下次打开还在。确定退出吗？"
LATER = "请本人输入口令后按 Enter，即为当面签；不输入按 Enter，或按 Esc，以后再签"
WHICH_RULE = "输入前面的数字后按 Enter；按 Esc 或 F12 取消，先不保存"
CONFIRM_RULE = "输入 y 或 是 后按 Enter 确认；按 Esc 或 F12 取消"


class Dialog(ModalScreen[ScreenResultType]):
    """A box in the middle; given up, it gives back None."""

    SCOPE = "confirm"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("confirm")]

    def __init__(self, title: str) -> None:
        super().__init__()
        self.heading = title

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield from self.body()

    def body(self) -> ComposeResult:
        """What stands in the box."""
        raise NotImplementedError

    def action_back(self) -> None:
        self.dismiss(None)


class ConfirmScreen(Dialog[bool]):
    """Asks for a typed ``y``, so that a stray Enter does nothing."""

    def body(self) -> ComposeResult:
        yield Static(plain(self.heading, "bold"))
        yield Static(Content.styled(CONFIRM_RULE, MUTED))
        yield LineBox(id="yes")
        yield Banner()

    @on(Input.Submitted)
    def decide(self, event: Input.Submitted) -> None:
        if event.value.strip() in YES:
            self.dismiss(True)
        else:
            self.query_one(Banner).tell("没有确认：" + CONFIRM_RULE)


class AskScreen(Dialog[str | None]):
    """Asks for one line of text."""

    def __init__(self, title: str, value: str = "") -> None:
        super().__init__(title)
        self.value = value

    def body(self) -> ComposeResult:
        yield Static(plain(self.heading, "bold"))
        yield Static(Content.styled("按 Enter 确定，按 Esc 或 F12 取消", MUTED))
        yield LineBox(self.value, id="line")

    @on(Input.Submitted)
    def decide(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())


class WhichScreen(Dialog[Mapping[str, object] | None]):
    """Asks whether a failure is one of the cases that are open from before, or another; gives back what an answer says
    of that."""

    def __init__(self, known: Sequence[Before]) -> None:
        super().__init__("这一项以前查到过，还没有办完")
        self.known = known

    def body(self) -> ComposeResult:
        yield Static(plain(self.heading, "bold"))
        for n, one in enumerate(self.known, 1):
            yield Static(plain(f"{n}  仍未改：{one.told}，记在它上面"))
        yield Static(plain(f"{len(self.known) + 1}  另一处：另立一件"))
        yield Static(Content.styled(WHICH_RULE, MUTED))
        yield LineBox(id="which")
        yield Banner()

    @on(Input.Submitted)
    def decide(self, event: Input.Submitted) -> None:
        says: list[Mapping[str, object]] = [{"still": one.id} for one in self.known]
        says.append({"another": True})
        typed = unicodedata.normalize("NFKC", event.value).strip()
        if typed.isdecimal() and 1 <= int(typed) <= len(says):
            self.dismiss(says[int(typed) - 1])
        else:
            self.query_one(Banner).tell("没有这一个：" + WHICH_RULE)


class SecretScreen(Dialog[str | None]):
    """Asks for a passphrase, which is not shown; gives back None where none is typed."""

    def __init__(self, title: str, rule: str = LATER) -> None:
        super().__init__(title)
        self.rule = rule

    def body(self) -> ComposeResult:
        yield Static(plain(self.heading, "bold"))
        yield Static(Content.styled(self.rule, MUTED))
        box = LineBox(id="secret")
        box.password = True
        yield box

    @on(Input.Submitted)
    def decide(self, event: Input.Submitted) -> None:
        self.dismiss(event.value or None)


class NoticeScreen(Dialog[None]):
    """Something that did not work, in full, until it is read."""

    SCOPE = "notice"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("notice")]

    def __init__(self, title: str, text: str) -> None:
        super().__init__(title)
        self.text = text

    @property
    def says(self) -> tuple[str, str]:
        return self.heading, self.text

    def body(self) -> ComposeResult:
        yield Static(plain(self.heading, BAD))
        with VerticalScroll(classes="notice"):
            yield Static(plain(self.text))
        yield Static(Content.styled("按 Enter 或 Esc 关闭", MUTED))
