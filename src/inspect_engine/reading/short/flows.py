"""A workflow in its short form to the long one: one-line conditions, and the basis of a limit in one line."""

from __future__ import annotations

from inspect_engine.reading.document import Document
from inspect_engine.reading.short.bases import long
from inspect_engine.reading.short.packs import dicts, each, lengthen, units_of


def lengthen_flow(document: Document) -> None:
    """Bring the data of a document to the long form; reports what cannot be read."""
    data = document.data
    if not isinstance(data, dict):
        return
    steps = list(each(data.get("transitions"), ("transitions",)))
    units = units_of(field for step, _ in steps for field in dicts(step.get("needs")))
    states = data.get("states")
    for name, state in states.items() if isinstance(states, dict) else ():
        within = state.get("within") if isinstance(state, dict) else None
        if isinstance(within, dict) and "basis" in within:
            within["basis"] = long(document, within["basis"], ("states", name, "within", "basis"))
    for step, place in steps:
        lengthen(document, step, "if", place, units)
        for guard, at in each(step.get("when"), (*place, "when")):
            lengthen(document, guard, "if", at, units)
    for promise, place in each(data.get("invariants"), ("invariants",)):
        if isinstance(never := promise.get("never"), dict):
            lengthen(document, never, "when", (*place, "never"), units)
