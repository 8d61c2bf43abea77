"""The form of any verb: its command's fields, words and rules; what it refuses is said at the field, in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import uuid_utils
from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from inspect_engine.errors import InspectError
from inspect_tui.pages.drafts import About
from inspect_tui.pages.form import FormPage
from inspect_tui.pages.listing import Listed, ListingScreen
from inspect_tui.pages.running import RunningPage
from inspect_tui.views.choosing import parameters
from inspect_tui.views.known import known
from inspect_tui.views.things import Of, listed
from inspect_tui.views.verbs import Done, Order, Verb
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.parameter_field import ParameterField
from inspect_tui.widgets.title_bar import TitleBar
from inspect_tui.words.text import MUTED, pair, plain, stack

STORED = 5
"""Exit code of what was stored, though something after it was not done."""


NAMED = 6
"""So many of several are named above the form."""


class NotDone(InspectError):
    """What was handed in was not done."""

    def __init__(self, done: Done) -> None:
        super().__init__(done.text)
        self.done = done


class VerbScreen(FormPage[Sequence[str] | None], RunningPage[Sequence[str] | None]):
    """Leaves once what it stores is stored; what only reads shows what it found above the form.

    What it is opened for (``of``) stands above the fields as a list told of it; of several each is done by itself,
    where the verb takes one at a time. Gives back the names of those of them that were not done.
    """

    SCOPE = "verb"
    HEADING = "办事"

    def __init__(
        self, verb: Verb, given: Mapping[str, str], refused: Done | None = None, *, of: Sequence[Of] = ()
    ) -> None:
        super().__init__()
        self.of = of
        self.each = of if len(of) > 1 and not given else ()
        self.fixed = of[0].given if len(of) == 1 or self.each else {}
        self.verb = verb
        self.given = given
        self.refused = refused
        self._said: Mapping[str, str] | None = None
        self._begun = not self.about

    def body(self) -> ComposeResult:
        first, _, more = self.verb.help.partition("\n\n")
        yield Static(plain(_joined(first)), classes="lead")
        with VerticalScroll(can_focus=False):
            yield Banner()
            if self.of:
                yield Static(_facts(self.of), id="of")
            for each in parameters(self.ledger, self.verb):
                if each.name not in self.fixed:
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
    def ready(self) -> bool:
        return self._begun

    async def restored(self) -> None:
        """What is known beforehand, and then what was typed before; the first that is left to fill in has the focus."""
        begun = await self.aside(known, self.verb, {**self.given, **self.fixed}, self.ledger)
        fields = list(self.query(ParameterField))
        for field in fields:
            if field.parameter.name in begun and not field.changed:
                field.reset(begun[field.parameter.name])
        await super().restored()
        first = next((field for field in fields if not field.value), None)
        if first and not self.refused:
            first.editor.focus()
        self._begun = True

    @property
    def typed(self) -> dict[str, str]:
        """What was filled in, by parameter, with what it is about where that is one."""
        fixed = {} if self.each else self.fixed
        return {**fixed, **{field.parameter.name: field.given for field in self.query(ParameterField)}}

    @property
    def about(self) -> About:
        """What stores is kept as a draft, of its verb and of what that was opened for."""
        names = self.given.values() if not self.each else [name for one in self.each for name in one.given.values()]
        return (self.verb.path, *names) if self.verb.writes else ()

    @property
    def unsaved(self) -> bool:
        return self.verb.writes and super().unsaved

    def faults(self) -> Mapping[str, str]:
        given = {**self.typed, **self.fixed}
        return {each.name: f"请填写“{each.title}”" for each in self.verb.lacks(given)}

    async def agreed(self) -> bool:
        """Of several, look over which they are and what is to be done with each."""
        if not self.each:
            return True
        said = self.verb.said(self.typed)
        rows = [Listed(name, "", rest) for name, rest in (one.line for one in self.each)]
        head = f"{self.verb.title}：{len(rows)} 条{f'；{said}' if said else ''}"
        agreed: bool | None = await self.app.push_screen_wait(ListingScreen(head, rows, asks=True))
        return bool(agreed)

    def action_save(self) -> None:  # type: ignore[override]
        """What stores holds the keys until it is done; what only reads can be left meanwhile."""
        if self.verb.writes:
            super().action_save()
        else:
            self._read()

    async def send(self) -> None:
        if self.each:
            await self._send_each()
            return
        done = await self._ordered(tried=False)
        if not done.well and done.code != STORED:
            raise NotDone(done)
        given = self.typed
        self.dismiss(())
        self.house.tell(self.verb, given, done)

    async def _send_each(self) -> None:
        """One after the other; where none could be done the form stays, else it tells what became of each."""
        rows, last = [], None
        with self.sending():
            for one in self.each:
                order = Order(self.verb, {**self.typed, **one.given}, str(uuid_utils.uuid7()))
                last = await self.carry_out(order)
                well = last.well or last.code == STORED
                rows.append(Listed(one.line[0], "", last.text, "" if well else last.text))
        left = [row.number for row in rows if row.why]
        if last and len(left) == len(rows):
            self.show_faults({"": "\n".join(f"{row.number}：{row.why}" for row in rows)})
            raise NotDone(last)
        self.dismiss(left)
        told = (
            f"{self.verb.title}：办成 {len(rows) - len(left)} 条{f'，{len(left)} 条没有办成，还标着' if left else ''}"
        )
        self.app.push_screen(ListingScreen(told, rows, asks=False))
        self.house.poll()

    def refuse(self, error: InspectError) -> None:
        if isinstance(error, NotDone):
            self._refuse(error.done, each=bool(self.each))
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
        many = self.each or any(each.kind == "many" and not each.option for each in self.verb.parameters)
        return "" if many else request

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

    def _refuse(self, done: Done, *, each: bool = False) -> None:
        """At the fields what is about them, and above them all of it; of ``each`` it stands there already."""
        if not each:
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


def _facts(of: Sequence[Of]) -> Content:
    """What a list told of one, a line each; of several what names them."""
    if len(of) > 1:
        named = "、".join(one.line[0] for one in of[:NAMED]) + ("…" if len(of) > NAMED else "")
        return pair(f"共 {len(of)} 条", named)
    return stack([pair(head, cell) for head, cell in of[0].told if cell])
