"""All that must end, by kind: how much is open, late and done, how old it is, and who has the ball."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from inspect_engine.domain.cases import CaseLine
from inspect_engine.domain.cases.clocks import UNTIMED, Clocks, banded
from inspect_engine.domain.definitions import ROLE_TITLES, SUCCESS
from inspect_engine.domain.words.wording import AGES, KIND_TITLES

HAZARD = "hazard"
ENDINGS = ("found", "open", "overdue", "closed", "other", "oldest", "longest")
"""What is counted of each kind; the last two are days."""


@dataclass(frozen=True)
class Held:
    """How many open cases there are of some sort, and the ``longest`` stay in a state among them, in days."""

    count: int = 0
    longest: int = 0

    def with_one(self, stay: int) -> Held:
        return Held(self.count + 1, max(self.longest, stay))

    def plain(self) -> dict[str, int]:
        return {"count": self.count, "longest": self.longest}


@dataclass(frozen=True)
class Ending:
    """All cases of a kind, whoever opened them: ``found`` = ``open`` + ``closed`` + ``other``.

    ``closed`` are done; ``other`` are at an end without that: withdrawn, merged, dismissed, expired, revoked, closed on
    paper. ``oldest`` is how many days ago the oldest open one was found, ``longest`` the longest stay of an open one in
    its state. ``states`` and ``holders`` (the role whose turn it is) tell of the open ones, ``ages`` counts them.
    """

    found: int = 0
    open: int = 0
    overdue: int = 0
    closed: int = 0
    other: int = 0
    oldest: int = 0
    longest: int = 0
    states: Mapping[str, Held] = field(default_factory=dict)
    holders: Mapping[str, Held] = field(default_factory=dict)
    ages: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(AGES, 0))

    @property
    def held(self) -> str:
        """``主管 2 件（最久 22 天）、责任单位 1 件（最久 105 天）``: whose turn it is, and since when."""
        told = {ROLE_TITLES.get(name, name): each for name, each in self.holders.items()}
        return told_of(told)

    def plain(self) -> dict[str, Any]:
        """As ``board --json`` prints it."""
        parts = {"states": self.states, "holders": self.holders}
        told = {name: {key: each.plain() for key, each in part.items()} for name, part in parts.items()}
        return {**{name: getattr(self, name) for name in ENDINGS}, **told, "ages": self.ages}


def told_of(found: Mapping[str, Held]) -> str:
    """How many of each, and since when."""
    return "、".join(f"{title} {each.count} 件（最久 {each.longest} 天）" for title, each in found.items())


class Endings:
    """Counts by kind as each case passes, hazards too."""

    def __init__(self, as_of: date) -> None:
        self._as_of = as_of
        self._kinds: dict[str, _Tally] = {}

    def see(self, line: CaseLine, holder: str = "", clocks: Clocks = UNTIMED) -> None:
        """Count one case; ``holder`` is the role whose turn it is."""
        tally = self._kinds.setdefault(line.kind, _Tally())
        tally.counts["overdue"] += line.overdue(self._as_of)
        if line.is_open:
            tally.keep(line.state_title, holder, clocks)
        else:
            tally.counts["closed" if line.closed_how in SUCCESS else "other"] += 1

    def by_kind(self) -> dict[str, Ending]:
        """What was counted: hazards first, then as kinds are listed, those of one's own workflows last."""
        order = list(KIND_TITLES)
        kinds = sorted(self._kinds, key=lambda kind: (order.index(kind) if kind in order else len(order), kind))
        return {kind: self._kinds[kind].ending for kind in kinds}


class _Tally:
    """What has passed of one kind."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._states: dict[str, Held] = {}
        self._holders: dict[str, Held] = {}
        self._ages: Counter[int] = Counter()

    def keep(self, state: str, holder: str, clocks: Clocks) -> None:
        """Count one that is open."""
        self._ages[clocks.age or 0] += 1
        for found, key in ((self._states, state), (self._holders, holder)):
            found[key] = found.get(key, Held()).with_one(clocks.stay or 0)

    @property
    def ending(self) -> Ending:
        left, oldest = self._ages.total(), max(self._ages, default=0)
        closed, other = self.counts["closed"], self.counts["other"]
        longest = max((each.longest for each in self._states.values()), default=0)
        states, holders = _longest_first(self._states), _longest_first(self._holders)
        counts = left + closed + other, left, self.counts["overdue"], closed, other, oldest, longest
        return Ending(*counts, states, holders, banded(self._ages.elements()))


def _longest_first(found: Mapping[str, Held]) -> dict[str, Held]:
    return dict(sorted(found.items(), key=lambda one: (-one[1].longest, -one[1].count, one[0])))
