"""What an item of a checklist rests on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from inspect_engine.domain.definitions import FREE, FREE_BASIS, USE_TITLES, Definition, Item, Use
from inspect_engine.domain.documents.citations import citation
from inspect_engine.domain.references import Register
from inspect_engine.domain.words.wording import only_if
from inspect_engine.ledger.inspections.shapes import Answer

KEPT = {"U": "（待核）"}
SHOWN = {**KEPT, "M": KEPT["U"]}
"""What is said behind an article that is not sure: in what is stored, and to who reads the checklist."""


def basis_of(definition: Definition, answer: Answer, on: date | None = None) -> str:
    """What a finding rests on: its item (:func:`basis_text`), or the inspector's own words, unchecked."""
    if answer.item != FREE:
        return basis_text(definition, answer.item, on, KEPT)
    told = answer.entries.get(FREE_BASIS, "")
    return f"检查员所写，未经核对：{told}" if told else "无"


def basis_text(definition: Definition, item_id: str, on: date | None = None, marks: Mapping[str, str] = SHOWN) -> str:
    """What an item rests on, in one line: title, number, article; 罚则 and 定级 are called so, duties need no word.

    Says 待核 where the wording is not confirmed (``marks``), and which documents were not in force on a day.
    """
    item = definition.pack.item(item_id)
    assert item is not None
    parts = []
    for use, title in USE_TITLES.items():
        told = _articles(item, use, definition, on, marks)
        parts += told if use == "duty" else [f"{title}：{text}" for text in told]
    if item.source:
        parts.append(f"来源材料 {item.source.document} {item.source.section}")
    return "；".join(parts)


def citable_text(definition: Definition, item: Item, on: date, read: Register) -> str:
    """The same as far as a document of that day could cite it (:func:`citation`), articles ``read`` included; empty
    where it could cite nothing."""
    parts = []
    for use, title in USE_TITLES.items():
        laws: dict[str, list[str]] = {}
        for each in item.cited(use):
            found = citation(each.ref, each.article, definition.references, on, read)
            if not (found.fault or found.past):
                laws.setdefault(found.law, []).append(found.place + only_if(each, item))
        told = [f"{law}{'、'.join(dict.fromkeys(places))}" for law, places in laws.items()]
        parts += told if use == "duty" else [f"{title}：{text}" for text in told]
    return "；".join(parts)


def _articles(item: Item, use: Use, definition: Definition, on: date | None, marks: Mapping[str, str]) -> list[str]:
    """Each document once, with its articles."""
    articles: dict[str, list[str]] = {}
    for basis in item.cited(use):
        mark = marks.get(definition.references[basis.ref].articles[basis.article], "")
        articles.setdefault(basis.ref, []).append(basis.article + mark + only_if(basis, item))
    parts = []
    for name, named in articles.items():
        reference = definition.references[name]
        past = "（检查日未施行，供参照）" if on and not reference.in_force(on) else ""
        parts.append(f"{reference.name}{'、'.join(named)}{past}")
    return parts
