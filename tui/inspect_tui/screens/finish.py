"""Before an inspection ends: how many of each answer, and every item nobody answered."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from inspect_engine.domain.definitions import ANSWER_TITLES
from inspect_engine.errors import Conflict, InspectError
from inspect_engine.ledger import InspectionResult
from inspect_tui.item_text import STYLES
from inspect_tui.rounds import read_round, read_score
from inspect_tui.score_text import ending_text
from inspect_tui.screens.confirm import YES
from inspect_tui.screens.page import Page
from inspect_tui.text import BAD, MUTED, STRONG, WARN, heading, plain, stack
from inspect_tui.widgets.typing_boxes import LineBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspect_engine.ledger.scores import Scored
    from inspect_tui.rounds import Round, Task

MOST = 300


def summary(current: Round, scored: Scored | None) -> Content:
    """Counts first; then what was not answered, which is never counted as passed."""
    counts = current.counts()
    lines = [heading(f"共 {len(current.tasks)} 项")]
    words = [word for word in ANSWER_TITLES if word != "register" or any(t.item.register_ for t in current.tasks)]
    lines += [plain(f"{ANSWER_TITLES[word]} {counts[word]} 项", STYLES[word]) for word in words]
    lines.append(plain(f"未作答 {counts['']} 项", WARN if counts[""] else ""))
    if counts["skipped"]:
        lines.append(plain(f"这次不查 {counts['skipped']} 项", MUTED))
    opened = f"{counts['fail']} 个不合格项成为隐患" + (f"，登记 {counts['register']} 件" if counts["register"] else "")
    lines.append(plain(f"完成后 {opened}，作答不能再改。", STRONG))
    lines += [ending_text(scored.score)] if scored else []
    lines += _named("不再查、须改答不适用的检查项（按 Esc 回去，F9 找到）", current.lapsed_tasks)
    lines += _named("未作答的检查项（不算合格）", current.unanswered)
    return stack(lines)


def _named(title: str, tasks: Sequence[Task]) -> list[Content]:
    if not tasks:
        return []
    lines = [plain(""), heading(title), *(plain(f"{t.subject_name}  {t.item.id} {t.item.title}") for t in tasks[:MOST])]
    return [*lines, plain(f"还有 {len(tasks) - MOST} 项", MUTED)] if len(tasks) > MOST else lines


class FinishScreen(Page[InspectionResult | None]):
    """Asks for a typed ``y``, then ends the inspection; gives back what became of it."""

    SCOPE = "finish"
    HEADING = "完成检查"

    def __init__(self, current: Round, scored: Scored | None) -> None:
        super().__init__()
        self.round = current
        self.scored = scored

    def body(self) -> ComposeResult:
        with VerticalScroll(id="summary"):
            yield Static(summary(self.round, self.scored), id="counts", markup=False)
        yield Static(plain("输入 y 或 是 后按 Enter 完成检查；按 Esc 或 F12 回去继续作答", MUTED), classes="lead")
        yield LineBox(id="yes")
        yield Static("", id="banner", classes="fault", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(LineBox).focus()

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
            self._blame("刚刚有人改过作答，数目变了：请重新核对，再输入 y")

    @on(Input.Submitted)
    def entered(self) -> None:
        self.action_save()

    @work(group="write")
    async def action_save(self) -> None:
        if self.busy:
            return
        if self.query_one(LineBox).value.strip() not in YES:
            self._blame("还没有确认：请输入 y 或 是")
            return
        try:
            with self.sending():
                result = await self.aside(partial(self.ledger.finish, seen=self.round.events), self.round.id)
        except Conflict as error:
            self._blame(str(error))
            self.load()
        except InspectError as error:
            self._blame(str(error))
        else:
            self.dismiss(result)
            self.house.poll()

    def _blame(self, fault: str) -> None:
        banner = self.query_one("#banner", Static)
        banner.update(plain(fault, BAD))
        banner.display = True
