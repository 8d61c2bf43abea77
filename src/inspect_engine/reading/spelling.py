"""A definition as a reader of Chinese writes it, in plain data: shared lists of choices, choices and answers by title.

``is: 是``, ``is: 不合格``, ``has: 漏气`` and ``choices: 一张选项表`` are brought to codes before any model sees them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from inspect_engine.domain.definitions import ANSWERS, SEVERITY_TITLES
from inspect_engine.domain.definitions.base import TRUTHS, WORDS
from inspect_engine.domain.words.text import suggest
from inspect_engine.reading.document import Document

Words = Mapping[str, Mapping[str, str]]
"""By fact, what each word that may be written of it stands for."""
GRADES = {title: code for code, title in SEVERITY_TITLES.items()}
TRUTH = {word: str(value).lower() for word, value in TRUTHS.items()}
NAMES = ("is", "has", "any_of", "none_of")


def spell_pack(document: Document) -> None:
    """Bring the words of a checklist pack to codes; reports a list of choices that is not there."""
    data = document.data
    if not isinstance(data, dict):
        return
    lists = data.get("choices")
    known = lists if isinstance(lists, dict) else {}
    kinds = data.get("kinds")
    forms = [("kinds", name, kind) for name, kind in (kinds.items() if isinstance(kinds, dict) else ())]
    asked: dict[str, dict[str, str]] = {}
    for *place, kind in forms:
        if isinstance(kind, dict):
            _share(document, kind.get("fields"), (*place, "fields"), known)
            words = _words(kind.get("fields"))
            asked |= words
            _spell_all(kind, words)
    for s, section in _each(data.get("sections")):
        _spell_tree(section.get("asked_if"), {**_answers(data), **asked})
        for n, item in _each(section.get("items")):
            _share(document, item.get("values"), ("sections", s, "items", n, "values"), known)
            _spell_all(item, _words(item.get("values")))
            _spell_tree(item.get("asked_if"), {**_answers(data), **asked})


def spell_flow(document: Document) -> None:
    """Bring the words of a workflow to codes: grades, gates, and the choices of its actions."""
    data = document.data
    if not isinstance(data, dict):
        return
    gates = data.get("gates")
    facts = {"severity": GRADES, "overdue": TRUTH, **dict.fromkeys(gates if isinstance(gates, dict) else (), TRUTH)}
    for _, step in _each(data.get("transitions")):
        _spell_tree(step.get("if"), {**facts, **_words(step.get("needs"))})
        for _, guard in _each(step.get("when")):
            _spell_tree(guard.get("if"), facts)
    for _, promise in _each(data.get("invariants")):
        if isinstance(never := promise.get("never"), dict):
            _spell_tree(never.get("when"), facts)


def _share(document: Document, fields: object, place: tuple[str | int, ...], lists: Mapping[str, Any]) -> None:
    """``choices: name`` is the list of that name in the pack."""
    for n, field in _each(fields):
        if isinstance(name := field.get("choices"), str):
            if name not in lists:
                fix = suggest(name, lists) or f"可用的选项表：{'、'.join(lists) or '（检查表包里没有写 choices）'}"
                document.report((*place, n, "choices"), f"没有选项表“{name}”", fix)
            field["choices"] = lists.get(name, {"unread": name})


def _words(fields: object) -> dict[str, dict[str, str]]:
    """Titles of choices and words for truth, by field; a word that is a code itself stays one."""
    found: dict[str, dict[str, str]] = {}
    for _, field in _each(fields):
        kind, choices = WORDS.get(str(field.get("type")), field.get("type")), field.get("choices")
        if kind == "boolean":
            found[str(field.get("id"))] = TRUTH
        elif isinstance(choices, dict):
            titles = {str(title): str(key) for key, title in choices.items()}
            found[str(field.get("id"))] = {**titles, **{str(key): str(key) for key in choices}}
    return found


def _answers(data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Items by id: what their answers may be called."""
    sections = (section for _, section in _each(data.get("sections")))
    return {str(item.get("id")): dict(ANSWERS) for section in sections for _, item in _each(section.get("items"))}


def _spell_all(form: dict[str, Any], words: Words) -> None:
    """Every condition of an item or a kind of subject over its own entries."""
    _spell_tree(form.get("fails_when"), words)
    for key, inside in (("severity", "when"), ("constraints", "holds"), ("values", "asked_if"), ("fields", "asked_if")):
        for _, part in _each(form.get(key)):
            _spell_tree(part.get(inside), words)
    for _, derived in _each(form.get("derived")):
        for _, case in chain(_each(derived.get("pick")), _each(derived.get("text"))):
            _spell_tree(case.get("when"), words)


def _spell_tree(tree: object, words: Words) -> None:
    if not isinstance(tree, dict):
        return
    known = words.get(str(tree.get("fact")), {})
    for key in NAMES if known else ():
        if isinstance(word := tree.get(key), str):
            tree[key] = known.get(word, word)
        elif isinstance(word, list):
            tree[key] = [known.get(each, each) if isinstance(each, str) else each for each in word]
    _spell_tree(tree.get("not"), words)
    for joint in ("all", "any"):
        for _, branch in _each(tree.get(joint)):
            _spell_tree(branch, words)


def _each(value: object) -> Iterator[tuple[int, dict[str, Any]]]:
    """The mappings in a list, each with its place."""
    for n, part in enumerate(value if isinstance(value, list) else ()):
        if isinstance(part, dict):
            yield n, part
