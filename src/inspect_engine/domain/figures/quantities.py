"""What is counted of registered cases besides themselves: areas, people, households, as the forms of their workflows
ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from inspect_engine.domain.definitions import FieldSpec, Workflow

UNITS = frozenset({"m²", "人", "户"})
"""Units of what may be added up over cases; storeys, days and instalments may not."""
NUMBERS = ("integer", "decimal")
CHOICE = "choice"


@dataclass(frozen=True)
class Quantity:
    """A number that a form asks for: how much (``total``), of how many ``cases``."""

    title: str
    unit: str
    total: Decimal
    cases: int = 1

    @property
    def told(self) -> str:
        """``停用建筑面积 3000 m²``."""
        return f"{self.title} {plain_number(self.total)} {self.unit}"

    def plain(self) -> dict[str, Any]:
        """As ``board --json`` prints it."""
        return {"title": self.title, "unit": self.unit, "total": plain_number(self.total), "cases": self.cases}


def plain_number(value: Decimal) -> str:
    """Without zeros at its end: ``3000``, ``12.5``."""
    return format(value.normalize(), "f") if value else "0"


def asked(flow: Workflow) -> dict[str, FieldSpec]:
    """What the actions of a workflow ask for that makes a column: numbers that may be added up, and choices of several;
    each once, in order."""
    found: dict[str, FieldSpec] = {}
    for step in flow.transitions:
        for spec in step.needs:
            if is_sum(spec) or (spec.type == CHOICE and len(spec.choices) > 1):
                found.setdefault(spec.id, spec)
    return found


def is_sum(spec: FieldSpec) -> bool:
    """Whether it is a number that may be added up."""
    return spec.type in NUMBERS and spec.unit in UNITS


def number_of(text: str | None) -> Decimal | None:
    """A number as it was filled in; None for none."""
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def quantities_of(specs: Mapping[str, FieldSpec], values: Mapping[str, str]) -> dict[str, Quantity]:
    """What is filled in of it, by what is in force now."""
    found: dict[str, Quantity] = {}
    for name, spec in specs.items():
        number = number_of(values.get(name)) if is_sum(spec) else None
        if number is not None:
            found[name] = Quantity(spec.title, spec.unit or "", number)
    return found


def added(known: Mapping[str, Quantity], more: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """Both together, called as they were first."""
    sums = dict(known)
    for name, each in more.items():
        have = sums.get(name, Quantity(each.title, each.unit, Decimal(0), 0))
        sums[name] = Quantity(have.title, have.unit, have.total + each.total, have.cases + each.cases)
    return sums


def told_of(found: Iterable[Quantity]) -> str:
    """``停用建筑面积 3000 m²、疏散人数 85 人``."""
    return "、".join(each.told for each in found)
