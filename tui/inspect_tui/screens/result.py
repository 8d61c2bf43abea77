"""After an inspection: the hazards and registered cases it opened, and what is still to be completed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from inspect_tui.facts import severity
from inspect_tui.score_text import outcome_text
from inspect_tui.screens.page import Page
from inspect_tui.text import GOOD, MUTED, WARN, plain, stack
from inspect_tui.widgets.pick_list import PickList

if TYPE_CHECKING:
    from inspect_engine.domain.cases import CaseLine
    from inspect_engine.ledger import InspectionResult
    from inspect_engine.ledger.scores import Scored


class ResultScreen(Page[None]):
    """Lists the new hazards with number and grade; Enter opens one."""

    SCOPE = "result"
    HEADING = "检查已完成"

    def __init__(self, result: InspectionResult, scored: Scored | None = None) -> None:
        super().__init__()
        self.result = result
        self.scored = scored

    def body(self) -> ComposeResult:
        yield Static(self._lead(), classes="lead", markup=False)
        yield PickList(id="cases")

    def _lead(self) -> Content:
        lines = [plain(f"已保存：{self.result.told}。", GOOD)]
        if self.result.todo:
            items = "、".join(item for _, item in self.result.todo)
            lines.append(plain(f"作答待补参 {len(self.result.todo)} 项：{items}", WARN))
        if self.scored:
            lines += [
                outcome_text(self.scored.score, self.app.size.width),
                plain("按 ^g 看各分项表的得分和扣分", MUTED),
            ]
        if not self.result.cases:
            lines.append(plain("没有不合格项，也没有登记。按 Esc 或 F12 回到台账。"))
        return stack(lines)

    def on_mount(self) -> None:
        super().on_mount()
        cases = self.query_one(PickList)
        cases.fill((line.id, _row(line)) for line in self.result.cases)
        cases.focus()

    @on(OptionList.OptionSelected)
    def open_case(self, event: OptionList.OptionSelected) -> None:
        from inspect_tui.screens.case import CaseScreen

        line = self.result.cases[event.option_index]
        self.app.push_screen(CaseScreen(line.id, line.number))

    def action_score(self) -> None:
        from inspect_tui.screens.score import ScoreScreen

        if self.scored:
            self.app.push_screen(ScoreScreen(self.scored.inspection))
        else:
            self.house.say("这张检查表不评分")

    def action_select(self) -> None:
        self.query_one(PickList).action_select()


def _row(line: CaseLine) -> Content:
    grade = Content.assemble("  ", severity(line), "  ")
    return Content.assemble(
        plain(line.number, "bold"), grade, plain(line.title), plain(f"  {line.subject_name}", MUTED)
    )
