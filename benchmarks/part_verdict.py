"""One verdict with three limits, against the same comparison written by hand with the limits already read out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial

from measure import Row, Work, compare

from inspect_engine.domain.judgement import holds, judge
from inspect_engine.domain.judgement.law import Law
from inspect_engine.reading.definitions import load_library

PACK, ITEM, DAY = "gas", "GAS-A-01", date(2026, 3, 2)
VALUES = {"weight": "lighter", "vertical": "0.2", "horizontal": "3", "above": "false"}
REPEAT = 300


def rows() -> Iterator[Row]:
    """The whole verdict, in the country and where regions have limits of their own; then its pieces."""
    definition = load_library().definition(PACK)
    item = definition.pack.item(ITEM)
    assert item is not None
    assert item.fails_when is not None
    law = Law(definition, DAY)
    hand = by_hand(law)
    against = "手写比较（限值已取出）"
    regions = {"全国": "", **{region.title: region.region for region in definition.regions[:1]}}
    for title, code in regions.items():
        there = Law(definition, DAY, code)
        _same(partial(judge, item, law=there), by_hand(there))
        row = compare(f"judge {ITEM}（{title}）", partial(judge, item, VALUES, there), hand, against, repeat=REPEAT)
        yield row.noted(f"三个限值；{len(definition.regions)} 个区划有自己的限值")
    bounds = law.bounds(item, VALUES)
    pieces: list[tuple[str, Work, str]] = [
        ("取当日限值 bounds", lambda: law.bounds(item, VALUES), "judge 里取 3 次，另逐个再取 1 次"),
        ("条件求值 holds", lambda: holds(item.fails_when, VALUES, bounds) if item.fails_when else None, "限值已取出"),
    ]
    for name, work, note in pieces:
        yield compare(f"　其中{name}", work, hand, against, repeat=REPEAT).noted(note)


def by_hand(law: Law) -> Work:
    """What a programmer would write for this one item; the numbers come from the definition."""
    limits = {found.parameter.id: found.limit.value for found in law.limits() if found.limit}
    names = ("detector-vertical", "detector-horizontal-light", "detector-horizontal-heavy")
    vertical, light, heavy = (limits[name] for name in names)

    def fails(values: Mapping[str, str] = VALUES) -> bool:
        if Decimal(values["vertical"]) > vertical or values["above"] == "true":
            return True
        horizontal = Decimal(values["horizontal"])
        return horizontal > (light if values["weight"] == "lighter" else heavy)

    return fails


def _same(ours: object, hand: object) -> None:
    """The two agree, on either side of each limit, or the comparison is worth nothing."""
    assert callable(ours)
    assert callable(hand)
    for vertical in ("0.2", "0.3", "0.31"):
        for weight, horizontal in (("lighter", "8"), ("lighter", "8.1"), ("heavier", "4"), ("heavier", "4.1")):
            values = {**VALUES, "vertical": vertical, "weight": weight, "horizontal": horizontal}
            if ours(values=values).fails != hand(values):
                raise RuntimeError(f"手写的比较与 judge 不一致：{values}")
