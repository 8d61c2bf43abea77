"""By whom, and what most: the units with most left to do, the items that fail most often, who has found how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from inspect_engine.domain.cases import CaseLine
from inspect_engine.domain.definitions import FREE

KeyT = TypeVar("KeyT", str, tuple[str, str])
TOP = 10
"""Units, and items, that are told."""
COUNTED = ("found", "open", "overdue", "major")
"""What is counted of each; a line tells some of it."""
BEYOND = "清单外的"
"""How what is on no checklist is called, whatever it was."""


@dataclass(frozen=True)
class OfUnit:
    """What a liable unit has: ``open`` hazards, ``overdue`` ones among them, ``found`` in all. Of several that are
    liable for one hazard it counts for each."""

    name: str
    open: int
    overdue: int
    found: int


@dataclass(frozen=True)
class OfItem:
    """How often an item of a checklist (``pack``) has failed, by the ``title`` of the last time, and what is open."""

    pack: str
    item: str
    title: str
    found: int
    open: int


@dataclass(frozen=True)
class OfFinder:
    """What somebody has found, alone or with others, each of whom it counts for; ``major`` as on the board."""

    name: str
    found: int
    major: int
    open: int


@dataclass(frozen=True)
class Most:
    """``units`` with most left, ``items`` that failed most often, ten of each at most; every one of the ``finders``."""

    units: tuple[OfUnit, ...] = ()
    items: tuple[OfItem, ...] = ()
    finders: tuple[OfFinder, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As ``board --json`` prints it."""
        parts = {"units": self.units, "items": self.items, "finders": self.finders}
        return {name: [dict(vars(each)) for each in part] for name, part in parts.items()}


@dataclass
class Tally:
    """Counts as each hazard passes."""

    units: dict[str, Counter[str]] = field(default_factory=dict)
    items: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    finders: dict[str, Counter[str]] = field(default_factory=dict)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)

    def see(self, line: CaseLine, finders: Iterable[str], tags: Iterable[str]) -> None:
        """Count one; ``tags`` are what it counts for on the board."""
        counted = [tag for tag in tags if tag in COUNTED]
        for name in {unit for unit in line.units if unit}:
            self.units.setdefault(name, Counter()).update(counted)
        for name in set(finders):
            self.finders.setdefault(name, Counter()).update(counted)
        at = line.pack, line.item
        self.items.setdefault(at, Counter()).update(counted)
        self.titles[at] = BEYOND if line.item == FREE else line.title

    def told(self) -> Most:
        """Most first; what is alike by name."""
        units = _most(self.units, ("open", "overdue", "found"))
        items = _most(self.items, ("found", "open"))
        finders = _most(self.finders, ("found", "major", "open"))
        return Most(
            tuple(OfUnit(name, c["open"], c["overdue"], c["found"]) for name, c in units if c["open"])[:TOP],
            tuple(OfItem(*at, self.titles[at], c["found"], c["open"]) for at, c in items)[:TOP],
            tuple(OfFinder(name, c["found"], c["major"], c["open"]) for name, c in finders),
        )


def _most(found: Mapping[KeyT, Counter[str]], by: Sequence[str]) -> list[tuple[KeyT, Counter[str]]]:
    return sorted(found.items(), key=lambda one: (*(-one[1][name] for name in by), one[0]))
