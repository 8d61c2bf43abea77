"""The short form of one hazard that was found by search: what was seen, what was measured, where, photographs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from inspect_engine.domain.definitions import FREE, FREE_TITLE
from inspect_engine.domain.inspections.doubts import doubts_of
from inspect_engine.errors import InputError, InspectError
from inspect_tui.pages.dialogs import WhichScreen
from inspect_tui.pages.form import FormPage
from inspect_tui.views.answers import Draft
from inspect_tui.widgets.answer_form import AnswerForm
from inspect_tui.widgets.banner import Banner
from inspect_tui.words.log import entry_text
from inspect_tui.words.text import pair, stack

if TYPE_CHECKING:
    from inspect_engine.domain.inspections import AnswerInput
    from inspect_engine.domain.inspections.search import Entry
    from inspect_engine.ledger import InspectionResult
    from inspect_tui.views.log import Spot


class HazardScreen(FormPage[bool | None]):
    """Gives back whether it was stored. What was ``typed`` in the search is what a hazard on no checklist is called."""

    SCOPE = "hazard"
    HEADING = "记隐患"

    def __init__(self, spot: Spot, entry: Entry, typed: str = "") -> None:
        super().__init__()
        self.typed = typed
        self.spot, self.entry = spot, entry
        self.law = spot.laws[entry.pack.id]
        self._given: AnswerInput | None = None
        self._agreed: tuple[AnswerInput, AnswerInput] | None = None

    @property
    def about(self) -> tuple[str, ...]:
        subject = self.spot.subject
        return (subject.key, self.entry.pack.id, self.entry.item.id) if subject else ()

    async def unfolded(self) -> None:
        while self.query_one(AnswerForm).shown is None:
            await asyncio.sleep(0.01)

    def body(self) -> ComposeResult:
        assert self.spot.subject is not None
        where = pair("检查对象", f"{self.spot.subject.name}（{self.spot.subject.key}）")
        yield Static(stack([where, entry_text(self.entry, self.law)]), classes="lead", id="hazard-lead")
        with VerticalScroll(can_focus=False):
            yield Banner()
            yield AnswerForm()

    def on_mount(self) -> None:
        form, situation = self.query_one(AnswerForm), self.entry.situation
        known = {situation.id: "true"} if situation and situation.type == "boolean" else {}
        known |= {FREE_TITLE: self.typed} if self.entry.item.id == FREE and self.typed else {}
        form.show_task(self.spot.task(self.entry), None, Draft("fail", "", "", values=known), self.law, known)
        form.description.focus()
        self._look_up()

    @work(group="load")
    async def _look_up(self) -> None:
        """The law is looked up while one is typing: saving needs it, and the first time takes a second."""
        with suppress(InspectError):
            await self.aside(self.ledger.definitions.in_force, self.entry.pack.id)

    @property
    def ready(self) -> bool:
        """Keys wait for the fields of the item."""
        return self.query_one(AnswerForm).shown is not None

    @property
    def unsaved(self) -> bool:
        return any(field.changed for field in self.form_fields)

    def faults(self) -> Mapping[str, str]:
        self._given, found = self.query_one(AnswerForm).checked("fail", self.law)
        return found

    async def agreed(self) -> bool:
        """What is doubtful, and what it is of what is open from before; not asked anew where just the saving failed."""
        typed = self._given
        assert typed is not None
        if self._agreed and self._agreed[0] == typed:
            self._given = self._agreed[1]
            return True
        if settled := await self._settled(typed):
            self._given, self._agreed = settled, (typed, settled)
        return settled is not None

    async def _settled(self, typed: AnswerInput) -> AnswerInput | None:
        """What was typed, with what was answered about it; None where nothing was."""
        doubts = doubts_of(self.entry.item, typed, self.law)
        if doubts and not await self.sure("\n".join([*doubts.values(), "确实如此的，照此保存并注明"])):
            return None
        given = typed.model_copy(update={"sure": bool(doubts)})
        known = await self.aside(self.ledger.logged.before, self.entry.pack.id, given)
        says: Mapping[str, object] | None = await self.app.push_screen_wait(WhichScreen(known)) if known else {}
        if says is None:
            self.house.say("没有保存：没有回答是仍未改还是另一处")
            return None
        return given.model_copy(update=says)

    async def send(self) -> None:
        given, pack, names = self._given, self.entry.pack.id, self.spot.inspectors
        assert given is not None
        add = self.once("inspect log", pack, given, names).logged.add
        with self.sending():
            result = await self.aside(add, pack, given, names)
        self.dismiss(True)
        self.house.say(_told(result))

    def refuse(self, error: InspectError) -> None:
        if isinstance(error, InputError):
            self._agreed = None
            self.show_faults({"": "\n".join(map(str, error.problems))})
        else:
            super().refuse(error)


def _told(result: InspectionResult) -> str:
    waits = f"，待{'、'.join(result.signing.waiting)}签" if result.signing and result.signing.waiting else ""
    if result.seen:
        return f"已保存：{'、'.join(result.seen)} 仍未改，记在它上面{waits}"
    line = result.cases[0]
    return f"已保存：{line.number} {line.told}，{line.party}{waits}。接着输入下一件，Esc 返回"
