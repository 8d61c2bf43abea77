"""The form for one action on one case, made from what the action needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from inspect_engine.domain.cases import PROPOSED, outcome
from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.words import forms
from inspect_engine.errors import InputError, InspectError, Refused
from inspect_tui.pages.beginning import typed_over, unsay
from inspect_tui.pages.cosigning import cosigned
from inspect_tui.pages.on_case import CaseForm
from inspect_tui.views.cases import read_case
from inspect_tui.views.files import doubted
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.evidence_field import EvidenceField
from inspect_tui.widgets.field import Field
from inspect_tui.widgets.title_bar import TitleBar
from inspect_tui.words.cases import case_text
from inspect_tui.words.text import MUTED, WARN, one_line, pair, plain, stack

if TYPE_CHECKING:
    from inspect_engine.domain.cases import Case
    from inspect_engine.domain.workflow.lifecycle import Offer
    from inspect_tui.views.cases import CaseView


HAPPENED = FieldSpec(id="on", title="办理日期", type="date", required=False, hint="哪天办的；早于今天的记作补录")
"""The day on which any action happened."""
ALIKE = "照原样按 ^s 即为确认；改了内容或日期的，按你填的办，原来提出的作废"
SECOND = "保存后要由另一个有权的人（只有一名主管的，上一级主管）办理同一事项来确认，才生效"


class ActScreen(CaseForm[bool | None]):
    """Fills in an action, checks it, asks for ``y`` where it ends the case, and sends it to the ledger.

    Gives back whether it was stored. Where somebody else acted first, the form stays with its text and says so.
    """

    SCOPE = "act"
    WIDE = 100
    HEADING = "办理"

    def __init__(self, case: Case, offer: Offer, *, terminal: bool, opens: bool = False) -> None:
        super().__init__()
        self.case = case
        self.offer = offer
        self.terminal = terminal
        self.opens = opens
        self._facts = Content("")
        self._came_from: Widget | None = None

    @property
    def about(self) -> tuple[str, ...]:
        return self.case.id, self.offer.trigger

    def body(self) -> ComposeResult:
        yield Static(self.lead(), id="lead", classes="lead")
        yield Static("", id="folded", markup=False)
        with Container(id="act-split"):
            with VerticalScroll(id="beside", can_focus=False):
                yield Static("", id="beside-text", markup=False)
            with VerticalScroll(id="act-form", can_focus=False):
                yield Banner()
                yield from self.fields()

    def fields(self) -> Iterator[Field]:
        for spec in self.offer.needs:
            yield self._field(spec)
        yield EvidenceField(self.offer.evidence)
        if not self.offer.dated_by:
            yield self._day()

    def rebase(self, view: CaseView) -> str:
        offer = next((each for each in view.offers if each.trigger == self.offer.trigger), None)
        if offer is None or not offer.allowed:
            why = offer.reason if offer else f"现为“{view.case.state_title}”，没有这一步了"
            return f"现在不能再办“{self.offer.title}”：{why}"
        self.case, self.offer = view.case, offer
        self.terminal, self.opens = view.flow.states[offer.to].terminal, view.opens(offer)
        return ""

    def _field(self, spec: FieldSpec) -> Field:
        """What was proposed is confirmed as it is: to be read, not to be changed."""
        field = Field(spec, self.offer.values.get(spec.id) or self.offer.known.get(spec.id, ""))
        field.disabled = self._fixed
        return field

    def _day(self) -> Field:
        """When it happened, for an action without a field of its own that says so."""
        field = Field(HAPPENED, (self.offer.on or self.house.today).isoformat())
        field.disabled = self._fixed
        return field

    @property
    def _fixed(self) -> bool:
        """Whether what was proposed can only be confirmed."""
        return bool(self.offer.proposed) and self.offer.second

    def lead(self) -> Content:
        lines = [
            pair("隐患" if self.case.is_hazard else "事项", f"{self.case.number} {self.case.title}"),
            pair("办后状态", self._after()),
        ]
        if self.offer.proposed and not self.offer.second:
            lines.append(pair("两人办理", f"{self.offer.proposed}；{ALIKE}", WARN))
        if self.offer.second:
            told = "内容不能改，同意就按 ^s 确认，不同意按 Esc 离开" if self.offer.proposed else SECOND
            lines.append(pair("两人办理", self.offer.proposed + ("；" if self.offer.proposed else "") + told, WARN))
        pending = self.case.proposal
        if pending and pending.trigger != self.offer.trigger:
            lines.append(pair("留意", f"办了这一步，已提出、待确认的“{pending.title}”就作废，要办须重新提出", WARN))
        if self.offer.warning:
            lines.append(pair("留意", self.offer.warning, WARN))
        if any(spec.type == "inspectors" for spec in self.offer.needs):
            roster = self.ledger.desk.roster().values()
            names = [f"{p.name}（{p.title}）" for p in roster if p.inspects]
            lines.append(pair("在册检查员", "、".join(names), MUTED))
        return stack(lines)

    def _after(self) -> str:
        return f"{self.offer.to_title}（不变，另立一件）" if self.opens else self.offer.to_title

    def on_mount(self) -> None:
        verb = "确认" if self.offer.proposed else "办理"
        self.query_one(TitleBar).say(title=f"{verb}：{self.offer.title}")
        self._look_up()
        typed_over(field for field in self.form_fields if field.spec.id in self.offer.known)

    @work(group="beside")
    async def _look_up(self) -> None:
        """The case's facts and the names of its photographs, beside the form."""
        with suppress(InspectError):
            view = await self.aside(read_case, self.ledger, self.case.id)
            self._facts = case_text(view.case, view.region, self.house.today, files=view.files, pack=view.pack)
            seen = one_line(view.case.note or view.case.title)
            self.query_one("#folded", Static).update(Content.assemble(plain("F4 情况 ▸ ", MUTED), seen))
            self._show_facts()

    def _show_facts(self) -> None:
        """Beside the form; where there is no room for that, on being asked, with what may be cut above it."""
        told = self._facts if self.has_class("wide") else stack([self.lead(), self._facts])
        self.query_one("#beside-text", Static).update(told)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_facts)

    def action_facts(self) -> None:
        """To the facts, to be read with the arrows, and back to the field."""
        beside = self.query_one("#beside", VerticalScroll)
        if beside.has_focus:
            self._fold()
            return
        self._came_from = self.focused
        self.add_class("unfolded")
        self._show_facts()
        beside.can_focus = True
        beside.focus()

    def _fold(self) -> None:
        self.remove_class("unfolded")
        self.query_one("#beside", VerticalScroll).can_focus = False
        self.set_focus(self._came_from)

    def action_back(self) -> object:  # type: ignore[override]
        """From the facts back to the field first."""
        if not self.has_class("unfolded"):
            return super().action_back()
        self._fold()
        return None

    @on(Field.Edited)
    def _choose(self, event: Field.Edited) -> None:
        if self.offer.known and not self._fixed:
            unsay(event.field, self.form_fields)

    # --- saving -------------------------------------------------------------------------------------------------

    def faults(self) -> Mapping[str, str]:
        faults, evidence = self.check(self.offer.needs), self.query_one(EvidenceField)
        try:
            self._happened()
        except ValueError as error:
            faults["on"] = str(error)
        if len(evidence.paths) < self.offer.evidence:
            faults["evidence"] = f"须附佐证材料至少 {self.offer.evidence} 份，现有 {len(evidence.paths)} 份"
        elif evidence.lost:
            faults["evidence"] = evidence.lost
        return faults

    def _happened(self) -> date | None:
        """When it happened; None for now. Raises ValueError."""
        typed = next((field.value for field in self.form_fields if field.spec is HAPPENED), "")
        when = forms.happened(typed, self.house.today) if typed.strip() else None
        return None if when == self.house.today else when

    async def agreed(self) -> bool:
        if not self.terminal:
            return True
        if self.offer.second and not self.offer.proposed:
            what = f"提出“{self.offer.title}”，另一人确认后 {self.case.number} 即办结（{self.offer.to_title}）"
            return await self.sure(f"{what}。确定提出吗？")
        told = f"{self.case.number} 办理“{self.offer.title}”后即办结（{self.offer.to_title}），不能再改。确定吗？"
        return await self.sure(told)

    async def send(self) -> None:
        trigger, base = self.offer.trigger, self.case.last_event
        values, evidence = self.values(self.offer.needs), self.query_one(EvidenceField).paths
        when = self._happened()
        act = self.once("act", self.case.id, trigger, values, evidence, str(when)).cases.act
        with self.sending():
            event = await self.aside(act, self.case.id, trigger, values, evidence, base=base, on=when)
        signed = await cosigned(self, event.id) if event.data.get("awaits") else ""
        if event.kind == PROPOSED:
            signed += await self.aside(self.ledger.seconding.of, self.case.id)
        signed += await self.aside(doubted, evidence)
        self.dismiss(True)
        self.house.say(outcome(event, self.case.number) + signed)
        self.house.poll()

    def refuse(self, error: InspectError) -> None:
        match error:
            case InputError():
                named = enumerate(error.problems)
                self.show_faults({p.where.rpartition(".")[2] or f"#{n}": p.what for n, p in named})
            case Refused():
                self.show_faults(self.locate(error.missing))
            case _:
                super().refuse(error)
