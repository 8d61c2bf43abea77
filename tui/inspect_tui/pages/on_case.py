"""Forms about a case that others may move meanwhile: said at once, in words; one key goes on from where it is now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import work
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ScreenResultType
from textual.widgets import Static

from inspect_engine.domain.requests import read
from inspect_engine.errors import Conflict, InspectError
from inspect_tui.pages.form import FormPage
from inspect_tui.views.cases import CaseView, read_case, read_since
from inspect_tui.widgets.field import Field
from inspect_tui.words.cases import since_text
from inspect_tui.words.text import WARN, plain, stack

if TYPE_CHECKING:
    from inspect_engine.domain.cases import Case
    from inspect_engine.ledger import Entry

STILL_HERE = "你填的都还在这里；按 F5 照现在的情况接着办"


class CaseForm(FormPage[ScreenResultType]):
    """``case`` is as it stood when the form was made; what is typed is for that state until it is taken up anew."""

    case: Case

    def marks(self) -> Iterator[Static]:
        yield from super().marks()
        yield Static("", id="moved", classes="lead", markup=False)

    def lead(self) -> Content:
        """What stands above the fields."""
        raise NotImplementedError

    def fields(self) -> Iterator[Field]:
        """The fields, as the case stands."""
        raise NotImplementedError

    def rebase(self, view: CaseView) -> str:
        """Be about the case as it stands now; why that cannot be, empty where it can."""
        raise NotImplementedError

    def ledger_changed(self) -> None:
        if not self.busy:
            self.look()

    @work(exclusive=True, group="moved")
    async def look(self) -> None:
        """Tell what others have done since."""
        try:
            since, roster = await self.aside(read_since, self.ledger, self.case)
        except InspectError:
            return
        others = [entry for entry in since if not self._is_mine(entry)]
        if others and not self.busy:
            self._tell(since_text(others, roster))

    def _is_mine(self, entry: Entry) -> bool:
        """Whether it is what this very form has sent, without hearing that it was stored."""
        return bool(self._asked) and read(entry.event.request or "").id == self._asked

    def _tell(self, told: Content | None) -> None:
        mark = self.query_one("#moved", Static)
        mark.update(told or "")
        mark.display = bool(told)

    @work(group="act")
    async def action_take_up(self) -> None:
        """Go on from the state the case is in now; where that cannot be, say why, and keep what was typed."""
        try:
            view = await self.aside(read_case, self.ledger, self.case.id)
        except InspectError as error:
            self.house.complain(error)
            return
        if view.case.last_event == self.case.last_event:
            self.house.say("没有别人办过：接着填就是")
            return
        await self.keeper.write()
        if why := self.rebase(view):
            self._tell(stack([plain(why, WARN), plain("你填的已存成草稿", WARN)]))
            return
        self.keeper.rest()
        await self._rebuild()
        self._tell(None)
        self.house.say(f"已照现在的情况：{view.case.number} 现为“{view.case.state_title}”，核对后按 ^s 保存")

    async def _rebuild(self) -> None:
        """Other fields may be asked now, and other values stand in them; what was typed is put back."""
        self.query_one("#lead", Static).update(self.lead())
        self.show_faults({})
        around = self.query_one(VerticalScroll)
        await around.remove_children(Field)
        await around.mount_all(self.fields())
        await self.restored()
        if self.form_fields:
            self.form_fields[0].editor.focus()

    def refuse(self, error: InspectError) -> None:
        if isinstance(error, Conflict):
            self.show_faults({"": f"{error}\n{STILL_HERE}"})
            self.look()
            self.house.poll()
        else:
            super().refuse(error)
