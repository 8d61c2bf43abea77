"""The board: numerator and denominator of each rate first, the percentage only to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from inspect_engine.domain.cases.casualties import Tolls
from inspect_engine.domain.definitions import NEGATIVE, VOID
from inspect_engine.domain.figures.ending import Ending
from inspect_engine.domain.figures.months import Month
from inspect_engine.domain.figures.most import Most
from inspect_engine.domain.figures.places import Place, places
from inspect_engine.domain.figures.quantities import Quantity

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
    ``quantities`` adds up, by kind and field, areas and people that forms of registered cases ask for, without void
    ones.
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
    quantities: Mapping[str, Mapping[str, Quantity]] = field(default_factory=dict)

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
            "quantities": {
                kind: {name: each.plain() for name, each in found.items()} for kind, found in self.quantities.items()
            },
            "ending": {kind: each.plain() for kind, each in self.ending.items()},
            "waived": self.waived,
        }
