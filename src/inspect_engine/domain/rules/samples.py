"""Few values that stand for all: between two numbers that conditions compare with, nothing changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise, product

from inspect_engine.domain.definitions import Condition, FieldSpec

FINEST = Decimal("0.000001")
"""The finest number that a form takes."""
MOST = 20_000
"""Combinations looked at; a definition that needs more is refused as too intricate."""


def leaves(trees: Iterable[Condition]) -> dict[str, list[Condition]]:
    """Every comparison, by the fact it asks for."""
    found: dict[str, list[Condition]] = {}
    for tree in trees:
        for leaf in tree.leaves:
            found.setdefault(leaf.fact or "", []).append(leaf)
    return found


def numbers(asked: Iterable[Condition], low: Decimal | None, high: Decimal | None, *, whole: bool) -> list[Decimal]:
    """Each number that is compared with, one on either side of it, and the ends of the range."""
    marks = {leaf.value if leaf.value is not None else Decimal(leaf.is_ or 0) for leaf in asked}
    if whole:
        around = {n + step for mark in marks for n in [mark.to_integral_value()] for step in (-1, 0, 1)}
        around |= {low.to_integral_value(ROUND_CEILING)} if low is not None else set()
        around |= {high.to_integral_value(ROUND_FLOOR)} if high is not None else set()
    else:
        ordered = sorted(marks | {end for end in (low, high) if end is not None})
        outside = {ordered[0] - 1, ordered[-1] + 1} if ordered else set()
        between = {((one + other) / 2).quantize(FINEST, ROUND_FLOOR).normalize() for one, other in pairwise(ordered)}
        around = set(ordered) | outside | between
    return sorted(n for n in around if (low is None or n >= low) and (high is None or n <= high))


def of_field(spec: FieldSpec, asked: Sequence[Condition]) -> list[str]:
    """Values of a field that stand for all it can take."""
    if spec.type == "boolean":
        return ["true", "false"]
    if spec.type == "choice":
        return list(spec.choices)
    found = numbers(asked, spec.min, spec.max, whole=spec.type == "integer")
    return [format(number, "f") for number in found]


def combinations(domains: Mapping[str, Sequence[str]]) -> Iterator[dict[str, str]]:
    """Every choice of one value each."""
    for values in product(*domains.values()):
        yield dict(zip(domains, values, strict=True))
