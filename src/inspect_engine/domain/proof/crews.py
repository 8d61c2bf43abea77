"""Who there is, told apart by what they may do and have done, and the crews that an action takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement

from inspect_engine.domain.definitions import FieldSpec, Transition


@dataclass(frozen=True)
class Kind:
    """People who are alike: the actions they may record, those they may be named in as inspectors, what they did."""

    may: frozenset[int]
    inspector: bool
    did: frozenset[str]


Staff = tuple[tuple[Kind, int], ...]
"""How many there are of each kind."""


@dataclass(frozen=True)
class Shortage:
    """The action for which people run out: how many it takes, and how many there are."""

    step: Transition
    needed: int
    found: int

    @property
    def words(self) -> str:
        return f"“{self.step.title}”须 {self.needed} 人，可办的只有 {self.found} 人"


def staff_of(counts: Mapping[Kind, int]) -> Staff:
    found = [(kind, count) for kind, count in counts.items() if count]
    return tuple(sorted(found, key=lambda pair: (sorted(pair[0].may), pair[0].inspector, sorted(pair[0].did))))


def crew_size(step: Transition) -> int:
    """How many people an action takes: the recorder, or as many inspectors as its form asks for; one more confirms."""
    return recorders(step) + step.second


def recorders(step: Transition) -> int:
    """How many people record an action."""
    crews = [spec for spec in step.needs if spec.type == "inspectors" and spec.required]
    return max((_least(spec) for spec in crews), default=1)


def _least(spec: FieldSpec) -> int:
    return max(int(spec.min or 1), 1)


def crews_of(step: Transition, free: Sequence[Kind], may: Sequence[Kind]) -> Iterator[tuple[Kind, ...]]:
    """Who may take part together: one who records it, inspectors beside him, and one more who may, to confirm."""
    size, crews = recorders(step), any(spec.type == "inspectors" for spec in step.needs)
    mates = sorted((kind for kind in free if kind.inspector), key=_spared)
    for kind in sorted(may, key=_spared):
        if kind.inspector or not crews:
            for others in combinations_with_replacement(mates, size - 1):
                yield from ((kind, *others, second) for second in may) if step.second else [(kind, *others)]


def _spared(kind: Kind) -> tuple[int, int]:
    """Whoever may do least, or has done most, is tried first: others are left for what only they may do."""
    return len(kind.may), -len(kind.did)


def after_crew(staff: Staff, crew: Sequence[Kind], gained: set[str]) -> Staff | None:
    """The people once a crew has taken part; None when there are not so many of a kind."""
    counts = Counter(dict(staff))
    counts.subtract(crew)
    if any(count < 0 for count in counts.values()):
        return None
    counts.update(replace(kind, did=kind.did | gained) for kind in crew)
    return staff_of(counts)
