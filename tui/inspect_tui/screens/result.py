"""After an inspection: the hazards and registered cases it opened, and what is still to be completed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import work
from textual.content import Content

from inspect_engine.errors import InspectError
from inspect_tui.pages.list import ListPage
from inspect_tui.views.inspections import read_next
from inspect_tui.words.cases import severity
from inspect_tui.words.scores import outcome_text
from inspect_tui.words.text import GOOD, MUTED, STRONG, WARN, pair, plain, stack

if TYPE_CHECKING:
    from inspect_engine.domain.cases import CaseLine
    from inspect_engine.ledger import InspectionResult
    from inspect_engine.ledger.scores import Scored


class ResultScreen(ListPage[None]):
    """Lists the new hazards with number and grade; Enter opens one."""

    SCOPE = "result"
    HEADING = "检查已完成"

    def __init__(self, result: InspectionResult, scored: Scored | None = None) -> None:
        super().__init__()
        self.result = result
        self.scored = scored

    def on_mount(self) -> None:
        self._show([])
        self._look_up()

    def _show(self, steps: Sequence[tuple[str, int]]) -> None:
        self.fill(self._lead(steps), ((line.id, _row(line)) for line in self.result.cases))

    @work(group="load")
    async def _look_up(self) -> None:
        """What comes next, which takes the workflows."""
        with suppress(InspectError):
            self._show(await self.aside(read_next, self.ledger, self.result.cases))

    def _lead(self, steps: Sequence[tuple[str, int]]) -> Content:
        lines = [plain(f"已保存：{self.result.told}。", GOOD)]
        if self.result.todo:
            items = "、".join(key.item for key in self.result.todo)
            lines.append(plain(f"作答待补参 {len(self.result.todo)} 项：{items}", WARN))
        if self.result.unable:
            items = "、".join(key.item for key in self.result.unable)
            lines.append(plain(f"测不了 {len(self.result.unable)} 项，以后补查：{items}", WARN))
        if self.scored:
            lines.append(outcome_text(self.scored.score, self.app.size.width))
            lines.append(plain("按 ^g 看各分项表的得分和扣分", MUTED))
        if steps:
            lines.append(pair("下一步", "；".join(f"{step}，{number} 件" for step, number in steps), STRONG))
        lines.append(plain("s 当场告知单   x 起草整改通知书" if self.result.cases else "s 当场告知单", MUTED))
        if not self.result.cases:
            lines.append(plain("没有不合格项，也没有登记。按 Esc 或 F12 返回。"))
        return stack(lines)

    def choose(self, key: str) -> None:
        number = next(line.number for line in self.result.cases if line.id == key)
        self.app.push_screen(self.screens.case(key, number))

    def action_slip(self) -> None:
        """The slip that is left at the place: its form, with this inspection filled in."""
        self._begin("inspect slip", {"reference": self.result.inspection})

    def action_draft(self) -> None:
        """A notice about the hazards that were found."""
        if self.result.cases:
            numbers = "\n".join(line.number for line in self.result.cases if line.is_hazard)
            self._begin("notice draft", {"cases": numbers})

    def _begin(self, path: str, given: Mapping[str, str]) -> None:
        verb = next(verb for verb in self.house.verbs.all if verb.path == path)
        self.app.push_screen(self.screens.verb(verb, given))

    def action_score(self) -> None:
        if self.scored:
            self.app.push_screen(self.screens.score(self.scored.inspection))
        else:
            self.house.say("这张检查表不评分")


def _row(line: CaseLine) -> Content:
    grade = Content.assemble("  ", severity(line), "  ")
    return Content.assemble(
        plain(line.number, "bold"), grade, plain(line.title), plain(f"  {line.subject_name}", MUTED)
    )
