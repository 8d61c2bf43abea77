"""Points of one item: what an answer takes off, and how points are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from inspect_engine.domain.definitions import FieldSpec, Item

State = Literal["scored", "absent", "open"]
DOUBT = "待核"
"""How the hint of an entry begins whose cost nobody has confirmed."""


def shown(value: Fraction) -> str:
    """Two digits, half up, exactly."""
    twice = value * 200
    return str(Decimal((twice.numerator // twice.denominator + 1) // 2).scaleb(-2).quantize(Decimal("0.01")))


def short(value: Fraction) -> str:
    """As :func:`shown`, without idle zeros: ``10``, ``12.5``."""
    return shown(value).rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Deduction:
    """What one entry costs: ``count`` of a ``unit`` (处、人、项), or points the inspector set, at ``each`` points.

    ``doubt`` is what its form says of a cost that nobody has confirmed.
    """

    title: str
    count: Fraction
    each: Fraction
    unit: str = ""
    doubt: str = ""

    @property
    def points(self) -> Fraction:
        return self.count * self.each

    @property
    def cost(self) -> str:
        """``3 处×2 分＝6 分``, or ``10 分``."""
        points = f"{short(self.points)} 分"
        return f"{short(self.count)} {self.unit}×{short(self.each)} 分＝{points}" if self.unit else points

    @property
    def told(self) -> str:
        """``缺底座、垫板 3 处×2 分＝6 分``, or ``未编制方案 10 分``."""
        return f"{self.title} {self.cost}"


@dataclass(frozen=True)
class Line:
    """An item on a sheet: scored, absent (缺项), or open (not yet to be scored); ``why`` says why not scored."""

    item: Item
    state: State
    word: str = ""
    why: str = ""
    note: str = ""
    deductions: tuple[Deduction, ...] = ()

    @property
    def due(self) -> Fraction:
        """应得分."""
        return Fraction(self.item.points or 0)

    @property
    def claimed(self) -> Fraction:
        """All deductions added up; more than the item is worth is not taken off."""
        return sum((each.points for each in self.deductions), Fraction(0))

    @property
    def lost(self) -> Fraction:
        """扣分, at most the points of the item (R2)."""
        return min(self.claimed, self.due)

    @property
    def got(self) -> Fraction:
        return self.due - self.lost

    @property
    def capped(self) -> str:
        if self.claimed <= self.due:
            return ""
        return f"各项扣分合计 {short(self.claimed)} 分，超过应得分，按 {short(self.due)} 分扣"


def deductions(item: Item, values: Mapping[str, str]) -> Iterator[Deduction]:
    """What the canonical values of an answer take off, in the order of the form; nothing for zeros and for 否."""
    specs = {spec.id: spec for spec in item.values}
    for spec in item.values:
        text = values.get(spec.id)
        if spec.deducts is None or text is None:
            continue
        count = Fraction(text == "true") if spec.type == "boolean" else Fraction(text)
        found = Deduction(spec.title, count, Fraction(spec.deducts), counted_in(spec), doubt_of(spec))
        if spec.times:
            places = specs[spec.times]
            count = Fraction(values.get(places.id, 0))
            found = Deduction(places.title, count, found.points, counted_in(places), found.doubt)
        if found.points > 0:
            yield found


def doubt_of(spec: FieldSpec) -> str:
    """``待核：有的文本扣 8 分``; empty for what nobody doubts."""
    return spec.hint if spec.hint and spec.hint.startswith(DOUBT) else ""


def counted_in(spec: FieldSpec) -> str:
    """What an entry counts: 处, unless it names something else; nothing where it is no count."""
    return (spec.unit or "处") if spec.type == "integer" else ""


def half_told(item: Item, values: Mapping[str, str]) -> Iterator[tuple[FieldSpec, FieldSpec]]:
    """Entries that cost something for each place, of which only the places are given, or only what each costs: what
    is given, and what is lacking."""
    specs = {spec.id: spec for spec in item.values}
    for each in item.values:
        if each.times:
            given, lacking = (each, specs[each.times]) if each.id in values else (specs[each.times], each)
            if Fraction(values.get(given.id, 0)) > 0 and Fraction(values.get(lacking.id, 0)) <= 0:
                yield given, lacking


def is_discretionary(spec: FieldSpec) -> bool:
    """Points the inspector sets himself, within a range: they need a reason."""
    return spec.deducts is not None and spec.type == "decimal"
