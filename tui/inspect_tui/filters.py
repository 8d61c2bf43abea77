"""What a person types after ``/``, read as a filter: words, and ``字段:值`` pairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from inspect_engine.ledger import CaseFilter

FIELDS = {
    "状态": "state",
    "等级": "severity",
    "单位": "party",
    "对象": "subject",
    "区划": "region",
    "专项": "pack",
}
SEVERITIES = {"一般": "general", "重大": "major", "待定级": "pending"}


@dataclass(frozen=True)
class Reading:
    """The filter that was understood; ``fault`` says what was not."""

    chosen: CaseFilter
    fault: str = ""


def read(text: str, base: CaseFilter, states: Mapping[str, str]) -> Reading:
    """Narrow ``base`` by what was typed; ``states`` maps state titles to ids."""
    chosen, words = base, []
    for part in text.split():
        name, colon, value = part.replace("：", ":").partition(":")
        if not colon:
            words.append(part)
            continue
        if name not in FIELDS:
            return Reading(base, f"没有“{name}”这个筛选字段，可用：{'、'.join(FIELDS)}")
        known = {"状态": states, "等级": SEVERITIES}.get(name)
        if value and known is not None and value not in known:
            return Reading(base, f"{name}没有“{value}”，可用：{'、'.join(known)}")
        if value:
            found: dict[str, Any] = {FIELDS[name]: known[value] if known is not None else value}
            chosen = replace(chosen, **found)
    return Reading(replace(chosen, text=" ".join(words) or None))
