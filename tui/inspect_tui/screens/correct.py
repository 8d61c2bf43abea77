"""Putting a case right: its own words, and what was filled in when the last action was taken; or taking that back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from inspect_engine.domain.corrections import CORRECTED, changes_of, told
from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.workflow.correcting import DAY, OWN
from inspect_tui.pages.on_case import CaseForm
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.field import Field
from inspect_tui.widgets.title_bar import TitleBar
from inspect_tui.words.text import MUTED, WARN, pair, plain, stack

if TYPE_CHECKING:
    from inspect_engine.domain.cases import Case
    from inspect_engine.domain.definitions import Transition, Workflow
    from inspect_engine.domain.events import Event
    from inspect_tui.views.cases import CaseView

WHY = FieldSpec(id="why", title="为什么更正", hint="要留痕，例：送达日期抄错一天")
LEAD = "只改要改的，原来的留在流转记录里；最近一步改了照它的规则重新核对。更早的一步，按 ^r 找“更正一件隐患”"
BACK = "撤回刚提交、还没有人办过的回复：回到回复以前；回复和撤回都留在流转记录里"
SECOND = "已有人提出，内容不能改：同意就按 ^s 确认，不同意按 Esc 离开"


class CorrectScreen(CaseForm[bool | None]):
    """Gives back whether anything was stored. What waits is confirmed as it is; ``back`` takes a reply back."""

    SCOPE = "correct"
    HEADING = "更正"

    def __init__(self, case: Case, flow: Workflow, *, back: bool = False) -> None:
        super().__init__()
        self.case = case
        self.flow = flow
        self.back = back

    @property
    def about(self) -> tuple[str, ...]:
        return () if self._proposed else (self.case.id, "back" if self.back else "own")

    def body(self) -> ComposeResult:
        yield Static(self.lead(), id="lead", classes="lead")
        with VerticalScroll(can_focus=False):
            yield Banner()
            yield from self.fields()

    def fields(self) -> Iterator[Field]:
        if not self._proposed:
            yield Field(WHY)
            yield from () if self.back else self._fields()

    def rebase(self, view: CaseView) -> str:
        self.case, self.flow = view.case, view.flow
        return ""

    @property
    def _proposed(self) -> Event | None:
        return None if self.back else self.case.correction

    def lead(self) -> Content:
        lines = [pair("隐患" if self.case.is_hazard else "事项", f"{self.case.number} {self.case.title}")]
        if proposal := self._proposed:
            lines.append(pair("提出的更正", told(changes_of(proposal.data)), WARN))
            lines.append(pair("原因", f"{proposal.data['why']}（{'、'.join(proposal.data['persons'])}）"))
        lines.append(plain(SECOND if self._proposed else BACK if self.back else LEAD, MUTED))
        return stack(lines)

    def _fields(self) -> Iterator[Field]:
        """What the case says of itself, then the form of the last action, each as it stands."""
        for name, title in OWN.items():
            yield Field(FieldSpec(id=name, title=title, required=False), getattr(self.case, name))
        taken, step = self.case.taken, self._step()
        if taken is None or step is None:
            return
        values = taken.event.data["values"]
        for spec in (spec for spec in step.needs if spec.id not in OWN):
            yield Field(spec.model_copy(update={"required": False}), values.get(spec.id, ""))
        if not step.dated_by:
            day = FieldSpec(id=DAY, title="办理日期", type="date", required=False, hint=f"“{step.title}”是哪天办的")
            yield Field(day, taken.event.data["on"])

    def _step(self) -> Transition | None:
        """The action that was taken last."""
        if (taken := self.case.taken) is None:
            return None
        data = taken.event.data
        branches = self.flow.branches(data["trigger"], taken.before.state)
        return next((each for each in branches if each.to == data["to"]), None)

    def on_mount(self) -> None:
        verb = "撤回回复" if self.back else "确认更正" if self._proposed else "更正"
        self.query_one(TitleBar).say(title=f"{verb}：{self.case.number}")

    def faults(self) -> Mapping[str, str]:
        return {} if self._proposed else self.check([WHY])

    async def send(self) -> None:
        case, base = self.case, self.case.last_event
        sets = {field.spec.id: field.value for field in self.form_fields if field.changed and field.spec is not WHY}
        why = "" if self._proposed else self.values([WHY])["why"]
        room = self.once("case correct", case.id, sets, why, self.back).corrections.cases
        with self.sending():
            if self._proposed:
                event = await self.aside(room.confirm, case.id, base=base)
            elif self.back:
                event = await self.aside(room.take_back, case.id, why, base=base)
            else:
                event = await self.aside(room.correct, case.id, sets, why, base=base)
        self.dismiss(True)
        done = f"已保存：{case.number} 更正 {len(changes_of(event.data))} 处，原来的留在流转记录里"
        waits = f"已提出：{case.number} 的更正须由另一位主管确认，在此之前不变"
        self.house.say(done if event.kind == CORRECTED else waits)
        self.house.poll()
