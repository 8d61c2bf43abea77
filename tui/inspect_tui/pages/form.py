"""What forms share: fields, faults beside them, saving, and a question before typing is thrown away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import uuid_utils
from textual import on, work
from textual.containers import VerticalScroll
from textual.screen import ScreenResultType

from inspect_engine.domain.judgement.needed import form_faults, lacking
from inspect_engine.domain.requests import Request, digest_of
from inspect_engine.domain.words import forms
from inspect_engine.errors import InspectError
from inspect_tui.pages.dialogs import LEAVE
from inspect_tui.pages.page import Page
from inspect_tui.widgets.banner import Banner
from inspect_tui.widgets.field import Field, show_needed

if TYPE_CHECKING:
    from inspect_engine.domain.definitions import FieldSpec
    from inspect_engine.ledger import Ledger


class FormPage(Page[ScreenResultType]):
    """Something to fill in and save, with a :class:`Banner` for faults that belong to no :class:`Field`."""

    _asked = ""

    @property
    def form_fields(self) -> Sequence[Field]:
        return list(self.query(Field))

    def on_mount(self) -> None:
        first = next((field.editor for field in self.form_fields if not field.disabled), None)
        if first:
            first.focus()

    def once(self, verb: str, *given: object) -> Ledger:
        """The ledger, asked for this form's one thing: sent again, after it was not certain, it is not stored twice."""
        if not self._asked:
            self._asked = str(uuid_utils.uuid7())
        return self.ledger.asking(Request(self._asked, digest_of(verb, {"given": given})))

    @property
    def unsaved(self) -> bool:
        return any(field.changed for field in self.form_fields)

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
            await self.send()
        except InspectError as error:
            self.refuse(error)

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
            self.dismiss(None)


def _names(sentence: str, spec: FieldSpec) -> bool:
    return f"（{spec.id}）" in sentence or sentence.startswith(spec.title) or f"“{spec.label}”" in sentence
