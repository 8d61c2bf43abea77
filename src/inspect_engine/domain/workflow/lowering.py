"""What an action makes less than it stands, where one person alone must not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from inspect_engine.domain.cases import Case
from inspect_engine.domain.definitions import Transition, Workflow


def lowers(flow: Workflow, step: Transition, case: Case, values: Mapping[str, str]) -> bool:
    """Whether canonical ``values`` of an action make a number or a grade of the workflow's ``lowering`` less."""
    return less(flow, _standing(step, case), values)


def less(flow: Workflow, before: Mapping[str, str], values: Mapping[str, str]) -> bool:
    """Whether ``values`` say less than those ``before``, by the workflow's ``lowering``."""
    rule = flow.lowering
    return rule is not None and (
        any(_fewer(names, before, values) for names in rule.numbers)
        or any(_below(order, before.get(name, ""), values.get(name, "")) for name, order in rule.choices.items())
    )


def _standing(step: Transition, case: Case) -> dict[str, str]:
    """What the case has by the fields of the action; what sets its grade is compared with the grade."""
    return {**case.values, **({step.sets["severity"]: case.severity} if "severity" in step.sets else {})}


def _fewer(names: Sequence[str], before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Only what both tell whole is compared."""
    sums = [_sum(names, values) for values in (before, after)]
    return None not in sums and sums[1] < sums[0]  # type: ignore[operator]


def _sum(names: Sequence[str], values: Mapping[str, str]) -> Decimal | None:
    told = list(_told(names, values))
    return sum(told, Decimal(0)) if len(told) == len(names) else None


def _told(names: Sequence[str], values: Mapping[str, str]) -> Iterator[Decimal]:
    return (Decimal(values[name]) for name in names if values.get(name))


def _below(order: Sequence[str], before: str, after: str) -> bool:
    return before in order and after in order and order.index(after) < order.index(before)
