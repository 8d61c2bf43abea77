"""One form for several cases: filled in once, looked over case by case, and then done one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.words import forms
from inspect_engine.errors import InputError, InspectError
from inspect_tui.pages.beginning import typed_over, unsay
from inspect_tui.pages.form import FormPage
from inspect_tui.pages.listing import Listed, ListingScreen
from inspect_tui.views.many import Given, Result, differing, same
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.evidence_field import EvidenceField
from inspect_tui.widgets.field import Field
from inspect_tui.widgets.title_bar import TitleBar
from inspect_tui.words.text import MUTED, pair, plain, stack

if TYPE_CHECKING:
    from inspect_engine.ledger.many import Foreseen, Own
    from inspect_tui.views.many import Deed

HAPPENED = FieldSpec(id="on", title="办理日期", type="date", required=False, hint="哪天办的；早于今天的记作补录")
ONCE = "填一次，用于下面的每一件；写着“各按其算”的空着，每件用它自己的"


class ManyScreen(FormPage[Sequence[Result] | None]):
    """Gives back what became of each case, once it is done."""

    SCOPE = "many"
    HEADING = "一起办"

    def __init__(self, deed: Deed, own: Own) -> None:
        super().__init__()
        self.deed = deed
        self.own = own
        self.keys = [line.id for line in deed.lines]
        self.specs: list[FieldSpec] = []
        self.found: list[Foreseen] = []

    def body(self) -> ComposeResult:
        named = "、".join(line.number for line in self.deed.lines[:6]) + ("…" if len(self.keys) > 6 else "")
        yield Static(stack([pair("共", f"{len(self.keys)} 件：{named}"), plain(ONCE, MUTED)]), classes="lead")
        with VerticalScroll(can_focus=False):
            yield Banner()
            for spec in self.deed.needs:
                yield self._field(spec)
            if self.deed.evidence is not None:
                yield EvidenceField(self.deed.evidence)
            if self.deed.dated:
                yield Field(HAPPENED, self.house.today.isoformat())

    def _field(self, spec: FieldSpec) -> Field:
        """What the ledger knows stands in it where it is the same of all; else each case keeps its own."""
        value = same(spec, self.own, self.keys)
        if value is None:
            hint = f"各按其算：{differing(spec, self.own, self.keys)}；要都一样，在这里填"
            spec = spec.model_copy(update={"required": False, "hint": f"{hint}。{spec.hint}" if spec.hint else hint})
        self.specs.append(spec)
        return Field(spec, value or "")

    def on_mount(self) -> None:
        self.query_one(TitleBar).say(title=f"一起办：{self.deed.title}（{len(self.keys)} 件）")
        typed_over(field for field in self.form_fields if field.spec in self.specs)

    @on(Field.Edited)
    def _choose(self, event: Field.Edited) -> None:
        unsay(event.field, self.form_fields)

    @work
    async def action_pick_file(self) -> None:
        if self.deed.evidence is None:
            self.house.say("这一项不附材料")
        elif path := await self.app.push_screen_wait(self.screens.files()):
            self.query_one(EvidenceField).add(path)
            self.query_one(EvidenceField).editor.focus()

    def faults(self) -> Mapping[str, str]:
        faults = self.check(self.specs)
        try:
            given = self._given()
        except ValueError as error:
            return {**faults, "on": str(error)}
        least = self.deed.evidence or 0
        if len(given.files) < least:
            faults["evidence"] = f"须附佐证材料至少 {least} 份，现有 {len(given.files)} 份；每一件都附这些"
        elif self.deed.evidence is not None and (lost := self.query_one(EvidenceField).lost):
            faults["evidence"] = lost
        return faults

    def _given(self) -> Given:
        """What the form holds. Raises ValueError for a day that is none."""
        files = self.query_one(EvidenceField).paths if self.deed.evidence is not None else []
        return Given(self.values(self.specs), self.own, files, self._happened())

    def _happened(self) -> date | None:
        typed = next((field.value for field in self.form_fields if field.spec is HAPPENED), "")
        when = forms.happened(typed, self.house.today) if typed.strip() else None
        return None if when == self.house.today else when

    async def agreed(self) -> bool:
        """Look over what it would come to, case by case."""
        self.house.say("正在逐件核对")
        try:
            self.found = await self.aside(self.deed.foresee, self.ledger, self._given())
        except InspectError as error:
            self.refuse(error)
            return False
        self.house.say("")
        able = [one for one in self.found if not one.why]
        rows = [Listed(one.number, one.title, one.told, one.why) for one in self.found]
        end = "，其中有办了就办结、不能再改的" if self.deed.ends else ""
        left = len(rows) - len(able)
        head = f"{self.deed.title}：{len(able)} 件能办{end}" + (f"，{left} 件办不了" if left else "")
        answer: bool | None = await self.app.push_screen_wait(ListingScreen(head, rows, asks=bool(able)))
        return bool(answer)

    async def send(self) -> None:
        able = [one.id for one in self.found if not one.why]
        with self.sending():
            done = await self.aside(self.deed.do, self.ledger, able, self._given())
        kept = [Result(one.id, one.number, "", one.why) for one in self.found if one.why]
        reached = {one.id for one in done}
        missed = [Result(one.id, one.number, "", MISSED) for one in self.found if not one.why and one.id not in reached]
        self.dismiss([*done, *kept, *missed])
        self.house.poll()

    def refuse(self, error: InspectError) -> None:
        if isinstance(error, InputError):
            named = enumerate(error.problems)
            self.show_faults({p.where.rpartition(".")[2] or f"#{n}": p.what for n, p in named})
        else:
            super().refuse(error)


MISSED = "台账写不了，没有办到这一件"
