"""Bases in one line: ``jcg-2023-4 第4条(一)`` for a document and its article."""

from __future__ import annotations

from typing import Any, NamedTuple

from inspect_engine.domain.definitions import Use
from inspect_engine.errors import Place
from inspect_engine.reading.document import Document

USES: dict[str, Use] = {"basis": "duty", "duty": "duty", "penalty": "penalty", "grade": "grade"}
"""Keys under which an item names what it rests on, and what each says it is."""


class Line(NamedTuple):
    """One basis as plain data, and where it was written."""

    data: object
    place: Place


def base_of(text: str) -> dict[str, Any] | None:
    """Document and article of a line; None where it has not both."""
    ref, _, article = text.strip().partition(" ")
    return {"ref": ref, "article": article.strip()} if article.strip() else None


def base_line(base: object) -> str | None:
    """The line of a basis; None for one that no line says."""
    if not isinstance(base, dict) or base.keys() != {"ref", "article"}:
        return None
    text = f"{base['ref']} {base['article']}"
    return text if base_of(text) == {"ref": base["ref"], "article": base["article"]} else None


def lines(document: Document, value: object, place: Place) -> list[Line]:
    """What stands under one key, a line or a list of lines, as data; what is no basis stays for the model to refuse."""
    found = (
        [Line(each, (*place, n)) for n, each in enumerate(value)] if isinstance(value, list) else [Line(value, place)]
    )
    return [line._replace(data=long(document, line.data, line.place)) for line in found]


def long(document: Document, value: object, place: Place) -> object:
    """A basis that is written in one line as data; reports one that has no article."""
    if not isinstance(value, str):
        return value
    if (found := base_of(value)) is None:
        document.report(place, f"“{value}”没有写条款", "写成“依据编号 条款”，例：jcg-2023-4 第4条(一)")
    return found or {"ref": value, "article": value}
