"""登录: who sits here proves it by a passphrase, before anything of the ledger is shown."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from inspect_tui.pages.dialogs import Dialog
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.typing_boxes import LineBox
from inspect_tui.words.text import MUTED, plain

OWN = "输入口令后按 Enter，不显示；按 Esc 或 F12 退出"
GUEST = "服务器上的账户证明不了你是谁：请输入用户名和口令。没有口令的，先在命令行里用 user passphrase 设置"


@dataclass(frozen=True)
class Said:
    """Who somebody says he is, and how he proves it."""

    user: str
    passphrase: str


class SignInScreen(Dialog[Said | None]):
    """Asks for a passphrase, of a known user or, where ``user`` is empty, of who names himself; ``told`` is why what
    was given before did not do. Given up, it gives back None."""

    def __init__(self, user: str = "", told: str = "") -> None:
        super().__init__(f"{user} 的口令" if user else "登录")
        self.user, self.told = user, told

    def body(self) -> ComposeResult:
        yield Static(plain(self.heading, "bold"))
        yield Static(Content.styled(OWN if self.user else GUEST, MUTED))
        if not self.user:
            yield Static(plain("用户名"))
            yield LineBox(id="user")
            yield Static(plain("口令"))
        box = LineBox(id="secret")
        box.password = True
        yield box
        yield Banner()

    def on_mount(self) -> None:
        self.query_one(Banner).tell(self.told)
        self.query(LineBox).first().focus()  # by itself Textual gives it to none while a browser looks elsewhere

    @on(Input.Submitted, "#user")
    def to_passphrase(self) -> None:
        self.query_one("#secret").focus()

    @on(Input.Submitted, "#secret")
    def decide(self, event: Input.Submitted) -> None:
        user = self.user or self.query_one("#user", LineBox).value.strip()
        if not user or not event.value:
            self.query_one(Banner).tell("用户名和口令都要填" if not self.user else "没有输入口令")
            self.query_one("#secret" if user else "#user").focus()
            return
        self.dismiss(Said(user, event.value))
