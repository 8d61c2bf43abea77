"""One situation of a score sheet on one line: a tick, a count, or points within a range, and what it costs."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.scores.situations import price
from inspect_tui.widgets.field import Field
from inspect_tui.widgets.several import Several
from inspect_tui.widgets.typing_boxes import LineBox
from inspect_tui.words.text import MUTED, plain


def situation_text(spec: FieldSpec) -> Content:
    """``没有防尘措施  扣 5 分``; what a text at hand says otherwise stands behind it."""
    hint = f"  {spec.hint}" if spec.hint else ""
    return Content.assemble(plain(spec.title), plain(f"  {price(spec)}{hint}", MUTED))


class Tick(Several):
    """Either so or not: space or 1 changes it; ``value`` is ``true`` or empty."""

    def __init__(self, told: Content, value: str = "") -> None:
        super().__init__({"true": ""}, value)
        self._told = told

    def render(self) -> Content:
        return Content.assemble("[x]   " if self.chosen else "[ ]   ", self._told)


class Situation(Field):
    """A field of a scored item, without a label of its own: many of them stand below each other."""

    def _make(self, value: str) -> Widget:
        return Tick(situation_text(self.spec), value) if self.spec.type == "boolean" else LineBox(value)

    def compose(self) -> ComposeResult:
        if isinstance(self.editor, Tick):
            yield self.editor
        else:
            yield Horizontal(self.editor, Static(situation_text(self.spec), markup=False))
        yield self._fault
