"""Plain data as YAML text: scalars plain where they can be, small mappings and lists on one line."""

from __future__ import annotations

import json
import re
from typing import Any

WIDTH = 120
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|<>='\"%@`~][^\x00-\x1f\x7f]*")
_NATIVE = re.compile(r"null|yes|no|on|off|[-+.]?\d[\d_.eE+-]*|0[xo][0-9a-fA-F]+", re.IGNORECASE)


def scalar(text: str, *, inside: bool = False) -> str:
    """A text as it is written: plain, or in quotes where YAML would take it for something else but true and false.

    ``inside`` of a flow.
    """
    odd = ": " in text or " #" in text or text.endswith(":") or text != text.strip()
    if inside:
        odd = odd or bool(re.search(r"[,\[\]{}]", text))
    plain = _PLAIN.fullmatch(text) and not _NATIVE.fullmatch(text) and not odd
    return text if plain else json.dumps(text, ensure_ascii=False)


def flow(value: Any) -> str:
    """Data on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(str(key), inside=True)}: {flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return "" if value is None else scalar(str(value), inside=True)


def fits(indent: int, text: str) -> bool:
    """Whether a line is short enough to be read."""
    return indent + len(text) <= WIDTH
