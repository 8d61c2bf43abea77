"""Rules of computed values: each is named once, and computed from what is known and has the right type and unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from inspect_engine.domain.definitions import Derived, FieldSpec, Item, Pack
from inspect_engine.domain.definitions.derived import TEXTS, literal
from inspect_engine.domain.judgement.computing import PARTS
from inspect_engine.domain.rules.conditions import comparison_faults
from inspect_engine.domain.rules.items import each_item
from inspect_engine.domain.words import patterns
from inspect_engine.domain.words.units import factor
from inspect_engine.domain.words.wording import ON, by_id
from inspect_engine.errors import Fault, Place

TYPES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "count": (("boolean", "multichoice"), "是否题或多选题"),
    "days_between": (("date",), "日期"),
    "months_between": (("date",), "日期"),
    "months_elapsed": (("date",), "日期"),
    "years_between": (("date",), "日期"),
    "text": (("text", "choice", "boolean", "integer", "decimal", "date"), "文字、单选、是否、数字或日期"),
    "cut": (("text",), "文字"),
    "number": (("text",), "文字"),
    "total": (("text",), "文字"),
}
"""What a formula is computed from, and its name; of all others, numbers."""
NUMBERS = (("decimal", "integer"), "数字")


def derived_from_what_is_known(pack: Pack) -> Iterator[Fault]:
    """Every computed value of every item."""
    for path, item in each_item(pack):
        typed = by_id(item.values)
        for n, derived in enumerate(item.derived):
            place: Place = (*path, "derived", n)
            if derived.id in typed or derived.id == ON.id:
                fix = "请另起名字" if derived.id == ON.id else "能算出来的不要让人填：删去 values 里的，或另起名字"
                yield Fault((*place, "id"), f"“{derived.id}”已是{'检查日' if derived.id == ON.id else '要填的值'}", fix)
            yield from _operand_faults((*place, derived.formula), derived, _before(item, n))
            yield from _rounding_faults((*place, "digits"), derived, typed)
            yield from _cut_faults((*place, "cut", "pattern"), derived)
            for k, one in enumerate(derived.cases):
                for leaf in one.when.leaves if one.when else ():
                    at: Place = (*place, derived.formula, k, "when")
                    yield from comparison_faults(at, leaf, _before(item, n).values(), pack)


def _before(item: Item, n: int) -> dict[str, FieldSpec]:
    """What the n-th computed value may be computed from."""
    return by_id((*item.values, *(each.spec for each in item.derived[:n]), ON))


def _operand_faults(place: Place, derived: Derived, known: Mapping[str, FieldSpec]) -> Iterator[Fault]:
    types, word = TYPES.get(derived.formula, NUMBERS)
    names = [name for name in derived.operands if literal(name) is None]
    specs = [known.get(name) for name in names]
    if len(names) < len(derived.operands) and derived.formula in TYPES:
        yield Fault(place, f"{derived.formula} 要用{word}来算，不能写数")
    elif not names and derived.formula != "pick" and not derived.rests_on:
        yield Fault(place, f"“{derived.id}”的算式里没有一个值，算出来总是同一个数", f"可用：{'、'.join(known)}")
    for n, (name, spec) in enumerate(zip(names, specs, strict=True)):
        at = place if derived.formula in TEXTS else (*place, n)
        if spec is None:
            yield Fault(at, f"“{name}”不是本项的值，也不是上面算出的值", f"可用：{'、'.join(known)}")
        elif spec.type not in types:
            yield Fault(at, f"{derived.formula} 要用{word}来算，“{name}”不是")
    if len(set(names)) < len(names) and derived.formula not in ("product", "pick", "text"):
        yield Fault(place, f"“{derived.id}”的算式里同一个值写了两次")
    found = [spec for spec in specs if spec is not None and spec.type in types]
    if found and len(found) == len(names):
        yield from _unit_faults(place, derived, found)


def _rounding_faults(place: Place, derived: Derived, typed: Mapping[str, FieldSpec]) -> Iterator[Fault]:
    """Only a number that is typed is written with so many places."""
    for name in derived.written_as:
        if name not in typed or typed[name].type not in NUMBERS[0]:
            yield Fault(place, f"“{name}”不是要填的数字，没有写几位小数可照", "写 0 至 6，或要填的一个数字的编号")


def _cut_faults(place: Place, derived: Derived) -> Iterator[Fault]:
    """The part that is cut out is the one group of its pattern."""
    if not derived.cut:
        return
    fix = "例：cut: {of: place, pattern: '([^ ]*) .*'}"
    try:
        if patterns.groups(derived.cut.pattern) != 1:
            yield Fault(place, "写法里要有且只有一对圆括号，取的就是括号里的", fix)
    except patterns.NoPattern as error:
        yield Fault(place, f"pattern 的写法不对：{error}", fix)


def _unit_faults(place: Place, derived: Derived, specs: Sequence[FieldSpec]) -> Iterator[Fault]:
    """Sums and differences are of one kind and in a unit of it; of unlike things there is only a ratio."""
    if derived.formula in ("sum", "difference", "pick"):
        for n, spec in enumerate(specs):
            if factor(spec.unit, derived.unit) is None:
                what = f"“{spec.id}”的单位是 {_unit(spec.unit)}，“{derived.id}”的是 {_unit(derived.unit)}，不能换算"
                yield Fault((*place, n), what, f"请给“{derived.id}”写 unit，与各值的单位能换算")
    elif len(specs) < 2:
        return
    elif derived.formula == "growth" and not _alike(specs):
        yield Fault(place, f"“{specs[0].id}”与“{specs[1].id}”的单位不能换算，谈不上增长")
    elif derived.formula == "ratio" and derived.unit in (None, *PARTS) and not _alike(specs):
        yield Fault(place, f"“{specs[0].id}”与“{specs[1].id}”的单位不能换算", "请写 unit，例：unit: kN/m²")


def _alike(specs: Sequence[FieldSpec]) -> bool:
    return factor(specs[0].unit, specs[1].unit) is not None


def _unit(unit: str | None) -> str:
    return unit or "（无单位）"
