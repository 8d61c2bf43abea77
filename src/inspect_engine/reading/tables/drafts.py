"""What was made of somebody's spreadsheet: the pack as plain data, and everything that was not understood."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Literal

Weight = Literal["lost", "changed", "note"]
WEIGHT_TITLES: dict[Weight, str] = {"lost": "没有看懂", "changed": "改了写法", "note": "留意"}


@dataclass(frozen=True)
class Finding:
    """One place (``sheet!cell``), and what became of what stands there."""

    where: str
    what: str
    weight: Weight = "lost"

    def __str__(self) -> str:
        return f"{self.where}：{WEIGHT_TITLES[self.weight]}：{self.what}"


@dataclass(frozen=True)
class Named:
    """Whose the pack is: what it is called in files and numbers."""

    id: str
    title: str
    prefix: str

    def head(self, summary: str, title: str = "") -> dict[str, Any]:
        """The first keys of its file."""
        named = {"id": self.id, "title": title or self.title, "version": "1", "number_prefix": self.prefix}
        return {**named, "summary": summary}


@dataclass
class Draft:
    """``pack`` is plain data for a pack file; ``conditions`` and ``understood`` count what decides or is computed."""

    pack: dict[str, Any]
    findings: list[Finding] = field(default_factory=list)
    conditions: int = 0
    understood: int = 0

    def say(self, where: str, what: str, weight: Weight = "lost") -> None:
        self.findings.append(Finding(where, what, weight))


def slug(word: str, taken: Collection[str], fallback: str) -> str:
    """A name for a field made from a word, unlike those that are taken."""
    base = re.sub(r"[^a-z0-9_-]+", "_", word.strip().lower()).strip("_-")
    base = base if re.match(r"[a-z]", base) else f"{fallback}{base}" if base else fallback
    return unlike(base[:50], taken)


def unlike(base: str, taken: Collection[str], joint: str = "_") -> str:
    """The name itself, or with the first number behind it that is free."""
    names = [base, *(f"{base}{joint}{n}" for n in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)
