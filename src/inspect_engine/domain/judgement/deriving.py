"""Computed values of an item, each with its derivation: figures in, formula, figure out.

Everything is exact (fractions) until a value is rounded, half up, where its definition says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from inspect_engine.domain.definitions import Derived, FieldSpec, Item
from inspect_engine.domain.judgement.needed import not_needed
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.units import factor
from inspect_engine.domain.words.wording import ON, by_id, formula, rounding

RAW = 24
"""Places of a value that nobody asked to round: more than two typed numbers can tell apart."""
PRECISION = 80
"""Digits of a division, so many that rounding it cannot meet a false half."""
YEARS = frozenset(range(1000, 3000))
"""Years that anything we count from lies in."""
PARTS = {"%": 100, "‰": 1000}


@dataclass(frozen=True)
class Derivation:
    """A computed value: ``value`` is canonical; None while ``missing`` are not given, for the reason ``why``, or where
    nobody is asked for what it is computed from (``idle``)."""

    derived: Derived
    spec: FieldSpec
    value: str | None
    told: str
    missing: tuple[FieldSpec, ...] = ()
    why: str = ""
    idle: bool = False


class _NoValue(Exception):
    """What is given has no such value: why, in Chinese."""


def derive(item: Item, values: Mapping[str, str], on: date) -> tuple[Derivation, ...]:
    """Every computed value of an item, in the order of its definition. ``values`` are canonical."""
    known, earlier = {ON.id: on.isoformat(), **values}, dict[str, Derivation]()
    fields, idle = by_id((ON, *item.facts)), set(not_needed(item.values, values))
    for each in item.derived:
        earlier[each.id] = one = _derivation(each, fields, known, earlier, idle)
        known.pop(each.id, None)
        if one.value is not None:
            known[each.id] = one.value
        if one.idle:
            idle.add(each.id)
    return tuple(earlier.values())


def with_derived(item: Item, values: Mapping[str, str], on: date) -> Mapping[str, str]:
    """The values of an item, and what can be computed from them."""
    if not item.derived:
        return values
    computed = {each.id for each in item.derived}
    typed = {name: value for name, value in values.items() if name not in computed}
    return typed | {one.spec.id: one.value for one in derive(item, typed, on) if one.value is not None}


def idle_facts(item: Item, values: Mapping[str, str], on: date) -> set[str]:
    """The facts of an item that are not asked for, or computed from none that is."""
    computed = derive(item, values, on) if item.derived else ()
    return {*not_needed(item.values, values), *(one.spec.id for one in computed if one.idle)}


def _derivation(
    derived: Derived,
    fields: Mapping[str, FieldSpec],
    known: Mapping[str, str],
    earlier: Mapping[str, Derivation],
    idle: set[str],
) -> Derivation:
    """Sums and counts are made of what is asked for; the others need all of their operands."""
    spec = fields[derived.id]
    told = f"{spec.title} = {formula(derived, fields)}"
    specs = [fields[name] for name in derived.operands if name not in idle]
    if len(specs) < (1 if derived.formula in ("sum", "count") else len(derived.operands)):
        return Derivation(derived, spec, None, told, idle=True)
    if absent := [one for one in specs if one.id not in known]:
        return _open(derived, spec, told, absent, earlier)
    figures = told if derived.formula == "count" else f"{told} = {formula(derived, fields, known)}"
    try:
        value = _computed(derived, specs, [known[one.id] for one in specs])
    except _NoValue as error:
        return Derivation(derived, spec, None, figures, (), str(error))
    text = _rounded(value, derived.digits)
    note = "" if derived.digits is None else f"（{rounding(derived.digits)}）"
    return Derivation(derived, spec, text, f"{figures} = {forms.shown(spec, text)}{note}")


def _open(
    derived: Derived, spec: FieldSpec, told: str, absent: Sequence[FieldSpec], earlier: Mapping[str, Derivation]
) -> Derivation:
    """A value that waits for others: for what is to be given in the end, or for what has no value."""
    computed = [earlier[one.id] for one in absent if one.id in earlier]
    wanted = [one for one in absent if one.id not in earlier] + [one for each in computed for one in each.missing]
    why = next((each.why for each in computed if each.why), "")
    return Derivation(derived, spec, None, told, tuple(by_id(wanted).values()), why)


def _computed(derived: Derived, specs: Sequence[FieldSpec], texts: Sequence[str]) -> Fraction:
    """The exact value. Raises _NoValue."""
    match derived.formula:
        case "count":
            return Fraction(sum(_counted(*pair) for pair in zip(specs, texts, strict=True)))
        case "days_between":
            first, last = map(date.fromisoformat, texts)
            return Fraction((last - first).days)
        case "years_between":
            return _years(*map(date.fromisoformat, texts))
        case "sum":
            return sum(_in_unit(derived.unit, specs, texts), Fraction(0))
        case "difference":
            first_, second = _in_unit(derived.unit, specs, texts)
            return first_ - second
        case "ratio":
            return _ratio(*_alike(specs, texts), specs[1]) * PARTS.get(derived.unit or "", 1)
        case "growth":
            now, before = _alike(specs, texts)
            return _ratio(now - before, before, specs[1]) * 100


def _counted(spec: FieldSpec, text: str) -> int:
    return len(forms.chosen(text)) if spec.type == "multichoice" else int(text == "true")


def _in_unit(unit: str | None, specs: Sequence[FieldSpec], texts: Sequence[str]) -> Iterator[Fraction]:
    for spec, text in zip(specs, texts, strict=True):
        own, wanted = factor(spec.unit, unit) or (Decimal(1), Decimal(1))
        yield Fraction(text) * Fraction(own) / Fraction(wanted)


def _alike(specs: Sequence[FieldSpec], texts: Sequence[str]) -> tuple[Fraction, Fraction]:
    """Two values in a common unit, where they have one."""
    first, second = factor(specs[0].unit, specs[1].unit) or (Decimal(1), Decimal(1))
    return Fraction(texts[0]) * Fraction(first), Fraction(texts[1]) * Fraction(second)


def _ratio(part: Fraction, whole: Fraction, spec: FieldSpec) -> Fraction:
    if whole == 0:
        raise _NoValue(f"“{spec.title}”为 0，不能作除数")
    return part / whole


def _years(first: date, last: date) -> Fraction:
    """Full years to the day; what is left, as a part of the year it lies in. 29 February is full on 28 February."""
    if not {first.year, last.year} <= YEARS:
        raise _NoValue(f"年份不在 {min(YEARS)} 至 {max(YEARS)} 之间")
    if last < first:
        return -_years(last, first)
    years = last.year - first.year
    if _anniversary(first, years) > last:
        years -= 1
    begun = _anniversary(first, years)
    return years + Fraction((last - begun).days, (_anniversary(first, years + 1) - begun).days)


def _anniversary(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _rounded(value: Fraction, digits: int | None) -> str:
    """As canonical text: rounded half up to ``digits``, or as exact as anybody can need."""
    with localcontext(prec=PRECISION):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        number = exact.quantize(Decimal(1).scaleb(-(RAW if digits is None else digits)), ROUND_HALF_UP)
        return format(number.normalize() + 0 if digits is None else number or abs(number), "f")
