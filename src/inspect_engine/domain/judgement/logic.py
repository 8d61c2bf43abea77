"""Whether a condition holds: three-valued, so that what is not known never counts as a pass."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from inspect_engine.domain.definitions import Condition, FieldSpec, Op
from inspect_engine.domain.words import forms, patterns
from inspect_engine.domain.words.units import factor
from inspect_engine.domain.words.wording import ON, by_id


@dataclass(frozen=True)
class Bound:
    """A number to compare with: ``measured × scale op value``."""

    op: Op
    value: Decimal
    scale: Decimal = Decimal(1)


DAY = 24 * 60
"""Minutes of a day."""
IDLE = Bound("=", Decimal(0), Decimal(0))
"""Of a comparison with a value that is not asked for: it speaks for nothing."""
Bounds = dict[Condition, Bound | str]
"""Of comparisons with a limit or another value (a text with a text); one without an entry has nothing to compare with,
and is undecided."""


def holds(condition: Condition, facts: Mapping[str, str], bounds: Bounds | None = None) -> bool | None:
    """True, False, or None when a fact or limit that would decide is missing (Kleene's strong three-valued logic).

    ``bounds`` say what ``limit`` and ``than`` stand for (``Law.bounds``).
    """
    return _holds(condition, facts, bounds or {}, True)


def _holds(condition: Condition, facts: Mapping[str, str], bounds: Bounds, positive: bool) -> bool | None:
    """``positive`` is False under a ``not``: a comparison that is :data:`IDLE` speaks for nothing either way."""
    if condition.all_ is not None:
        return _every(_holds(branch, facts, bounds, positive) for branch in condition.all_)
    if condition.any_ is not None:
        return _negate(_every(_negate(_holds(branch, facts, bounds, positive)) for branch in condition.any_))
    if condition.not_ is not None:
        return _negate(_holds(condition.not_, facts, bounds, not positive))
    bound, value = bounds.get(condition) if bounds else None, facts.get(condition.fact or "")
    if condition.given is not None:
        return condition.given == (value is not None and bound is not IDLE)
    if bound is IDLE:
        return not positive
    if value is None:
        return None
    if condition.is_ is not None:
        return value == condition.is_
    if condition.matches is not None:
        return patterns.fits(condition.matches, value)
    if condition.choosing:
        return _asked_of(condition, forms.chosen(value))
    if condition.value is not None:
        return compare(Decimal(value), Bound(condition.op or "=", condition.value))
    if bound is None or isinstance(bound, str):
        return None if bound is None else value == bound
    return compare(magnitude(value), bound)


def _asked_of(condition: Condition, taken: Collection[str]) -> bool:
    """Whether what was chosen is what a comparison asks for."""
    found = any(key in taken for key in condition.choices)
    match condition.choosing:
        case "none_of":
            return not found
        case "at_least":
            return len(taken) >= (condition.at_least or 0)
        case "at_most":
            return len(taken) <= (condition.at_most or 0)
    return found


def compare(measured: Decimal, bound: Bound) -> bool:
    """Whether a measured number reaches a bound."""
    number = measured * bound.scale
    order = (number > bound.value) - (number < bound.value)
    return {">=": order >= 0, ">": order > 0, "<=": order <= 0, "<": order < 0, "=": order == 0}[bound.op]


def _every(values: Iterable[bool | None]) -> bool | None:
    found = list(values)
    if False in found:
        return False
    return None if None in found else True


def _negate(value: bool | None) -> bool | None:
    return None if value is None else not value


def magnitude(text: str) -> Decimal:
    """A canonical number as it is, a day as its place in the calendar, a moment as the part of its day beside it."""
    if "-" not in text[1:]:
        return Decimal(text)
    moment = datetime.fromisoformat(text)
    return moment.toordinal() + Decimal(moment.hour * 60 + moment.minute) / DAY


def bounds_between(
    trees: Iterable[Condition], facts: Iterable[FieldSpec], known: Mapping[str, str], idle: Collection[str]
) -> Bounds:
    """What comparisons of two facts stand against; what is not asked for (``idle``) speaks for nothing."""
    fields = by_id((ON, *facts))
    found: Bounds = {}
    for leaf in (leaf for tree in trees for leaf in tree.leaves):
        if leaf.fact in idle or leaf.than in idle:
            found[leaf] = IDLE
        elif leaf.day:
            found[leaf] = Bound(leaf.op or "=", magnitude(leaf.than or ""))
        elif leaf.than and leaf.than in known and fields[leaf.fact or ""].type in ("text", "choice"):
            found[leaf] = known[leaf.than]
        elif leaf.than and leaf.than in known:
            units = fields[leaf.fact or ""].unit, fields[leaf.than].unit
            found |= bound_of(leaf, leaf.op or "=", magnitude(known[leaf.than]), *units)
    return found


def bound_of(leaf: Condition, op: Op, value: Decimal, unit: str | None, other: str | None) -> Bounds:
    factors = factor(unit, other)
    return {leaf: Bound(op, value * factors[1], factors[0])} if factors else {}
