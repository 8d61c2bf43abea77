"""What notices may quote: every item that punishes or grades names the duty that is breached, and little of what items
rest on is quoted from memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from inspect_engine.domain.definitions import Ground, Item, Pack
from inspect_engine.reading.definitions import load_library

LIBRARY = load_library()
PACKS = list(LIBRARY.packs.values())
DEDUCTIONS = {("jgj59-2011", "其余扣分值"), ("jgj59-2011", "载荷限制装置的扣分")}
"""Values of score sheets, not articles: counted apart."""
AT_MOST = 15
"""Per cent of the items' citations that may be from memory (42 in the first edition)."""


def mark(ground: Ground) -> str:
    return LIBRARY.references[ground.ref].articles[ground.article]


def citations() -> Iterator[Ground]:
    for pack in PACKS:
        for item in pack.items:
            yield from (one for one in item.basis if (one.ref, one.article) not in DEDUCTIONS)


def is_major(item: Item) -> bool:
    return any(rule.is_ == "major" for rule in item.severity)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_what_punishes_or_grades_says_which_duty_is_breached(pack: Pack) -> None:
    asked = [item for item in pack.items if item.cited("penalty") or item.cited("grade") or is_major(item)]
    assert [item.id for item in asked if not item.cited("duty")] == []


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_a_major_hazard_can_be_quoted_as_it_is(pack: Pack) -> None:
    """One of its duties has been seen, so that no notice waits for somebody who looks it up."""
    asked = [item for item in pack.items if is_major(item)]
    assert [item.id for item in asked if "C" not in {mark(one) for one in item.cited("duty")}] == []


def test_no_power_of_an_authority_is_a_duty_of_a_unit() -> None:
    """第65条(三) of the safety act lets an authority stop work; nobody breaches it."""
    found = [
        item.id for pack in PACKS for item in pack.items for one in item.cited("duty") if "第65条(三)" in one.article
    ]
    assert found == ["GL-2"]  # what an authority of a city must report is that authority's


def test_few_citations_are_from_memory(record_property: Callable[[str, object], None]) -> None:
    marks = Counter(map(mark, citations()))
    share = 100 * marks["M"] / marks.total()
    record_property("from_memory", f"{share:.1f} %")
    print(f"{marks.total()} citations: {marks['C']} seen, {marks['M']} from memory ({share:.1f} %), {marks['U']} open")
    assert share < AT_MOST
