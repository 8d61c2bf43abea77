"""Counts that are a part of another one, in every pack that ships: the doubt is asked where it can only be a slip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from inspect_engine.domain.definitions import FieldSpec, Item, Pack
from inspect_engine.domain.inspections import AnswerInput
from inspect_engine.domain.inspections.doubts import doubts_of
from inspect_engine.domain.judgement.agreeing import item_contradictions
from inspect_engine.domain.judgement.law import Law
from inspect_engine.reading.definitions import load_library

LIBRARY = load_library()
PACKS = list(LIBRARY.packs.values())
A_PART = re.compile(r"^(其中|已|没有|未|不|实际)|的$|的[处份条组户年人栋个]?数$|缺|漏|不合格|齐全|合格户数")
"""How titles of parts are written; a few others are, too."""
MORE_MAY_BE_DONE = "做得比应做的多不是填错：提前做的、不到期的、自愿做的都算"
OTHER_LIST = "两份清单各数各的，一份可以比另一份多"
NO_PART = "与旁边的数并列，谁也不包含谁"
ADDED_UP = "几格加起来与移交的比，多了正是要查的"
LEFT_OUT = {
    ("action-plan", "DV-23", "receipts"): ADDED_UP,
    ("action-plan", "DV-23", "waiting"): ADDED_UP,
    ("illegal-building", "LW-D3", "receipts"): ADDED_UP,
    ("illegal-building", "LW-D3", "returned"): ADDED_UP,
    ("illegal-building", "LW-D3", "waiting"): ADDED_UP,
    ("gas", "ST-04", "found"): "比配置图多配不是填错",
    ("illegal-building", "LW-D1", "listed"): "底账里还有现场已经拆除的",
    ("personnel", "RY-07.1", "trained"): MORE_MAY_BE_DONE,
    ("quality-credit", "XY-02", "files"): MORE_MAY_BE_DONE,
    ("quality-credit", "XY-08", "exposed"): MORE_MAY_BE_DONE,
    ("quality-responsibility", "ZR-1.9", "waterproof"): NO_PART,
    ("quality-responsibility", "ZR-5.1", "submitted"): MORE_MAY_BE_DONE,
    ("quality-standardisation", "QB-4.2", "witnessed"): MORE_MAY_BE_DONE,
    ("quality-standardisation", "QB-6.2", "done"): MORE_MAY_BE_DONE,
    ("quality-standardisation", "QE-3.1", "done"): MORE_MAY_BE_DONE,
    ("quality-standardisation", "QE-3.2", "accepted"): MORE_MAY_BE_DONE,
    ("rural-housing", "NF-D3", "handled"): MORE_MAY_BE_DONE,
    ("safety-standardisation", "BZ-E-02", "done"): MORE_MAY_BE_DONE,
    ("safety-standardisation", "BZ-P-02", "months_done"): MORE_MAY_BE_DONE,
    ("safety-standardisation", "BZ-Y-01", "assessed"): MORE_MAY_BE_DONE,
    ("safety-standardisation", "BZ-Y-02", "assessed"): MORE_MAY_BE_DONE,
    ("safety-standardisation", "BZ-Y-05", "created"): MORE_MAY_BE_DONE,
    ("safety-standardisation", "BZ-Y-06", "created"): MORE_MAY_BE_DONE,
    ("supervision-body", "JD-05", "paid"): MORE_MAY_BE_DONE,
    ("supervision-body", "JD-07", "trained"): MORE_MAY_BE_DONE,
    ("supervision-body", "JD-09", "missed"): NO_PART,
    ("supervision-body", "JD-09", "missed_major"): NO_PART,
    ("supervision-body", "JD-10", "visits"): MORE_MAY_BE_DONE,
    ("supervision-body", "JD-17", "handled"): "不合格的是算出来的，处置多少填多少",
    ("supervision-body", "JD-17", "sampled"): MORE_MAY_BE_DONE,
    ("testing-bodies", "TX-2", "joined"): MORE_MAY_BE_DONE,
    ("testing-bodies", "TR-2", "educated"): "教育可以一案多次",
    ("urban-facilities", "CT-1", "found"): "漏点是清单以外的",
    ("urban-facilities", "CT-2", "entered_km"): OTHER_LIST,
}
"""Fields with the title of a part that are asked about by nobody, each with the reason."""


def numbers(item: Item) -> list[FieldSpec]:
    return [spec for spec in item.values if spec.type in ("integer", "decimal")]


def found_out(item: Item) -> set[tuple[str, str]]:
    """Pairs of smaller and larger: what the item is about is that the first one is larger."""
    leaves = item.fails_when.leaves if item.fails_when else ()
    more = {(str(leaf.fact), leaf.than) for leaf in leaves if leaf.than and leaf.op in (">", ">=")}
    less = {(leaf.than, str(leaf.fact)) for leaf in leaves if leaf.than and leaf.op in ("<", "<=")}
    return {(part, whole) for part, whole in more if whole} | {(part, whole) for part, whole in less if part}


def unasked(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Numbers beside others of their unit that have the title of a part and name no whole.

    Not those whose being larger is what the item is about.
    """
    for item in pack.items:
        larger = {part for part, _ in found_out(item)}
        for spec in numbers(item):
            alone = not any(other.unit == spec.unit for other in numbers(item) if other is not spec)
            if A_PART.search(spec.title) and not (spec.part_of or spec.deducts or alone or spec.id in larger):
                yield pack.id, item.id, spec.id


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_whatever_sounds_like_a_part_names_its_whole(pack: Pack) -> None:
    """Or the reason is told here; and no reason is told for a field that is not there."""
    assert set(unasked(pack)) == {place for place in LEFT_OUT if place[0] == pack.id}


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_a_part_is_counted_in_the_unit_of_its_whole(pack: Pack) -> None:
    for item in pack.items:
        units = {spec.id: spec.unit for spec in item.values}
        assert [spec.id for spec in item.values if spec.part_of and units[spec.part_of] != spec.unit] == [], item.id


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_what_an_item_looks_for_is_no_slip(pack: Pack) -> None:
    """A report whose 已检 is more than its 应检 is what the item is about: nobody is asked whether he is sure."""
    for item in pack.items:
        asked = {(spec.id, spec.part_of) for spec in item.values if spec.part_of}
        assert not asked & {(part, whole) for part, whole in found_out(item)}, item.id


PARTS = [(pack, item, spec) for pack in PACKS for item in pack.items for spec in item.values if spec.part_of]


@pytest.mark.parametrize(("pack", "item", "spec"), PARTS, ids=lambda each: each.id)
def test_a_part_larger_than_its_whole_is_asked_about(pack: Pack, item: Item, spec: FieldSpec) -> None:
    """In the titles of the pack; one just as large is not."""
    law = Law(LIBRARY.definition(pack.id), date(2026, 1, 1), "530602")
    whole = next(other for other in item.values if other.id == spec.part_of)

    def doubt(part: str) -> str | None:
        values = {spec.id: part, whole.id: "3"}
        given = {"subject": "s", "item": item.id, "answer": "fail", "note": "见笔录", "values": values}
        return doubts_of(item, AnswerInput.model_validate(given), law).get("counts")

    assert doubt("3") is None
    assert doubt("4") == f"“{spec.title}”4 多于“{whole.title}”3"


REFUSED = {
    ("hazardous-works", "WD-DB-01"): ({"led": "25", "worked": "20"}, {"checked": "30", "workdays": "22"}),
    ("personnel", "RY-03"): ({"officers": "60", "workers": "50"},),
    ("personnel", "RY-08"): ({"led": "25", "worked": "20"},),
    ("personnel", "RY-09"): ({"checked": "30", "workdays": "20"},),
    ("precast", "P2-6"): ({"sampled": "20", "lot": "10"},),
    ("gas", "SAFETY-01"): ({"visits_done": "20", "visits_due": "10"},),
    ("root-causes", "ZB-DB-2"): ({"still": "9", "sampled": "5"}, {"unreported": "2", "onsite": "1"}),
}
"""Counts that contradict each other, of items whose verdict or grade hangs on them."""


@pytest.mark.parametrize(("place", "every"), REFUSED.items(), ids=lambda each: str(each[-1]))
def test_counts_that_decide_are_refused_where_they_contradict(
    place: tuple[str, str], every: tuple[dict[str, str]]
) -> None:
    """Nobody is sure that 25 of 20 days were led; 20 of 20 may be."""
    definition = LIBRARY.definition(place[0])
    item, law = definition.pack.item(place[1]), Law(definition, date(2026, 12, 1), "530602")
    assert item
    for values in every:
        assert [*item_contradictions(item, values, law)], values
        assert not [*item_contradictions(item, dict.fromkeys(values, min(values.values())), law)]


def test_parts_are_named() -> None:
    """In most packs that count at all."""
    assert len(PARTS) > 50
    assert len({pack.id for pack, *_ in PARTS}) > 10
    assert all(spec.type in ("integer", "decimal") for *_, spec in PARTS)
