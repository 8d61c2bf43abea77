"""Before an inspection ends: how many of each answer, and every item nobody answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from inspect_engine.errors import Conflict, InspectError
from inspect_engine.ledger import InspectionResult
from inspect_tui.pages.cosigning import cosigned
from inspect_tui.pages.dialogs import YES
from inspect_tui.pages.form import FormPage
from inspect_tui.views.walk import read_round, read_score
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.typing_boxes import LineBox
from inspect_tui.words.inspections import summary
from inspect_tui.words.text import MUTED, plain

if TYPE_CHECKING:
    from inspect_engine.ledger.scores import Scored
    from inspect_tui.views.walk import Round


class FinishScreen(FormPage[InspectionResult | None]):
    """Asks for a typed ``y``, then ends the inspection; gives back what became of it."""

    SCOPE = "finish"
    HEADING = "完成检查"
    FIRST = "#yes"

    def __init__(self, current: Round, scored: Scored | None) -> None:
        super().__init__()
        self.round = current
        self.scored = scored

    def body(self) -> ComposeResult:
        with VerticalScroll(id="summary"):
            yield Static(summary(self.round, self.scored), id="counts", markup=False)
        yield Static(plain("输入 y 或 是 后按 Enter 完成检查；按 Esc 或 F12 回去继续作答", MUTED), classes="lead")
        yield LineBox(id="yes")
        yield Banner()

    def ledger_changed(self) -> None:
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Others may have answered meanwhile: then what was typed confirms nothing any more."""
        try:
            now = await self.aside(read_round, self.ledger, self.round.id)
            scored = await self.aside(read_score, self.ledger, now)
        except InspectError as error:
            self.house.say(str(error))
            return
        if now.events != self.round.events:
            self.round, self.scored = now, scored
            self.query_one("#counts", Static).update(summary(now, scored))
            self.query_one(LineBox).value = ""
            self.show_faults({"": "刚刚有人改过作答，数目变了：请重新核对，再输入 y"})

    @on(Input.Submitted)
    def entered(self) -> None:
        self.action_save()

    def faults(self) -> Mapping[str, str]:
        return {} if self.query_one(LineBox).value.strip() in YES else {"": "还没有确认：请输入 y 或 是"}

    async def send(self) -> None:
        with self.sending():
            finish = self.once("finish", self.round.id).inspections.finish
            result = await self.aside(finish, self.round.id, seen=self.round.events)
        signed = await cosigned(self, result.signing.record) if result.signing else ""
        self.dismiss(result)
        if signed:
            self.house.say(signed)
        self.house.poll()

    def refuse(self, error: InspectError) -> None:
        self.show_faults({"": str(error)})
        if isinstance(error, Conflict):
            self.load()
