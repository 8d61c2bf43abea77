"""Whether a hazard has been there before: the same thing on the same part of the same subject."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from inspect_engine.domain.cases import Case
from inspect_engine.domain.definitions.workflow import VOID
from inspect_engine.domain.events import digest
from inspect_engine.domain.words.text import same_name

GONE = ("rectified", "on_the_spot")
"""Closing kinds after which the hazard was gone."""


@dataclass(frozen=True)
class Recurrence:
    """The closed hazard that a new one repeats (反复隐患), and the open one it may be the same as."""

    repeats: Case | None = None
    resembles: Case | None = None

    def data(self, party: str) -> dict[str, str]:
        """As the opening event of a hazard of this unit holds it; nothing for neither.

        The number of another unit's hazard, from before the subject changed hands, is not for this one to read.
        """
        found = {"repeat_of": self.repeats, "resembles": self.resembles}
        named = {name: case for name, case in found.items() if case}
        return {name: case.id for name, case in named.items()} | {
            f"{name}_number": case.number for name, case in named.items() if case.party == party
        }


def likeness(part: str, basis: str) -> tuple[str, str]:
    """What stands for a part and a basis where hazards are looked up by them; equal ones have equal keys."""
    return same_name(part), digest(basis)[:16] if basis else ""


def recurrence(earlier: Iterable[Case], item: str, basis: str, part: str, on: date, days: int | None) -> Recurrence:
    """What a hazard found on a day repeats among the earlier ones of its subject.

    It repeats one that was closed no more than ``days`` before, of the same item or resting on the same articles, on
    the same part. Of several the newest is meant.
    """
    same = [case for case in earlier if case.found_on <= on and _alike(case, item, basis, part)]
    gone = [case for case in same if days and _closed_lately(case, on, days)]
    still = [case for case in same if case.is_open]
    return Recurrence(gone[-1] if gone else None, still[-1] if still else None)


def nth(earlier: Iterable[Case], item: str, inspection: str, on: date, days: int) -> int:
    """Which time it is, in so many days, that an inspection finds the hazard of an item on a subject.

    Several places in one inspection are one time; what was withdrawn, merged or dismissed was no time of its own.
    """
    first = on - timedelta(days=days)
    found = {
        case.inspection or case.id
        for case in earlier
        if case.item == item
        and (case.kind, case.parent) == ("hazard", "")
        and first <= case.found_on <= on
        and case.closed_how not in VOID
    }
    return len(found - {inspection}) + 1


def _alike(case: Case, item: str, basis: str, part: str) -> bool:
    return same_name(case.part) == same_name(part) and (case.item == item or (bool(basis) and case.basis == basis))


def _closed_lately(case: Case, on: date, days: int) -> bool:
    return case.closed_how in GONE and case.closed_on is not None and 0 <= (on - case.closed_on).days <= days
