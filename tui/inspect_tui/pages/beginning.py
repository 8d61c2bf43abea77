"""Fields that begin with what the ledger knows: looked over and left, or typed over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widgets import Input, TextArea
from textual.widgets.input import Selection

from inspect_tui.widgets.field import Field

ADDED_TO = "inspectors", "person"
"""Types of fields to which one rather adds."""


def typed_over(fields: Iterable[Field]) -> None:
    """Select what stands in them, so that the first character typed takes its place."""
    for field in fields:
        if field.spec.type in ADDED_TO or not field.value:
            continue
        if isinstance(field.editor, TextArea):
            field.editor.select_all()
        elif isinstance(field.editor, Input):
            field.editor.selection = Selection(0, len(field.editor.value))


def unsay(edited: Field, fields: Sequence[Field]) -> None:
    """Where another choice is made than the one that was known, what was known to be said of that is said no more."""
    if edited.spec.type != "choice" or not edited.original or not edited.changed:
        return
    for field in fields:
        if field.spec.type == "text" and field.original and not field.changed:
            field.reset("")
