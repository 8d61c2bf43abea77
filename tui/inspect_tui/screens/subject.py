"""Recording a new thing to be inspected, with the form of its kind."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from pydantic import ValidationError
from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import TextArea

from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.inspections import SubjectInput
from inspect_engine.errors import InputError, InspectError
from inspect_tui.pages.form import FormPage
from inspect_tui.views.completing import regions, subjects
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.field import Field
from inspect_tui.widgets.one_of import OneOf
from inspect_tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from inspect_engine.domain.definitions import Pack

KEY = FieldSpec(
    id="key", title="编号", required=False, hint="不填就用框里浅色的那个；也可自己编：字母、数字、点、横线，以后不变"
)
NAME = FieldSpec(id="name", title="名称")
REGION = FieldSpec(id="region", title="区划代码", hint="输名称或拼音首字母来选，例：昭阳、zy；也可写代码，乡镇 9 位")
UNDER = FieldSpec(id="under", title="上级编号", required=False, hint="在哪个对象之下，如市场的摊位；留空就不在别处")
NEXT = (
    NAME,
    UNDER,
    KEY.model_copy(update={"required": False, "hint": "不填就按上级的编号往下编"}),
    REGION.model_copy(update={"required": False, "hint": "不填就同上级"}),
)
"""What is asked of what lies in another place."""
COMPLETED = {REGION.id: regions, UNDER.id: subjects}
"""What a few characters may mean there."""
BAD_KEY = "编号只能用字母、数字、点、横线，以字母或数字开头，至多 60 个"
BAD_TEXT = "太长，或有看不见的字符"


class SubjectScreen(FormPage[str | None]):
    """Gives back the key of the subject that was recorded; it lies in a place, where one is named (``under``)."""

    SCOPE = "subject"
    HEADING = "登记检查对象"

    def __init__(self, pack: Pack, under: str = "") -> None:
        super().__init__()
        self.pack, self.under = pack, under
        self._own = NEXT if under else (NAME, REGION, KEY)
        titles = {key: kind.title for key, kind in pack.kinds.items()}
        self.kind_spec = FieldSpec(id="subject-kind", title="类型", type="choice", choices=titles)
        self.kind = next(iter(titles))
        self._turning = asyncio.Lock()

    @property
    def about(self) -> tuple[str, ...]:
        return self.pack.id, self.under

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Banner()
            with Vertical(id="fixed", classes="fields"):
                for spec in self._own:
                    yield Field(spec, self.under if spec is UNDER else "", COMPLETED.get(spec.id))
                yield Field(self.kind_spec, self.kind)
            with Vertical(id="own", classes="fields"):
                yield from self._own_fields()

    def _own_fields(self) -> list[Field]:
        return [Field(spec) for spec in self.pack.kinds[self.kind].fields]

    def on_mount(self) -> None:
        self.query_one(TitleBar).say(title=f"登记检查对象：{self.pack.title}")
        self.watch(self._kind_box, "value", self._turn_to, init=False)
        self._propose()

    @on(Field.Edited)
    def _edited(self, event: Field.Edited) -> None:
        if event.field.spec in (REGION, self.kind_spec):
            self._propose()

    @work(group="propose", exclusive=True)
    async def _propose(self) -> None:
        """Show the code that it would get, where none is typed: the next one of its kind in its region."""
        if self.under:
            return
        region = next(field.value for field in self.form_fields if field.spec is REGION)
        with suppress(InspectError):
            found = await self.aside(self.ledger.subjects.next_key, self._kind_box.value, region)
            box = next(field.editor for field in self.form_fields if field.spec is KEY)
            if isinstance(box, TextArea):
                box.placeholder = found or "填了区划，这里就有"

    @property
    def _kind_box(self) -> OneOf:
        return self.query_one("#fixed", Vertical).query_one(OneOf)

    def _turn_to(self) -> None:
        self._choose_kind()

    @work(group="kind")
    async def _choose_kind(self) -> None:
        """Another kind has another form; one change after the other, for a removal broken off ends the program."""
        async with self._turning:
            kind = self._kind_box.value
            if kind not in self.pack.kinds or kind == self.kind:
                return
            self.kind = kind
            own = self.query_one("#own", Vertical)
            await own.remove_children()
            await own.mount_all(self._own_fields())

    async def unfolded(self) -> None:
        await self._choose_kind().wait()

    def faults(self) -> Mapping[str, str]:
        faults = self.check([*self._fixed, *self.pack.kinds[self.kind].fields])
        if not faults:
            try:
                self._given()
            except ValidationError as error:
                wrong = {str(fault["loc"][0]) for fault in error.errors()}
                faults = {name: BAD_KEY if name == "key" else BAD_TEXT for name in wrong}
        return faults

    @property
    def _fixed(self) -> tuple[FieldSpec, ...]:
        return (*self._own, self.kind_spec)

    def _given(self) -> SubjectInput:
        basics = self.values(self._own)
        own = self.values(self.pack.kinds[self.kind].fields)
        said = {KEY.id: "", **{name: text.strip() for name, text in basics.items()}}
        return SubjectInput.model_validate({**said, "kind": self.kind, "fields": own})

    async def send(self) -> None:
        subject = self._given()
        with self.sending():
            stored = await self.aside(self.once("subject", subject).subjects.add, self.pack.id, subject)
        self.dismiss(stored.key)
        self.house.say(f"已保存：{stored.name}（{stored.key}）")

    def refuse(self, error: InspectError) -> None:
        if isinstance(error, InputError):
            self.show_faults({p.where.rpartition(".")[2]: str(p) for p in error.problems})
        else:
            super().refuse(error)
