"""What a few characters may mean in a field: regions, people, units, subjects by their names or how these sound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from inspect_engine.domain.words.pinyin import named_so

if TYPE_CHECKING:
    from inspect_engine.ledger import Ledger

MOST = 5
"""Shown at a time."""
COMMAS = "，,、；;"


@dataclass(frozen=True)
class Hit:
    """``text`` is what comes to stand in the field, ``told`` how it is shown."""

    text: str
    told: str


@dataclass(frozen=True)
class Hits:
    """``at`` is the one that Enter takes; -1 where what was typed stands as it is unless one is moved to."""

    found: tuple[Hit, ...] = ()
    at: int = -1


Complete = Callable[["Ledger", str], Hits]


def regions(ledger: Ledger, typed: str) -> Hits:
    """By name or its sound; those of one's own region first. A code stands as it is."""
    found = ledger.desk.regions_like(typed.strip(), MOST) if typed.strip() else []
    hits = tuple(Hit(code, f"{name}（{code}）") for code, name in found)
    return Hits(hits, 0 if hits and not typed.strip().isdigit() else -1)


def people(ledger: Ledger, typed: str) -> Hits:
    """The last of the names in the field, parted by commas."""
    at = max((typed.rfind(comma) for comma in COMMAS), default=-1) + 1
    before, name = typed[:at], typed[at:].strip()
    if not name:
        return Hits()
    known = ledger.desk.seen_people().values()
    fitting = (each for each in known if name in each.name or named_so(each.title, name))
    hits = tuple(Hit(f"{before}{each.name}", f"{each.title}（{each.name}）") for each in islice(fitting, MOST))
    return Hits(hits, -1 if any(hit.text == f"{before}{name}" for hit in hits) else 0)


def units(ledger: Ledger, typed: str) -> Hits:
    """Names of the register; a unit need not be there, so nothing is taken unasked."""
    found = islice(ledger.units.iterate(typed.strip()), MOST) if typed.strip() else ()
    return Hits(tuple(Hit(each.name, each.name) for each in found if each.name != typed.strip()))


def subjects(ledger: Ledger, typed: str) -> Hits:
    """Keys of what can be inspected, by name or key; nothing is taken unasked."""
    found = islice(ledger.subjects.find(typed.strip()), MOST) if typed.strip() else ()
    return Hits(tuple(Hit(each.key, f"{each.name}（{each.key}）") for each in found if each.key != typed.strip()))


BY_TYPE: dict[str, Complete] = {"inspectors": people, "person": people}
"""Of the fields that a definition makes, by their type."""
