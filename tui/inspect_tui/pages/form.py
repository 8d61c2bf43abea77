"""What forms share: fields, faults beside them, saving, drafts, and a question before typing is thrown away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import uuid_utils
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ScreenResultType
from textual.widgets import Static

from inspect_engine.domain.judgement.needed import form_faults, lacking
from inspect_engine.domain.requests import Request, digest_of
from inspect_engine.domain.words import forms
from inspect_engine.errors import InspectError
from inspect_tui.actions import DROP
from inspect_tui.pages.dialogs import LEAVE
from inspect_tui.pages.drafts import About, Keeper, Typed
from inspect_tui.pages.page import Page
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.evidence_field import EvidenceField
from inspect_tui.widgets.field import Field, show_needed
from inspect_tui.widgets.hint_bar import HintBar
from inspect_tui.widgets.title_bar import TitleBar
from inspect_tui.words.drafts import draft_text

if TYPE_CHECKING:
    from inspect_engine.domain.definitions import FieldSpec
    from inspect_engine.ledger import Ledger
    from inspect_engine.ledger.drafts import Draft

GIVE_UP = "丢掉这份草稿，填的都不要了吗？"
ALL_FILLED = "填到底了：按 ^s 保存"


class FormPage(Page[ScreenResultType]):
    """Something to fill in and save, with a :class:`Banner` for faults that belong to no :class:`Field`.

    A form that says what it is ``about`` is kept as a draft while it is filled in, and comes back with it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*DROP.bindings()]
    BESIDE: ClassVar[Collection[str]] = ()
    """Names of what is filled in elsewhere than in a field."""
    _asked = ""
    _draft: Draft | None = None

    @property
    def form_fields(self) -> Sequence[Field]:
        return list(self.query(Field))

    @property
    def about(self) -> About:
        """What a draft of it is known by, beside the kind of form; where it is empty none is kept."""
        return ()

    def compose(self) -> ComposeResult:
        yield TitleBar(self.HEADING)
        yield from self.marks()
        yield from self.body()
        yield HintBar(self.SCOPE)

    def marks(self) -> Iterator[Static]:
        """What is said above a form as a whole, once there is something to say."""
        yield Static("", id="draft", classes="lead", markup=False)

    def on_mount(self) -> None:
        first = next((field.editor for field in self.form_fields if not field.disabled), None)
        if first:
            first.focus()
        if self.about:
            self._restore()

    def on_unmount(self) -> None:
        if self.about:
            self.keeper.end()

    def once(self, verb: str, *given: object) -> Ledger:
        """The ledger, asked for this form's one thing: sent again, after it was not certain, it is not stored twice."""
        if not self._asked:
            self._asked = str(uuid_utils.uuid7())
        return self.ledger.asking(Request(self._asked, digest_of(verb, {"given": given})))

    @property
    def unsaved(self) -> bool:
        return bool(self.beside) or any(field.changed for field in self.form_fields)

    @property
    def beside(self) -> Mapping[str, tuple[str, str]]:
        """What was filled in elsewhere than in a field, such as what is ticked: its title and its text, by name."""
        return {}

    async def put_beside(self, given: Mapping[str, str]) -> None:
        """Fill in again what :attr:`beside` has told; what is not ``given`` as it was at first."""

    def ledger_back(self) -> None:
        if self.about:
            self.keeper.now()

    async def kept(self) -> bool:
        return bool(self.about) and await self.keeper.write()

    # --- saving -------------------------------------------------------------------------------------------------

    @work(group="write")
    async def action_save(self) -> None:
        """Check, ask where it must be asked, send; the form stays, with its text, until the ledger has it."""
        if self.busy:
            return
        faults = self.faults()
        self.show_faults(faults)
        if faults or not await self.agreed():
            return
        try:
            await self._handed_in()
        except InspectError as error:
            self.refuse(error)

    async def _handed_in(self) -> None:
        """A draft knows by what it is sent, so that it is known to be stored even after a crash."""
        if not self.about:
            await self.send()
            return
        self._asked = self._asked or str(uuid_utils.uuid7())
        await self.keeper.write()
        await self.send()
        self.keeper.drop()

    def faults(self) -> Mapping[str, str]:
        """What is wrong before anything is sent, by field id."""
        raise NotImplementedError

    async def agreed(self) -> bool:
        """Whether the person says yes to what cannot be undone."""
        return True

    async def send(self) -> None:
        """Hand it to the ledger, ``sending``, and leave. Raises InspectError."""
        raise NotImplementedError

    def refuse(self, error: InspectError) -> None:
        """Say why nothing was stored."""
        self.house.complain(error)

    # --- drafts -------------------------------------------------------------------------------------------------

    @cached_property
    def keeper(self) -> Keeper:
        """Keeps what is typed on disk."""
        return Keeper(self, self.SCOPE, self._typed)

    def _typed(self) -> dict[About, Typed]:
        """Everything that would be lost by leaving, also what an earlier form asked and this one does not."""
        changed = [field for field in self.form_fields if field.changed]
        beside, left = self.beside, self._left
        if not (changed or beside or left):
            return {}
        fields = left | {field.spec.id: field.typed for field in changed}
        fields |= {name: text for name, (_, text) in beside.items()}
        titles = dict(self._draft.titles) if self._draft and left else {}
        titles |= {field.spec.id: field.spec.label for field in changed}
        titles |= {name: title for name, (title, _) in beside.items()}
        return {self.about: Typed(fields, titles, self.drafted(self._asked))}

    def drafted(self, request: str) -> str:
        """The request that a draft is kept with: once it is stored, so is what was typed, and the draft is dropped."""
        return request

    @property
    def _left(self) -> dict[str, str]:
        """Of the draft, what no field here takes."""
        known = {field.spec.id: field for field in self.form_fields}
        held = self._draft.fields if self._draft else {}
        mine = {name: text for name, text in held.items() if name not in self.BESIDE}
        return {name: text for name, text in mine.items() if name not in known or not known[name].takes(text)}

    @work(group="restore")
    async def _restore(self) -> None:
        await self.restored()

    async def restored(self) -> None:
        """Fill in what was typed before and not handed in; a form that unfolds as it is filled in takes two turns."""
        self._draft = await self.aside(self._kept_before)
        if self._draft is None:
            self.keeper.found({})
            return
        self._asked = self._draft.request
        self._put_back(self._draft.fields)
        await self.unfolded()
        self._put_back(self._draft.fields)
        await self.put_beside(self._draft.fields)
        self.keeper.found({self.about: Typed(self._draft.fields, self._draft.titles, self._draft.request)})
        self._show_draft(self._draft)

    def _kept_before(self) -> Draft | None:
        try:
            return self.ledger.drafts.of(self.SCOPE, self.about)
        except InspectError:
            return None

    async def unfolded(self) -> None:
        """Once the fields that hang on what stands in others are there."""

    def _put_back(self, fields: Mapping[str, str]) -> None:
        for field in self.form_fields:
            if field.spec.id in fields and not field.disabled and not field.changed:
                field.put_back(fields[field.spec.id])

    def _show_draft(self, draft: Draft) -> None:
        left = {draft.titles.get(name, name): text for name, text in self._left.items()}
        mark = self.query_one("#draft", Static)
        mark.update(draft_text(draft, self.house.today, left))
        mark.display = True

    @work
    async def action_drop_draft(self) -> None:
        """Begin anew, once the person says so."""
        if self.busy or not (self.unsaved or self._draft) or not await self.sure(GIVE_UP):
            return
        self._draft = None
        self.query_one("#draft", Static).display = False
        for field in self.form_fields:
            if field.changed:
                field.reset(field.original)
        await self.put_beside({})
        if self.about:
            self.keeper.now()

    @on(Field.Edited)
    def _keep(self) -> None:
        if self.about:
            self.keeper.soon()

    def on_descendant_blur(self) -> None:
        if self.about:
            self.keeper.now()

    # --- faults -------------------------------------------------------------------------------------------------

    def values(self, specs: Iterable[FieldSpec]) -> dict[str, str]:
        """What was typed into the given fields, blanks left out."""
        wanted = {spec.id for spec in specs}
        shown = (f for f in self.form_fields if f.display and f.spec.id in wanted)
        typed = {f.spec.id: f.value for f in shown if f.value.strip()}
        return dict(forms.dated(list(specs), typed, self.house.today, yearless=False))

    def check(self, specs: Sequence[FieldSpec]) -> dict[str, str]:
        """Faults by field id in what was typed into the given fields."""
        entry = forms.read(specs, self.values(specs), self.house.today)
        absent = {spec.id: f"请填写“{spec.title}”" for spec in lacking(specs, entry)}
        return {**dict(form_faults(specs, entry)), **absent}

    @on(Field.Edited)
    def _narrow(self) -> None:
        show_needed(self.form_fields, self.house.today)

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Under each field what is wrong with it, the rest in the banner; the first bad field gets the focus."""
        known = {field.spec.id: field for field in self.form_fields}
        for name, field in known.items():
            field.blame(faults.get(name, ""))
        rest = [fault for name, fault in faults.items() if name not in known]
        self.query_one(Banner).tell("\n".join(rest))
        bad = [field for name, field in known.items() if name in faults]
        if bad:
            bad[0].editor.focus()
        elif rest and known:
            self.query_one(VerticalScroll).scroll_home(animate=False)

    def locate(self, sentences: Iterable[str]) -> dict[str, str]:
        """Refusals, each laid to the field whose id or title it names."""
        found: dict[str, str] = {}
        for number, sentence in enumerate(sentences):
            spec = next((f.spec for f in self.form_fields if _names(sentence, f.spec)), None)
            key = spec.id if spec else f"#{number}"
            found[key] = f"{found[key]}；{sentence}" if key in found else sentence
        return found

    # --- evidence -----------------------------------------------------------------------------------------------

    @work
    async def action_pick_file(self) -> None:
        """Files from a folder into the field for evidence, where the form has one."""
        fields = self.query(EvidenceField)
        found = await self.app.push_screen_wait(self.screens.files()) if fields else None
        if found:
            fields.first().add(found)
            fields.first().editor.focus()

    # --- keys ---------------------------------------------------------------------------------------------------

    def action_today(self) -> None:
        """Today, into the date field with the focus, else into every empty one; not into those for days to come."""
        dates = [field for field in self.form_fields if field.spec.type == "date" and not field.spec.future]
        here = [field for field in dates if field.editor.has_focus]
        for field in here or [field for field in dates if not field.value]:
            field.put(self.house.today.isoformat())

    @work
    async def action_back(self) -> None:
        if self.busy:
            return
        if not self.unsaved or await self.sure(LEAVE):
            if self.about and self.unsaved:
                self.keeper.drop()
            self.dismiss(None)

    @on(Field.Filled)
    def _at_the_end(self) -> None:
        """Enter in the last field saves nothing: it goes to the first that is wrong, or says what saves."""
        wrong = next((field for field in self.form_fields if field.fault and field.display), None)
        if wrong:
            wrong.editor.focus()
        else:
            self.house.say(ALL_FILLED)


def _names(sentence: str, spec: FieldSpec) -> bool:
    return f"（{spec.id}）" in sentence or sentence.startswith(spec.title) or f"“{spec.label}”" in sentence
