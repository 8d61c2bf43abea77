"""The form of any verb: its command's fields, words and rules; what it refuses is said at the field, in full."""

from __future__ import annotations

from collections.abc import Mapping

import uuid_utils
from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from inspect_engine.errors import InspectError
from inspect_tui.pages.drafts import About
from inspect_tui.pages.form import FormPage
from inspect_tui.pages.running import RunningPage
from inspect_tui.views.choosing import parameters
from inspect_tui.views.things import listed
from inspect_tui.views.verbs import Done, Order, Verb
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.parameter_field import ParameterField
from inspect_tui.widgets.title_bar import TitleBar
from inspect_tui.words.text import MUTED, plain

STORED = 5
"""Exit code of what was stored, though something after it was not done."""


class NotDone(InspectError):
    """What was handed in was not done."""

    def __init__(self, done: Done) -> None:
        super().__init__(done.text)
        self.done = done


class VerbScreen(FormPage[None], RunningPage[None]):
    """Leaves once what it stores is stored; what only reads shows what it found above the form."""

    SCOPE = "verb"
    HEADING = "办事"

    def __init__(self, verb: Verb, given: Mapping[str, str], refused: Done | None = None) -> None:
        super().__init__()
        self.verb = verb
        self.given = given
        self.refused = refused
        self._said: Mapping[str, str] | None = None

    def body(self) -> ComposeResult:
        first, _, more = self.verb.help.partition("\n\n")
        yield Static(plain(_joined(first)), classes="lead")
        with VerticalScroll(can_focus=False):
            yield Banner()
            for each in parameters(self.ledger, self.verb):
                yield ParameterField(each, self.given.get(each.name, ""))
            yield Static(plain("\n".join(map(_joined, more.split("\n\n"))), MUTED), id="more")

    def on_mount(self) -> None:
        if self.refused:
            self.call_after_refresh(self._refuse, self.refused)
        self.query_one(TitleBar).say(title=self.verb.named)
        if not self.verb.parameters:
            self.query_one(VerticalScroll).can_focus = True
            self.query_one(VerticalScroll).focus()

    @property
    def typed(self) -> dict[str, str]:
        """What was filled in, by parameter."""
        return {field.parameter.name: field.given for field in self.query(ParameterField)}

    @property
    def about(self) -> About:
        """What stores is kept as a draft, of its verb and of what that was opened for."""
        return (self.verb.path, *self.given.values()) if self.verb.writes else ()

    @property
    def unsaved(self) -> bool:
        return self.verb.writes and super().unsaved

    def faults(self) -> Mapping[str, str]:
        return {each.name: f"请填写“{each.title}”" for each in self.verb.lacks(self.typed)}

    def action_save(self) -> None:  # type: ignore[override]
        """What stores holds the keys until it is done; what only reads can be left meanwhile."""
        if self.verb.writes:
            super().action_save()
        else:
            self._read()

    async def send(self) -> None:
        done = await self._ordered(tried=False)
        if not done.well and done.code != STORED:
            raise NotDone(done)
        given = self.typed
        self.dismiss(None)
        self.house.tell(self.verb, given, done)

    def refuse(self, error: InspectError) -> None:
        if isinstance(error, NotDone):
            self._refuse(error.done)
        else:
            super().refuse(error)

    @work(group="load", exclusive=True)
    async def _read(self) -> None:
        faults = self.faults()
        self.show_faults(faults)
        if faults:
            return
        done = await self._ordered(tried=False)
        if done.well or not done.faults:
            self._show(done)
        else:
            self._refuse(done)

    @work(group="write")
    async def action_attempt(self) -> None:
        """See what it would do, where it can be tried out."""
        if not self.verb.tries:
            self.house.say("这一件不能试办：按 ^s 办理")
            return
        faults = self.faults()
        self.show_faults(faults)
        if not faults and not self.busy:
            done = await self._ordered(tried=True)
            if done.well:
                self.app.push_screen(self.screens.text(self.verb, self.typed, done))
            else:
                self._refuse(done)

    def drafted(self, request: str) -> str:
        """Of several things some may be stored and the others not: that one is says nothing of what is typed."""
        return "" if any(each.kind == "many" and not each.option for each in self.verb.parameters) else request

    def _request(self) -> str:
        """The same for the same once more; what was changed after a refusal is another thing."""
        if not self._asked or self._said not in (None, self.typed):
            self._asked = str(uuid_utils.uuid7())
        self._said = self.typed
        return self._asked

    async def _ordered(self, *, tried: bool) -> Done:
        order = Order(self.verb, self.typed, "" if tried else self._request(), tried)
        if not self.verb.writes:
            self.house.say("正在办理")
            return await self.carry_out(order)
        with self.sending():
            return await self.carry_out(order)

    def _show(self, done: Done) -> None:
        known = done.rows is not None and listed(self.verb.path)
        page = self.screens.rows if known else self.screens.text
        self.house.say("")
        self.app.push_screen(page(self.verb, self.typed, done))

    def _refuse(self, done: Done) -> None:
        """At the fields what is about them, and above them all of it."""
        self.show_faults({**done.faults, "": done.text})
        self.query_one(VerticalScroll).scroll_home(animate=False)

    @work
    async def action_pick_file(self) -> None:
        fields = [field for field in self.query(ParameterField) if field.parameter.kind in ("file", "files")]
        if not fields:
            self.house.say("这里没有要填文件的地方")
            return
        field = next((each for each in fields if each.editor.has_focus), fields[0])
        for path in await self.app.push_screen_wait(self.screens.files()) or ():
            field.add(str(path))
        field.editor.focus()


def _joined(text: str) -> str:
    """A paragraph of a help text on one line."""
    return "".join(line.strip() for line in text.splitlines())
