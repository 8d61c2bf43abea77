"""The board: numerator and denominator of each rate first, the percentage only to be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from inspect_engine.domain.cases import CaseLine, Casualties
from inspect_engine.domain.cases.casualties import Tolls
from inspect_engine.domain.cases.clocks import UNTIMED, Clocks, banded, waiting
from inspect_engine.domain.definitions import FREE, NEGATIVE, ON_PAPER, SUCCESS, VOID
from inspect_engine.domain.figures.ending import Ending, Endings
from inspect_engine.domain.figures.months import Month, Months
from inspect_engine.domain.figures.most import Most, Tally
from inspect_engine.domain.figures.places import Place, places
from inspect_engine.domain.words.identifiers import county

COUNTS = (
    *("found", "open", "closed", "overdue", "rectified", "in_time", "in_time_backdated", "on_the_spot", "withdrawn"),
    *("major", "major_open", "pending", "returned", "merged", "reopened", "repeated"),
    *("dismissed", "lapsed", "major_lapsed", "extended", "major_extended"),
    *("below", "corrected", "imported", "major_imported", "beyond"),
    *("in_time_extended", "due", "done_in_time", "replied_late", "closed_late", "rechecked", "days_taken"),
)

LAPSED = NEGATIVE - VOID
"""Closing kinds that end a hazard without anybody having put it right."""
GROUPED = ("found", "open", "closed", "overdue")
"""What is counted for each region, pack and kind."""
BESIDE = ("open", "overdue", "after")
"""What is counted of cases that a case has opened, by kind, while they run."""


@dataclass(frozen=True)
class Rate:
    """``part`` of ``whole``; no percentage of nothing."""

    part: int
    whole: int

    @property
    def percent(self) -> str | None:
        """Two decimals, half up: ``72.38``."""
        if self.whole == 0:
            return None
        value = Decimal(self.part) * 100 / Decimal(self.whole)
        return str(value.quantize(Decimal("0.01"), ROUND_HALF_UP))

    def plain(self) -> dict[str, Any]:
        return {"part": self.part, "whole": self.whole, "percent": self.percent}


def average(total: int, count: int) -> str | None:
    """``total`` ÷ ``count`` to one decimal, half up; None of nothing."""
    if count == 0:
        return None
    return str((Decimal(total) / count).quantize(Decimal("0.1"), ROUND_HALF_UP))


@dataclass(frozen=True)
class Board:
    """Totals as of a day. ``found`` counts all; withdrawn and dismissed cases and merged duplicates stay out of
    every rate, and so do hazards whose workflow is ``below`` the floor (``unrated`` counts them by figure;
    ``waived`` counts hazards by what of the floor their workflow says not to keep) and those ``imported`` as closed
    on paper, which nobody of this ledger has verified: they are never closed. ``lapsed`` ended without having been
    rectified (expired, revoked): never closed, never left out.

    ``in_time_backdated`` are those ``in_time`` that are so because of a day that was entered later,
    ``in_time_extended`` those whose deadline was put off before. ``due`` are those whose time had run out before the
    day, open ones too, ``done_in_time`` what of them was rectified in time. ``replied_late`` and ``closed_late`` came
    after the due date; a reply that was sent back is none. ``rechecked`` were re-inspected at least once, open ones
    too: with success, or sent back.
    ``days_taken`` adds up the days from discovery to close of those rectified.
    Fixed-on-the-spot is its own closing kind, never part of the in-time rate. ``registered`` counts, by kind, cases
    that are no hazards: works, buildings, accidents, tasks. ``accidents`` sums what those have cost that count.
    ``corrected`` counts what was put right in all of them, ``extended`` are those whose deadline was ever put off,
    ``major_extended`` the major ones among them,
    ``beyond`` hazards that are on no checklist, ``seen_again`` open ones that a later inspection found not put right.
    ``beside`` counts, by kind, what cases have opened (停工, 挂牌, 移交, 上报, 立案) and is not ended: how many are
    ``open``, ``overdue``, and run on ``after`` the case that opened them has closed. ``ages`` counts open hazards by
    the days since they were found, ``waiting`` those that wait for an office, by the days in their state. ``ending``
    has a line for each kind of what must end, hazards and what cases have opened among them. ``months`` are the last
    ones, oldest first. ``most`` says who has most left to do, what fails most often, and who has found how much.
    """

    as_of: date
    found: int = 0
    open: int = 0
    overdue: int = 0
    rectified: int = 0
    in_time: int = 0
    in_time_backdated: int = 0
    in_time_extended: int = 0
    due: int = 0
    done_in_time: int = 0
    replied_late: int = 0
    closed_late: int = 0
    rechecked: int = 0
    days_taken: int = 0
    on_the_spot: int = 0
    withdrawn: int = 0
    major: int = 0
    major_open: int = 0
    pending: int = 0
    returned: int = 0
    merged: int = 0
    reopened: int = 0
    repeated: int = 0
    dismissed: int = 0
    lapsed: int = 0
    major_lapsed: int = 0
    below: int = 0
    imported: int = 0
    major_imported: int = 0
    beyond: int = 0
    extended: int = 0
    major_extended: int = 0
    corrected: int = 0
    seen_again: int = 0
    unrated: Mapping[str, int] = field(default_factory=dict)
    waived: Mapping[str, int] = field(default_factory=dict)
    by_state: dict[str, int] = field(default_factory=dict)
    by_region: dict[str, dict[str, int]] = field(default_factory=dict)
    by_pack: dict[str, dict[str, int]] = field(default_factory=dict)
    registered: dict[str, dict[str, int]] = field(default_factory=dict)
    accidents: Tolls = field(default_factory=Tolls)
    beside: dict[str, dict[str, int]] = field(default_factory=dict)
    ages: Mapping[str, int] = field(default_factory=dict)
    waiting: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    ending: Mapping[str, Ending] = field(default_factory=dict)
    months: tuple[Month, ...] = ()
    most: Most = field(default_factory=Most)

    @property
    def closed(self) -> int:
        """Closed because the hazard is gone."""
        return self.rectified + self.on_the_spot

    @property
    def places(self) -> tuple[Place, ...]:
        """Regions as a tree: ``by_region``, with what cities and provinces come to."""
        return places(self.by_region)

    @property
    def closure_rate(self) -> Rate:
        """整改率: closed ÷ found, what is void, duplicates and what was closed on paper left out."""
        void = sum(map(self.rated, ("withdrawn", "merged", "dismissed", "imported")))
        return Rate(self.rated("rectified") + self.rated("on_the_spot"), self.rated("found") - void)

    @property
    def in_time_rate(self) -> Rate:
        """按期整改率: replied by the due date ÷ closed through rectification."""
        return Rate(self.rated("in_time"), self.rated("rectified"))

    @property
    def due_rate(self) -> Rate:
        """按期完成率: rectified in time ÷ all whose time had run out, open ones too."""
        return Rate(self.rated("done_in_time"), self.rated("due"))

    @property
    def return_rate(self) -> Rate:
        """复查退回率: sent back at least once ÷ looked at again."""
        return Rate(self.rated("returned"), self.rated("rechecked"))

    @property
    def on_the_spot_rate(self) -> Rate:
        """立行立改率: fixed on the spot ÷ closed."""
        return Rate(self.rated("on_the_spot"), self.rated("rectified") + self.rated("on_the_spot"))

    @property
    def average_days(self) -> str | None:
        """平均整改天数: from discovery to close of those rectified, to one decimal, half up."""
        return average(self.rated("days_taken"), self.rated("rectified"))

    @property
    def major_closure_rate(self) -> Rate:
        """重大隐患整改率, without those that were closed on paper."""
        left, whole = self.rated("major_open") + self.rated("major_lapsed"), self.rated("major")
        whole -= self.rated("major_imported")
        return Rate(whole - left, whole)

    def rated(self, name: str) -> int:
        """A count without what is in no rate."""
        return int(getattr(self, name)) - self.unrated.get(name, 0)

    def plain(self) -> dict[str, Any]:
        """As ``board --json`` prints it."""
        return {
            "as_of": self.as_of.isoformat(),
            **{name: getattr(self, name) for name in COUNTS},
            "seen_again": self.seen_again,
            "closure_rate": self.closure_rate.plain(),
            "in_time_rate": self.in_time_rate.plain(),
            "due_rate": self.due_rate.plain(),
            "major_closure_rate": self.major_closure_rate.plain(),
            "return_rate": self.return_rate.plain(),
            "on_the_spot_rate": self.on_the_spot_rate.plain(),
            "average_days": self.average_days,
            "by_state": self.by_state,
            "by_region": self.by_region,
            "places": [each.plain() for each in self.places],
            "by_pack": self.by_pack,
            "registered": self.registered,
            "accidents": self.accidents.plain(),
            "beside": self.beside,
            "ages": self.ages,
            "waiting": self.waiting,
            "months": [each.plain() for each in self.months],
            "most": self.most.plain(),
            "ending": {kind: each.plain() for kind, each in self.ending.items()},
            "waived": self.waived,
        }


@dataclass(frozen=True)
class Counted:
    """A line to be counted, and what it does not say itself: whether its workflow is ``below`` the floor for hazards,
    whether it was ``saved`` from being late by a day that was entered later, how often something was ``corrected``,
    how often it was ``seen`` again before it was put right, and what of the floor its workflow has ``waived``, and
    why; of an accident its ``toll``; what it is timed by, and the ``holder``: the role whose turn it is. What was not
    ``chosen`` is in no figure: it only tells whether what a case has opened runs on after it. ``passed`` says whether a
    re-inspection ever found it put right, closed or not, ``finders`` names everybody who took part in finding it."""

    line: CaseLine
    below: bool = False
    saved: bool = False
    corrected: int = 0
    seen: int = 0
    waived: tuple[str, ...] = ()
    toll: Casualties | None = None
    clocks: Clocks = UNTIMED
    holder: str = ""
    chosen: bool = True
    passed: bool = False
    finders: frozenset[str] = frozenset()

    @property
    def rechecked(self) -> bool:
        """Whether it was ever re-inspected, with whatever result."""
        return self.passed or self.line.closed_how == "rectified" or self.line.returned > 0


def summarise(counted: Iterable[Counted], as_of: date) -> Board:
    """Count hazards in one pass, and registered cases apart; cases opened by a case are neither.

    A case whose workflow is below the floor is in no rate.

    ``major`` leaves void ones and duplicates out.
    """
    count: Counter[str] = Counter()
    unrated: Counter[str] = Counter()
    states: Counter[str] = Counter()
    waived: Counter[str] = Counter()
    regions: dict[str, Counter[str]] = {}
    packs: dict[str, Counter[str]] = {}
    kinds: dict[str, Counter[str]] = {}
    accidents = Tolls()
    beside, ending, months, most = _Beside(as_of), Endings(as_of), Months(as_of), Tally()
    running: list[Clocks] = []
    for each in counted:
        line = each.line
        beside.see(line, counts=each.chosen)
        if not each.chosen:
            continue
        count["corrected"] += each.corrected
        ending.see(line, each.holder, each.clocks)
        if line.parent:
            continue
        if each.toll and line.closed_how not in VOID:
            accidents = accidents.with_one(each.toll)
        tags = list(_tags(each, as_of))
        if not line.is_hazard:
            kinds.setdefault(line.kind, Counter()).update(t for t in tags if t in GROUPED)
            continue
        count.update(tags)
        months.see(line)
        most.see(line, each.finders, tags)
        if line.is_open:
            running.append(each.clocks)
        count["days_taken"] += each.clocks.took or 0
        if each.below:
            count["below"] += 1
            unrated.update(tags)
            unrated["days_taken"] += each.clocks.took or 0
        waived.update(each.waived)
        states[line.state_title] += 1
        for group, key in ((regions, county(line.region)), (packs, line.pack)):
            group.setdefault(key, Counter()).update(t for t in tags if t in GROUPED)
    fields = {name: count[name] for name in count if name != "closed"}
    return Board(
        as_of,
        **fields,
        unrated=dict(unrated),
        waived=dict(sorted(waived.items())),
        by_state=dict(states.most_common()),
        by_region={key: _group(value) for key, value in sorted(regions.items())},
        by_pack={key: _group(value) for key, value in sorted(packs.items())},
        registered={key: _group(value) for key, value in sorted(kinds.items())},
        accidents=accidents,
        beside={key: {name: value[name] for name in BESIDE} for key, value in sorted(beside.kinds.items())},
        ages=banded(clocks.age for clocks in running if clocks.age is not None),
        waiting=waiting(running),
        ending=ending.by_kind(),
        months=months.told(),
        most=most.told(),
    )


class _Beside:
    """What cases have opened and still runs; a case passes before what it has opened."""

    def __init__(self, as_of: date) -> None:
        self.kinds: dict[str, Counter[str]] = {}
        self._as_of = as_of
        self._closed: set[str] = set()

    def see(self, line: CaseLine, *, counts: bool = True) -> None:
        if not line.is_open:
            self._closed.add(line.id)
        elif line.parent and counts:
            marks = {"open": True, "overdue": line.overdue(self._as_of), "after": line.parent in self._closed}
            self.kinds.setdefault(line.kind, Counter()).update(name for name, true in marks.items() if true)


def _group(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in GROUPED}


def _tags(each: Counted, as_of: date) -> Iterable[str]:
    line = each.line
    yield "found"
    if line.item == FREE:
        yield "beyond"
    if line.is_open:
        yield "open"
    if line.overdue(as_of):
        yield "overdue"
    if line.closed_how in SUCCESS:
        yield "closed"
    if line.closed_how is not None:
        yield "lapsed" if line.closed_how in LAPSED else line.closed_how
    if line.closed_how == "rectified" and each.clocks.in_time:
        yield "in_time"
        if each.saved:
            yield "in_time_backdated"
        if line.extended:
            yield "in_time_extended"
        if each.clocks.due:
            yield "done_in_time"
    if each.clocks.due:
        yield "due"
    if each.clocks.replied_late:
        yield "replied_late"
    if each.clocks.closed_late:
        yield "closed_late"
    if each.rechecked:
        yield "rechecked"
    if line.severity == "major" and line.closed_how not in VOID:
        yield "major"
        if line.is_open:
            yield "major_open"
        if line.closed_how in LAPSED:
            yield "major_lapsed"
        if line.closed_how == ON_PAPER:
            yield "major_imported"
    if line.severity == "pending" and line.is_open:
        yield "pending"
    if line.returned:
        yield "returned"
    if line.extended:
        yield "extended"
        if line.severity == "major":
            yield "major_extended"
    if line.reopened:
        yield "reopened"
    if each.seen and line.is_open:
        yield "seen_again"
    if line.repeat_of and line.closed_how not in VOID:
        yield "repeated"
