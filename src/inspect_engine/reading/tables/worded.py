"""When a note is to be read, in words before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from inspect_engine.domain.definitions import Condition, FieldSpec
from inspect_engine.domain.definitions.derived import TEXTS
from inspect_engine.domain.words.wording import ON, by_id
from inspect_engine.domain.words.wording import condition as words
from inspect_engine.reading.tables.scope import Scope


def in_words(trees: Sequence[Any], fields: Sequence[dict[str, Any]], scope: Scope) -> str:
    """``（能否接通 是 否 时）``; empty where it is always read."""
    if not trees:
        return ""
    bare = [{key: each[key] for key in ("id", "title", "type", "choices") if key in each} for each in fields]
    bare += [{"id": each["id"], "title": each["title"], "type": _type(each)} for each in scope.derived]
    try:
        specs = by_id((ON, *map(FieldSpec.model_validate, bare)))
        tree = Condition.model_validate(trees[0] if len(trees) == 1 else {"all": list(trees)})
    except ValidationError:
        return ""
    return f"（{words(tree, specs)} 时）"


def _type(derived: dict[str, Any]) -> str:
    return "text" if set(TEXTS) & derived.keys() else "decimal"
