"""One labelled field of a form: title, editor, hint, and room for what is wrong with it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from inspect_engine.domain.calendars import FORM_TITLES
from inspect_engine.domain.definitions import Derived, FieldSpec
from inspect_engine.domain.judgement.needed import not_needed
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.text import display
from inspect_engine.errors import InspectError
from inspect_tui.views.completing import BY_TYPE, Complete, Hits
from inspect_tui.widgets.messages import Finished, Unheard
from inspect_tui.widgets.one_of import OneOf
from inspect_tui.widgets.several import Several
from inspect_tui.widgets.typing_boxes import CompletedBox, LineBox, TextBox
from inspect_tui.words.text import BAD, MUTED, STRONG, plain, stack

if TYPE_CHECKING:
    from inspect_tui.house import House

FIELD = "field"
"""The class by which the hint bar knows one, without loading what fields need before the first paint."""
ROW = 52
"""Cells that a title and its choices may take on one line: as many as the narrowest screen has."""
YES_NO = {"true": "是", "false": "否"}
HINTS = {
    "date": "写成 2022-02-17；F9 填今天",
    "moment": "写成 2022-02-17 10:30",
    "decimal": "数字，不带单位",
    "integer": "整数，不带单位",
    "period": f"如 {'、'.join(FORM_TITLES.values())}",
    "inspectors": "用户名，几个人之间用逗号或顿号隔开",
    "person": "姓名或用户名，几个人之间用逗号或顿号隔开",
    "multichoice": "用数字键选，再按一次取消；或用左右键移动、空格键选",
}


class Field(Vertical):
    """An editor for a FieldSpec. ``value`` is what was typed; unread until saved."""

    def __init__(self, spec: FieldSpec, value: str = "", complete: Complete | None = None) -> None:
        self.complete = complete or BY_TYPE.get(spec.type)
        super().__init__(id=f"field-{spec.id}", classes=FIELD)
        self.spec = spec
        self.original = value
        self.editor: Widget = self._make(value)
        self._fault = Static("", classes="fault", markup=False)
        self.fault = ""
        self._hits = Static("", classes="hits", markup=False)

    @dataclass
    class Edited(Message):
        """Something else stands in a field."""

        field: Field

    @dataclass
    class Filled(Message):
        """Enter was pressed in the last field there is."""

        field: Field

    def _make(self, value: str) -> Widget:
        if self.spec.type == "multichoice":
            return Several(with_none(self.spec.choices), value)
        if self.spec.type in ("choice", "boolean"):
            return OneOf(self.spec.choices or YES_NO, value)
        if self.complete:
            return CompletedBox(value)
        return TextBox(value) if self.spec.type == "text" else LineBox(value)

    def compose(self) -> ComposeResult:
        must = Content.styled("  必填", "$text-warning") if self.spec.required else Content.styled("  可不填", MUTED)
        label = plain(self.spec.label, "bold")
        if isinstance(self.editor, OneOf) and self.editor.width + label.cell_length + must.cell_length <= ROW:
            with Horizontal(classes="row"):
                yield Static(label, classes="label", markup=False)
                yield self.editor
                yield Static(must, classes="label", markup=False)
        else:
            yield Static(label + must, classes="label", markup=False)
            yield self.editor
        if self.complete:
            yield self._hits
        hint = "；".join(part for part in (self.spec.hint, HINTS.get(self.spec.type, "")) if part)
        if hint:
            yield Static(plain(hint, MUTED), classes="hint")
        yield self._fault

    @property
    def value(self) -> str:
        """What was typed; what was there before, byte for byte, if it was left alone."""
        typed = self.typed
        return self.original if typed == display(self.original, lines=True) else typed

    @property
    def typed(self) -> str:
        if isinstance(self.editor, (OneOf, LineBox)):
            return self.editor.value
        assert isinstance(self.editor, TextBox)
        return self.editor.text

    @property
    def changed(self) -> bool:
        return self.value != self.original

    def reset(self, value: str) -> None:
        """Begin anew with another stored value."""
        self.original = value
        self.put(display(value, lines=True))
        self.blame("")

    def put(self, text: str) -> None:
        """Fill in a value as if typed."""
        if isinstance(self.editor, TextBox):
            self.editor.text = text
            self.editor.move_cursor(self.editor.document.end)
        elif isinstance(self.editor, (OneOf, LineBox)):
            self.editor.value = text
            if isinstance(self.editor, LineBox):
                self.editor.cursor_position = len(self.editor.value)

    def takes(self, text: str) -> bool:
        """Whether a text can stand here: a choice that is no more cannot."""
        if isinstance(self.editor, Several):
            return {*filter(None, text.split(","))} <= self.editor.choices.keys()
        return not isinstance(self.editor, OneOf) or not text or text in self.editor.choices

    def put_back(self, text: str) -> None:
        """Fill in what was typed before, if it can still stand here."""
        if self.takes(text):
            self.put(text)

    def append(self, text: str) -> None:
        """Write on at the end of a text, as if typed there."""
        assert isinstance(self.editor, TextBox)
        self.editor.move_cursor(self.editor.document.end)
        self.editor.insert(display(text, lines=True))

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(OneOf.Changed)
    def take_back(self) -> None:
        """What was wrong may be right now; the next check says."""
        self.blame("")
        self.post_message(self.Edited(self))

    def blame(self, fault: str) -> None:
        """Say what is wrong, under the field; an empty text takes it back."""
        self.fault = fault
        self._fault.update(plain(fault, BAD))
        self._fault.display = bool(fault)

    @on(Input.Changed)
    def _complete(self) -> None:
        """What is typed by hand is looked up; the next key waits for what it may mean."""
        if self.complete and self.editor.has_focus:
            self._look_up(self.typed)

    @work(exclusive=True, group="complete")
    async def _look_up(self, typed: str) -> None:
        if self.complete is None or not isinstance(self.editor, CompletedBox):
            return
        ledger = cast("House", self.app).ledger
        try:
            hits = await asyncio.to_thread(self.complete, ledger, typed)
        except InspectError:
            hits = Hits()
        if self.is_attached and self.typed == typed:
            self.editor.offer(hits)

    @on(CompletedBox.Moved)
    def _show_hits(self, event: CompletedBox.Moved) -> None:
        event.stop()
        assert isinstance(self.editor, CompletedBox)
        hits = self.editor.hits
        lines = [
            plain(f"{'→' if n == hits.at else ' '} {hit.told}", STRONG if n == hits.at else MUTED)
            for n, hit in enumerate(hits.found)
        ]
        self._hits.update(stack(lines))
        self._hits.display = bool(lines)

    @on(CompletedBox.Taken)
    def _taken(self, event: CompletedBox.Taken) -> None:
        """It counts as typed, and its name stays under it until something else is typed."""
        event.stop()
        self.take_back()
        self._hits.update(plain(event.told, MUTED))
        self._hits.display = True

    def on_descendant_blur(self) -> None:
        """What was offered and not taken is offered no more."""
        if isinstance(self.editor, CompletedBox) and self.editor.hits.found:
            self.editor.offer(Hits())

    @on(Input.Submitted)
    @on(Finished)
    def go_on(self, event: Message) -> None:
        """Enter leads to the next field; in the last it is for the form to say what is next."""
        event.stop()
        chain = self.screen.focus_chain
        later = chain[chain.index(self.editor) + 1 :] if self.editor in chain else []
        if later:
            later[0].focus()
        else:
            self.post_message(self.Filled(self))

    @on(Unheard)
    def explain(self) -> None:
        """Words do not go into a choice: say where they go, before the screen passes them on or drops them."""
        self.blame("这里只能选：用左右键或数字键；要写文字，按 Tab 到写字的一栏")


def with_none(choices: Mapping[str, str]) -> dict[str, str]:
    """Several choices, and behind them that none was found, unless one of them says so itself."""
    said = set(forms.NONE_CHOSEN) & {*choices, *choices.values()}
    return {**choices} if said else {**choices, forms.NONE: forms.NONE_CHOSEN[0]}


def show_needed(fields: Sequence[Field], today: date, derived: Sequence[Derived] = ()) -> None:
    """Hide the fields that what stands in the others, or is ``derived`` of them, leaves out; what was typed there is
    kept, and not handed in."""
    specs = [each.spec for each in fields]
    if any(spec.asked_if for spec in specs):
        typed = {each.spec.id: each.value for each in fields}
        idle = not_needed(specs, forms.read(specs, typed, today).values, derived, today)
        for each in fields:
            each.display = each.spec.id not in idle
