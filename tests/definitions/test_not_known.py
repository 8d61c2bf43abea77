"""不清楚: what a form decides can be left open, and then everything that hangs on it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from inspect_engine.domain.definitions import Condition, FieldSpec
from inspect_engine.domain.judgement.asking import unasked
from inspect_engine.reading.definitions import load_library

LIBRARY = load_library()
UNKNOWN = "unknown"
KNOWN = {
    ("site-safety-score", "scaffold", "scaffold_type"): "按哪张表评分，就是评的哪种脚手架",
    ("site-safety-score", "hoist", "hoist_type"): "按哪张表评分，就是评的哪种机械",
    ("quality-standardisation", "region_body", "level"): "评的是哪一级机关",
}
"""Choices that whoever fills in the form knows, with the reason."""


def trees(pack: str, kind: str) -> Iterator[Condition]:
    """What decides whether something is asked of a kind of subject."""
    definition = LIBRARY.packs[pack]
    for section in definition.sections:
        items = [item for item in section.items if kind in item.kinds]
        yield from (each for each in (section.asked_if if items else None, *(i.asked_if for i in items)) if each)
    yield from (spec.asked_if for spec in definition.kinds[kind].fields if spec.asked_if)


def deciding() -> list[tuple[str, str, str]]:
    """(pack, kind, field) of every choice and truth of a form that decides what is asked."""
    found = set()
    for pack in LIBRARY.packs.values():
        for kind, subject in pack.kinds.items():
            facts = {leaf.fact for tree in trees(pack.id, kind) for leaf in tree.leaves}
            asked = (each for each in subject.fields if each.id in facts)
            found |= {(pack.id, kind, each.id) for each in asked if each.type in ("choice", "multichoice", "boolean")}
    return sorted(found)


def field(pack: str, kind: str, name: str) -> FieldSpec:
    [spec] = [each for each in LIBRARY.packs[pack].kinds[kind].fields if each.id == name]
    return spec


@pytest.mark.parametrize(("pack", "kind", "name"), deciding())
def test_a_form_that_decides_what_is_asked_can_say_that_it_is_not_known(pack: str, kind: str, name: str) -> None:
    """By a choice of its own, or by leaving it blank: nothing is left out for that, on any day of the law."""
    spec = field(pack, kind, name)
    if (pack, kind, name) in KNOWN:
        assert spec.required
        assert UNKNOWN not in spec.choices
        return
    assert UNKNOWN in spec.choices or not spec.required, "加 unknown: 不清楚，或者 required: false"
    definition = LIBRARY.definition(pack)
    forms = [{}, {name: UNKNOWN}] if UNKNOWN in spec.choices else [{}]
    for day in ("2018-06-01", "2022-05-01", "2024-06-01", "2026-11-29"):
        reasons = [unasked(definition, kind, form, {}, date.fromisoformat(day)) for form in forms]
        assert all("不符合" not in why for found in reasons for why in found.values())
        assert all(found == reasons[0] for found in reasons)


def test_the_reasons_are_of_fields_that_are_there() -> None:
    assert set(KNOWN) <= set(deciding())
    assert len(deciding()) > 25
