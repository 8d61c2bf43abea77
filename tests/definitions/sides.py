"""What the built-in checklists say on each side of a date or a limit, as ``explain`` says it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from inspect_engine.domain.definitions import Definition, Item
from inspect_engine.domain.judgement import Judgement, judge
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.words import forms
from inspect_engine.reading.definitions import load_library

TODAY = "2026-11-29"
YES, NO, NONE = "是", "否", "无"
SAID = {True: "不合格", False: "合格", None: "判不了"}


@cache
def pack(name: str) -> Definition:
    return load_library().definition(name)


def item(pack_id: str, item_id: str) -> Item:
    found = pack(pack_id).pack.item(item_id)
    assert found is not None, item_id
    return found


def judged(pack_id: str, item_id: str, values: Mapping[str, str], on: str = TODAY) -> Judgement:
    """What was typed is read by the item's form first, on that day."""
    asked, day = item(pack_id, item_id), date.fromisoformat(on)
    entry = forms.read(asked.values, values, day)
    assert not entry.faults, entry.faults
    return judge(asked, entry.values, Law(pack(pack_id), day, ""))


def said(pack_id: str, item_id: str, values: Mapping[str, str], on: str = TODAY) -> str:
    """合格, 不合格, or 判不了 where something is missing or no limit was in force."""
    return SAID[judged(pack_id, item_id, values, on).fails]
