"""What has come due under plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspect_engine.domain.plans.plan import Plan


@dataclass(frozen=True)
class Visit:
    """The next visit to a subject by a checklist: the plan that asks for it, when the ``last`` was, if ever."""

    subject: str
    name: str
    region: str
    pack: str
    plan: str
    last: date | None
    due_on: date

    def plain(self) -> dict[str, Any]:
        """As ``plan due --json`` prints it."""
        return {**vars(self), "last": self.last and self.last.isoformat(), "due_on": self.due_on.isoformat()}


def soonest(visits: Iterable[Visit]) -> list[Visit]:
    """Of a subject's visits by one checklist the one that is due first; all by that day."""
    first: dict[tuple[str, str], Visit] = {}
    for each in visits:
        key = each.pack, each.subject
        if key not in first or each.due_on < first[key].due_on:
            first[key] = each
    return sorted(first.values(), key=lambda each: (each.due_on, each.subject, each.pack))


def newly_due(plan: Plan, lasts: Iterable[date | None], on: date) -> tuple[int, int]:
    """How many visits have come due under a plan since it was last told of, and how many of them are the first ever."""
    found = [last for last in lasts if plan.told < plan.due_on(last) <= on]
    return len(found), sum(last is None for last in found)


def in_force(plans: Iterable[Plan], on: date) -> Iterator[Plan]:
    """The plans that have begun and have not ended."""
    yield from (plan for plan in plans if plan.ended is None and plan.since <= on)
