"""The formulas of computed values, each with its derivation: figures in, formula, figure out.

Everything is exact (fractions) until a value is rounded, half up, or cut where its definition says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from inspect_engine.domain.calendars import months_later
from inspect_engine.domain.definitions import Derived, FieldSpec, Pick, TextCase
from inspect_engine.domain.definitions.derived import HOLE, TEXTS, literal
from inspect_engine.domain.judgement.logic import bounds_between, holds
from inspect_engine.domain.words import forms, patterns
from inspect_engine.domain.words.numbers import read_number
from inspect_engine.domain.words.units import factor
from inspect_engine.domain.words.wording import ON, by_id, formula, rounding

RAW = 24
"""Places of a value that nobody asked to round: more than two typed numbers can tell apart."""
PRECISION = 80
"""Digits of a division, so many that rounding it cannot meet a false half."""
YEARS = frozenset(range(1000, 3000))
"""Years that anything we count from lies in."""
LONGEST = 4000
"""Characters of a text that is made; of texts made of texts there is no end otherwise."""
DIGITS = 30
"""Characters of a number that is read out of a text."""
PARTED, NAMED = re.compile(r"[、；;\n]+"), re.compile(r"[\s:：=＝]+")
"""What stands between the numbers of a list, and between what one is of and the number."""
TOLD = ("count", "pick", "total", *TEXTS)
"""Formulas whose words tell all there is; what they are computed from stands beside them."""
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


def compute(
    derived: Sequence[Derived],
    fields: Sequence[FieldSpec],
    values: Mapping[str, str],
    on: date,
    idle: Collection[str] = (),
) -> dict[str, Derivation]:
    """Every computed value of a form, by id. ``values`` are canonical; nobody is asked for those that are ``idle``."""
    known, earlier, idle = {ON.id: on.isoformat(), **values}, dict[str, Derivation](), set(idle)
    specs = by_id((ON, *fields, *(each.spec for each in derived)))
    for each in derived:
        earlier[each.id] = one = _derivation(each, specs, known, earlier, idle)
        known.pop(each.id, None)
        if one.value is not None:
            known[each.id] = one.value
        if one.idle:
            idle.add(each.id)
    return earlier


def _derivation(
    derived: Derived,
    fields: Mapping[str, FieldSpec],
    known: Mapping[str, str],
    earlier: Mapping[str, Derivation],
    idle: set[str],
) -> Derivation:
    """Sums and counts are made of what is asked for; the others need all of their operands."""
    spec, told = fields[derived.id], f"{fields[derived.id].title} = {formula(derived, fields)}"
    case, open_ = _case(derived, fields, known, idle)
    if open_:
        return _open(derived, spec, told, [fields[name] for name in open_], earlier)
    if derived.cases and case is None:
        return Derivation(derived, spec, None, told, (), "所列的情况都不成立")
    names = case.operands if case else derived.operands
    specs = [_spec(name, fields) for name in names if name not in idle]
    like = [fields[name] for name in derived.written_as]
    left = [one for one in specs if literal(one.id) is None]
    if (not left and len(specs) < len(names)) or (derived.formula not in ("sum", "count") and len(specs) < len(names)):
        return Derivation(derived, spec, None, told, idle=True)
    if idle.intersection(derived.written_as):
        return Derivation(derived, spec, None, told, idle=True)
    if absent := [one for one in (*specs, *like) if one.id not in known and literal(one.id) is None]:
        return _open(derived, spec, told, absent, earlier)
    texts = [known.get(one.id, one.id) for one in specs]
    figures = told if derived.formula in TOLD else f"{told} = {formula(derived, fields, known)}"
    try:
        if derived.formula in TEXTS:
            text = _written(derived, case, dict(zip(names, map(_said, specs, texts), strict=True)))
        else:
            text = _rounded(_computed(derived, specs, texts), derived, known)
    except _NoValue as error:
        return Derivation(derived, spec, None, figures, (), str(error))
    figures += f" = {len(_parts(texts[0]))} 个数之和" if derived.formula == "total" else ""
    note = rounding(derived, fields, text)
    return Derivation(derived, spec, text, f"{figures} = {forms.shown(spec, text)}{f'（{note}）' if note else ''}")


def _spec(name: str, fields: Mapping[str, FieldSpec]) -> FieldSpec:
    """The entry that an operand is; a number has no unit of its own, and takes that of the others."""
    return fields[name] if name in fields else FieldSpec.model_construct(id=name, title=name, type="decimal", unit=None)


def _case(
    derived: Derived, fields: Mapping[str, FieldSpec], known: Mapping[str, str], idle: set[str]
) -> tuple[Pick | TextCase | None, list[str]]:
    """The first case whose condition holds, or the facts that are still to decide it."""
    for one in derived.cases:
        if one.when is None:
            return one, []
        bounds = bounds_between([one.when], fields.values(), known, idle)
        met = holds(one.when, known, bounds)
        if met:
            return one, []
        if met is None:
            asked = {name for leaf in one.when.leaves for name in (leaf.fact, leaf.than) if name in fields}
            return None, [name for name in fields if name in asked and name not in known and name not in idle]
    return None, []


def _said(spec: FieldSpec, text: str) -> str:
    """A value as a text has it: a choice in words, a number without its unit."""
    return forms.shown(spec, text) if spec.type in ("boolean", "choice") else text


def _written(derived: Derived, case: Pick | TextCase | None, said: Mapping[str, str]) -> str:
    """The text that a formula makes. Raises _NoValue."""
    if derived.cut:
        text = patterns.part(derived.cut.pattern, said[derived.cut.of])
        if not text:
            raise _NoValue(f"“{said[derived.cut.of][:60]}”里没有这一段")
        return text
    text = HOLE.sub(lambda hole: said[hole[1]], case.take if case else "")
    if len(text) > LONGEST:
        raise _NoValue(f"超过 {LONGEST} 个字")
    return text


def _read(spec: FieldSpec, text: str) -> Fraction:
    """The number that a text says, no longer than people write one. Raises _NoValue."""
    if len(text) <= DIGITS:
        with suppress(ValueError):
            return Fraction(read_number(text, None))
    raise _NoValue(f"“{spec.title}”不是数字，现为“{text[:60]}”")


def _total(spec: FieldSpec, text: str, unit: str | None) -> Fraction:
    """The sum of the numbers that a text lists, each alone or behind what it is of. Raises _NoValue."""
    return sum((_listed(spec, part, unit) for part in _parts(text)), Fraction(0))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in PARTED.split(text) if part.strip()]


def _listed(spec: FieldSpec, part: str, unit: str | None) -> Fraction:
    """``昆明 120``; a comma may part thousands or numbers, and only who wrote it knows."""
    number = NAMED.split(part)[-1]
    if set(",，") & set(part):
        raise _NoValue(f"“{spec.title}”的“{part[:60]}”里有逗号，分不清；一数一行，或用顿号、分号隔开")
    with suppress(ValueError):
        if len(number) <= DIGITS:
            return Fraction(read_number(number, unit))
    raise _NoValue(f"“{spec.title}”的“{part[:60]}”不是数字；写成：名称 数字，一条一行或用顿号隔开")


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
        case "months_between":
            return Fraction(_months(*map(date.fromisoformat, texts)))
        case "months_elapsed":
            return _months_elapsed(*map(date.fromisoformat, texts))
        case "years_between":
            return _years(*map(date.fromisoformat, texts))
        case "sum" | "pick":
            return sum(_in_unit(derived.unit, specs, texts), Fraction(0))
        case "number":
            return _read(specs[0], texts[0])
        case "total":
            return _total(specs[0], texts[0], derived.unit)
        case "product":
            found = Fraction(1)
            for text in texts:
                found *= Fraction(text)
            return found
        case "difference":
            first_, second = _in_unit(derived.unit, specs, texts)
            return first_ - second
        case "ratio":
            return _ratio(*_alike(specs, texts), specs[1]) * PARTS.get(derived.unit or "", 1)
        case "growth":
            now, before = _alike(specs, texts)
            return _ratio(now - before, before, specs[1]) * 100
    raise AssertionError(derived.formula)


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


def _months(first: date, last: date) -> int:
    """Full months; of the 31st one is full on the last day of a shorter month."""
    if last < first:
        return -_months(last, first)
    months = (last.year - first.year) * 12 + last.month - first.month
    short = (last + timedelta(days=1)).month != last.month
    return months if last.day >= first.day or short else months - 1


def _months_elapsed(first: date, last: date) -> Fraction:
    """Full months as :func:`_months` counts them; what is left, as a part of the month begun. Raises _NoValue."""
    if not {first.year, last.year} <= YEARS:
        raise _NoValue(f"年份不在 {min(YEARS)} 至 {max(YEARS)} 之间")
    if last < first:
        return -_months_elapsed(last, first)
    months = _months(first, last)
    begun = months_later(first, months)
    return months + Fraction((last - begun).days, (months_later(first, months + 1) - begun).days)


def _years(first: date, last: date) -> Fraction:
    """Full years to the day; what is left, as a part of the year it lies in. 29 February is full on 28 February."""
    if not {first.year, last.year} <= YEARS:
        raise _NoValue(f"年份不在 {min(YEARS)} 至 {max(YEARS)} 之间")
    if last < first:
        return -_years(last, first)
    years = last.year - first.year
    if months_later(first, 12 * years) > last:
        years -= 1
    begun = months_later(first, 12 * years)
    return years + Fraction((last - begun).days, (months_later(first, 12 * years + 12) - begun).days)


def _rounded(value: Fraction, derived: Derived, known: Mapping[str, str]) -> str:
    """As canonical text: cut to a whole number, rounded half up, or as exact as anybody can need."""
    if derived.whole:
        return str(int(value))
    digits = len(known[derived.digits].partition(".")[2]) if isinstance(derived.digits, str) else derived.digits
    with localcontext(prec=PRECISION):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        number = exact.quantize(Decimal(1).scaleb(-(RAW if digits is None else digits)), ROUND_HALF_UP)
        return format(number.normalize() + 0 if digits is None else number or abs(number), "f")
