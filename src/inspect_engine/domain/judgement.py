"""Answers to verdicts: three-valued, by the law in force on the finding date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from inspect_engine.domain.definitions import Condition, Item, Reference, Severity


def holds(condition: Condition, facts: Mapping[str, str]) -> bool | None:
    """True, False, or None when a fact that would decide is missing (Kleene's strong three-valued logic)."""
    if condition.all_ is not None:
        return _every(holds(branch, facts) for branch in condition.all_)
    if condition.any_ is not None:
        below = _every(_negate(holds(branch, facts)) for branch in condition.any_)
        return _negate(below)
    if condition.not_ is not None:
        return _negate(holds(condition.not_, facts))
    value = facts.get(condition.fact or "")
    if value is None:
        return None
    if condition.is_ is not None:
        return value == condition.is_
    limit = condition.value or Decimal(0)
    order = (Decimal(value) > limit) - (Decimal(value) < limit)
    return {">=": order >= 0, ">": order > 0, "<=": order <= 0, "<": order < 0, "=": order == 0}[condition.op or "="]


def _every(values: Iterable[bool | None]) -> bool | None:
    found = list(values)
    if False in found:
        return False
    return None if None in found else True


def _negate(value: bool | None) -> bool | None:
    return None if value is None else not value


@dataclass(frozen=True)
class Verdict:
    """The proposed grade of a failed item and the sentence that explains it."""

    severity: Severity
    why: str


def grade(item: Item, values: Mapping[str, str], found_on: date, references: Mapping[str, Reference]) -> Verdict:
    """Severity of a failed item under the documents in force on ``found_on``.

    A rule whose document was not in force is passed over; when that leaves no grade but the lower one or none,
    the grade is ``pending`` and a supervisor decides. A rule whose facts are missing also gives ``pending``.
    """
    passed_over = ""
    for rule in item.severity:
        met = True if rule.when is None else holds(rule.when, values)
        if met is False:
            continue
        reference = references.get(rule.by) if rule.by else None
        if reference and not reference.in_force(found_on):
            passed_over = _not_in_force(reference, found_on)
            continue
        if met is None:
            return Verdict("pending", "定级所需的情况待补，由主管定级")
        if passed_over and rule.is_ == "general":
            break
        return Verdict(rule.is_, f"依《{reference.title}》判定" if reference else "未列入重大隐患判定情形")
    return Verdict("pending", f"{passed_over}，由主管依当日有效的规定定级" if passed_over else "由主管定级")


def _not_in_force(reference: Reference, on: date) -> str:
    if reference.effective_from and on < reference.effective_from:
        return f"《{reference.title}》{reference.effective_from} 起执行，检查日 {on} 尚未施行"
    return f"《{reference.title}》在检查日 {on} 已失效"
