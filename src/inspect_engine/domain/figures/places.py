"""Regions as a tree: what each city and province comes to, beside what is its own alone (本级)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from inspect_engine.domain.words.identifiers import region_prefix, region_whole

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Place:
    """A row of the tree, ``depth`` steps in: a sum of all within (``whole``), or what lies under ``code`` itself."""

    code: str
    depth: int
    whole: bool
    counts: Counts

    @property
    def prefix(self) -> str:
        """What the codes within begin with."""
        return region_prefix(self.code) if self.whole else self.code

    def named(self, name: str) -> str:
        """``昭通市（合计）``, ``昭通市本级`` or ``昭阳区``."""
        own = "本级" if len(region_prefix(self.code)) < len(self.code) else ""
        return f"{name}（合计）" if self.whole else f"{name}{own}"

    def plain(self) -> dict[str, Any]:
        """As ``board --json`` prints it."""
        return {"code": self.code, "depth": self.depth, "whole": self.whole, **self.counts}


def places(counted: Mapping[str, Counts]) -> tuple[Place, ...]:
    """The tree of what was counted by code. A sum stands above what it adds up, where that is more than one row."""
    found = [Place(code, 0, False, counts) for code, counts in sorted(counted.items())]
    return tuple(_within(found, (2, 4)))


def _within(found: Sequence[Place], digits: Sequence[int], depth: int = 0) -> Iterator[Place]:
    """Rows that begin alike under one sum; cities within a province, where it has several."""
    if not digits:
        yield from (Place(each.code, depth, False, each.counts) for each in found)
        return
    here, *further = digits
    for prefix, group in groupby(found, key=lambda each: each.code[:here]):
        parts = list(group)
        several = len({each.code[: further[0]] if further else each.code for each in parts}) > 1
        if several:
            yield Place(region_whole(prefix), depth, True, _sum(parts))
        yield from _within(parts, further, depth + several)


def _sum(parts: Sequence[Place]) -> Counts:
    total: Counter[str] = Counter()
    for each in parts:
        total.update(each.counts)
    return {name: total[name] for name in parts[0].counts}
