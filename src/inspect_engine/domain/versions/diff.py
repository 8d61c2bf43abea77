"""What differs between two versions of a definition, told element by element, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from inspect_engine.domain.definitions import Definition
from inspect_engine.domain.versions.facets import Part, parts

GROUPS = {
    "pack": "检查表",
    "kind": "检查对象",
    "item": "检查项",
    "limit": "限值",
    "reference": "依据",
    "flow": "流程",
    "state": "流程状态",
    "step": "动作",
    "promise": "承诺",
}
CHANGES = {"added": "新增", "removed": "删去", "changed": "修改"}
NOTHING = "（无）"
LONG, CONTEXT = 80, 12
"""Texts longer than this are shown by what differs, with so many signs around it."""


@dataclass(frozen=True)
class Change:
    """One difference. Of an element that was added or removed, ``field`` is empty and the words are its gist."""

    group: str
    id: str
    title: str
    change: str
    field: str
    old: str | None
    new: str | None

    @property
    def line(self) -> str:
        """For a reader: what was and what is."""
        name = self.id if self.title == self.id else f"{self.id} {self.title}"
        if self.change == "changed":
            told = f"{name}｜{self.field}：{' → '.join(_apart(self.old or NOTHING, self.new or NOTHING))}"
        else:
            gist = self.new or self.old
            told = f"{CHANGES[self.change]} {name}" + (f"｜{gist}" if gist else "")
        return " ".join(told.split())

    def plain(self) -> dict[str, str | None]:
        """As ``packs diff --json`` prints it."""
        return {name: getattr(self, name) or None for name in ("group", "id", "change", "field", "old", "new")}


def _apart(old: str, new: str) -> tuple[str, str]:
    """Two texts; of long ones, what they share at either end is left out but for a few signs."""
    if min(len(old), len(new)) <= LONG:
        return old, new
    head = max(0, _shared(old, new) - CONTEXT)
    rests = old[head:], new[head:]
    tail = max(0, _shared(rests[0][::-1], rests[1][::-1]) - CONTEXT)
    before, after = ("…" if head else ""), ("…" if tail else "")
    short = [before + rest[: len(rest) - tail] + after for rest in rests]
    return short[0], short[1]


def _shared(one: str, other: str) -> int:
    """How many signs two texts have in common at their beginning."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def diff(old: Definition, new: Definition) -> list[Change]:
    """Every difference, by group, in the order of the definitions. Nothing for the same content."""
    before, after = parts(old), parts(new)
    keys = sorted(dict.fromkeys([*before, *after]), key=lambda key: tuple(GROUPS).index(key[0]))
    found = [change for key in keys for change in _between(key, before.get(key), after.get(key))]
    if not found and json.dumps(old.canonical()) != json.dumps(new.canonical()):
        found = [Change("pack", new.pack.id, new.pack.title, "changed", "写法或排列次序", "原来的", "另一种")]
    return found


def _between(key: tuple[str, str], before: Part | None, after: Part | None) -> Iterator[Change]:
    if before is None:
        assert after is not None
        yield Change(*key, after.title, "added", "", None, after.words)
        return
    if after is None:
        yield Change(*key, before.title, "removed", "", before.words, None)
        return
    for name in dict.fromkeys([*before.facets, *after.facets]):
        old, new = before.facets.get(name), after.facets.get(name)
        codes = before.codes.get(name), after.codes.get(name)
        if old == new and None not in codes and codes[0] != codes[1]:
            old, new = f"{old}（{codes[0]}）", f"{new}（{codes[1]}）"
        if old != new:
            yield Change(*key, after.title, "changed", name, old, new)
