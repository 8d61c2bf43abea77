"""What a definition says, however it is spelled: a digest that only a change of meaning changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from inspect_engine.domain.events import digest

ORDERED = frozenset({"choices", "kinds"})
"""Keys of mappings whose order a form shows; of all other mappings the order of keys means nothing."""


def meaning(model: BaseModel) -> str:
    """SHA-256 (hex) of what a definition says. Comments, quotes, blanks, the order of keys, defaults written out and
    zeros at the end of a number do not change it; the order of a list and of choices does."""
    return meaning_of(model.model_dump(by_alias=True, exclude_defaults=True))


def meaning_of(value: object) -> str:
    """As :func:`meaning`, of plain data."""
    return digest(json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def _plain(value: object, key: str = "") -> Any:
    """As data that JSON with sorted keys tells apart just where the meaning differs."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        pairs = {str(name): _plain(part, str(name)) for name, part in value.items()}
        return list(pairs.items()) if key in ORDERED else pairs
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal):
        return format(value.normalize() + 0, "f")
    return value.isoformat() if isinstance(value, date) else value
