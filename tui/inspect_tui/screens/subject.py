"""Recording a new thing to be inspected, with the form of its kind."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from pydantic import ValidationError
from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.inspections import SubjectInput
from inspect_engine.errors import InputError, InspectError
from inspect_tui.screens.form import FormPage
from inspect_tui.widgets.field import Field
from inspect_tui.widgets.one_of import OneOf
from inspect_tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from inspect_engine.domain.definitions import Pack

KEY = FieldSpec(id="key", title="编号", hint="字母、数字、点、横线，例：op-01；以后不变")
NAME = FieldSpec(id="name", title="名称")
REGION = FieldSpec(id="region", title="区划代码", hint="6 位数字，例：530602 昭阳区")


class SubjectScreen(FormPage[str | None]):
    """Gives back the key of the subject that was recorded."""

    SCOPE = "subject"
    HEADING = "登记检查对象"

    def __init__(self, pack: Pack) -> None:
        super().__init__()
        self.pack = pack
        titles = {key: kind.title for key, kind in pack.kinds.items()}
        self.kind_spec = FieldSpec(id="subject-kind", title="类型", type="choice", choices=titles)
        self.kind = next(iter(titles))
        self._turning = asyncio.Lock()

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Static("", id="banner", classes="fault", markup=False)
            with Vertical(id="fixed", classes="fields"):
                for spec in (KEY, NAME, REGION):
                    yield Field(spec)
                yield Field(self.kind_spec, self.kind)
            with Vertical(id="own", classes="fields"):
                yield from self._own_fields()

    def _own_fields(self) -> list[Field]:
        return [Field(spec) for spec in self.pack.kinds[self.kind].fields]

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(TitleBar).say(title=f"登记检查对象：{self.pack.title}")
        self.query_one("#fixed", Vertical).query(Field).first().editor.focus()
        self.watch(self._kind_box, "value", self._turn_to, init=False)

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

    @work(group="write")
    async def action_save(self) -> None:
        if self.busy:
            return
        fixed = (KEY, NAME, REGION, self.kind_spec)
        basics, own = self.values(fixed), self.pack.kinds[self.kind].fields
        faults = {**self.check(fixed, basics), **self.check(own, self.values(own))}
        self.show_faults(faults)
        if not faults:
            await self._send(basics, self.values(own))

    async def _send(self, basics: dict[str, str], entries: dict[str, str]) -> None:
        given = {name: basics[name].strip() for name in ("key", "name", "region")}
        try:
            subject = SubjectInput(**given, kind=self.kind, fields=entries)
        except ValidationError as error:
            wrong = {str(fault["loc"][0]) for fault in error.errors()}
            told = {"key": "编号只能用字母、数字、点、横线，以字母或数字开头，至多 60 个"}
            self.show_faults({name: told.get(name, "太长，或有看不见的字符") for name in wrong})
            return
        try:
            with self.sending():
                await self.aside(self.ledger.add_subject, self.pack.id, subject)
        except InputError as error:
            self.show_faults({p.where.rpartition(".")[2]: str(p) for p in error.problems})
        except InspectError as error:
            self.house.complain(error)
        else:
            self.dismiss(subject.key)
            self.house.say(f"已保存：{subject.name}")
