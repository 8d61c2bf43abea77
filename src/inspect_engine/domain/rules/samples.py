"""Few values that stand for all: between two numbers that conditions compare with, nothing changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import reduce
from itertools import pairwise, product
from math import prod
from operator import and_, or_

from inspect_engine.domain.definitions import Condition, FieldSpec
from inspect_engine.domain.judgement import holds

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


def each(choices: int) -> Iterator[int]:
    """The choices that a number holds, one by one."""
    while choices:
        yield choices & -choices
        choices &= choices - 1


class Grid:
    """Every choice of one value each, in the order of :func:`combinations`, as the bits of a number: where a condition
    holds is worked out for all at once, with each comparison made once for each value."""

    def __init__(self, domains: Mapping[str, Sequence[str]]) -> None:
        self.domains = dict(domains)
        self.every = (1 << prod(map(len, domains.values()))) - 1

    def where(self, tree: Condition) -> int:
        """The choices for which a condition holds."""
        return self._decided(tree)[0]

    def values(self, choice: int) -> dict[str, str]:
        """What one choice gives each."""
        n, found = choice.bit_length() - 1, dict[str, str]()
        for name in reversed(self.domains):
            n, i = divmod(n, len(self.domains[name]))
            found[name] = self.domains[name][i]
        return {name: found[name] for name in self.domains}

    def _decided(self, tree: Condition) -> tuple[int, int]:
        """Where a condition holds, and where it does not hold; anywhere else it is undecided."""
        if tree.not_ is not None:
            return self._decided(tree.not_)[::-1]
        parts = tree.all_ if tree.all_ is not None else tree.any_
        if parts is None:
            return self._compared(tree)
        first, second = (and_, or_) if tree.all_ is not None else (or_, and_)
        empty = (self.every, 0) if tree.all_ is not None else (0, self.every)
        found = [empty, *map(self._decided, parts)]
        return reduce(first, (one for one, _ in found)), reduce(second, (other for _, other in found))

    def _compared(self, leaf: Condition) -> tuple[int, int]:
        name, found = leaf.fact or "", [0, 0]
        sizes = [len(values) for values in self.domains.values()]
        size = prod(sizes[list(self.domains).index(name) + 1 :])
        period = size * len(self.domains[name])
        blocks = self.every // ((1 << period) - 1) if self.every else 0
        for i, value in enumerate(self.domains[name]):
            answer = holds(leaf, {name: value})
            if answer is not None:
                found[not answer] |= (((1 << size) - 1) << i * size) * blocks
        return found[0], found[1]
