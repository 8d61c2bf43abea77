"""A choice_filter of an XLSForm: which choices fit the answers above, as one condition over both."""

from __future__ import annotations

from typing import Any

from inspect_engine.reading.tables.saying import Saying, Tree, joined
from inspect_engine.reading.tables.scope import Scope
from inspect_engine.reading.tables.survey import Question
from inspect_engine.reading.tables.xpath import NotSaid, parse

MOST = 2000
"""Choices and comparisons of a filter."""


def filtered(text: str, question: Question, scope: Scope) -> Tree:
    """What must hold of a question and those that its filter speaks of. Raises NotSaid."""
    node = parse(text)
    groups: list[tuple[Tree, list[str]]] = []
    with scope.tried():
        for key, ours in question.choices.items():
            fits = Saying(scope, question.columns.get(key, {"name": key})).condition(node)
            same = next((keys for tree, keys in groups if tree == fits), None)
            if same is None:
                groups.append((fits, same := []))
            same.append(ours)
        if len(groups) + len(question.choices) > MOST:
            raise NotSaid(f"选项超过 {MOST} 个")
    field = scope.field_of(question.name)
    return joined("all", (joined("any", (_none(field, keys), fits)) for fits, keys in groups))


def _none(field: str, keys: list[str]) -> dict[str, Any]:
    return {"fact": field, "none_of": keys}
