"""Which items of a checklist are asked of a subject: by edition of the law, by its form, by earlier answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from inspect_engine.domain.definitions import Condition, Definition, Section
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.judgement.logic import IDLE, Bounds
from inspect_engine.domain.judgement.needed import not_needed
from inspect_engine.domain.words import forms, wording


def unasked(
    definition: Definition, kind: str, form: Mapping[str, str], answers: Mapping[str, str], on: date
) -> dict[str, str]:
    """Items that need no answer for a subject, each with the reason, in Chinese.

    ``form`` is what the subject was recorded with, ``answers`` are answer words by item. A condition that is not
    decided yet, 待补参 among it, leaves its items asked; an item that is not asked counts as 不适用 for those after it.
    """
    fields = definition.pack.kinds[kind].fields
    facts = dict(forms.read(fields, form, date.max, over=None).values)
    idle = set(not_needed(fields, facts))
    found: dict[str, str] = {}
    for section in definition.pack.sections:
        left_out = _not_in_force(definition, section, on) or _untrue(definition, section.asked_if, facts, idle)
        for item in section.items:
            if kind not in item.kinds:
                continue
            why = left_out or (_untrue(definition, item.asked_if, facts, idle) if item.asked_if else "")
            if why:
                found[item.id] = why
            word = "na" if why else answers.get(item.id, "missing")
            if word != "missing":
                facts[item.id] = word
    return found


def of_another_day(definition: Definition, on: date) -> tuple[Section, ...]:
    """Sections of an edition of the law that was not in force on the day: twins of what is asked then, or none yet."""
    return tuple(section for section in definition.pack.sections if _not_in_force(definition, section, on))


def another_day(definition: Definition, on: date, kind: str | None = None) -> list[str]:
    """How many items are of another day, by document, in Chinese; of one ``kind`` of subject, if one is given."""
    found = Counter[str]()
    for section in of_another_day(definition, on):
        found[section.in_force or ""] += sum(kind is None or kind in item.kinds for item in section.items)
    documents = [(definition.references[name], count) for name, count in found.items() if count]
    return [
        f"{document.quoted} {count} 项，{on} 不施行（{wording.period(document.effective_from, document.effective_to)}）"
        for document, count in documents
    ]


def _not_in_force(definition: Definition, section: Section, on: date) -> str:
    reference = definition.references[section.in_force] if section.in_force else None
    return f"{reference.name}在检查日 {on} 不在施行期内" if reference and not reference.in_force(on) else ""


def _untrue(definition: Definition, tree: Condition | None, facts: Mapping[str, str], idle: set[str]) -> str:
    if tree is None:
        return ""
    bounds: Bounds | None = {leaf: IDLE for leaf in tree.leaves if leaf.fact in idle} if idle else None
    if holds(tree, facts, bounds) is not False:
        return ""
    return f"不符合“{wording.condition(tree, wording.asked_fields(definition.pack))}”"
