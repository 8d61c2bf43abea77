"""A note of a case: what is to be known of it, with evidence if there is any. It takes no step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from inspect_engine.domain.definitions import FieldSpec
from inspect_tui.pages.form import FormPage
from inspect_tui.views.files import doubted
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.evidence_field import EvidenceField
from inspect_tui.widgets.field import Field
from inspect_tui.widgets.title_bar import TitleBar
from inspect_tui.words.text import MUTED, pair, plain, stack

if TYPE_CHECKING:
    from inspect_engine.domain.cases import Case

TEXT = FieldSpec(id="text", title="备注", hint="什么事、谁说的、照片是什么，例：电话催办，店主说周五前装好")
LEAD = "备注不是办理：状态、期限都不变，附的材料不算哪一步的佐证；责任单位看得到"


class NoteScreen(FormPage[bool | None]):
    """Gives back whether it was stored."""

    SCOPE = "note"
    HEADING = "备注"

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.case = case

    @property
    def about(self) -> tuple[str, ...]:
        return (self.case.id,)

    def body(self) -> ComposeResult:
        named = pair("隐患" if self.case.is_hazard else "事项", f"{self.case.number} {self.case.title}")
        yield Static(stack([named, plain(LEAD, MUTED)]), classes="lead")
        with VerticalScroll(can_focus=False):
            yield Banner()
            yield Field(TEXT)
            yield EvidenceField()

    def on_mount(self) -> None:
        self.query_one(TitleBar).say(title=f"备注：{self.case.number}")

    def faults(self) -> Mapping[str, str]:
        faults, lost = self.check([TEXT]), self.query_one(EvidenceField).lost
        return {**faults, "evidence": lost} if lost else faults

    async def send(self) -> None:
        text, evidence = self.values([TEXT])["text"], self.query_one(EvidenceField).paths
        add = self.once("case note", self.case.id, text, evidence).notes.add
        with self.sending():
            await self.aside(add, self.case.id, text, evidence)
        told = await self.aside(doubted, evidence)
        self.dismiss(True)
        self.house.say(f"已保存：{self.case.number} 的备注，状态不变。{told}")
        self.house.poll()
